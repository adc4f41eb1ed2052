package import Documents
package import KubernetesClient
internal import Shared

/// The cluster behind a client, as deploying sees it.
package struct LiveCluster: ClusterAccess {
    private let client: KubernetesClient

    package init(_ client: KubernetesClient) {
        self.client = client
    }

    package func types(
        lookingFor kinds: [GroupVersionKind], naming words: [String]
    ) async throws(ClientError) -> DiscoveredTypes? {
        try await client.resourceTypes(lookingFor: kinds, naming: words)
    }

    package func get(_ reference: ObjectReference, metadataOnly: Bool) async throws(ClientError) -> Value? {
        do {
            return try await client.get(reference, metadataOnly: metadataOnly)
        } catch {
            guard error.isNotFound else { throw error }
            return nil
        }
    }

    package func list(
        _ type: ResourceType, namespace: String?, names: Set<String>
    ) async throws(ClientError) -> [Value]? {
        // Helm's own records are the bulk of many a namespace's Secrets.
        let options = ListOptions(fieldSelector: type == .secrets ? "type!=helm.sh/release.v1" : nil)
        var picked = PickedObjects(names: names, most: max(1_000, names.count * 8))
        do {
            try await client.listEach(type, namespace: namespace, options: options) { try picked.take($0) }
        } catch is PickedObjects.TooMany {
            return nil
        } catch let error as ClientError {
            throw error
        } catch {
            throw ClientError(.unreadable("\(error)"))
        }
        return picked.objects.map { Self.typed($0, type) }
    }

    package func list(_ type: ResourceType, namespace: String?, limit: Int?) async throws(ClientError) -> [Value] {
        if let limit {
            let options = ListOptions(metadataOnly: true, pageSize: limit)
            return try await client.list(type, namespace: namespace, options: options).items
        }
        return try await client.list(type, namespace: namespace).items
    }

    /// The items of a list leave out what the list says for all of them.
    private static func typed(_ item: Value, _ type: ResourceType) -> Value {
        guard var object = item.object else { return item }
        if object["kind"] == nil { object["kind"] = .string(type.kind) }
        if object["apiVersion"] == nil { object["apiVersion"] = .string(type.apiVersion) }
        return .object(object)
    }

    package func apply(
        _ object: Value, _ reference: ObjectReference, dryRun: Bool
    ) async throws(ClientError) -> Value {
        try await client.apply(
            object, reference, fieldManager: DeployPlanner.fieldManager, force: true, dryRun: dryRun)
    }

    package func create(_ object: Value, _ reference: ObjectReference) async throws(ClientError) -> Creation {
        let applied = try await client.applyNew(object, reference, fieldManager: DeployPlanner.fieldManager)
        return applied.isNew ? .created(applied.object) : .merged(applied.object)
    }

    package func removeMarks(from object: Value, _ reference: ObjectReference) async throws(ClientError) {
        var metadata = Object()
        for key in ["uid", "resourceVersion"] { metadata[key] = object["metadata"]?[key] }
        var annotations = Object()
        for key in [Ownership.nameAnnotation, Ownership.namespaceAnnotation] { annotations[key] = .some(.null) }
        metadata["annotations"] = .object(annotations)
        _ = try await client.patch(
            reference, kind: .merge, body: ["metadata": .object(metadata)], fieldManager: DeployPlanner.fieldManager)
    }

    package func replaceManagedFields(
        _ reference: ObjectReference, _ fields: ManagedFields, resourceVersion: String
    ) async throws(ClientError) {
        let body: Value = [
            ["op": "replace", "path": "/metadata/managedFields", "value": fields.value],
            ["op": "replace", "path": "/metadata/resourceVersion", "value": .string(resourceVersion)],
        ]
        _ = try await client.patch(
            reference, kind: .json, body: body, fieldManager: DeployPlanner.fieldManager)
    }

    package func delete(
        _ reference: ObjectReference, uid: String, resourceVersion: String?, propagation: Propagation
    ) async throws(ClientError) -> Bool {
        let policy = DeleteOptions.Propagation(rawValue: propagation.rawValue)
        do {
            try await client.delete(
                reference,
                options: DeleteOptions(propagation: policy, uid: uid, resourceVersion: resourceVersion))
            return true
        } catch {
            guard error.isNotFound || error.isConflict else { throw error }
            return error.isNotFound
        }
    }

    package func createNamespace(_ name: String) async throws(ClientError) {
        let object: Value = [
            "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)],
        ]
        do {
            _ = try await client.create(
                object, type: .namespaces, namespace: nil, fieldManager: DeployPlanner.fieldManager)
        } catch {
            guard error.isAlreadyExists else { throw error }
        }
    }

    package func awaitAbsence(
        _ reference: ObjectReference, uid: String, seconds: Int
    ) async throws(ClientError) -> Bool {
        try await follow(reference, metadataOnly: true, seconds: seconds) { object in
            object?[path: ["metadata", "uid"]]?.string != uid
        }
    }

    package func awaitEstablished(_ reference: ObjectReference, seconds: Int) async throws(ClientError) -> Bool {
        try await follow(reference, metadataOnly: false, seconds: seconds) { object in
            let conditions = object?[path: ["status", "conditions"]]?.array ?? []
            return conditions.contains { $0["type"] == "Established" && $0["status"] == "True" }
        }
    }

    /// Watches one object until it is as wanted; nil stands for an object that isn't there.
    private func follow(
        _ reference: ObjectReference, metadataOnly: Bool, seconds: Int,
        until isWanted: @escaping @Sendable (Value?) -> Bool
    ) async throws(ClientError) -> Bool {
        do {
            return try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    do {
                        return try await watch(reference, metadataOnly: metadataOnly, until: isWanted)
                    } catch let error as ClientError where error.isForbidden || error.status?.code == 405 {
                        return try await poll(reference, metadataOnly: metadataOnly, until: isWanted)
                    }
                }
                group.addTask {
                    try await Task.sleep(for: .seconds(seconds))
                    return false
                }
                defer { group.cancelAll() }
                return try await group.next() ?? false
            }
        } catch let error as ClientError {
            throw error
        } catch {
            throw ClientError(.cancelled)
        }
    }

    /// Looks every two seconds, for those who may read an object but not watch it.
    private func poll(
        _ reference: ObjectReference, metadataOnly: Bool, until isWanted: @Sendable (Value?) -> Bool
    ) async throws -> Bool {
        while !isWanted(try await get(reference, metadataOnly: metadataOnly)) {
            try await Task.sleep(for: .seconds(2))
        }
        return true
    }

    private func watch(
        _ reference: ObjectReference, metadataOnly: Bool, until isWanted: @Sendable (Value?) -> Bool
    ) async throws -> Bool {
        let options = WatchOptions(
            fieldSelector: "metadata.name=\(reference.name)", metadataOnly: metadataOnly)
        var seen: Value?
        for try await event in client.watch(reference.type, namespace: reference.namespace, options: options) {
            switch event {
            case .added(let object), .modified(let object): seen = object
            case .deleted, .restarted: seen = nil
            case .synced, .bookmark: break
            case .interrupted: continue
            }
            if case .restarted = event { continue }
            if seen == nil, case .bookmark = event { continue }
            if isWanted(seen) { return true }
        }
        return false
    }
}

/// Picks the objects with some names out of a list that streams by.
struct PickedObjects {
    /// The list is much longer than what is wanted from it.
    struct TooMany: Error {}

    private let names: Set<String>
    private let most: Int
    private var seen = 0
    private(set) var objects: [Value] = []

    init(names: Set<String>, most: Int) {
        self.names = names
        self.most = most
    }

    /// Takes note of one object's JSON.
    mutating func take(_ bytes: UnsafeRawBufferPointer) throws {
        seen += 1
        if seen > most { throw TooMany() }
        let object = try JSON.read(bytes)
        if let name = object[path: ["metadata", "name"]]?.string, names.contains(name) { objects.append(object) }
    }
}
