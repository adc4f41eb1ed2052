internal import ArgumentParser
internal import DeployCommands
internal import Deployment
internal import Documents
internal import KubernetesClient
internal import PluginKit
internal import Shared

/// One rollback, from the stored revision to the new one.
struct Rollback: Sendable {
    let release: ReleaseRun
    /// nil for the last good revision.
    let revision: Int?
    let options: PlanInputs.Options
    let metadata: ExtraMetadata
    let isDryRun: Bool
    let parallelism: Int
    let timeout: Duration?
    let showsLogs: Bool
    let report: ReportFile?

    func run() async throws {
        try await release.finally { try await deploy() }
    }

    private func deploy() async throws {
        async let version = release.client.version()
        let past = try await release.past()
        // Whoever was waited for may have brought kinds along.
        async let types = release.client.resourceTypes(.checked)
        guard let newest = past.situation.history.last else {
            throw StorageError.releaseNotFound(release.release, namespace: release.storage.namespace)
        }
        let target = try await stored(RollbackTarget.revision(revision, of: past.situation), past)
        var record = RestoredRelease.record(of: target, past, namespace: release.namespace)
        let journal = DeployJournal.begin(
            .rollback, &record, after: past.revisions.first { $0.entry.revision == newest.revision }?.release)
        var request = Deployer.Request.rollback(
            to: target, namespace: release.namespace, revision: record.version, options: options)
        request.journal = journal
        request.metadata = metadata(after: past.revisions.first?.release)
        let plan = try await Deployer(
            cluster: LiveCluster(release.client), server: try await version, types: TypeCatalog(try await types),
            parallelism: parallelism
        ).plan(request, situation: past.situation, earlier: past.revisions.map(\.release), claims: release.claims)
        let (fitting, dropped) = try ReleaseStorage.fitting(record)
        if !dropped.isEmpty {
            Console.warn("the record would be too large; left out of it: \(dropped.joined(separator: ", "))")
        }
        if isDryRun { return Console.write(DeployReport.text(of: plan, restoring: target.version)) }
        let run = PlanRun(
            release, parallelism: parallelism, createsNamespace: false, timeout: timeout, showsLogs: showsLogs)
        let result = try await run.attempt(plan, record: fitting, past: past, restored: target.version)
        try report?.write(.init(plan.target, [result], status: result.isSuccess ? "deployed" : "failed"))
        guard result.isSuccess else { throw ExitCode(1) }
    }

    /// The objects stay those of the project that the newest revision says it is of.
    private func metadata(after newest: Release?) -> ExtraMetadata {
        var metadata = metadata
        for member in newest?.info[extra: "annotations"]?.object ?? Object() {
            guard member.key.hasPrefix(ServiceAnnotations.projectPrefix), metadata.service[member.key] == nil,
                let value = member.value.string
            else { continue }
            metadata.service[member.key] = value
        }
        return metadata
    }

    private func stored(_ revision: Int, _ past: ReleasePast) async throws -> Release {
        if let read = past.revisions.first(where: { $0.entry.revision == revision }) { return read.release }
        return try await release.storage.revision(release.release, revision).release
    }
}

/// Which revision a rollback goes back to.
enum RollbackTarget {
    /// The revision that is asked for, or the last good one; when the newest is good itself, the good one before it.
    static func revision(_ wanted: Int?, of situation: ReleaseSituation) throws -> Int {
        let history = situation.history
        if let wanted {
            guard let found = history.last(where: { $0.revision == wanted }) else {
                throw StorageError.revisionNotFound(name: history.last?.name ?? "", revision: wanted)
            }
            return found.revision
        }
        let sinceUninstall = history.reversed().prefix { $0.status != .uninstalled && $0.status != .uninstalling }
        guard let found = sinceUninstall.dropFirst().first(where: \.status.isGood) else {
            throw RollbackRefusal(name: history.last?.name ?? "")
        }
        return found.revision
    }
}

/// A rollback without a revision to go back to.
struct RollbackRefusal: ExplainedError {
    let name: String

    var explanation: String { "release \"\(name)\" has no earlier good revision to go back to" }
    var advice: [String] { ["Any revision that is kept can be asked for: --revision N."] }
}
