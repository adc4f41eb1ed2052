package import ArgumentParser
package import DeployCommands
internal import HelmChart
package import PluginKit

/// What every command takes that is about the deploy of a chart.
package struct DeployFlags: ParsableArguments {
    @Argument(help: "The chart: a folder with Chart.yaml or a .tgz archive; the project's unless given.")
    package var chart: String?

    @OptionGroup(title: "Release") package var release: ReleaseFlags
    @OptionGroup(title: "Metadata") package var metadata: MetadataFlags
    @OptionGroup(title: "Deploying") package var deploying: DeployingFlags
    @OptionGroup(title: "Writing") package var writing: WritingFlags
    @OptionGroup(title: "Changing and waiting") package var changes: ChangeFlags
    @OptionGroup(title: "Values") package var values: ValueFlags
    @OptionGroup(title: "Values kept from the last revision") package var reuse: ReuseFlags
    @OptionGroup(title: "Values of the project") package var projectValues: ProjectValueFlags
    @OptionGroup(title: "Helm 2") package var helmTwo: HelmTwoFlags
    @OptionGroup package var shared: RunFlags

    package init() {}

    /// The deploy that is asked for.
    ///
    /// - Parameters:
    ///   - isDryRun: nothing is changed, and no lock is needed.
    ///   - allowsPlaceholders: the project's images may be made up when nothing tells of them.
    ///   - keepsOutput: stdout is for the deploy alone.
    package func deploy(
        isDryRun: Bool, allowsPlaceholders: Bool = false, keepsOutput: Bool = false, _ environment: PluginEnvironment
    ) throws -> ChartDeploy {
        let source = try DeploySource(self, allowsPlaceholders: allowsPlaceholders, environment)
        let settings = try DeploySettings(self, source, environment)
        let run = try shared.run(
            on: settings.release, namespace: source.namespace, isDryRun: isDryRun,
            parallelism: settings.running.parallelism,
            environment)
        return ChartDeploy(
            settings: settings, release: run, isDryRun: isDryRun, keepsOutput: keepsOutput,
            helmTwo: try helmTwo.migration(shared, environment))
    }
}

extension SchemaDialect: ExpressibleByArgument {}

/// Which release, and what marks it.
package struct ReleaseFlags: ParsableArguments {
    @Option(parsing: .unconditional, help: "The release's name.")
    package var release: String?
    @Option(
        parsing: .unconditionalSingleValue,
        help: "Annotations for the release's record, as key=value,…; may be repeated.")
    package var releaseInfoAnnotations: [String] = []
    @Option(
        name: [.long, .customLong("labels")], parsing: .unconditionalSingleValue,
        help: "A label for the release's record, as key=value; key=null removes it; may be repeated.")
    package var releaseLabel: [String] = []

    package init() {}
}

/// How the chart is rendered and deployed.
package struct DeployingFlags: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Create the namespace when it is missing.")
    package var createNamespace = true
    @Flag(
        name: [.customLong("no-install-crds"), .customLong("skip-crds")], help: "Leave out the files under crds/.")
    package var noInstallCrds = false
    @Flag(help: "Print the notes of subcharts as well.")
    package var renderSubchartNotes = false
    @Flag(
        name: [.customLong("templates-allow-dns"), .customLong("enable-dns")],
        help: "Let templates resolve host names.")
    package var templatesAllowDns = false
    @Flag(help: "Don't check values against values.schema.json.")
    package var skipSchemaValidation = false
    @Option(help: "How values.schema.json is read: as Helm 3 does, or as it declares itself (2019-09, 2020-12).")
    var schemaDialect = SchemaDialect.helm
    @Option(parsing: .unconditional, help: "The version of Kubernetes that templates see; the server's unless given.")
    package var kubeVersion: String?
    @Option(
        name: [.customLong("deploy-graph-path"), .customLong("graph")], parsing: .unconditional,
        help: "Draw the plan into this file: FILE.dot or FILE.mmd.")
    package var deployGraphPath: String?

    package init() {}
}

/// What becomes of the values of the last revision.
package struct ReuseFlags: ParsableArguments {
    @Flag(help: "Lay the given values over those of the last revision, and keep its chart's defaults.")
    package var reuseValues = false
    @Flag(help: "Lay the given values over those of the last revision, with the new chart's defaults.")
    package var resetThenReuseValues = false
    @Flag(help: "Take only the given values.")
    package var resetValues = false

    package init() {}
}
