internal import DeployCommands
internal import Deployment
internal import KubernetesClient
internal import PluginKit
internal import Shared

/// One uninstall, from the stored revisions to nothing.
struct Dismiss: Sendable {
    let release: ReleaseRun
    let options: PlanInputs.Options
    let isDryRun: Bool
    let deletesNamespace: Bool
    let parallelism: Int
    let timeout: Duration?
    let showsLogs: Bool

    private var title: String { "release \"\(release.release)\" in namespace \"\(release.namespace)\"" }

    func run() async throws {
        try await release.finally { try await dismiss() }
    }

    private func dismiss() async throws {
        // The revisions would end with the namespace that holds them.
        guard !(deletesNamespace && options.keepsHistory && release.storage.namespace == release.namespace) else {
            throw KeptHistoryInNamespace(namespace: release.namespace)
        }
        async let version = release.client.version()
        let past = try await release.past()
        // Whoever was waited for may have brought kinds along.
        let catalog = TypeCatalog(try await release.client.resourceTypes(.checked))
        let namespace = NamespaceRemoval(cluster: LiveCluster(release.client), release: release)
        guard let newest = past.situation.history.last else {
            Console.tell("\(title): nothing to uninstall, no revision is stored\n")
            return try await remove(namespace, plan: nil, past)
        }
        if newest.status == .uninstalled {
            if deletesNamespace { try await namespace.check(nil, past) }
            try await removeRecords(past)
            await removeJournals(newest.revision)
            return try await remove(namespace, plan: nil, past)
        }
        guard let stored = past.newest else {
            throw StorageError.unreadable(newest, reason: "what it deployed isn't known")
        }
        let plan = try await Deployer(
            cluster: LiveCluster(release.client), server: try await version, types: catalog, parallelism: parallelism
        ).plan(
            .uninstall(stored.release, namespace: release.namespace, options: options), situation: past.situation,
            earlier: past.revisions.map(\.release), claims: release.claims)
        if deletesNamespace { try await namespace.check(plan, past) }
        if isDryRun {
            Console.write(DeployReport.text(of: plan, restoring: 0))
            if deletesNamespace { Console.write("  delete Namespace/\(release.namespace)\n") }
            return
        }
        let run = PlanRun(
            release, parallelism: parallelism, createsNamespace: false, timeout: timeout, showsLogs: showsLogs)
        try await run.execute(plan, record: stored.release, past: past)
        await removeJournals(newest.revision)
        try await remove(namespace, plan: plan, past)
    }

    /// The objects are gone already; what is left are revisions that an earlier uninstall has kept.
    private func removeRecords(_ past: ReleasePast) async throws {
        guard !options.keepsHistory else { return Console.tell("\(title) is uninstalled already\n") }
        let history = past.situation.history
        if isDryRun { return Console.write("\(title): \(history.count) revisions would be deleted\n") }
        for entry in history { try await release.storage.delete(entry) }
        Console.tell("\(title): \(history.count) revisions deleted\n")
    }

    /// What adoptions have left: it can't be undone any more.
    private func removeJournals(_ revision: Int) async {
        guard !options.keepsHistory, !isDryRun else { return }
        let journals = AdoptionJournals(
            release.client, namespace: release.storage.namespace, release: release.release)
        do throws(ClientError) {
            try await journals.removeDeployed(upTo: revision)
        } catch {
            guard !error.isForbidden else { return }
            Console.warn("journals of adoptions may be left in namespace \"\(release.storage.namespace)\": \(error)")
        }
    }

    private func remove(_ namespace: NamespaceRemoval, plan: DeployPlan?, _ past: ReleasePast) async throws {
        guard deletesNamespace else { return }
        try await namespace.check(plan, past)
        if isDryRun { return Console.write("  delete Namespace/\(release.namespace)\n") }
        // The lock is in the namespace, and ends with it.
        await release.lock?.release()
        try await namespace.remove()
    }
}

/// A history that is to be kept in a namespace that is to go.
struct KeptHistoryInNamespace: ExplainedError {
    let namespace: String

    var explanation: String {
        "--keep-history can't be used with --with-namespace: the revisions are in namespace \"\(namespace)\""
    }
}
