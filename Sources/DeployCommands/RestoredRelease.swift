internal import GoTime
package import Shared

/// The record of the revision that a rollback makes.
package enum RestoredRelease {
    /// The new revision as Helm makes it: all of the old one's, with the newest one's first time.
    package static func record(of target: Release, _ past: ReleasePast, namespace: String) -> Release {
        let now = GoTime.now()
        let first = past.revisions.first?.release.info.firstDeployed ?? target.info.firstDeployed ?? now
        var record = Release(
            name: target.name, namespace: namespace, version: past.situation.nextRevision,
            info: ReleaseInfo(
                firstDeployed: first, lastDeployed: now, status: .unknown, rollbackRevision: target.version,
                notes: target.info.notes))
        // What says which project the release is of stays.
        record.info[extra: "annotations"] = past.revisions.first?.release.info[extra: "annotations"]
        record.chart = target.chart
        record.config = target.config
        record.manifest = target.manifest
        record.hooks = target.hooks
        record.labels = target.labels
        // Helm 4 knows this word only; with another its next upgrade fails.
        record.applyMethod = "ssa"
        return record
    }
}
