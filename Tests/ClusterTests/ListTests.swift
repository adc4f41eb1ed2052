import Documents
import Glibc
import Testing

@testable import KubernetesClient

extension ClusterTests {
    /// Lists and watches on a real server.
    @Suite struct ListTests {
        func name(_ value: Value) -> String { value["metadata"]?["name"]?.string ?? "" }

        func fill(_ client: KubernetesClient, _ namespace: String, _ count: Int) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 100..<(100 + count) {
                    let object = Cluster.configMap("c\(number)", "v", labels: Object([.init(key: "set", value: "a")]))
                    group.addTask { _ = try await client.create(object, type: .configMaps, namespace: namespace) }
                }
                try await group.waitForAll()
            }
        }

        @Test func readsPagesAsOneList() async throws {
            try await Cluster.withNamespace("pages") { client, namespace in
                try await fill(client, namespace, 25)
                let paged = ListOptions(labelSelector: "set=a", pageSize: 7)
                let list = try await client.list(.configMaps, namespace: namespace, options: paged)
                let expected = (100..<125).map { "c\($0)" }
                #expect(list.items.map(name) == expected)
                var names: [String] = []
                var options = paged
                options.metadataOnly = true
                let version = try await client.listEach(.configMaps, namespace: namespace, options: options) {
                    let object = try JSON.read($0)
                    #expect(object["data"] == nil)
                    names.append(name(object))
                }
                #expect(names == expected)
                #expect(!version.isEmpty)
                var cached = ListOptions(labelSelector: "set=a", pageSize: 0, resourceVersion: "0")
                cached.fieldSelector = "metadata.name=c101"
                #expect(
                    try await client.list(.configMaps, namespace: namespace, options: cached).items.map(name) == [
                        "c101"
                    ])
            }
        }

        @Test func refusesABadToken() async throws {
            let client = try Cluster.client()
            var target = RequestTarget(.configMaps, namespace: "default")
            target.add("limit", "1")
            target.add("continue", "garbage")
            let request = APIRequest(target: target, subject: ClientError.Request(verb: "list", resource: "configmaps"))
            let error = try await Cluster.failure { _ = try await client.value(request) }
            #expect(error.status?.code == 400)
        }

        @Test func followsWhatHappens() async throws {
            try await Cluster.withNamespace("watch") { client, namespace in
                try await fill(client, namespace, 1)
                let reference = ObjectReference(type: .configMaps, namespace: namespace, name: "c100")
                let options = WatchOptions(fieldSelector: "metadata.name=c100")
                var seen: [String] = []
                for try await event in client.watch(.configMaps, namespace: namespace, options: options) {
                    switch event {
                    case .added(let object): seen.append("+\(name(object))")
                    case .synced:
                        seen.append("synced")
                        _ = try await client.patch(reference, kind: .merge, body: ["data": ["k": "new"]])
                    case .modified(let object):
                        seen.append("~\(object["data"]?["k"]?.string ?? "")")
                        try await client.delete(reference)
                    case .deleted(let object): seen.append("-\(name(object))")
                    case .restarted, .bookmark, .interrupted: continue
                    }
                    if seen.count == 4 { break }
                }
                #expect(seen == ["+c100", "synced", "~new", "-c100"])
            }
        }

        @Test func endsAWatchThatIsCancelled() async throws {
            let client = try Cluster.client()
            let task = Task {
                for try await _ in client.watch(.configMaps, namespace: "default") {}
            }
            try await Task.sleep(for: .milliseconds(300))
            let began = ContinuousClock.now
            task.cancel()
            _ = try? await task.value
            #expect(ContinuousClock.now - began < .seconds(1))
            _ = try await client.version()
        }

        @Test func aSlowListHoldsNobodyUp() async throws {
            try await Cluster.withNamespace("slow-list") { client, namespace in
                let large = String(repeating: "x", count: 400_000)
                for number in 0..<8 {
                    _ = try await client.create(
                        Cluster.configMap("big\(number)", large), type: .configMaps, namespace: namespace)
                }
                async let names = {
                    var count = 0
                    try await client.listEach(.configMaps, namespace: namespace) { _ in
                        count += 1
                        usleep(50_000)
                    }
                    return count
                }()
                let began = ContinuousClock.now
                for _ in 0..<5 { _ = try await client.version() }
                #expect(ContinuousClock.now - began < .seconds(2))
                #expect(try await names >= 8)
            }
        }

        @Test func aSlowReaderHoldsNobodyUp() async throws {
            try await Cluster.withNamespace("slow") { client, namespace in
                let large = String(repeating: "x", count: 400_000)
                for number in 0..<8 {
                    _ = try await client.create(
                        Cluster.configMap("big\(number)", large), type: .configMaps, namespace: namespace)
                }
                var count = 0
                for try await event in client.watch(
                    .configMaps, namespace: namespace, options: WatchOptions(resourceVersion: "0"))
                {
                    guard case .added = event else { continue }
                    // Requests while the watch has more to tell than its reader took.
                    _ = try await client.version()
                    count += 1
                    if count == 8 { break }
                }
                #expect(count == 8)
            }
        }
    }
}
