internal import ArgumentParser
internal import ChartDeployment
internal import DeployCommands
internal import PluginKit

/// `kubectl werf converge [CHART]`.
struct ConvergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubectl werf-converge", abstract: "Deploy a chart: install its release, or upgrade it.",
        version: PluginMain.version)

    @OptionGroup(title: "Running") var running: RunningFlags
    @OptionGroup(title: "A plan that is kept") var plan: PlanUseFlags
    @OptionGroup(title: "Report") var report: DeployReportFlags
    @OptionGroup var deploy: DeployFlags

    func run() async throws {
        let environment = PluginEnvironment.current
        deploy.shared.quiet.settle()
        let isDryRun = deploy.changes.dryRun
        try await Converge(
            deploy: try preparation(isDryRun, environment), isDryRun: isDryRun,
            skipsIfUnchanged: running.skipIfUnchanged,
            rollsBack: running.autoRollback,
            printsNotes: !running.noNotes,
            showsLogs: deploy.changes.showsLogs, report: try report.file(environment)
        ).run()
    }

    private func preparation(
        _ isDryRun: Bool, _ environment: PluginEnvironment
    ) throws -> any DeployPreparation {
        guard let file = try plan.file(environment) else {
            return try deploy.deploy(isDryRun: isDryRun, allowsPlaceholders: isDryRun, environment)
        }
        return try deploy.deploy(
            of: file, plan, GivenFlags(of: Self.self), groups: [RunningFlags.self, DeployReportFlags.self],
            isDryRun: isDryRun, environment)
    }
}

/// What is done around the deploy.
struct RunningFlags: ParsableArguments {
    @Flag(help: "Make no revision when the release and its objects are as they should be.")
    var skipIfUnchanged = false
    @Flag(
        name: [.customShort("R"), .customLong("auto-rollback"), .customLong("atomic")],
        help: "Go back to the last good revision when the deploy fails.")
    var autoRollback = false
    @Flag(help: "Don't print the notes.")
    var noNotes = false
}
