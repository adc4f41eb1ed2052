internal import ArgumentParser
internal import ChartDeployment
internal import DeployCommands
internal import Deployment
internal import PluginKit

/// One converge, from the chart to the stored revision.
struct Converge: Sendable {
    let deploy: any DeployPreparation
    let isDryRun: Bool
    /// No revision is made when nothing would change.
    let skipsIfUnchanged: Bool
    /// A deploy that fails is followed by a rollback.
    let rollsBack: Bool
    let printsNotes: Bool
    let showsLogs: Bool
    let report: ReportFile?

    private var release: ReleaseRun { deploy.release }

    func run() async throws {
        // The notes come last: a reader that takes them slowly, or not at all, holds no lock up.
        let notes = try await release.finally { try await converge() }
        printNotes(notes)
    }

    /// Deploys, and returns the notes.
    private func converge() async throws -> String {
        guard let prepared = try await deploy.prepare() else { return "" }
        let plan = try await prepared.plan()
        try prepared.running.graph?.draw(plan)
        if skipsIfUnchanged, plan.usefulOperations.isEmpty, prepared.reasonForRevision == nil {
            try skip(plan)
        } else if isDryRun {
            let missing = try await prepared.missingNamespaces()
            Console.write(prepared.explanation)
            Console.write(DeployReport.text(of: plan, creating: missing, leavingOut: prepared.leftOut))
        } else {
            if !prepared.leftOut.isEmpty {
                Console.warn(
                    "the record would be too large; left out of it: \(prepared.leftOut.joined(separator: ", "))")
            }
            try await execute(plan, prepared)
        }
        return prepared.notes
    }

    private func skip(_ plan: DeployPlan) throws {
        let text =
            "release \"\(release.release)\" in namespace \"\(release.namespace)\": skipped, it is as it should be\n"
        if isDryRun { return Console.write(text) }
        Console.tell(text)
        try report?.write(.init(plan.target, status: "skipped"))
    }

    private func execute(_ plan: DeployPlan, _ prepared: PreparedDeploy) async throws {
        let running = prepared.running
        let run = PlanRun(
            release, parallelism: running.parallelism, createsNamespace: running.createsNamespace,
            timeout: running.timeout, showsLogs: showsLogs)
        let result = try await run.attempt(plan, record: prepared.record, past: prepared.past)
        if result.isSuccess {
            try report?.write(.init(plan.target, [result], status: "deployed"))
            return
        }
        var results = [result]
        if rollsBack {
            let rollback = AutoRollback(
                run: run, options: prepared.request.options, server: prepared.server, types: prepared.types,
                service: prepared.request.metadata.serviceAnnotations)
            do {
                if let back = try await rollback.follow(result, good: prepared.past) { results.append(back) }
            } catch {
                try report?.write(.init(plan.target, results, status: "failed"))
                throw error
            }
        }
        try report?.write(.init(plan.target, results, status: "failed"))
        throw ExitCode(1)
    }

    private func printNotes(_ notes: String) {
        guard printsNotes, !notes.utf8.allSatisfy({ " \n\r\t".utf8.contains($0) }) else { return }
        Console.write(notes.hasSuffix("\n") ? notes : notes + "\n")
    }
}
