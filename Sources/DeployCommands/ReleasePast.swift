package import Deployment
package import Shared

/// What the stored revisions say.
package struct ReleasePast: Sendable {
    package var situation: ReleaseSituation
    /// The revisions that matter and can be read, the newest first.
    package var revisions: [StoredRevision]

    package init(situation: ReleaseSituation, revisions: [StoredRevision]) {
        self.situation = situation
        self.revisions = revisions
    }

    /// The newest revision, if it can be read.
    package var newest: StoredRevision? {
        revisions.first { $0.entry.revision == situation.history.last?.revision }
    }

    /// The revision whose values and labels go on: the last good one, or else the newest.
    package var current: StoredRevision? {
        revisions.first { $0.entry.revision == situation.lastGood?.revision } ?? revisions.first
    }
}
