import Documents
import KubernetesClient
import Shared
import Synchronization

/// Stored records behind a connection that fails where it is told to, before or after the server has acted.
final class LossyRecords: RecordAccess {
    enum Trouble {
        /// The server never sees the request.
        case away
        /// The server acts, and its answer is lost.
        case lostAnswer
        /// Neither an answer nor an end of the connection.
        case silence
    }

    private struct State {
        var objects: [String: Value] = [:]
        var version: Int64 = 0
        var log: [String] = []
        var troubles: [String: [Trouble]] = [:]
    }

    private let state = Mutex(State())

    var log: [String] { state.withLock(\.log) }

    /// The next requests with this verb meet these troubles, one after another.
    func meet(_ verb: String, _ troubles: [Trouble]) { state.withLock { $0.troubles[verb] = troubles } }

    /// The status that the label of a revision's object shows.
    func status(_ revision: Int) -> String? {
        state.withLock { $0.objects[Self.name(revision)]?[path: ["metadata", "labels", "status"]]?.string }
    }

    /// Changes an object's metadata as someone else would.
    func touch(_ revision: Int) {
        state.withLock { state in
            guard let object = state.objects[Self.name(revision)] else { return }
            _ = Self.store(object, &state)
        }
    }

    private static func name(_ revision: Int) -> String { "sh.helm.release.v1.app.v\(revision)" }

    private static func store(_ object: Value, _ state: inout State) -> Value {
        state.version += 1
        var (root, metadata) = (object.object ?? Object(), object["metadata"]?.object ?? Object())
        metadata["resourceVersion"] = .string(String(state.version))
        if metadata["uid"] == nil { metadata["uid"] = .string("uid-\(state.version)") }
        root["metadata"] = .object(metadata)
        state.objects[metadata["name"]?.string ?? ""] = .object(root)
        return .object(root)
    }

    private func asked(_ verb: String, _ act: (inout State) throws -> Value?) async throws -> Value? {
        let trouble = state.withLock { state in
            state.log.append(verb)
            let trouble = state.troubles[verb].flatMap(\.first)
            if trouble != nil { state.troubles[verb]?.removeFirst() }
            return trouble
        }
        if trouble == .silence { try await Task.sleep(for: .seconds(60)) }
        return try state.withLock { state in
            if trouble == .away { throw Self.noConnection }
            let answer = try act(&state)
            if trouble == .lostAnswer { throw Self.noConnection }
            return answer
        }
    }

    private static let noConnection = ClientError(.connection(.init(reason: .lost, server: "s:1", message: "lost")))

    func list(
        _ driver: StorageDriver, namespace: String?, selector: String, metadataOnly: Bool, fresh: Bool,
        _ item: (UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        var found: [Value] = []
        _ = try await asked("list") { state in
            found = Array(state.objects.values)
            return nil
        }
        for object in found { try JSON.write(object).withUnsafeBytes(item) }
    }

    func get(_ driver: StorageDriver, namespace: String, name: String) async throws -> Value? {
        try await asked("get") { $0.objects[name] }
    }

    func create(_ object: Value, _ driver: StorageDriver, namespace: String) async throws -> Value? {
        try await asked("create") { state in
            let name = object[path: ["metadata", "name"]]?.string ?? ""
            guard state.objects[name] == nil else { return nil }
            return Self.store(object, &state)
        }
    }

    func replace(_ object: Value, _ driver: StorageDriver, namespace: String) async throws -> Value? {
        try await asked("replace") { state in
            let stored = state.objects[object[path: ["metadata", "name"]]?.string ?? ""]
            let version = ["metadata", "resourceVersion"]
            guard stored?[path: version] == object[path: version] else { return nil }
            return Self.store(object, &state)
        }
    }

    func delete(_ driver: StorageDriver, namespace: String, name: String, uid: String) async throws {
        _ = try await asked("delete") { state in
            state.objects[name] = nil
            return nil
        }
    }
}
