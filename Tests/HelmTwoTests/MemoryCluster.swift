import Documents
import KubernetesClient
import Shared
import Synchronization
import TestServers
import Testing

@testable import HelmTwo
@testable import TillerRecords

/// A cluster's ConfigMaps and Secrets behind a port of this machine, as far as a migration asks for them.
final class MemoryCluster: Sendable {
    private struct State {
        var objects: [String: Value] = [:]
        var version = 100
        /// What came that would change something, as `VERB PATH`.
        var writes: [String] = []
    }

    private let state = Mutex(State())
    /// Answers in the cluster's place; nil for a request that it is to answer itself.
    private let instead = Mutex<@Sendable (LoopbackServer.Request) -> LoopbackServer.Answer?>({ _ in nil })
    private let server = Mutex<LoopbackServer?>(nil)

    /// Runs `body` with such a cluster.
    static func with(_ body: (MemoryCluster) async throws -> Void) async throws {
        let cluster = MemoryCluster()
        let server = try LoopbackServer { cluster.answer($0) }
        cluster.server.withLock { $0 = server }
        defer { server.stop() }
        try await body(cluster)
    }

    func answerInstead(_ answer: @escaping @Sendable (LoopbackServer.Request) -> LoopbackServer.Answer?) {
        instead.withLock { $0 = answer }
    }

    /// Every write that was made, and not only tried.
    var writes: [String] { state.withLock { $0.writes } }

    subscript(path: String) -> Value? {
        get { state.withLock { $0.objects[path] } }
        set { state.withLock { $0.objects[path] = newValue } }
    }

    /// Where an object is.
    static func path(_ namespace: String, _ name: String, _ plural: String = "configmaps") -> String {
        "/api/v1/namespaces/\(namespace)/\(plural)/\(name)"
    }

