/// The state of a revision, as Helm spells it in the record and in the label `status`.
///
/// Any text can be read; only the named ones are ever written.
package struct ReleaseStatus: RawRepresentable, Hashable, Codable, Sendable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package static let unknown = ReleaseStatus(rawValue: "unknown")
    package static let deployed = ReleaseStatus(rawValue: "deployed")
    package static let uninstalled = ReleaseStatus(rawValue: "uninstalled")
    package static let superseded = ReleaseStatus(rawValue: "superseded")
    package static let failed = ReleaseStatus(rawValue: "failed")
    package static let uninstalling = ReleaseStatus(rawValue: "uninstalling")
    package static let pendingInstall = ReleaseStatus(rawValue: "pending-install")
    package static let pendingUpgrade = ReleaseStatus(rawValue: "pending-upgrade")
    package static let pendingRollback = ReleaseStatus(rawValue: "pending-rollback")

    /// Every status Helm knows, `unknown` aside.
    package static let all: Set<ReleaseStatus> = [
        .deployed, .uninstalled, .superseded, .failed, .uninstalling, .pendingInstall, .pendingUpgrade,
        .pendingRollback,
    ]

    /// An install, upgrade or rollback is under way, or was cut off.
    package var isPending: Bool {
        self == .pendingInstall || self == .pendingUpgrade || self == .pendingRollback
    }

    /// The revision once ran: its resources were ready, or it made room for a later one.
    package var isGood: Bool { self == .deployed || self == .superseded }
}

extension ReleaseStatus: CustomStringConvertible {
    package var description: String { rawValue }
}
