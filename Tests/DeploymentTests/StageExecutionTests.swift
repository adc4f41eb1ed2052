import Documents
import KubernetesClient
import Shared
import Synchronization
import Testing

@testable import Deployment

/// Runs plans with hooks, waits and delete policies.
@Suite struct StageExecutionTests {
    private func job(_ name: String, _ annotations: [String: Value] = [:]) -> Value {
        object("Job", name, apiVersion: "batch/v1").setting(["metadata", "annotations"], annotations.asValue)
    }

    private func run(
        _ plan: DeployPlan, _ cluster: FakeCluster = FakeCluster(), _ tracker: FakeTracker = FakeTracker(),
        _ records: FakeRecords = FakeRecords(), interruption: Interruption = Interruption(), parallelism: Int = 4
    ) async throws -> ExecutionReport {
        try await PlanExecutor(
            cluster: cluster, tracker: tracker, timeout: .seconds(9), records: records, parallelism: parallelism,
            interruption: interruption, creatableNamespaces: [], report: { _ in }
        ).run(plan)
    }

    private func plan(_ kind: DeployKind = .install, _ manifests: Value...) throws -> DeployPlan {
        var world = World(kind: kind)
        for manifest in manifests { try world.want(manifest) }
        return try world.plan()
    }

    @Test func theEndOfAStageIsOneWriteWithItsHooks() async throws {
        let records = FakeRecords()
        let result = try await run(
            try plan(
                .install, job("b", ["helm.sh/hook": "pre-install"]), job("a", ["helm.sh/hook": "pre-install"]),
                job("after", ["helm.sh/hook": "post-install"]), configMap("cm")), FakeCluster(), FakeTracker(), records)
        #expect(result.isSuccess)
        #expect(
            records.log == [
                "start", "complete pre a Succeeded b Succeeded", "complete main", "complete post after Succeeded",
                "finish",
            ])
    }

    @Test func whatIsWaitedForIsToldWithTheServersAnswer() async throws {
        let tracker = FakeTracker()
        _ = try await run(
            try plan(.install, job("j", ["werf.io/fail-mode": "IgnoreAndContinueDeployProcess"])), FakeCluster(),
            tracker)
        let seen = try #require(tracker.seen.first)
        #expect(seen.identity.name == "j")
        #expect(seen.object[path: ["metadata", "name"]] == "j")
        #expect(seen.timeout == .seconds(9))
        #expect(seen.annotations.failMode == .ignoreAndContinueDeployProcess)
    }

    @Test func aFailedHookStopsTheDeploy() async throws {
        let (cluster, tracker, records) = (FakeCluster(), FakeTracker(failing: ["h"]), FakeRecords())
        let result = try await run(
            try plan(.install, job("h", ["helm.sh/hook": "pre-install"]), configMap("cm")), cluster, tracker, records)
        #expect(!result.isSuccess)
        #expect(!cluster.log.contains("create ConfigMap/cm"))
        #expect(records.log.last?.contains("Job/h: ") ?? false)
        #expect(result.failed.map { $0.operation.title(releaseNamespace: "ns") } == ["wait until Job/h is ready"])
    }

    /// The first failure ends what only waits, and that isn't counted as failed.
    @Test func aFailureEndsOtherWaits() async throws {
        let tracker = FakeTracker(failing: ["bad"], waitingForever: ["slow"])
        let result = try await run(
            try plan(
                .install, object("Deployment", "slow", apiVersion: "apps/v1"),
                object("Deployment", "bad", apiVersion: "apps/v1")), FakeCluster(), tracker)
        #expect(
            result.failed.map { $0.operation.title(releaseNamespace: "ns") } == ["wait until Deployment/bad is ready"])
        #expect(result.cancelled.contains { $0.title(releaseNamespace: "ns") == "wait until Deployment/slow is ready" })
        #expect(tracker.isClosed)
    }

    @Test func manyWaitsDontHoldUpWrites() async throws {
        var world = World(kind: .install)
        for number in 0..<5 {
            try world.want(
                object("Deployment", "slow-\(number)", apiVersion: "apps/v1"),
                configMap("c-\(number)", annotations: ["werf.io/weight": "1"]))
        }
        world.options.tracks = true
        let cluster = FakeCluster()
        let result = try await run(try world.plan(), cluster, parallelism: 1)
        #expect(result.isSuccess)
    }

    @Test func anObjectIsMadeAnew() async throws {
        var world = World()
        let hook = job("h", ["helm.sh/hook": "pre-upgrade"])
        try world.want(hook)
        world.exists(hook, uid: "1", isOurs: false)
        let live = hook.setting(["metadata", "uid"], "8").setting(["metadata", "resourceVersion"], "4")
        let cluster = FakeCluster(["Job/h": live])
        #expect(try await run(try world.plan(), cluster).isSuccess)
        // The UID just read counts: someone may have made it anew since the plan looked.
        #expect(cluster.log == ["get Job/h", "delete Job/h 8 at 4", "await absence of Job/h", "apply Job/h"])
    }

    /// Rules 1 and 3, once more at the last moment.
    @Test(arguments: [
        (["helm.sh/resource-policy": "keep"], ["get Job/h", "apply Job/h (uid 8)"], true),
        (["meta.helm.sh/release-name": "other"], ["get Job/h"], false),
    ])
    func anObjectThatChangedHandsIsNotMadeAnew(
        _ annotations: [String: Value], _ log: [String], _ succeeds: Bool
    ) async throws {
        var world = World()
        let hook = job("h", ["helm.sh/hook": "pre-upgrade"])
        try world.want(hook)
        world.exists(hook, uid: "1", isOurs: false)
        let live = job("h", annotations).setting(["metadata", "uid"], "8")
        let cluster = FakeCluster(["Job/h": live])
        #expect(try await run(try world.plan(), cluster).isSuccess == succeeds)
        #expect(cluster.log == log)
    }

    @Test func whatHasDoneItsWorkGoes() async throws {
        let live = job("h").setting(["metadata", "uid"], "8").setting(["metadata", "resourceVersion"], "4")
        let cluster = FakeCluster(["Job/h": live])
        let hook: [String: Value] = ["helm.sh/hook": "pre-install", "helm.sh/hook-delete-policy": "hook-succeeded"]
        #expect(try await run(try plan(.install, job("h", hook)), cluster).isSuccess)
        #expect(cluster.log.suffix(2) == ["delete Job/h 8 at 4", "await absence of Job/h"])
    }

    /// `failed`: the object goes when it has failed; without the policy it stays to be looked at.
    @Test(arguments: [("failed", true), ("succeeded", false), ("failed,before-creation", true)])
    func whatHasFailedGoes(_ policy: String, _ goes: Bool) async throws {
        let live = job("h").setting(["metadata", "uid"], "8").setting(["metadata", "resourceVersion"], "4")
        let cluster = FakeCluster(["Job/h": live])
        let tracker = FakeTracker(failing: ["h"])
        let result = try await run(
            try plan(.install, job("h", ["werf.io/delete-policy": .string(policy), "helm.sh/hook": "pre-install"])),
            cluster, tracker)
        #expect(!result.isSuccess)
        #expect(cluster.log.contains("delete Job/h 8 at 4") == goes)
    }

    @Test func aSignalLeavesFailedObjectsAlone() async throws {
        let interruption = Interruption()
        let tracker = FakeTracker(waitingForever: ["h"], onWait: { interruption.interrupt("SIGTERM") })
        let cluster = FakeCluster()
        let result = try await run(
            try plan(.install, job("h", ["werf.io/delete-policy": "failed"])), cluster, tracker, FakeRecords(),
            interruption: interruption)
        #expect(result.signal == "SIGTERM")
        #expect(result.failed.isEmpty)
        #expect(cluster.log == ["create Job/h"])
    }

    @Test func anUninstallEndsWithTheRecords() async throws {
        var world = World(kind: .uninstall)
        world.had(configMap("cm"))
        world.exists(configMap("cm"))
        var live = configMap("cm")
        World.ownership.mark(&live)
        live = live.setting(["metadata", "uid"], "1").setting(["metadata", "resourceVersion"], "7")
        let (cluster, records) = (FakeCluster(["ConfigMap/cm": live]), FakeRecords())
        #expect(try await run(try world.plan(), cluster, FakeTracker(), records).isSuccess)
        #expect(records.log == ["uninstalling", "delete all"])
        #expect(cluster.log.contains("delete ConfigMap/cm 1 at 7"))
    }
}

/// A tracker that finds everything ready but what it is told about.
final class FakeTracker: ReadinessTracker {
    private struct State {
        var seen: [TrackedObject] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let failing: Set<String>
    private let endless: Set<String>
    private let onWait: @Sendable () -> Void

    init(
        failing: Set<String> = [], waitingForever endless: Set<String> = [],
        onWait: @escaping @Sendable () -> Void = {}
    ) {
        self.failing = failing
        self.endless = endless
        self.onWait = onWait
    }

    var seen: [TrackedObject] { state.withLock(\.seen) }
    var isClosed: Bool { state.withLock(\.isClosed) }

    func awaitReadiness(of object: TrackedObject) async throws {
        state.withLock { $0.seen.append(object) }
        onWait()
        if endless.contains(object.identity.name) { try await Task.sleep(for: .seconds(60)) }
        if failing.contains(object.identity.name) {
            throw TrackingFailure(identity: object.identity, cause: .deleted)
        }
    }

    func awaitPresence(of reference: ObjectReference, timeout: Duration?) async throws {}

    func close() async { state.withLock { $0.isClosed = true } }
}