    /// Puts a ConfigMap there.
    func add(_ name: String, in namespace: String = "there", labels: Object = Object(), annotations: Object = Object())
    {
        self[Self.path(namespace, name)] = [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": [
                "name": .string(name), "namespace": .string(namespace), "uid": .string("uid-\(name)"),
                "resourceVersion": "1", "labels": .object(labels), "annotations": .object(annotations),
            ],
        ]
    }

    /// Puts records of Tiller's there, the last one deployed; their manifest lists ConfigMap `cm`.
    func addTiller(
        _ revisions: ClosedRange<Int>, _ name: String = "app", change: (inout TillerRelease) -> Void = { _ in }
    ) throws {
        for revision in revisions {
            let isLast = revision == revisions.upperBound
            let record = try ConversionTests.release { old in
                old.name = name
                old.version = Int32(revision)
                old.info.status.code = isLast ? .deployed : .superseded
                old.info.lastDeployed.seconds = 1_600_000_000 + Int64(revision)
                old.manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cm\n  namespace: there\n"
                change(&old)
            }
            add(
                "\(name).v\(revision)", in: "kube-system",
                labels: Object([
                    .init(key: "OWNER", value: "TILLER"), .init(key: "NAME", value: .string(name)),
                    .init(key: "STATUS", value: isLast ? "DEPLOYED" : "SUPERSEDED"),
                    .init(key: "VERSION", value: .string("\(revision)")),
                ]))
            let payload = String(decoding: Base64.encode(record), as: UTF8.self)
            let path = Self.path("kube-system", "\(name).v\(revision)")
            var object = self[path]?.object ?? Object()
            object["data"] = ["release": .string(payload)]
            self[path] = .object(object)
        }
    }

    // MARK: Using it

    static let types = DiscoveredTypes(groupVersions: [.init(group: "", version: "v1", types: [.configMaps, .secrets])])

    func source(_ driver: StorageDriver = .secret, storageNamespace: String? = nil) throws -> MigrationSource {
        let client = try #require(server.withLock { $0 }).client()
        return MigrationSource(
            client: client, tiller: TillerStore(records: KubernetesRecords(client)), driver: driver,
            storageNamespace: storageNamespace, parallelism: 1)
    }

    func found(_ name: String = "app") async throws -> TillerSearch.Found {
        let search = TillerSearch(try source().tiller, namespace: "kube-system", driver: nil)
        return try #require(try await search.find(name).releases.first)
    }

    func facts(_ request: MigrationReader.Request = .init()) async throws -> MigrationFacts {
        try await MigrationReader(try source(), request).facts(of: try await found(), types: Self.types) {}
    }

    // MARK: Answers

    private func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Answer {
        if let answer = instead.withLock({ $0 })(request) { return answer }
        let parts = request.target.split(separator: "?", maxSplits: 1).map(String.init)
        let path = parts.first ?? ""
        let body = (try? JSON.read(request.body)) ?? .null
        // Deleting is tried by its body.
        let isTrial = parts.count > 1 && parts[1].contains("dryRun=") || body["dryRun"] != nil
        return state.withLock { state in
            let isOne = !path.hasSuffix("/configmaps") && !path.hasSuffix("/secrets")
            if request.method != "GET", !isTrial { state.writes.append("\(request.method) \(path)") }
            switch request.method {
            case "GET" where isOne:
                return state.objects[path].map { Self.answer($0) } ?? Self.refusal(404, "NotFound")
            case "GET": return Self.list(state.objects, path, parts.last ?? "")
            case "POST":
                let place = "\(path)/\(body["metadata"]?["name"]?.string ?? "")"
                if state.objects[place] != nil { return Self.refusal(409, "AlreadyExists") }
                return Self.put(body, place, isTrial, &state)
            case "PUT": return Self.put(body, path, isTrial, &state)
            case "PATCH":
                guard let old = state.objects[path] else { return Self.refusal(404, "NotFound") }
                for key in ["uid", "resourceVersion"] {
                    guard let wanted = body["metadata"]?[key], wanted != old["metadata"]?[key] else { continue }
                    return Self.refusal(409, "Conflict")
                }
                return Self.put(Self.merged(old, body), path, isTrial, &state)
            default:
                guard let old = state.objects[path] else { return Self.refusal(404, "NotFound") }
                if !isTrial { state.objects[path] = nil }
                return Self.answer(old)
            }
        }
    }

    private static func put(
        _ object: Value, _ path: String, _ isTrial: Bool, _ state: inout State
    ) -> LoopbackServer.Answer {
        var root = object.object ?? Object()
        var metadata = root["metadata"]?.object ?? Object()
        state.version += 1
        metadata["resourceVersion"] = .string("\(state.version)")
        metadata["uid"] = metadata["uid"] ?? .string("uid-\(state.version)")
        root["metadata"] = .object(metadata)
        if !isTrial { state.objects[path] = .object(root) }
        return answer(.object(root))
    }

    private static func merged(_ old: Value, _ patch: Value) -> Value {
        guard let changes = patch.object else { return patch }
        var merged = old.object ?? Object()
        for change in changes {
            merged[change.key] = change.value == .null ? nil : Self.merged(merged[change.key] ?? .null, change.value)
        }
        return .object(merged)
    }

    /// The objects of one sort, in one namespace or everywhere, whose labels have all that is selected by equality.
    private static func list(_ objects: [String: Value], _ path: String, _ query: String) -> LoopbackServer.Answer {
        let plural = path.split(separator: "/").last.map(String.init) ?? ""
        let namespace = path.hasPrefix("/api/v1/namespaces/") ? path.split(separator: "/")[3] : nil
        let selector = query.split(separator: "&").first { $0.hasPrefix("labelSelector=") }?.dropFirst(14) ?? ""
        let texts = selector.split(separator: "%2C").flatMap { $0.split(separator: ",") }
        let wanted = texts.map { text -> [String] in
            text.split(separator: "%3D").flatMap { $0.split(separator: "=") }.map {
                $0.split(separator: "%2F").joined(separator: "/")
            }
        }
        let found = objects.filter { entry in
            let labels = entry.value["metadata"]?["labels"]
            return entry.key.contains("/\(plural)/") && (namespace.map { entry.key.contains("/\($0)/") } ?? true)
                && wanted.allSatisfy { $0.count == 2 && labels?[$0[0]]?.string == $0[1] }
        }
        let items = found.sorted { $0.key < $1.key }.map(\.value)
        return answer(["kind": "List", "metadata": ["resourceVersion": "1"], "items": .array(items)])
    }

    static func answer(_ value: Value, _ code: Int = 200) -> LoopbackServer.Answer {
        .json(code, String(decoding: JSON.write(value), as: UTF8.self))
    }

    static func refusal(_ code: Int64, _ reason: String, _ message: String = "no", kind: String = "")
        -> LoopbackServer.Answer
    {
        answer(
            [
                "kind": "Status", "status": "Failure", "code": .integer(code), "reason": .string(reason),
                "message": .string(message), "details": ["kind": .string(kind)],
            ], Int(code))
    }
}
