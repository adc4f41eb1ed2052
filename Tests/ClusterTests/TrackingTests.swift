import Deployment
import Documents
import FoundationEssentials
import Shared
import Testing

@testable import KubernetesClient

extension ClusterTests {
    /// What tracking costs a real server.
    @Suite struct TrackingTests {
        private static let deployments = ResourceType(
            group: "apps", version: "v1", plural: "deployments", kind: "Deployment", isNamespaced: true)

        /// A hundred Deployments without pods, waited for at the same time: one watch of each kind, and nothing more.
        @Test func tracksAHundredDeploymentsWithOneWatchPerKind() async throws {
            try await Cluster.withNamespace("track") { client, namespace in
                let objects = try await applied(100, client, namespace)
                let observer = Recorder()
                let tracker = ClusterTracker(try Cluster.client(observer: observer)) { _ in }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for object in objects { group.addTask { try await tracker.awaitReadiness(of: object) } }
                    try await group.waitForAll()
                }
                await tracker.close()
                let audit = try await auditedWatches(in: namespace)
                #expect(audit == ["deployments", "pods", "replicasets"])
                // Single reads are for what a list may have been too early for.
                let lists = observer.records.map(\.path).filter { $0.contains("limit=") }
                #expect(lists.count == 3)
            }
        }

        private func applied(
            _ count: Int, _ client: KubernetesClient, _ namespace: String
        ) async throws -> [TrackedObject] {
            try await withThrowingTaskGroup(of: TrackedObject.self) { group in
                for number in 0..<count {
                    group.addTask {
                        let reference = ObjectReference(
                            type: Self.deployments, namespace: namespace, name: "web\(number)")
                        let object = try await client.apply(
                            Self.deployment(reference.name), reference, fieldManager: "helm", force: true)
                        return TrackedObject(
                            identity: ResourceIdentity(
                                group: "apps", version: "v1", kind: "Deployment", namespace: namespace,
                                name: reference.name), reference: reference, object: object)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }

        private static func deployment(_ name: String) -> Value {
            let labels: Value = ["app": .string(name)]
            let container: Value = ["name": "app", "image": "localhost/busybox:1"]
            return [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": .string(name)],
                "spec": [
                    "replicas": 0, "selector": ["matchLabels": labels],
                    "template": ["metadata": ["labels": labels], "spec": ["containers": [container]]],
                ],
            ]
        }

        /// What the server has noted of watches in a namespace, once they have ended.
        private func auditedWatches(in namespace: String) async throws -> [String] {
            let path = try Cluster.setting("KW_TEST_AUDIT_LOG")
            for _ in 0..<30 {
                let log = try #require(FileManager.default.contents(atPath: path))
                let watches = try log.split(separator: UInt8(ascii: "\n")).compactMap { line -> String? in
                    guard line.contains("\"namespace\":\"\(namespace)\"".utf8) else { return nil }
                    let event = try JSON.read(Array(line))
                    return event["verb"] == "watch" ? event["objectRef"]?["resource"]?.string : nil
                }
                if watches.count >= 3 { return watches.sorted() }
                try await Task.sleep(for: .milliseconds(300))
            }
            return []
        }
    }
}
