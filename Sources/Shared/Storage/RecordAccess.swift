package import Documents

/// The requests that stored revisions need, so that what decides about them can be tried without a cluster.
package protocol RecordAccess: Sendable {
    /// Hands over each object that `selector` finds, as complete JSON; a nil namespace means all of them.
    ///
    /// - Parameters:
    ///   - metadataOnly: objects come without their data.
    ///   - fresh: reads at quorum; otherwise what the API server remembers is good enough.
    func list(
        _ driver: StorageDriver, namespace: String?, selector: String, metadataOnly: Bool, fresh: Bool,
        _ item: (UnsafeRawBufferPointer) throws -> Void
    ) async throws

    /// The object, or nil when there is none.
    func get(_ driver: StorageDriver, namespace: String, name: String) async throws -> Value?

    /// Creates the object; nil when one of this name exists.
    func create(_ object: Value, _ driver: StorageDriver, namespace: String) async throws -> Value?

    /// Replaces the object at its resourceVersion; nil when it has changed or is gone.
    func replace(_ object: Value, _ driver: StorageDriver, namespace: String) async throws -> Value?

    /// Deletes the object with this uid; one that is gone is fine.
    func delete(_ driver: StorageDriver, namespace: String, name: String, uid: String) async throws
}
