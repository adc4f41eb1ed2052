import Documents
import KubernetesClient
import Shared
import Synchronization
import Testing

@testable import Deployment

@Suite struct PlanExecutorTests {
    private func run(
        _ plan: DeployPlan, _ cluster: FakeCluster, _ records: FakeRecords, parallelism: Int = 4,
        interruption: Interruption = Interruption(), events: EventLog = EventLog()
    ) async throws -> ExecutionReport {
        try await PlanExecutor(
            cluster: cluster, records: records, parallelism: parallelism, interruption: interruption,
            creatableNamespaces: ["ns"], report: { events.add($0) }
        ).run(plan)
    }

    /// A plan that creates a ConfigMap and then a Deployment, and supersedes revision 2.
    private func installation(_ names: String...) throws -> DeployPlan {
        var world = World()
        world.superseded = [2]
        for name in names { try world.want(configMap(name)) }
        try world.want(object("Deployment", "web", apiVersion: "apps/v1"))
        return try world.plan()
    }

    @Test func goesThroughAllSteps() async throws {
        let (cluster, records, events) = (FakeCluster(), FakeRecords(), EventLog())
        let result = try await run(try installation("a"), cluster, records, events: events)
        #expect(result.isSuccess)
        #expect(cluster.log == ["create ConfigMap/a", "create Deployment/web"])
        #expect(records.log == ["start", "finish", "supersede 2"])
        #expect(events.all.count == 2)
    }

    @Test func aFailureIsRecordedWithItsReason() async throws {
        let (cluster, records) = (FakeCluster(), FakeRecords())
        cluster.fail("create ConfigMap/a", .answer(422, "Invalid", "bad field"))
        let result = try await run(try installation("a", "b"), cluster, records)
        #expect(!result.isSuccess)
        #expect(result.failed.count == 1)
        #expect(result.completed.contains { $0.title(releaseNamespace: "ns") == "create ConfigMap/b" })
        #expect(result.cancelled.contains { $0.title(releaseNamespace: "ns") == "create Deployment/web" })
        #expect(!cluster.log.contains("create Deployment/web"))
        #expect(records.log.count == 2)
        #expect(records.log.last?.hasPrefix("fail: failed to create ConfigMap \"a\": ") ?? false)
        #expect(records.log.last?.contains("bad field") ?? false)
    }

    @Test func someoneElsesRevisionStopsBeforeAnyWrite() async throws {
        let (cluster, records) = (FakeCluster(), FakeRecords())
        records.fail("start", .revisionExists(name: "app", revision: 3))
        await #expect(throws: StorageError.self) { try await run(try installation("a"), cluster, records) }
        #expect(cluster.log.isEmpty)
        #expect(records.log == ["start"])
    }

    @Test func aMissingNamespaceIsCreatedOnce() async throws {
        let (cluster, records, events) = (FakeCluster(), FakeRecords(), EventLog())
        records.fail("start", .server("create", ClientError.missingNamespace))
        let result = try await run(try installation("a"), cluster, records, events: events)
        #expect(result.isSuccess)
        #expect(records.log.prefix(2) == ["start", "start"])
        #expect(cluster.log.first == "create namespace ns")
        #expect(events.all.contains(.namespaceCreated("ns")))
    }

    @Test func aMissingNamespaceOfTheObjectsIsCreatedOnce() async throws {
        let (cluster, records) = (FakeCluster(), FakeRecords())
        cluster.fail("create ConfigMap/a", .missingNamespace)
        cluster.fail("create ConfigMap/b", .missingNamespace)
        let result = try await run(try installation("a", "b"), cluster, records)
        #expect(result.isSuccess)
        #expect(cluster.log.filter { $0 == "create namespace ns" }.count == 1)
    }

    @Test func aForbiddenNamespaceStaysMissing() async throws {
        let (cluster, records) = (FakeCluster(), FakeRecords())
        records.fail("start", .server("create", ClientError.missingNamespace))
        let executor = PlanExecutor(
            cluster: cluster, records: records, parallelism: 1, interruption: Interruption(), creatableNamespaces: [],
            report: { _ in })
        await #expect(throws: StorageError.self) { try await executor.run(try installation("a")) }
        #expect(cluster.log.isEmpty)
    }

