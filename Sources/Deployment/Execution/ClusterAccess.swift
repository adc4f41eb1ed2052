package import Documents
package import KubernetesClient

/// What deploying asks of a cluster, no more: `LiveCluster` answers it for real, tests answer it from memory.
package protocol ClusterAccess: Sendable {
    /// The types that the server offers, after another look for those of these kinds and those that users mean by these
    /// words; nil when there is no more to learn than is known.
    func types(
        lookingFor kinds: [GroupVersionKind], naming words: [String]
    ) async throws(ClientError) -> DiscoveredTypes?

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

    /// Applies an object that isn't there as the deploy's field manager, without force.
    func create(_ object: Value, _ reference: ObjectReference) async throws(ClientError) -> Creation

    /// Takes the annotations that name a release off an object, if it still is at its version.
    func removeMarks(from object: Value, _ reference: ObjectReference) async throws(ClientError)

    /// Replaces an object's managed fields, if it still is at the given version.
    func replaceManagedFields(
        _ reference: ObjectReference, _ fields: ManagedFields, resourceVersion: String
    ) async throws(ClientError)

    /// Deletes the object with this UID, at this version if one is given.
    ///
    /// - Returns: false when it is another object, or another version; one that is gone is fine.
    func delete(
        _ reference: ObjectReference, uid: String, resourceVersion: String?, propagation: Propagation
    ) async throws(ClientError) -> Bool

    /// Creates a namespace; one that is there already is fine.
    func createNamespace(_ name: String) async throws(ClientError)

    /// Waits until the object with this UID is gone; false when it isn't after so many seconds.
    func awaitAbsence(_ reference: ObjectReference, uid: String, seconds: Int) async throws(ClientError) -> Bool

    /// Waits until a CustomResourceDefinition is established; false after so many seconds.
    func awaitEstablished(_ reference: ObjectReference, seconds: Int) async throws(ClientError) -> Bool
}

/// What became of an object that wasn't there when it was looked for.
package enum Creation: Hashable, Sendable {
    /// What the server made of it.
    case created(Value)
    /// Someone had made one meanwhile; what it is now.
    case merged(Value)
}
