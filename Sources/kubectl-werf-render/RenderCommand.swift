internal import ArgumentParser
internal import Documents
internal import Glibc
internal import HelmChart
internal import KubernetesClient
internal import PluginKit
internal import ProjectKit
internal import WerfProject

/// `kubectl werf render [CHART]`.
struct RenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubectl werf-render", abstract: "Print the manifests a chart renders to.",
        version: PluginMain.version)

    @Argument(help: "The chart: a folder with Chart.yaml or a .tgz archive; the project's unless given.")
    var chart: String?

    @Option(help: "The release's name.")
    var release: String?
    @Option(help: "The version of Kubernetes that templates see.")
    var kubeVersion: String?
    @Option(
        name: [.customShort("a", allowingJoined: true), .long, .customLong("extra-apiversions")],
        parsing: .unconditionalSingleValue, help: "A further API version that templates see; may be repeated.")
    var apiVersions: [String] = []
    @Flag(help: "Print the files under crds/ first.")
    var includeCrds = false
    @Option(
        parsing: .unconditionalSingleValue,
        help: "Print only the documents of this file of the chart (-s for short); may be repeated.")
    var showOnly: [String] = []
    @Flag(help: "Ask the cluster for its version, its APIs and what templates look up.")
    var validate = false
    @Flag(help: "Render as for an upgrade.")
    var isUpgrade = false
    @Flag(help: "Leave out hooks.")
    var noHooks = false
    @Flag(help: "Leave out test hooks.")
    var skipTests = false
    @Flag(help: "Don't check values against values.schema.json.")
    var skipSchemaValidation = false
    @Option(help: "How values.schema.json is read: as Helm 3 does, or as it declares itself (2019-09, 2020-12).")
    var schemaDialect = SchemaDialect.helm
    @Flag(
        name: [.customLong("templates-allow-dns"), .customLong("enable-dns")],
        help: "Let templates resolve host names.")
    var templatesAllowDns = false
    @Flag(help: .hidden)
    var renderSubchartNotes = false
    @Option(
        name: [.long, .customLong("render-output")], help: "Write to this file instead of stdout.")
    var output: String?
    @Flag(help: .hidden)
    var printProjectNames = false
    @OptionGroup var values: ValueFlags
    @OptionGroup(title: "Project") var project: ProjectFlags
    @OptionGroup(title: "Values of the project") var projectValues: ProjectValueFlags
    @OptionGroup var generic: GenericFlags
    @OptionGroup var quiet: QuietFlags

    func run() async throws {
        let environment = PluginEnvironment.current
        quiet.settle()
        let source = try source(environment)
        if printProjectNames { return try printNames(source) }
        let chart = try source.load(
            projectValues, values: values.joined(with: environment).values.map(source.place(ofValues:)), warn: Self.warn
        )
        let rendered = try await Renderer.renderAside(chart, try await inputs(source, chart, environment))
        var text = ManifestText.templateOutput(
            of: rendered, includeCRDs: includeCrds, includeHooks: !noHooks, includeTests: !skipTests)
        let shown = environment.repeated("WERF_SHOW_ONLY") + showOnly
        if !shown.isEmpty { text = try ManifestText.selecting(shown, from: text) }
        try write(text)
    }

    private static let warn: Warning = { Console.tell("\($0)\n") }

    private func source(_ environment: PluginEnvironment) throws -> ChartSource {
        var request = ChartSource.Request(chart: chart, release: release, project: project, generic: generic)
        request.needsRelease = false
        return try ChartSource.find(request, environment)
    }

    /// Answers a plugin that has no template engine.
    private func printNames(_ source: ChartSource) throws {
        guard let project = source.project else { throw ProjectError(.notFound, "there is no werf.yaml here") }
        Console.write(
            ProjectNames(project: project.name, release: project.release, namespace: project.namespace).document)
    }

    private func inputs(
        _ source: ChartSource, _ chart: Chart, _ environment: PluginEnvironment
    ) async throws -> RenderInputs {
        let cluster = validate ? try await ClusterView(generic.connect(environment)) : nil
        let namespace = namespace(source, environment)
        var files = values.joined(with: environment)
        files.values = files.values.map(source.place(ofValues:))
        var inputs = RenderInputs(
            releaseName: source.project?.release.value ?? release ?? environment.text("WERF_RELEASE")
                ?? "release-name",
            namespace: namespace, isUpgrade: isUpgrade,
            capabilities: try capabilities(cluster, environment),
            values: try ValueSources(files).merged(), lookup: cluster,
            resolvesHostNames: templatesAllowDns, rendersSubchartNotes: renderSubchartNotes,
            checksSchemas: !skipSchemaValidation, schemaDialect: schemaDialect, warn: Self.warn)
        inputs.additions = try source.additions(
            to: chart, projectValues, project: project, namespace: namespace, allowsPlaceholders: true, environment)
        return inputs
    }

    /// The flag, the environment, the project, and at last the kubeconfig's context if there is one.
    private func namespace(_ source: ChartSource, _ environment: PluginEnvironment) -> String {
        generic.overrides(environment).namespace ?? source.project?.namespace.value
            ?? (try? generic.configuration(environment).namespace) ?? "default"
    }

    private func capabilities(
        _ cluster: ClusterView?, _ environment: PluginEnvironment
    ) throws(ChartError) -> Capabilities {
        var capabilities = cluster?.capabilities ?? .offline
        if let version = kubeVersion ?? environment.text("WERF_KUBE_VERSION") {
            capabilities.kubernetesVersion = try Capabilities.KubernetesVersion(parsing: version)
        }
        capabilities.apiVersions += (environment.repeated("WERF_EXTRA_APIVERSIONS_") + apiVersions).flatMap { list in
            list.utf8.split(separator: UInt8(ascii: ",")).map { String(Substring($0)) }
        }
        return capabilities
    }

    private func write(_ text: [UInt8]) throws {
        guard let output else { return Console.write(text) }
        let file = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw ChartError(.manifests, "open \(output): \(String(cString: strerror(errno)))") }
        defer { close(file) }
        var rest = text[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if written <= 0 { throw ChartError(.manifests, "write \(output): \(String(cString: strerror(errno)))") }
            rest = rest.dropFirst(written)
        }
    }
}

extension SchemaDialect: ExpressibleByArgument {}

extension ValueSources {
    init(_ flags: ValueFlags) {
        self.init(
            files: flags.values, set: flags.set, setString: flags.setString, setJSON: flags.setJson,
            setFile: flags.setFile, setLiteral: flags.setLiteral)
    }
}

extension RenderCommand: ArgumentRewriting {
    /// Here `-s` is Helm's `--show-only`, not kubectl's `--server`.
    static func rewrite(_ arguments: [String]) -> [String] {
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        return arguments[..<end].map { argument in
            guard argument.utf8.starts(with: "-s".utf8) else { return argument }
            return argument == "-s" ? "--show-only" : "--show-only=\(argument.dropFirst(2))"
        } + arguments[end...]
    }
}
