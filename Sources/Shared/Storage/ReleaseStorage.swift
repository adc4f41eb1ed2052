/// The revisions of releases in one namespace, in Secrets or ConfigMaps.
package struct ReleaseStorage: Sendable {
    package let driver: StorageDriver
    /// Where the objects are.
    package let namespace: String
    private let records: any RecordAccess

    /// - Parameter records: the requests themselves; `KubernetesRecords` is the cluster.
    package init(records: any RecordAccess, driver: StorageDriver, namespace: String) {
        self.records = records
        self.driver = driver
        self.namespace = namespace
    }

    /// The revisions of `name`, the highest last; empty when there are none. Reads metadata only.
    package func history(_ name: String) async throws(StorageError) -> [RevisionEntry] { [] }

    /// One revision with its record.
    ///
    /// - Throws: `revisionNotFound`, or `unreadable` when the record can't be read.
    package func revision(_ name: String, _ revision: Int) async throws(StorageError) -> StoredRevision {
        throw .revisionNotFound(name: name, revision: revision)
    }

    /// Stores a new revision; this is the lock that Helm respects.
    ///
    /// - Throws: `revisionExists` when someone was faster, `tooLarge` before anything is sent.
    package func create(_ release: Release) async throws(StorageError) -> StoredRevision {
        throw .revisionExists(name: release.name, revision: release.version)
    }

    /// Replaces a revision, if it is still what was read.
    ///
    /// - Throws: `conflict` when someone else has written it since.
    package func update(_ stored: StoredRevision) async throws(StorageError) -> StoredRevision { stored }

    /// Deletes a revision, if it is still the same object. One that is gone already is fine.
    package func delete(_ entry: RevisionEntry) async throws(StorageError) {}

    /// Deletes the oldest revisions until `limit` are left; 0 keeps all.
    ///
    /// - Parameters:
    ///   - limit: counts every revision of the release.
    ///   - kept: revisions that stay whatever the limit.
    /// - Returns: the revisions that were deleted.
    @discardableResult
    package func prune(_ name: String, to limit: Int, keeping kept: Set<Int>) async throws(StorageError) -> [Int] {
        []
    }

    /// The record as it would be stored, without what nothing needs if it is too large otherwise.
    ///
    /// Call it before the cluster is touched: the final write of a revision must fit.
    /// - Returns: the release to store and the names of the parts that were dropped from its chart.
    /// - Throws: `tooLarge` when it can't be made to fit.
    package static func fitting(_ release: Release) throws(StorageError) -> (release: Release, dropped: [String]) {
        (release, [])
    }

    /// The number of the next revision: the highest in any object's name plus one.
    package static func nextRevision(after history: [RevisionEntry]) -> Int {
        (history.map(\.revision).max() ?? 0) + 1
    }

    /// Refuses a history whose newest revision is pending.
    package static func refusePending(_ history: [RevisionEntry]) throws(StorageError) {
        if let newest = history.last, newest.status.isPending { throw .pending(newest) }
    }

    /// Refuses a release without history here whose revisions are in the other driver or in the release's namespace.
    package func refuseStoredElsewhere(_ name: String, releaseNamespace: String) async throws(StorageError) {}
}