    @Test func aSignalIsRecordedAndRunningWritesAreFinished() async throws {
        let interruption = Interruption()
        let cluster = FakeCluster(onWrite: { request in
            if request == "create ConfigMap/a" {
                interruption.interrupt("SIGTERM")
                try? await Task.sleep(for: .milliseconds(50))
            }
        })
        let records = FakeRecords()
        let result = try await run(try installation("a"), cluster, records, interruption: interruption)
        #expect(result.signal == "SIGTERM")
        #expect(!result.isSuccess)
        #expect(cluster.log == ["create ConfigMap/a"])
        #expect(records.log == ["start", "fail: interrupted by SIGTERM"])
    }

    @Test func tidyingUpMayFail() async throws {
        let (cluster, records, events) = (FakeCluster(), FakeRecords(), EventLog())
        records.fail("supersede 2", .conflict(name: "app", revision: 2))
        let result = try await run(try installation("a"), cluster, records, events: events)
        #expect(result.isSuccess)
        #expect(events.all.contains { if case .warning = $0 { true } else { false } })
        #expect(!records.log.contains { $0.hasPrefix("fail") })
    }

    @Test func aRevisionThatCannotBeFinishedIsMarkedFailed() async throws {
        let (cluster, records) = (FakeCluster(), FakeRecords())
        records.fail("finish", .conflict(name: "app", revision: 3))
        let result = try await run(try installation("a"), cluster, records)
        #expect(!result.isSuccess)
        #expect(records.log.last?.hasPrefix("fail: ") ?? false)
        #expect(!records.log.contains("supersede 2"))
    }

    /// Neither a wait nor a write without an answer holds up a process that was told to stop.
    @Test(arguments: [("await CustomResourceDefinition/widgets.example.com", 0), ("create ConfigMap/a", 1)])
    func aSignalEndsWhatHangs(_ request: String, _ failures: Int) async throws {
        let interruption = Interruption()
        let cluster = FakeCluster(onWrite: { seen in
            guard seen == request else { return }
            interruption.interrupt("SIGTERM")
            try? await Task.sleep(for: .seconds(3600))
        })
        var world = World()
        try world.want(
            configMap("a"), ["apiVersion": "example.com/v1", "kind": "Widget", "metadata": ["name": "w"]],
            crds: [definition("widgets", kind: "Widget")])
        let records = FakeRecords()
        let result = try await PlanExecutor(
            cluster: cluster, records: records, parallelism: 4, interruption: interruption, creatableNamespaces: [],
            lastWriteTime: .milliseconds(20), report: { _ in }
        ).run(try world.plan())
        #expect(!result.isSuccess)
        #expect(result.signal == "SIGTERM")
        #expect(result.failed.count == failures)
        #expect(records.log.last?.hasSuffix("interrupted by SIGTERM") ?? false)
    }

    @Test func theHistoryIsKeptShortAfterAFailureToo() async throws {
        let (cluster, records) = (FakeCluster(), FakeRecords())
        cluster.fail("create ConfigMap/a", .answer(422, "Invalid", "bad field"))
        var plan = try installation("a")
        _ = plan.add(.prune(limit: 10), after: [plan.operations.count - 1])
        _ = try await run(plan, cluster, records)
        #expect(records.log.count == 3)
        #expect(records.log.last == "prune to 10")
    }

    /// The answer to the final write got lost, and the record is found to say `deployed`.
    @Test func theRecordDecidesWhetherItIsASuccess() async throws {
        let (cluster, records) = (FakeCluster(), FakeRecords(statusAfterFailure: .deployed))
        records.fail("finish", .conflict(name: "app", revision: 3))
        let result = try await run(try installation("a"), cluster, records)
        #expect(result.isSuccess)
        #expect(records.log.last == "supersede 2")
    }

    @Test(arguments: ["finish", "supersede 2"])
    func aSignalAfterTheFinalWriteIsTooLate(_ step: String) async throws {
        let interruption = Interruption()
        let records = FakeRecords(onStep: { if $0 == step { interruption.interrupt("SIGTERM") } })
        var plan = try installation("a")
        _ = plan.add(.prune(limit: 10), after: [plan.operations.count - 1])
        let result = try await run(plan, FakeCluster(), records, interruption: interruption)
        #expect(result.isSuccess)
        #expect(records.log == ["start", "finish", "supersede 2", "prune to 10"])
    }

