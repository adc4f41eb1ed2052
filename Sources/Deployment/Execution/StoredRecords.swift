package import GoTime
package import Shared

/// The record of a deploy's revision in the cluster, moved from state to state by compare-and-swap.
package actor StoredRecords: ReleaseRecords {
    private let storage: ReleaseStorage
    private let situation: ReleaseSituation
    private let now: @Sendable () -> GoTime
    private var release: Release
    private var stored: StoredRevision?
    /// The revisions that were read anyway.
    private var known: [Int: StoredRevision]

    /// - Parameters:
    ///   - release: the revision with everything but its status and description.
    ///   - known: revisions that were read before, by number.
    package init(
        storage: ReleaseStorage, situation: ReleaseSituation, release: Release, known: [Int: StoredRevision],
        now: @escaping @Sendable () -> GoTime = { GoTime.now() }
    ) {
        self.storage = storage
        self.situation = situation
        self.release = release
        self.known = known
        self.now = now
    }

    package func start() async throws(StorageError) {
        release.info.status = situation.isUpgrade ? .pendingUpgrade : .pendingInstall
        release.info.description = situation.isUpgrade ? "Preparing upgrade" : "Initial install underway"
        stored = try await storage.create(release)
    }

    package func finish() async throws(StorageError) {
        guard let stored else { return }
        let history = try await storage.history(release.name)
        if let newest = history.last, newest.revision > release.version {
            throw .conflict(name: release.name, revision: release.version)
        }
        try await write(stored, .deployed, situation.isUpgrade ? "Upgrade complete" : "Install complete")
    }

    package func fail(_ reason: String) async throws(StorageError) {
        guard let stored else { return }
        let sentence =
            situation.isUpgrade
            ? "Upgrade \"\(release.name)\" failed: \(reason)" : "Release \"\(release.name)\" failed: \(reason)"
        try await write(stored, .failed, sentence)
    }

    package func supersede(_ revision: Int) async throws(StorageError) {
        var earlier: StoredRevision
        if let read = known[revision] {
            earlier = read
        } else {
            earlier = try await storage.revision(release.name, revision)
        }
        guard earlier.release.info.status != .superseded else { return }
        earlier.release.info.status = .superseded
        known[revision] = try await storage.update(earlier)
    }

    package func prune(to limit: Int) async throws(StorageError) {
        try await storage.prune(release.name, to: limit, keeping: [release.version])
    }

    private func write(
        _ stored: StoredRevision, _ status: ReleaseStatus, _ description: String
    ) async throws(StorageError) {
        var next = stored
        next.release.info.status = status
        next.release.info.description = description
        self.stored = try await storage.update(next)
    }
}
