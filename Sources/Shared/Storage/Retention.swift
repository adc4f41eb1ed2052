/// Which revisions a limit on the history lets go.
package enum Retention {
    /// The revisions to delete, oldest first.
    ///
    /// The newest revision and the last good one always stay, and so does what came after the last good one unless the
    /// newest is deployed: it may still own objects.
    /// - Parameters:
    ///   - history: every revision of one release, the highest last.
    ///   - limit: how many may stay; 0 or less keeps all.
    ///   - kept: revisions that stay whatever the limit.
    package static func surplus(_ history: [RevisionEntry], limit: Int, keeping kept: Set<Int> = []) -> [RevisionEntry]
    {
        guard limit > 0, history.count > limit, let newest = history.last else { return [] }
        let lastGood = history.last { $0.status == .deployed } ?? history.last { $0.status.isGood }
        let candidates = history.filter { entry in
            if entry == newest || kept.contains(entry.revision) { return false }
            guard newest.status != .deployed, let lastGood else { return true }
            return entry.revision < lastGood.revision
        }
        return Array(candidates.prefix(history.count - limit))
    }
}