    @Test func noMoreThanTheLimitAtATime() async throws {
        let cluster = FakeCluster(onWrite: { _ in try? await Task.sleep(for: .milliseconds(5)) })
        _ = try await run(try installation("a", "b", "c", "d", "e"), cluster, FakeRecords(), parallelism: 2)
        #expect(cluster.mostRunning == 2)
    }

    /// The object changed between reading and taking over: it is read again.
    @Test func aTakeoverStartsAnewAfterAConflict() async throws {
        let plan = try takeoverPlan()
        let live = Self.ours(configMap("a")).setting(["metadata", "resourceVersion"], "8")
            .setting(["metadata", "managedFields"], [Self.helmThree])
        let cluster = FakeCluster(["ConfigMap/a": live])
        cluster.fail("take over ConfigMap/a at 7", .answer(409, "Conflict"))
        let result = try await run(plan, cluster, FakeRecords())
        #expect(result.isSuccess)
        #expect(
            cluster.log == [
                "take over ConfigMap/a at 7", "get ConfigMap/a", "take over ConfigMap/a at 8",
                "apply ConfigMap/a (uid 1)",
            ])
    }

    @Test func aTakeoverThatWasDoneByAnotherIsLeftOut() async throws {
        let cluster = FakeCluster(["ConfigMap/a": Self.ours(configMap("a"))])
        cluster.fail("take over ConfigMap/a at 7", .answer(409, "Conflict"))
        _ = try await run(try takeoverPlan(), cluster, FakeRecords())
        #expect(cluster.log == ["take over ConfigMap/a at 7", "get ConfigMap/a", "apply ConfigMap/a (uid 1)"])
    }

    /// What the plan saw is there no more: another object, or another owner.
    @Test(arguments: [configMap("a").setting(["metadata", "uid"], "1"), ours(configMap("a"), uid: "2")])
    func aTakeoverStopsBeforeAnothersObject(_ live: Value) async throws {
        let cluster = FakeCluster(["ConfigMap/a": live.setting(["metadata", "managedFields"], [Self.helmThree])])
        cluster.fail("take over ConfigMap/a at 7", .answer(409, "Conflict"))
        let result = try await run(try takeoverPlan(), cluster, FakeRecords())
        #expect(!result.isSuccess)
        #expect(cluster.log == ["take over ConfigMap/a at 7", "get ConfigMap/a"])
    }

    /// How servers of two ages refuse an apply to an object that took the place of the planned one.
    @Test(arguments: [
        (422, "Invalid", "metadata.uid: Invalid value: \"1\": field is immutable"),
        (409, "Conflict", "uid mismatch: the provided object specified uid 1, and no existing object was found"),
        (409, "Conflict", "Precondition failed: UID in precondition: 1, UID in object meta: 2"),
    ])
    func anUpdateMeetsAnotherObject(_ code: Int, _ reason: String, _ message: String) async throws {
        let cluster = FakeCluster()
        cluster.fail("apply ConfigMap/a (uid 1)", .answer(code, reason, message))
        let result = try await run(try takeoverPlan(), cluster, FakeRecords())
        #expect(result.reason.contains("it was deleted or made anew since the plan was made"))
    }

    private static func ours(_ object: Value, uid: String = "1") -> Value {
        var object = object
        World.ownership.mark(&object)
        return object.setting(["metadata", "uid"], .string(uid)).setting(["metadata", "resourceVersion"], "7")
    }

    /// Somebody was faster, and the fields don't clash: the deploy fails and takes its marks off again.
    @Test func anObjectThatAppearedMeanwhileIsNotTaken() async throws {
        let cluster = FakeCluster(["ConfigMap/a": configMap("a")])
        let result = try await run(try installation("a"), cluster, FakeRecords())
        #expect(!result.isSuccess)
        #expect(cluster.log == ["create ConfigMap/a", "remove marks ConfigMap/a"])
    }

    @Test func anObjectThatAppearedMeanwhileWithOtherFieldsIsNotTaken() async throws {
        let cluster = FakeCluster(["ConfigMap/a": configMap("a")])
        cluster.fail("create ConfigMap/a", .answer(409, "Conflict"))
        let result = try await run(try installation("a"), cluster, FakeRecords())
        #expect(result.reason.contains("cannot be imported into the current release"))
        #expect(cluster.log == ["create ConfigMap/a", "get ConfigMap/a"])
    }

    @Test func anOwnObjectThatAppearedMeanwhileIsApplied() async throws {
        let cluster = FakeCluster(["ConfigMap/a": Self.ours(configMap("a"))])
        cluster.fail("create ConfigMap/a", .answer(409, "Conflict"))
        let result = try await run(try installation("a"), cluster, FakeRecords())
        #expect(result.isSuccess)
        #expect(cluster.log.prefix(3) == ["create ConfigMap/a", "get ConfigMap/a", "apply ConfigMap/a (uid 1)"])
    }

    private func dropping() throws -> DeployPlan {
        var world = World()
        world.had(configMap("old"))
        world.exists(configMap("old"))
        return try world.plan()
    }

    @Test func aDroppedObjectIsDeletedAsItWasSeen() async throws {
        let cluster = FakeCluster(["ConfigMap/old": Self.ours(configMap("old"))])
        #expect(try await run(try dropping(), cluster, FakeRecords()).isSuccess)
        #expect(cluster.log == ["get ConfigMap/old", "delete ConfigMap/old 1 at 7"])
    }

    @Test func aDroppedObjectThatNeverRestsIsDeletedByItsUID() async throws {
        let cluster = FakeCluster(["ConfigMap/old": Self.ours(configMap("old"))])
        let changed = ClientError.answer(409, "Conflict")
        cluster.fail("delete ConfigMap/old 1 at 7", changed, changed)
        #expect(try await run(try dropping(), cluster, FakeRecords()).isSuccess)
        #expect(cluster.log.filter { $0.hasPrefix("delete") }.last == "delete ConfigMap/old 1 at any")
        #expect(cluster.log.count == 6)
    }

    /// Kept, given away, made anew or gone since the plan was made.
    @Test(arguments: [
        (ours(configMap("old", annotations: ["helm.sh/resource-policy": "keep"])), 1), (configMap("old"), 0),
        (configMap("old").setting(["metadata", "uid"], "1"), 1), (ours(configMap("old"), uid: "2"), 0), (nil, 0),
    ])
    func aDroppedObjectThatChangedHandsStays(_ live: Value?, _ warnings: Int) async throws {
        let (cluster, events) = (FakeCluster(live.map { ["ConfigMap/old": $0] } ?? [:]), EventLog())
        #expect(try await run(try dropping(), cluster, FakeRecords(), events: events).isSuccess)
        #expect(cluster.log == ["get ConfigMap/old"])
        #expect(events.all.filter { if case .warning = $0 { true } else { false } }.count == warnings)
    }

    private static let helmThree: Value = [
        "manager": "helm", "operation": "Update", "apiVersion": "v1", "fieldsV1": ["f:data": ["f:k": [:]]],
    ]

    private func takeoverPlan() throws -> DeployPlan {
        var world = World()
        try world.want(configMap("a"))
        world.had(configMap("a"))
        world.exists(configMap("a"))
        let identity = world.desired[0].identity
        world.live[identity] = world.live[identity]?.setting(["metadata", "managedFields"], [Self.helmThree])
        return try world.plan()
    }

    @Test(arguments: [
        (500, "failed calling webhook \"x\": connection refused", true),
        (404, "the server could not find the requested resource", true),
        (403, "error looking up service account ns/default: serviceaccount \"default\" not found", true),
        (403, "configmaps is forbidden", false),
        (422, "field is immutable", false),
        (404, "namespaces \"x\" not found", false),
    ])
    func someTroublePasses(_ code: Int, _ message: String, _ passes: Bool) {
        #expect(Retrying.passes(.answer(code, "", message)) == passes)
    }

    @Test func troubleThatPassesIsTriedAgain() async throws {
        let cluster = FakeCluster()
        cluster.fail("create ConfigMap/a", .answer(500, "InternalError", "failed calling webhook \"x\""))
        let result = try await run(try installation("a"), cluster, FakeRecords())
        #expect(result.isSuccess)
        #expect(cluster.log.filter { $0 == "create ConfigMap/a" }.count == 2)
    }
}

/// The events of a run.
final class EventLog: Sendable {
    private let events = Mutex<[ProgressEvent]>([])

    var all: [ProgressEvent] { events.withLock(\.self) }

    func add(_ event: ProgressEvent) { events.withLock { $0.append(event) } }
}
