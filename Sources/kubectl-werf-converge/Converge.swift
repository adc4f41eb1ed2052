internal import ArgumentParser
internal import DeployCommands
internal import Deployment
internal import Documents
internal import HelmChart
internal import KubernetesClient
internal import PluginKit
internal import Shared

/// One converge, from the chart to the stored revision.
struct Converge: Sendable {
    let settings: ConvergeSettings
    let release: ReleaseRun

    private var client: KubernetesClient { release.client }

    func run() async throws {
        try await release.finally { try await deploy() }
    }

    private func deploy() async throws {
        async let version = client.version()
        async let types = client.resourceTypes(.checked)
        async let past = release.past()
        let chart = try settings.source.load(warn: Self.warn)
        let cluster = Cluster(version: try await version, types: TypeCatalog(try await types))
        guard let current = try await migrated(past) else { return }
        try await deploy(chart, cluster, current)
    }

    /// The past with what Helm 2 has of the release; nil when a dry run can say no more before that is brought over.
    private func migrated(_ past: ReleasePast) async throws -> ReleasePast? {
        guard let migration = settings.helmTwo, let newest = try await migration.find(release, past) else {
            return past
        }
        // The migration takes the lock itself; until then nobody has any use for it here.
        await release.lock?.release()
        try migration.run(newest, release, isDryRun: settings.isDryRun)
        if settings.isDryRun {
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

    // MARK: The new revision

    private func deploy(_ chart: Chart, _ cluster: Cluster, _ past: ReleasePast) async throws {
        let target = PlanInputs.Target(
            name: settings.release, namespace: release.namespace, revision: past.situation.nextRevision,
            kind: past.situation.converging)
        var cluster = cluster
        var chart = chart
        let values = settings.reuse.values(
            try settings.values.merged(), after: past.current?.release, chart: &chart)
        let additions = try settings.source.additions(to: chart, namespace: release.namespace)
        let crds =
            settings.installsCRDs
            ? try Self.documents(of: chart.crds(enabledBy: additions.values(over: values))) : []
        for document in crds { cluster.types.declare(by: document.object) }
        let rendered = try await render(chart, values, additions, target, cluster)
        let documents = rendered.documents.map { SourceDocument(source: $0.path, object: $0.object) }
        let hooks = rendered.hooks.map { SourceDocument(source: $0.document.path, object: $0.document.object) }
        try await learnKinds(of: (documents + hooks).flatMap(\.objects).map(\.object), &cluster.types)
        var record = NewRelease.make(
            rendered, target: target, last: past.current?.release, metadata: settings.metadata,
            labels: settings.releaseLabels, annotations: settings.source.recordAnnotations(settings.metadata))
        let journal = DeployJournal.begin(target.kind, &record, after: past.newest?.release)
        let (fitting, dropped) = try ReleaseStorage.fitting(record)
        let access = LiveCluster(client)
        let request = Deployer.Request(
            target: target, crds: crds, documents: documents, hooks: hooks, metadata: settings.metadata,
            options: settings.options, journal: journal)
        let plan = try await Deployer(
            cluster: access, server: cluster.version, types: cluster.types, parallelism: settings.parallelism
        ).plan(request, situation: past.situation, earlier: past.revisions.map(\.release), claims: release.claims)
        try settings.graph?.draw(plan)
        if settings.isDryRun {
            let missing = try await missingNamespaces(access, cluster.types)
            Console.write(try settings.source.explanation(namespace: release.namespace))
            Console.write(DeployReport.text(of: plan, creating: missing, leavingOut: dropped))
        } else {
            if !dropped.isEmpty {
                Console.warn("the record would be too large; left out of it: \(dropped.joined(separator: ", "))")
            }
            try await execute(plan, fitting, past, cluster)
        }
        printNotes(rendered.notes)
    }

    private func execute(
        _ plan: DeployPlan, _ record: Release, _ past: ReleasePast, _ cluster: Cluster
    ) async throws {
        let run = PlanRun(
            release, parallelism: settings.parallelism, createsNamespace: settings.createsNamespace,
            timeout: settings.timeout)
        let result = try await run.attempt(plan, record: record, past: past)
        if result.isSuccess { return }
        if settings.rollsBack {
            let rollback = AutoRollback(
                run: run, options: settings.options, server: cluster.version, types: cluster.types,
                service: settings.metadata.serviceAnnotations)
            try await rollback.follow(result, good: past)
        }
        throw ExitCode(1)
    }

    /// The namespaces that the first writes would find missing, and create.
    private func missingNamespaces(_ access: LiveCluster, _ types: TypeCatalog) async throws -> [String] {
        let kind = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
        guard settings.createsNamespace, let type = types.type(for: kind) else { return [] }
        var missing: [String] = []
        for name in Set([release.namespace, release.storage.namespace]).sorted() {
            let reference = ObjectReference(type: type, namespace: nil, name: name)
            if try await access.get(reference, metadataOnly: true) == nil { missing.append(name) }
        }
        return missing
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
            kubernetesVersion: .init(
                version: cluster.version.gitVersion, major: cluster.version.major, minor: cluster.version.minor),
            apiVersions: cluster.types.apiVersions)
        var inputs = RenderInputs(
            releaseName: target.name, namespace: target.namespace, revision: target.revision,
            isUpgrade: target.kind != .install, capabilities: capabilities, values: values,
            lookup: ClusterLookup(client), resolvesHostNames: settings.resolvesHostNames,
            rendersSubchartNotes: settings.rendersSubchartNotes,
            checksSchemas: settings.checksSchema, schemaDialect: settings.schemaDialect, warn: Self.warn)
        inputs.additions = additions
        return try await Renderer.renderAside(chart, inputs)
    }

    /// Kinds that joined their group's version after the cache was written are learnt before they count as unknown.
    private func learnKinds(of objects: [Value], _ types: inout TypeCatalog) async throws {
        let kinds = objects.compactMap { object in
            object["apiVersion"]?.string.flatMap { version in
                object["kind"]?.string.map { GroupVersionKind(apiVersion: version, kind: $0) }
            }
        }
        let unknown = kinds.filter { types.type(for: $0) == nil }
        if !unknown.isEmpty { types.learn(try await client.resourceTypes(lookingFor: unknown)) }
    }

    private func printNotes(_ notes: String) {
        guard settings.printsNotes, !notes.utf8.allSatisfy({ " \n\r\t".utf8.contains($0) }) else { return }
        Console.write(notes.hasSuffix("\n") ? notes : notes + "\n")
    }
}

extension ChartError: ExplainedError {
    package var explanation: String { message }
}
