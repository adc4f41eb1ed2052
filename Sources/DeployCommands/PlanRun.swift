internal import ArgumentParser
package import Deployment
internal import PluginKit
package import Shared

/// Runs a plan for people to watch.
package struct PlanRun: Sendable {
    package let run: ReleaseRun
    package let parallelism: Int
    package let createsNamespace: Bool
    /// How long each object may take to become ready; nil for as long as it needs.
    package let timeout: Duration?
    /// What the containers of new objects write is shown.
    package let showsLogs: Bool

    package init(
        _ run: ReleaseRun, parallelism: Int, createsNamespace: Bool, timeout: Duration? = nil, showsLogs: Bool = true
    ) {
        self.run = run
        self.showsLogs = showsLogs
        self.parallelism = parallelism
        self.createsNamespace = createsNamespace
        self.timeout = timeout
    }

    /// Runs the plan and tells what comes of it.
    ///
    /// - Parameters:
    ///   - record: the revision that the plan makes, or (an uninstall) ends.
    ///   - restored: the revision that a rollback goes back to.
    /// - Throws: `ExitCode` when the deploy failed, which has been told then.
    package func execute(_ plan: DeployPlan, record: Release, past: ReleasePast, restored: Int = 0) async throws {
        let result = try await attempt(plan, record: record, past: past, restored: restored)
        guard result.isSuccess else { throw ExitCode(1) }
    }

    /// Runs the plan and tells what comes of it, also when it fails.
    package func attempt(
        _ plan: DeployPlan, record: Release, past: ReleasePast, restored: Int = 0
    ) async throws -> ExecutionReport {
        let report = DeployReport(namespace: run.namespace)
        report.tell(plan.notices)
        let known = Dictionary(
            past.revisions.map { ($0.entry.revision, $0) }, uniquingKeysWith: { first, _ in first })
        let stop = Deployment.Interruption()
        run.lock?.whenLost { _ in stop.interrupt("the loss of the lock") }
        let executor = PlanExecutor(
            cluster: LiveCluster(run.client),
            tracker: ClusterTracker(
                run.client, settings: ClusterTracker.Settings(showsLogs: showsLogs), report: { report.tell($0) }),
            timeout: timeout,
            records: StoredRecords(
                storage: run.storage, situation: past.situation, release: record, maker: run.lock?.holder,
                known: known, kind: plan.target.kind, restored: restored),
            parallelism: parallelism, interruption: stop, permission: run.lock ?? FreePermission(),
            creatableNamespaces: createsNamespace ? [run.namespace, run.storage.namespace] : [],
            describe: { ErrorWording.sentence(of: $0) }, report: { report.tell($0) })
        // A task of its own: what is being written is finished, and the record settled, also after a signal.
        let running = Task { try await executor.run(plan) }
        let result = try await withTaskCancellationHandler {
            try await running.value
        } onCancel: {
            stop.interrupt(ReceivedSignal.name ?? "a signal")
        }
        guard result.isSuccess else {
            Console.writeError(ErrorWording.text(of: FailedDeploy(plan: plan, result: result)))
            return result
        }
        report.finish(plan, restored: restored)
        return result
    }
}
