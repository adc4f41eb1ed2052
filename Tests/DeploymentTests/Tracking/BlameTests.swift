import Documents
import KubernetesClient
import Shared
import Testing

@testable import Deployment

/// What becomes of an object that was waited for when a deploy fails.
@Suite struct BlameTests {
    /// Fails everybody who waits with the failure of one object.
    private struct FailingTracker: ReadinessTracker {
        let name: String

        func awaitReadiness(of object: TrackedObject) async throws {
            var identity = object.identity
            identity.name = name
            throw TrackingFailure(identity: identity, cause: .deleted)
        }

        func awaitPresence(of reference: ObjectReference, timeout: Duration?) async throws {}
        func close() async {}
    }

    /// A delete policy for failures is for the object that has failed, not for one that was waited for beside it.
    @Test(arguments: [("a", true), ("other", false)])
    func deletesOnlyWhatHasFailed(failing: String, isDeleted: Bool) async throws {
        var world = World()
        let annotations: Value = ["werf.io/delete-policy": "failed", "werf.io/ownership": "anyone"]
        try world.want(object("Job", "a", apiVersion: "batch/v1").setting(["metadata", "annotations"], annotations))
        let live: Value = ["metadata": ["name": "a", "uid": "u1", "resourceVersion": "1"]]
        let cluster = FakeCluster(["Job/a": live])
        let result = try await PlanExecutor(
            cluster: cluster, tracker: FailingTracker(name: failing), records: FakeRecords(), parallelism: 4,
            interruption: Interruption(), creatableNamespaces: [], report: { _ in }
        ).run(try world.plan())
        #expect(result.reason == "Job/\(failing): it was deleted while it was waited for")
        #expect(cluster.log.contains { $0.hasPrefix("delete Job/a") } == isDeleted)
    }
}
