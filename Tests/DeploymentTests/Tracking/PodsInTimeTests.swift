import Documents
import KubernetesClient
import Testing

@testable import Deployment

/// Pods and what they belong to are told by different watches: neither comes first for sure.
@Suite struct PodsInTimeTests {
    private let access = FakeTrackingAccess()
    private let told = Told()

    private func tracker() -> ClusterTracker {
        ClusterTracker(access, settings: .init(progressPeriod: .milliseconds(300)), report: told.tell)
    }

    private static let crashing = Objects.waiting("CrashLoopBackOff", "back-off 10s")

    /// The workload has said its last word before its first pod is seen.
    @Test(arguments: [
        ("DaemonSet", "pod-template-generation: '1'", "currentNumberScheduled: 1, desiredNumberScheduled: 1"),
        ("StatefulSet", "controller-revision-hash: h1", "replicas: 1, updateRevision: h1"),
        ("ReplicaSet", "app: web", "replicas: 1"),
    ])
    func podsAreKnownThatComeAfterTheLastWordOfTheirOwner(
        _ kind: String, _ label: String, _ status: String
    ) async throws {
        let tracker = tracker()
        let type = Objects.type("apps/v1", kind)
        let object = try Objects.make(
            kind,
            "{spec: {replicas: 1, selector: {matchLabels: {app: web}}}, status: {observedGeneration: 1, \(status)}}")
        access.put(type.plural, object)
        let tracked = try Objects.tracked(
            object, type, ["werf.io/failures-allowed-per-replica": "0"], timeout: .seconds(10))
        let waiting = Task { try await tracker.awaitReadiness(of: tracked) }
        // It tells what it waits for, so it has seen the object; the pods' watch has told that there are none.
        try await eventually { told.texts.contains { $0.hasPrefix("waiting web: ") } }
        access.put(
            "pods",
            try Objects.pod(owner: "u1", container: Self.crashing, more: ", labels: {\(label)}"))
        let found = try await trackingFailure { try await waiting.value }
        #expect(found.description == "\(kind)/web: pod web-1, container app: CrashLoopBackOff: back-off 10s")
        await tracker.close()
    }

    /// A Job tells that it has failed before its pod is seen to: the pod is looked for then.
    @Test func theCauseIsLookedForWhenItWasNotSeenYet() async throws {
        let tracker = tracker()
        let running = try Objects.make(
            "Job", "{spec: {selector: {matchLabels: {controller-uid: u1}}}, status: {active: 1}}")
        let failed = try Objects.make(
            "Job",
            "{spec: {selector: {matchLabels: {controller-uid: u1}}}, status: {failed: 1, conditions: "
                + "[{type: Failed, status: 'True', reason: BackoffLimitExceeded, message: too often}]}}")
        access.put("jobs", running)
        let tracked = try Objects.tracked(running, .jobs)
        let waiting = Task { try await tracker.awaitReadiness(of: tracked) }
        try await eventually { told.texts.contains { $0.hasPrefix("waiting web: ") } }
        access.setLog("web-1/app", "no luck today\n")
        let ended = "state: {terminated: {exitCode: 3, reason: Error}}"
        access.putUnseen("pods", try Objects.pod(owner: "u1", container: ended, phase: "Failed"))
        access.put("jobs", failed)
        let found = try await trackingFailure { try await waiting.value }
        #expect(found.container?.exitCode == 3)
        #expect(found.logs.first?.lines == ["no luck today"])
        await tracker.close()
    }
}
