package import Documents
package import KubernetesClient

/// Stored revisions on a cluster.
package struct KubernetesRecords: RecordAccess {
    private let client: KubernetesClient

    package init(_ client: KubernetesClient) { self.client = client }

    package func list(
        _ driver: StorageDriver, namespace: String?, selector: String, metadataOnly: Bool, fresh: Bool,
        _ item: (UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        let options = ListOptions(
            labelSelector: selector, metadataOnly: metadataOnly, pageSize: fresh ? 500 : 0,
            resourceVersion: fresh ? nil : "0")
        try await client.listEach(driver.type, namespace: namespace, options: options, item)
    }

    package func get(_ driver: StorageDriver, namespace: String, name: String) async throws -> Value? {
        do {
            return try await client.get(ObjectReference(type: driver.type, namespace: namespace, name: name))
        } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    package func create(_ object: Value, _ driver: StorageDriver, namespace: String) async throws -> Value? {
        do {
            return try await client.create(object, type: driver.type, namespace: namespace)
        } catch {
            if error.isAlreadyExists { return nil }
            throw error
        }
    }

    package func replace(_ object: Value, _ driver: StorageDriver, namespace: String) async throws -> Value? {
        let name = object["metadata"]?["name"]?.string ?? ""
        do {
            return try await client.update(
                object, ObjectReference(type: driver.type, namespace: namespace, name: name))
        } catch {
            if error.isConflict || error.isNotFound { return nil }
            throw error
        }
    }

    package func delete(_ driver: StorageDriver, namespace: String, name: String, uid: String) async throws {
        do {
            try await client.delete(
                ObjectReference(type: driver.type, namespace: namespace, name: name), options: DeleteOptions(uid: uid))
        } catch {
            if !error.isNotFound { throw error }
        }
    }
}

extension StorageDriver {
    /// The type of the objects that hold revisions.
    var type: ResourceType { self == .secret ? .secrets : .configMaps }
}
