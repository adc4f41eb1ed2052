internal import ArgumentParser
internal import DeployCommands
package import Deployment
internal import FoundationEssentials
internal import HelmChart
internal import PluginKit
internal import Shared

/// What the command line and the environment ask of a deploy, checked as far as that needs no cluster.
package struct DeploySettings: Sendable {
    var source: DeploySource
    package var release: String
    package var metadata: ExtraMetadata
    var releaseLabels: ReleaseLabels
    package var options: PlanInputs.Options
    package var running: RunSettings
    var values: ValueSources
    var reuse: ValueReuse
    var installsCRDs: Bool
    var rendersSubchartNotes: Bool
    var resolvesHostNames: Bool
    /// The version of Kubernetes that templates see; nil for the server's.
    var kubernetesVersion: Capabilities.KubernetesVersion?
    var checksSchema: Bool
    var schemaDialect: SchemaDialect

    init(_ command: DeployFlags, _ source: DeploySource, _ environment: PluginEnvironment) throws {
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
        running = try RunSettings(command, environment)
        installsCRDs = !deploying.noInstallCrds
        rendersSubchartNotes = deploying.renderSubchartNotes
        resolvesHostNames = deploying.templatesAllowDns
        kubernetesVersion = try deploying.kubeVersion.map(Capabilities.KubernetesVersion.init(parsing:))
        checksSchema = !deploying.skipSchemaValidation
        schemaDialect = deploying.schemaDialect
    }

    private static func options(
        _ command: DeployFlags, _ environment: PluginEnvironment
    ) throws -> PlanInputs.Options {
        var options = PlanInputs.Options()
        try command.changes.settle(&options, environment)
        try command.writing.settle(&options, environment)
        return options
    }
}

/// How a deploy is run, apart from what it deploys.
package struct RunSettings: Sendable {
    package var parallelism: Int
    package var createsNamespace: Bool
    /// How long each object may take to become ready; nil for as long as it needs.
    package var timeout: Duration?
    package var graph: GraphFile?

    init(_ command: DeployFlags, _ environment: PluginEnvironment) throws {
        let deploying = command.deploying
        parallelism = try command.changes.parallelism(environment)
        timeout = try command.changes.limit(environment)
        graph = try (deploying.deployGraphPath ?? environment.text("WERF_DEPLOY_GRAPH_PATH")).map(GraphFile.init)
        createsNamespace = deploying.createNamespace
    }
}

/// Where a plan's graph is drawn.
package struct GraphFile: Sendable {
    let path: String
    let format: PlanDrawing.Format

    init(_ path: String) throws {
        guard let format = PlanDrawing.Format(path: path) else {
            throw ValidationError("invalid value \"\(path)\" for --deploy-graph-path: it must end in .dot or .mmd")
        }
        (self.path, self.format) = (path, format)
    }

    package func draw(_ plan: DeployPlan) throws {
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
