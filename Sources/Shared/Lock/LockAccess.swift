package import KubernetesClient

/// The requests that a lock needs, so that it can be tried without a cluster.
package protocol LockAccess: Sendable {
    /// Writes a lease where none is, making the object if need be.
    ///
    /// - Returns: false when another's annotations stand in the way.
    func take(_ lease: LockLease, _ holder: LockHolder) async throws(ClientError) -> Bool

    /// What is there.
    func look(_ lockName: String) async throws(ClientError) -> LockSighting

    /// Writes a lease over what was seen; false when the object has changed since.
    func replace(
        _ sighting: LockSighting, _ lease: LockLease, _ holder: LockHolder
    ) async throws(ClientError) -> Bool

    /// Writes a lease over the one with this text; false when that isn't there.
    func renew(_ text: String, _ lease: LockLease) async throws(ClientError) -> Bool

    /// Takes the lease with this text away, and who held it; false when it isn't there.
    func remove(_ text: String, lockName: String) async throws(ClientError) -> Bool
}
