internal import Shared

/// What the record of a deploy says of itself, in Helm's words.
struct RecordWording {
    let kind: DeployKind
    /// The revision that a rollback goes back to.
    let restored: Int

    var pending: ReleaseStatus {
        switch kind {
        case .install: .pendingInstall
        case .upgrade: .pendingUpgrade
        case .rollback: .pendingRollback
        case .uninstall: .uninstalling
        }
    }

    var beginning: String {
        switch kind {
        case .install: "Initial install underway"
        case .upgrade: "Preparing upgrade"
        case .rollback: "Rollback to \(restored)"
        case .uninstall: "Deletion in progress (or silently failed)"
        }
    }

    var success: String {
        switch kind {
        case .install: "Install complete"
        case .upgrade: "Upgrade complete"
        case .rollback: "Rollback to \(restored)"
        case .uninstall: "Uninstallation complete"
        }
    }

    func failure(of release: String, _ reason: String) -> String {
        switch kind {
        case .install: "Release \"\(release)\" failed: \(reason)"
        case .upgrade: "Upgrade \"\(release)\" failed: \(reason)"
        case .rollback: "Rollback \"\(release)\" failed: \(reason)"
        case .uninstall: "Deletion of \"\(release)\" failed: \(reason)"
        }
    }
}
