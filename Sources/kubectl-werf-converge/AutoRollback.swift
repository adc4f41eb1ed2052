internal import DeployCommands
internal import Deployment
internal import KubernetesClient
internal import PluginKit
internal import Shared

/// The way back to the last good revision after a converge that failed (`--auto-rollback`).
struct AutoRollback: Sendable {
    let run: PlanRun
    let options: PlanInputs.Options
    let server: ServerVersion
    let types: TypeCatalog
    /// What the failed deploy says of itself; the objects keep saying so.
    let service: [String: String]

    /// Goes back, if the failure leaves a way to do so, and tells what came of it.
    ///
    /// - Parameter before: what the stored revisions said before the converge.
    /// - Returns: what the rollback did; nil when there was none.
    func follow(_ failure: ExecutionReport, good before: ReleasePast) async throws -> ExecutionReport? {
        if let reason = Self.hindrance(failure, before) {
            Console.warn("no rollback: \(reason); what was deployed stays as it is")
            return nil
        }
        guard let good = before.current else { return nil }
        Console.tell("rolling back to revision \(good.entry.revision)\n")
        let past = try await run.run.past()
        var record = RestoredRelease.record(of: good.release, past, namespace: run.run.namespace)
        var request = Deployer.Request.rollback(
            to: good.release, namespace: run.run.namespace, revision: record.version, options: options)
        request.metadata.service = service
        request.journal = DeployJournal.begin(.rollback, &record, after: nil)
        let plan = try await Deployer(
            cluster: LiveCluster(run.run.client), server: server, types: types, parallelism: run.parallelism
        ).plan(request, situation: past.situation, earlier: past.revisions.map(\.release), claims: run.run.claims)
        let (fitting, _) = try ReleaseStorage.fitting(record)
        let result = try await run.attempt(plan, record: fitting, past: past, restored: good.entry.revision)
        guard result.isSuccess else { return result }
        Console.writeError(
            "the deploy failed, and the state of revision \(good.entry.revision) is back as revision "
                + "\(plan.target.revision)\n")
        return result
    }

    /// Why nothing is gone back to; nil when the way is free.
    static func hindrance(_ failure: ExecutionReport, _ before: ReleasePast) -> String? {
        if let signal = failure.signal { return "the deploy was stopped by \(signal)" }
        if failure.failed.contains(where: \.operation.concernsRecord) {
            return "the release's record couldn't be written"
        }
        return before.situation.lastGood == nil ? "there is no good revision to go back to" : nil
    }
}
