package import GoTime
package import Shared

/// What a newest revision that is pending means for a deploy.
package struct PendingRules: Sendable {
    package enum Verdict: Hashable, Sendable {
        /// Nobody works on it any more: it gets this description and counts as failed.
        case settle(String)
        /// Somebody may be working on it for so long yet.
        case wait(Duration)
    }

    /// This run has the lock that our other runs and werf take as well.
    package var isLocked: Bool
    /// How long Helm may take for a revision.
    package var grace: Duration

    package init(isLocked: Bool, grace: Duration) {
        self.isLocked = isLocked
        self.grace = grace
    }

    /// - Parameters:
    ///   - release: the record; nil when it can't be read.
    ///   - now: by this machine's clock, as a revision's time is by that of whoever began it.
    package func verdict(on release: Release?, _ entry: RevisionEntry, now: GoTime) -> Verdict {
        if let maker = release?.maker, isLocked || maker.isKnownDead {
            return .settle("interrupted: \(maker.title) left it \(entry.status)")
        }
        if release?.isWerfs ?? false, isLocked { return .settle("interrupted: werf left it \(entry.status)") }
        let age = age(of: release, entry, now: now)
        if age >= grace { return .settle("interrupted: it was left \(entry.status) for more than \(Self.text(grace))") }
        return .wait(grace - age)
    }

    /// How old the revision is; nothing while nobody says when it was begun.
    private func age(of release: Release?, _ entry: RevisionEntry, now: GoTime) -> Duration {
        let labels = (entry.labels["modifiedAt"] ?? entry.labels["createdAt"]).flatMap { Int64($0) }
        guard let began = release?.info.lastDeployed?.seconds ?? labels else { return .zero }
        return .seconds(max(0, now.seconds &- began))
    }

    static func text(_ duration: Duration) -> String { GoDuration(seconds: duration.components.seconds).description }
}
