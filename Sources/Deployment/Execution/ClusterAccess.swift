package import Documents
package import KubernetesClient

/// What deploying asks of a cluster, no more: `LiveCluster` answers it for real, tests answer it from memory.
package protocol ClusterAccess: Sendable {
    /// One object, or nil when it isn't there.
    func get(_ reference: ObjectReference, metadataOnly: Bool) async throws(ClientError) -> Value?

    /// The objects of a type in a namespace (nil: everywhere) that have one of these names.
    ///
    /// - Returns: nil when the namespace holds so many others that single reads are the better way.
    func list(_ type: ResourceType, namespace: String?, names: Set<String>) async throws(ClientError) -> [Value]?

    /// Every object of a type in a namespace, or (nil) everywhere; with a limit no more than that.
    func list(_ type: ResourceType, namespace: String?, limit: Int?) async throws(ClientError) -> [Value]

    /// Applies an object as the deploy's field manager, with force; returns what it became, or would become.
    func apply(_ object: Value, _ reference: ObjectReference, dryRun: Bool) async throws(ClientError) -> Value

    /// Replaces an object's managed fields, if it still is at the given version.
    func replaceManagedFields(
        _ reference: ObjectReference, _ fields: ManagedFields, resourceVersion: String
    ) async throws(ClientError)

    /// Deletes the object with this UID; one that is gone, or that another took the place of, is left alone.
    func delete(_ reference: ObjectReference, uid: String, propagation: Propagation) async throws(ClientError)

    /// Creates a namespace; one that is there already is fine.
    func createNamespace(_ name: String) async throws(ClientError)

    /// Waits until the object with this UID is gone; false when it isn't after so many seconds.
    func awaitAbsence(_ reference: ObjectReference, uid: String, seconds: Int) async throws(ClientError) -> Bool

    /// Waits until a CustomResourceDefinition is established; false after so many seconds.
    func awaitEstablished(_ reference: ObjectReference, seconds: Int) async throws(ClientError) -> Bool
}
