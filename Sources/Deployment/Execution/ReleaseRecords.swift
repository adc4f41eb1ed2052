package import Shared

/// The record of the revision that a deploy makes, through its states.
package protocol ReleaseRecords: Sendable {
    /// Stores the revision as pending; an existing one means that someone else is deploying.
    func start() async throws(StorageError)

    /// Marks the revision as deployed, if nobody has started a newer one.
    func finish() async throws(StorageError)

    /// Marks the revision as failed, with Helm's description of why. One that was never stored is left out.
    ///
    /// - Returns: what the record says now: `deployed` if it had been marked so and only the answer got lost.
    func fail(_ reason: String) async throws(StorageError) -> ReleaseStatus

    /// Marks an earlier revision as superseded.
    func supersede(_ revision: Int) async throws(StorageError)

    /// Deletes the oldest revisions until `limit` are left; while this one isn't deployed none whose objects may exist.
    func prune(to limit: Int) async throws(StorageError)
}
