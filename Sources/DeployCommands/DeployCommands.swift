//! DeployCommands: what the commands have in common that change a release.
//!
//! Purpose: a run on a release takes its lock, reads its past, settles what others left unfinished, runs a plan so that
//! signals end it well, and tells people what happens.
//! May import: PluginKit, Deployment, Shared, KubernetesClient, Documents, GoTime, ArgumentParser.

package import ArgumentParser
internal import GoTime
package import PluginKit

/// How long others that work on the release are waited for.
package struct WaitingFlags: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help:
            "How long to wait for others that work on the release, such as 10m; 0 refuses at once (default: no limit).")
    package var lockWait: String?
    @Option(
        parsing: .unconditional,
        help: "When a revision that Helm left pending counts as abandoned (default 15m).")
    package var pendingGrace: String?

    package init() {}

    /// How long others are waited for; nil for ever.
    package func wait(_ environment: PluginEnvironment) throws -> Duration? {
        try Self.duration(lockWait ?? environment.text("WERF_LOCK_WAIT"), "--lock-wait")
    }

    package func grace(_ environment: PluginEnvironment) throws -> Duration {
        try Self.duration(pendingGrace ?? environment.text("WERF_PENDING_GRACE"), "--pending-grace") ?? .seconds(900)
    }

    /// Go's durations, and whole seconds.
    package static func duration(_ text: String?, _ flag: String) throws -> Duration? {
        guard let text else { return nil }
        if let seconds = Int64(text), seconds >= 0 { return .seconds(seconds) }
        guard let duration = try? GoDuration(parsing: text), duration.nanoseconds >= 0 else {
            throw ValidationError("invalid value \"\(text)\" for \(flag): it must be a duration such as 90s or 10m")
        }
        return .nanoseconds(duration.nanoseconds)
    }
}
