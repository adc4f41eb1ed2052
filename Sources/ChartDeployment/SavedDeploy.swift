package import DeployCommands
internal import Deployment
internal import GoTime
internal import KubernetesClient
internal import PluginKit
internal import Shared

/// The deploy of a kept plan up to the plan that is run.
package struct SavedDeploy: DeployPreparation {
    let approved: ApprovedPlan
    package let release: ReleaseRun
    let running: RunSettings
    /// Objects are waited for until they are ready, which isn't part of what was planned.
    let tracks: Bool

    private var saved: SavedPlan { approved.saved }

    package func prepare() async throws -> PreparedDeploy? {
        // Whoever is too late needn't wait for the lock, or settle what others left.
        try approved.refuseLater(try await release.storage.history(release.release))
        async let version = release.client.version()
        async let discovered = release.client.resourceTypes(.checked)
        let past = try await release.past()
        try approved.refuseOther(past.situation)
        var types = TypeCatalog(try await discovered)
        for document in saved.request.crds { types.declare(by: document.object) }
        var request = saved.request
        request.options.tracks = tracks
        var planned = recordOfNow()
        request.journal = try approved.journal(&planned, after: past.newest?.release)
        let (record, leftOut) = try ReleaseStorage.fitting(planned)
        return PreparedDeploy(
            release: release, running: running, request: request, record: record,
            leftOut: saved.overview.leftOut + leftOut, past: past, server: try await version, types: types,
            explanation: saved.overview.explanation + saved.origin(approved.path), approved: approved)
    }

    /// The record with the time at which the revision is made.
    private func recordOfNow() -> Release {
        var record = saved.record.release
        let now = GoTime.now()
        let planned = record.info.lastDeployed
        if let planned, record.info.firstDeployed?.isSameInstant(as: planned) ?? true {
            record.info.firstDeployed = now
        }
        record.info.lastDeployed = now
        return record
    }
}

extension SavedPlan {
    /// A line that says which plan it is and how old.
    package func origin(_ path: String) -> String { "plan:         \(path)  (made \(made.time.rfc3339))\n" }

    /// Refuses a plan that is too old to be run.
    func refuseOld(_ path: String, lifetime: Duration, now: GoTime = .now()) throws {
        let age = now.since(made.time).nanoseconds
        // The clocks of two machines may be a little apart.
        guard Duration.nanoseconds(age) > .seconds(-300) else {
            throw PlanFileError(
                path: path, reason: "it was made \(made.time.rfc3339), which this machine's clock says is to come")
        }
        guard Duration.nanoseconds(age) > lifetime else { return }
        let (whole, part) = lifetime.components
        throw PlanFileError(
            path: path,
            reason: "it has expired: it was made \(made.time.rfc3339), "
                + "\(GoDuration(nanoseconds: age).truncated(to: GoDuration(seconds: 1))) ago, and --plan-lifetime is "
                + "\(GoDuration(nanoseconds: whole * 1_000_000_000 + part / 1_000_000_000))")
    }
}
