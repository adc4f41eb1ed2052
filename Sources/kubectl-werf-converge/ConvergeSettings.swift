internal import ArgumentParser
internal import DeployCommands
internal import Deployment
internal import FoundationEssentials
internal import HelmChart
internal import PluginKit
internal import Shared

/// What the command line and the environment ask of a converge, checked as far as that needs no cluster.
struct ConvergeSettings: Sendable {
    var source: ConvergeSource
    var release: String
    var metadata: ExtraMetadata
    var releaseLabels: ReleaseLabels
    var options: PlanInputs.Options
    var values: ValueSources
    var reuse: ValueReuse
    var parallelism: Int
    var isDryRun: Bool
    var createsNamespace: Bool
    var installsCRDs: Bool
    /// How long each object may take to become ready; nil for as long as it needs.
    var timeout: Duration?
    /// A deploy that fails is followed by a rollback.
    var rollsBack: Bool
    var graph: GraphFile?
    /// What may come before a first install; nil when nobody wants it.
    var helmTwo: HelmTwoMigration?
    var printsNotes: Bool
    var rendersSubchartNotes: Bool
    var resolvesHostNames: Bool
    var checksSchema: Bool
    var schemaDialect: SchemaDialect

    init(_ command: ConvergeCommand, _ source: ConvergeSource, _ environment: PluginEnvironment) throws {
        let (deploying, flags) = (command.deploying, command.release)
        self.source = source
        release = try source.release.value
        metadata = try command.metadata.metadata(service: source.chart.serviceAnnotations, environment)
        releaseLabels = try ReleaseLabels(environment.repeated("WERF_RELEASE_LABEL_") + flags.releaseLabel)
        options = try Self.options(command, environment)
        let joined = command.values.joined(with: environment)
        values = ValueSources(
            files: joined.values.map(source.chart.place(ofValues:)), set: joined.set, setString: joined.setString,
            setJSON: joined.setJson,
            setFile: joined.setFile, setLiteral: joined.setLiteral)
        reuse = ValueReuse(command.reuse, isGiven: values != ValueSources())
        parallelism = try command.changes.parallelism(environment)
        timeout = try command.changes.limit(environment)
        isDryRun = command.changes.dryRun
        rollsBack = deploying.autoRollback || environment.isOn("WERF_AUTO_ROLLBACK") || environment.isOn("WERF_ATOMIC")
        graph = try (deploying.deployGraphPath ?? environment.text("WERF_DEPLOY_GRAPH_PATH")).map(GraphFile.init)
        helmTwo = try command.helmTwo.migration(command.shared, environment)
        createsNamespace = deploying.createNamespace && !environment.isOn("WERF_NO_CREATE_NAMESPACE")
        installsCRDs = !deploying.noInstallCrds && !environment.isOn("WERF_NO_INSTALL_CRDS")
        printsNotes = !deploying.noNotes && !environment.isOn("WERF_NO_NOTES")
        rendersSubchartNotes = deploying.renderSubchartNotes
        resolvesHostNames = deploying.templatesAllowDns || environment.isOn("WERF_TEMPLATES_ALLOW_DNS")
        checksSchema = !deploying.skipSchemaValidation
        schemaDialect = deploying.schemaDialect
    }

    private static func options(
        _ command: ConvergeCommand, _ environment: PluginEnvironment
    ) throws -> PlanInputs.Options {
        var options = PlanInputs.Options()
        try command.changes.settle(&options, environment)
        try command.writing.settle(&options, environment)
        return options
    }
}

/// Where the plan's graph is drawn.
struct GraphFile: Sendable {
    let path: String
    let format: PlanDrawing.Format

    init(_ path: String) throws {
        guard let format = PlanDrawing.Format(path: path) else {
            throw ValidationError("invalid value \"\(path)\" for --deploy-graph-path: it must end in .dot or .mmd")
        }
        (self.path, self.format) = (path, format)
    }

    func draw(_ plan: DeployPlan) throws {
        try Data(PlanDrawing.text(of: plan, format).utf8).write(to: URL(filePath: path))
    }
}

/// Labels for the record of a release, on top of those it has.
struct ReleaseLabels: Sendable {
    private var changes: [(key: String, value: String)] = []

    init(_ pairs: [String]) throws {
        for text in pairs.flatMap({ $0.split(separator: ",").map(String.init) }) {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let key = parts.first, let value = parts.last, !key.isEmpty else {
                throw ValidationError("invalid --release-label value: invalid key=value pair \"\(text)\" (\"=\")")
            }
            if RecordObject.systemLabels.contains(key) {
                throw ValidationError(
                    "user supplied labels contains system reserved label name. System labels: "
                        + "[name owner status version createdAt modifiedAt]")
            }
            if let fault = LabelSyntax.fault(inKey: key) ?? LabelSyntax.fault(inValue: value) {
                throw ValidationError("--release-label \(text): \(fault)")
            }
            changes.append((key, value))
        }
    }

    /// The labels of the new revision; the value `null` takes a label away.
    func applied(to labels: [String: String]) -> [String: String] {
        var result = labels.filter { !RecordObject.systemLabels.contains($0.key) }
        for change in changes { result[change.key] = change.value == "null" ? nil : change.value }
        return result
    }
}
