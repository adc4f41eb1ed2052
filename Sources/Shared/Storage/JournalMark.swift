/// What names the journals that stay beside a release's records: ConfigMaps with what it takes to undo a step.
package enum JournalMark: String, Sendable {
    /// A migration from Helm 2.
    case migration = "migrate2to3"
    /// An adoption.
    case adoption = "adopt"

    /// The label on every journal; its value is the journal's kind.
    package static let label = "kubectl-werf.io/journal"
    /// The label that names the release on journals of which a release may have several.
    package static let releaseLabel = "kubectl-werf.io/release"

    /// The beginning of the ConfigMap's name; the release's name follows.
    package var objectPrefix: String {
        switch self {
        case .migration: "kubectl-werf.migration."
        case .adoption: "kubectl-werf.adoption."
        }
    }

    /// Whether a ConfigMap of this name is a journal of any release's.
    package static func isJournal(_ name: String) -> Bool {
        name.hasPrefix(migration.objectPrefix) || name.hasPrefix(adoption.objectPrefix)
    }

    /// Whether a ConfigMap of this name is a journal of this release's.
    package static func isJournal(_ name: String, of release: String) -> Bool {
        if name == migration.objectPrefix + release { return true }
        let beginning = "\(adoption.objectPrefix)\(release)."
        // That of a release `app.v1` begins like those of `app`.
        return name.hasPrefix(beginning) && !name.utf8.dropFirst(beginning.utf8.count).contains(UInt8(ascii: "."))
    }
}
