package import Shared
package import TillerRecords

/// What migrating one release would do, and what stands in its way.
package struct MigrationPlan: Sendable {
    /// How far an earlier migration has come.
    package enum Stage: Hashable, Sendable {
        /// Nothing is written yet.
        case new
        /// An earlier run was broken off: it goes on.
        case unfinished
        /// Helm 3 has everything that is to be had.
        case done
    }

    /// What becomes of one of Tiller's records.
    package enum Verdict: Hashable, Sendable {
        case written
        case alreadyThere
        /// It is left where it is: unreadable, or older than what is wanted.
        case leftOut
        case blocked
    }

    /// One of Tiller's records, judged.
    package struct Row: Sendable {
        package var entry: TillerEntry
        package var verdict: Verdict
    }

    package var name: String
    package var target: ConvertedRevision.Target
    package var place: TillerPlace
    package var stage: Stage
    /// It was migrated, and Helm 3 has uninstalled it since.
    package var isEnded = false
    /// It is deleted, and its namespace with it: it stays where it is.
    package var isLeftOut = false
    /// The newest first.
    package var rows: [Row]
    /// The live objects that get marks, with what they say now.
    package var marked: [LiveMarks]
    package var journal: MigrationJournal?
    package var blockers: [MigrationBlocker]
    package var warnings: [MigrationWarning]

    /// There is something to write.
    package func isDue(deletesRecords: Bool) -> Bool {
        !isLeftOut && (stage != .done || deletesRecords && !brought.isEmpty)
    }

    /// The records to write, the newest first.
    package var written: [TillerEntry] { rows.filter { $0.verdict == .written }.map(\.entry) }
    /// The records that Helm 3 has, will have, or had until it pruned them.
    package var brought: [TillerEntry] {
        rows.filter { $0.verdict == .written || $0.verdict == .alreadyThere }.map(\.entry)
    }
}

/// Why a release can't be migrated as it is.
package enum MigrationBlocker: Sendable {
    /// Helm 3 takes no such name.
    case invalidName(String)
    /// Helm 3 has a history of its own under that name, with these revisions.
    case foreignHistory([Int])
    /// Helm 2 has made these revisions since the migration.
    case goneOn([Int])
    /// Helm 3 has a history of that name in another place.
    case storedElsewhere(StorageError)
    /// Another Tiller has a release of the same name in the same namespace.
    case rival(TillerPlace)
    /// Another Tiller has a release of the same name, and its newest record can't be read.
    case unreadableRival(TillerPlace)
    /// The release is in another namespace than the user says.
    case notHere(String)
    /// Another release that is migrated now would get the same name.
    case sameTarget(String)
    /// These objects are in the release's own namespace because the manifest names none.
    case otherNamespace(String, objects: [ResourceIdentity])
    /// A live object belongs to another release.
    case owned(ResourceIdentity, by: ConvertedRevision.Target)
    /// A live object is looked after by another tool.
    case managed(ResourceIdentity, by: OtherManager)
    /// A record that can't be read.
    case damaged(TillerEntry, reason: String, isNewest: Bool)
    case tooLarge(TillerEntry, bytes: Int, limit: Int, parts: [RecordPart])
    /// Tiller may be working on the release.
    case underWay(TillerEntry)
    /// A journal of another migration stands in the way.
    case foreignJournal(MigrationJournal)
    /// The server refuses what would be written, in its words.
    case refused(String)
}

/// What people should know of a migration that stands in no way.
package enum MigrationWarning: Hashable, Sendable {
    /// The server no longer has the kind in this version.
    case removedVersion(ResourceIdentity)
    case absent(ResourceIdentity)
    /// No release may take it, for this reason: its marks are left alone.
    case reserved(ResourceIdentity, reason: String)
    /// These parts of the stored chart don't fit.
    case dropped(revision: Int, parts: [String])
    /// Helm 3 doesn't run these hooks.
    case crdHooks([String])
    /// The newest revision was never finished.
    case pending(revision: Int, status: ReleaseStatus)
    /// This record is left out since it can't be read.
    case damaged(TillerEntry, reason: String)
    /// Only so many of the records are brought over.
    case older(count: Int)
    /// Helm 3 has these revisions otherwise than Tiller's records say: the records stay.
    case altered([Int])
    /// The server can't try this write, for this reason: the write itself will tell.
    case untried(String)
    /// The release is deleted, and its namespace is gone.
    case homeless(String)
}
