package import DeployCommands
internal import Deployment
internal import Documents
internal import HelmChart
internal import KubernetesClient
internal import PluginKit
internal import Shared

/// A deploy up to its plan, wherever what it deploys comes from.
package protocol DeployPreparation: Sendable {
    var release: ReleaseRun { get }

    /// Reads the release's past and the cluster's kinds, and has what is to be deployed at hand.
    ///
    /// - Throws: what speaks against the deploy: faults of the chart, somebody else at work on the release.
    ///
    /// - Returns: nil when a dry run can say no more before a release of Helm 2 is brought over.
    func prepare() async throws -> PreparedDeploy?
}

/// The deploy of a chart up to its plan.
package struct ChartDeploy: DeployPreparation {
    package let settings: DeploySettings
    package let release: ReleaseRun
    /// Nothing is changed, not even by a migration.
    let isDryRun: Bool
    /// Stdout is for the deploy alone.
    let keepsOutput: Bool
    /// What may come before a first install; nil when nobody wants it.
    let helmTwo: HelmTwoMigration?

    package func prepare() async throws -> PreparedDeploy? {
        async let version = release.client.version()
        async let types = release.client.resourceTypes(.checked)
        async let past = release.past()
        let chart = try settings.source.load(values: settings.values.files, warn: Self.warn)
        let cluster = Cluster(version: try await version, types: TypeCatalog(try await types))
        if let gap = try await types.incompleteness { Console.warn(gap) }
        guard let current = try await migrated(past) else { return nil }
        return try await prepare(chart, cluster, current)
    }

    /// The past with what Helm 2 has of the release; nil when a dry run can say no more before that is brought over.
    private func migrated(_ past: ReleasePast) async throws -> ReleasePast? {
        guard let helmTwo, let newest = try await helmTwo.find(release, past) else { return past }
        // The migration takes the lock itself; until then nobody has any use for it here.
        await release.lock?.release()
        let isPending = try helmTwo.run(newest, release, isDryRun: isDryRun, showsAside: keepsOutput)
        if isDryRun {
            // Brought over before, and uninstalled since: there is nothing to wait for.
            guard isPending else { return past }
            Console.tell("what the deploy would change shows once the release is brought over\n")
            return nil
        }
        return try await release.past()
    }

    private static let warn: Warning = { Console.tell("\($0)\n") }

    private struct Cluster: Sendable {
        var version: ServerVersion
        var types: TypeCatalog
    }

    private func prepare(_ chart: Chart, _ cluster: Cluster, _ past: ReleasePast) async throws -> PreparedDeploy {
        let target = PlanInputs.Target(
            name: settings.release, namespace: release.namespace, revision: past.situation.nextRevision,
            kind: past.situation.converging)
        var (chart, cluster) = (chart, cluster)
        let values = settings.reuse.values(
            try settings.values.merged(), after: past.current?.release, chart: &chart)
        let additions = try settings.source.additions(to: chart, namespace: release.namespace)
        let crds =
            settings.installsCRDs
            ? try Self.documents(of: chart.crds(enabledBy: additions.values(over: values))) : []
        for document in crds { cluster.types.declare(by: document.object) }
        let rendered = try await render(chart, values, additions, target, cluster)
        let documents = rendered.documents.map(SourceDocument.init)
        let hooks = rendered.hooks.map { SourceDocument($0.document) }
        var record = NewRelease.make(
            rendered, target: target, last: past.current?.release, metadata: settings.metadata,
            labels: settings.releaseLabels, annotations: settings.source.recordAnnotations(settings.metadata))
        let journal = DeployJournal.begin(target.kind, &record, after: past.newest?.release)
        let (fitting, leftOut) = try ReleaseStorage.fitting(record)
        let request = Deployer.Request(
            target: target, crds: crds, documents: documents, hooks: hooks, metadata: settings.metadata,
            options: settings.options, journal: journal)
        return PreparedDeploy(
            release: release, running: settings.running, request: request, record: fitting, leftOut: leftOut,
            past: past, server: cluster.version, types: cluster.types,
            explanation: try settings.source.explanation(namespace: release.namespace))
    }

    private static func documents(of files: [CRDFile]) throws -> [SourceDocument] {
        try files.flatMap { file in
            do {
                return try YAML.readAll(file.data).map { SourceDocument(source: file.path, object: $0) }
            } catch let error as DocumentError {
                throw ChartError(.manifests, "YAML parse error on \(file.path): \(error.message)", file: file.path)
            }
        }
    }

    private func render(
        _ chart: Chart, _ values: Object, _ additions: ChartAdditions, _ target: PlanInputs.Target,
        _ cluster: Cluster
    ) async throws -> RenderedRelease {
        let capabilities = Capabilities(
            kubernetesVersion: settings.kubernetesVersion
                ?? .init(
                    version: cluster.version.gitVersion, major: cluster.version.major, minor: cluster.version.minor),
            apiVersions: cluster.types.apiVersions)
        var inputs = RenderInputs(
            releaseName: target.name, namespace: target.namespace, revision: target.revision,
            isUpgrade: target.kind != .install, capabilities: capabilities, values: values,
            lookup: ClusterLookup(release.client), resolvesHostNames: settings.resolvesHostNames,
            rendersSubchartNotes: settings.rendersSubchartNotes,
            checksSchemas: settings.checksSchema, schemaDialect: settings.schemaDialect, warn: Self.warn)
        inputs.additions = additions
        return try await Renderer.renderAside(chart, inputs)
    }
}

extension SourceDocument {
    /// A rendered document; errors about it can name a line.
    fileprivate init(_ document: ManifestDocument) {
        self.init(
            source: document.path, object: document.object,
            text: SourceDocument.Text(content: document.content, line: document.line))
    }
}
