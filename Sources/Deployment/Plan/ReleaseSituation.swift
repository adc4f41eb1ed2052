package import Shared

/// What the stored revisions mean for a deploy.
package struct ReleaseSituation: Hashable, Sendable {
    /// The number of the revision to make.
    package var nextRevision: Int
    /// A good revision is there since the last uninstall; otherwise this installs.
    package var isUpgrade: Bool
    /// What a converge does to the release.
    package var converging: DeployKind { isUpgrade ? .upgrade : .install }
    /// The revisions whose objects may exist, the newest first: down to the last good one.
    package var relevant: [RevisionEntry]
    /// The last good revision.
    package var lastGood: RevisionEntry?
    /// The revisions that a success supersedes: every deployed one, and what an uninstall left at the end.
    package var superseded: [RevisionEntry]
    /// All revisions, the newest last.
    package var history: [RevisionEntry]

    /// Reads the situation from a history whose newest revision is last; a pending one counts as failed.
    package init(_ history: [RevisionEntry]) {
        self.history = history
        nextRevision = ReleaseStorage.nextRevision(after: history)
        relevant = []
        var leftovers: [RevisionEntry] = []
        var isUninstallUnderway = false
        for entry in history.reversed() {
            if entry.status == .uninstalled {
                if relevant.isEmpty { leftovers.append(entry) }
                break
            }
            relevant.append(entry)
            if entry.status == .uninstalling {
                if relevant.count == 1 { leftovers.append(entry) }
                // What it deleted is unknown, and so is whether it was good before: go down to one that was.
                isUninstallUnderway = true
            } else if entry.status.isGood {
                lastGood = isUninstallUnderway ? nil : entry
                break
            }
        }
        isUpgrade = lastGood != nil
        superseded = history.filter { $0.status == .deployed }.reversed() + leftovers
    }
}
