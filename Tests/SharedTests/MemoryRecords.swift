import Documents
import Synchronization
import Testing

@testable import Shared

/// Objects in memory, answering as the API server does.
final class MemoryRecords: RecordAccess {
    private struct Key: Hashable {
        var driver: StorageDriver
        var namespace: String
        var name: String
    }

    private struct State {
        var objects: [Key: Value] = [:]
        var version: Int64 = 0
        var requests: [String] = []
    }

    private let state = Mutex(State())

    /// The requests so far: verb and object or selector.
    var requests: [String] { state.withLock { $0.requests } }

    /// Puts objects in as someone else would.
    func put(_ objects: [Value], namespace: String? = nil) {
        for object in objects {
            state.withLock { state in
                var metadata = object["metadata"]?.object ?? Object()
                if let namespace { metadata["namespace"] = .string(namespace) }
                store(object, metadata, &state)
            }
        }
    }

    /// Changes a Secret as someone else would.
    func change(_ name: String, namespace: String, _ change: (inout Object) -> Void) async throws {
        var object = try #require(try await get(.secret, namespace: namespace, name: name)?.object)
        change(&object)
        put([.object(object)])
    }

    /// Leaves nothing readable in a record.
    func damage(_ name: String, namespace: String) async throws {
        try await change(name, namespace: namespace) { $0["data"] = ["release": "bm8gcmVsZWFzZQ=="] }
    }

    @discardableResult
    private func store(_ object: Value, _ metadata: Object, _ state: inout State) -> Value {
        state.version += 1
        var (metadata, root) = (metadata, object.object ?? Object())
        metadata["resourceVersion"] = .string(String(state.version))
        if metadata["uid"] == nil { metadata["uid"] = .string("uid-\(state.version)") }
        root["metadata"] = .object(metadata)
        state.objects[key(root["kind"]?.string, metadata)] = .object(root)
        return .object(root)
    }

    private func key(_ kind: String?, _ metadata: Object) -> Key {
        Key(
            driver: kind == "ConfigMap" ? .configMap : .secret, namespace: metadata["namespace"]?.string ?? "",
            name: metadata["name"]?.string ?? "")
    }

    func list(
        _ driver: StorageDriver, namespace: String?, selector: String, metadataOnly: Bool, fresh: Bool,
        _ item: (UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        let labels = try LabelSelector(selector)
        let found = state.withLock { state in
            state.requests.append("list \(selector)" + (metadataOnly ? " metadata" : ""))
            return state.objects.filter {
                $0.key.driver == driver && (namespace ?? $0.key.namespace) == $0.key.namespace
            }
            .sorted { $0.key.name < $1.key.name }.map(\.value)
        }
        for var object in found where RevisionEntry(of: object).map({ labels.matches($0.labels) }) ?? false {
            if metadataOnly { object = ["metadata": object["metadata"] ?? .null] }
            try JSON.write(object).withUnsafeBytes(item)
        }
    }

    func get(_ driver: StorageDriver, namespace: String, name: String) async throws -> Value? {
        state.withLock { state in
            state.requests.append("get \(name)")
            return state.objects[Key(driver: driver, namespace: namespace, name: name)]
        }
    }

    func create(_ object: Value, _ driver: StorageDriver, namespace: String) async throws -> Value? {
        state.withLock { state in
            let metadata = object["metadata"]?.object ?? Object()
            state.requests.append("create \(metadata["name"]?.string ?? "")")
            if state.objects[key(object["kind"]?.string, metadata)] != nil { return nil }
            return store(object, metadata, &state)
        }
    }

    func replace(_ object: Value, _ driver: StorageDriver, namespace: String) async throws -> Value? {
        state.withLock { state in
            let metadata = object["metadata"]?.object ?? Object()
            state.requests.append("replace \(metadata["name"]?.string ?? "")")
            let stored = state.objects[key(object["kind"]?.string, metadata)]
            guard stored?["metadata"]?["resourceVersion"] == metadata["resourceVersion"] else { return nil }
            return store(object, metadata, &state)
        }
    }

    func delete(_ driver: StorageDriver, namespace: String, name: String, uid: String) async throws {
        state.withLock { state in
            state.requests.append("delete \(name)")
            state.objects[Key(driver: driver, namespace: namespace, name: name)] = nil
        }
    }
}
