internal import ArgumentParser
internal import DeployCommands
internal import Deployment
internal import PluginKit
internal import Shared

/// `kubectl werf dismiss [NAME]`.
struct DismissCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubectl werf-dismiss", abstract: "Uninstall a release.", version: PluginMain.version)

    @Argument(help: "The release's name; the project's unless given.")
    var name: String?

    @Flag(help: "Delete the release's namespace as well, if nothing else is in it.")
    var withNamespace = false
    @Flag(help: "Delete what the chart's hooks have left.")
    var withHooks = false
    @Flag(help: "Keep the revisions, the newest marked as uninstalled.")
    var keepHistory = false
    @Flag(help: "Take the release and its namespace from the report of a deploy.")
    var useDeployReport = false
    @Option(parsing: .unconditional, help: "That report (default .werf-deploy-report.json).")
    var deployReportPath: String?

    @OptionGroup(title: "Release") var flags: NameFlags
    @OptionGroup(title: "Deleting") var changes: ChangeFlags
    @OptionGroup var shared: RunFlags

    func run() async throws {
        let environment = PluginEnvironment.current
        shared.quiet.settle()
        var options = PlanInputs.Options()
        try changes.settle(&options, environment)
        options.deletesHooks = withHooks
        options.keepsHistory = keepHistory
        let reported = try report(environment)
        var shared = shared
        if let reported { shared.generic.namespace = reported.namespace }
        let choice =
            try reported.map { ReleaseChoice(name: $0.release, namespace: nil) }
            ?? flags.choice(name, shared.project, shared.generic, environment)
        let run = try shared.run(
            on: choice.name, namespace: choice.namespace, isDryRun: changes.dryRun,
            parallelism: try changes.parallelism(environment), environment)
        try await Dismiss(
            release: run, options: options, isDryRun: changes.dryRun,
            deletesNamespace: withNamespace,
            parallelism: try changes.parallelism(environment), timeout: try changes.limit(environment),
            showsLogs: changes.showsLogs
        ).run()
    }

    private func report(_ environment: PluginEnvironment) throws -> ReportedRelease? {
        guard useDeployReport else { return nil }
        guard name == nil, flags.release == nil, shared.generic.namespace == nil else {
            throw ValidationError("--namespace or --release can't be used together with --use-deploy-report")
        }
        return try ReportedRelease(
            path: deployReportPath ?? environment.text("WERF_DEPLOY_REPORT_PATH") ?? ".werf-deploy-report.json")
    }
}
