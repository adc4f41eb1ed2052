internal import ArgumentParser
internal import DeployCommands
internal import Deployment
internal import HelmChart
internal import PluginKit

/// `kubectl werf converge [CHART]`.
struct ConvergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubectl werf-converge", abstract: "Deploy a chart: install its release, or upgrade it.",
        version: PluginMain.version)

    @Argument(help: "The chart: a folder with Chart.yaml or a .tgz archive; the project's unless given.")
    var chart: String?

    @OptionGroup(title: "Release") var release: ReleaseFlags
    @OptionGroup(title: "Metadata") var metadata: MetadataFlags
    @OptionGroup(title: "Deploying") var deploying: DeployingFlags
    @OptionGroup(title: "Writing") var writing: WritingFlags
    @OptionGroup(title: "Changing and waiting") var changes: ChangeFlags
    @OptionGroup(title: "Values") var values: ValueFlags
    @OptionGroup(title: "Values kept from the last revision") var reuse: ReuseFlags
    @OptionGroup(title: "Values of the project") var projectValues: ProjectValueFlags
    @OptionGroup(title: "Helm 2") var helmTwo: HelmTwoFlags
    @OptionGroup var shared: RunFlags

    func run() async throws {
        let environment = PluginEnvironment.current
        shared.quiet.settle(environment)
        let source = try ConvergeSource(self, environment)
        let settings = try ConvergeSettings(self, source, environment)
        let run = try shared.run(
            on: settings.release, namespace: source.namespace, isDryRun: settings.isDryRun, environment)
        try await Converge(settings: settings, release: run).run()
    }
}

extension SchemaDialect: ExpressibleByArgument {}

/// Which release, and what marks it.
struct ReleaseFlags: ParsableArguments {
    @Option(parsing: .unconditional, help: "The release's name.")
    var release: String?
    @Option(
        parsing: .unconditionalSingleValue,
        help: "Annotations for the release's record, as key=value,…; may be repeated.")
    var releaseInfoAnnotations: [String] = []
    @Option(
        name: [.long, .customLong("labels")], parsing: .unconditionalSingleValue,
        help: "A label for the release's record, as key=value; key=null removes it; may be repeated.")
    var releaseLabel: [String] = []
}

/// How to deploy.
struct DeployingFlags: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Create the namespace when it is missing.")
    var createNamespace = true
    @Flag(
        name: [.customLong("no-install-crds"), .customLong("skip-crds")], help: "Leave out the files under crds/.")
    var noInstallCrds = false
    @Flag(help: "Don't print the notes.")
    var noNotes = false
    @Flag(help: "Print the notes of subcharts as well.")
    var renderSubchartNotes = false
    @Flag(
        name: [.customLong("templates-allow-dns"), .customLong("enable-dns")],
        help: "Let templates resolve host names.")
    var templatesAllowDns = false
    @Flag(help: "Don't check values against values.schema.json.")
    var skipSchemaValidation = false
    @Option(help: "How values.schema.json is read: as Helm 3 does, or as it declares itself (2019-09, 2020-12).")
    var schemaDialect = SchemaDialect.helm
    @Flag(
        name: [.customShort("R"), .customLong("auto-rollback"), .customLong("atomic")],
        help: "Go back to the last good revision when the deploy fails.")
    var autoRollback = false
    @Option(parsing: .unconditional, help: "Draw the plan into this file: FILE.dot or FILE.mmd.")
    var deployGraphPath: String?
}

/// What becomes of the values of the last revision.
struct ReuseFlags: ParsableArguments {
    @Flag(help: "Lay the given values over those of the last revision, and keep its chart's defaults.")
    var reuseValues = false
    @Flag(help: "Lay the given values over those of the last revision, with the new chart's defaults.")
    var resetThenReuseValues = false
    @Flag(help: "Take only the given values.")
    var resetValues = false
}
