internal import ArgumentParser
internal import Deployment
internal import Documents
internal import HelmChart
internal import KubernetesClient
internal import PluginKit
internal import Shared

/// One converge, from the chart to the stored revision.
struct Converge: Sendable {
    let settings: ConvergeSettings
    let client: KubernetesClient
    let namespace: String
    let storage: ReleaseStorage

    func run() async throws {
        async let version = client.version()
        async let types = client.resourceTypes(.checked)
        async let past = past()
        let chart = try Chart.load(path: settings.chart, warn: Self.warn)
        let cluster = Cluster(version: try await version, types: TypeCatalog(try await types))
        try await deploy(chart, cluster, past)
    }

    private static let warn: Warning = { Console.tell("\($0)\n") }

    private struct Cluster: Sendable {
        var version: ServerVersion
        var types: TypeCatalog
    }

    // MARK: The past

    /// What the stored revisions say.
    private struct Past: Sendable {
        var situation: ReleaseSituation
        /// The revisions that matter and can be read, the newest first.
        var revisions: [StoredRevision]

        /// The revision whose values and labels go on: the last good one, or else the newest.
        var current: StoredRevision? {
            revisions.first { $0.entry.revision == situation.lastGood?.revision } ?? revisions.first
        }
    }

    private func past() async throws -> Past {
        let history = try await storage.history(settings.release)
        if history.isEmpty {
            try await storage.refuseStoredElsewhere(settings.release, releaseNamespace: namespace)
        }
        let situation = try ReleaseSituation(history)
        var revisions: [StoredRevision] = []
        for entry in situation.relevant {
            do throws(StorageError) {
                revisions.append(try await storage.revision(settings.release, entry.revision))
            } catch {
                // Without the last good revision nobody knows what the release consists of.
                guard case .unreadable = error, entry.revision != situation.lastGood?.revision else { throw error }
                Console.warn(ErrorWording.sentence(of: error))
            }
        }
        try await refuseForeign(revisions.first, newest: history.last)
        return Past(situation: situation, revisions: revisions)
    }

    /// A history of the same name may be that of another namespace's release, also one that was uninstalled.
    private func refuseForeign(_ read: StoredRevision?, newest: RevisionEntry?) async throws {
        if let read { return try storage.refuseForeign(read, releaseNamespace: namespace) }
        guard let newest else { return }
        let stored = try await storage.revision(settings.release, newest.revision)
        try storage.refuseForeign(stored, releaseNamespace: namespace)
    }

    // MARK: The new revision

    private func deploy(_ chart: Chart, _ cluster: Cluster, _ past: Past) async throws {
        let target = PlanInputs.Target(
            name: settings.release, namespace: namespace, revision: past.situation.nextRevision,
            kind: past.situation.converging)
        var cluster = cluster
        var chart = chart
        let values = settings.reuse.values(
            try settings.values.merged(), after: past.current?.release, chart: &chart)
        let crds = settings.installsCRDs ? try Self.documents(of: chart.crds(enabledBy: values)) : []
        for document in crds { cluster.types.declare(by: document.object) }
        let rendered = try await render(chart, values, target, cluster)
        try refuseHooks(rendered, target)
        let documents = rendered.documents.map { SourceDocument(source: $0.path, object: $0.object) }
        try await learnKinds(of: documents.flatMap(\.objects).map(\.object), &cluster.types)
        let record = NewRelease.make(
            rendered, target: target, last: past.current?.release, metadata: settings.metadata,
            labels: settings.releaseLabels)
        let (release, dropped) = try ReleaseStorage.fitting(record)
        let access = LiveCluster(client)
        let request = Deployer.Request(
            target: target, crds: crds, documents: documents,
            hooks: rendered.hooks.map { SourceDocument(source: $0.document.path, object: $0.document.object) },
            metadata: settings.metadata, options: settings.options)
        let plan = try await Deployer(
            cluster: access, server: cluster.version, types: cluster.types, parallelism: settings.parallelism
        ).plan(request, situation: past.situation, earlier: past.revisions.map(\.release), claims: claims)
        if settings.isDryRun {
            let missing = try await missingNamespaces(access, cluster.types)
            Console.write(ConvergeReport.text(of: plan, creating: missing, leavingOut: dropped))
        } else {
            if !dropped.isEmpty {
                Console.warn("the record would be too large; left out of it: \(dropped.joined(separator: ", "))")
            }
            try await execute(plan, release: release, access, past)
        }
        printNotes(rendered.notes)
    }

    /// The namespaces that the first writes would find missing, and create.
    private func missingNamespaces(_ access: LiveCluster, _ types: TypeCatalog) async throws -> [String] {
        let kind = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
        guard settings.createsNamespace, let type = types.type(for: kind) else { return [] }
        var missing: [String] = []
        for name in Set([namespace, storage.namespace]).sorted() {
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
        _ chart: Chart, _ values: Object, _ target: PlanInputs.Target, _ cluster: Cluster
    ) async throws -> RenderedRelease {
        let capabilities = Capabilities(
            kubernetesVersion: .init(
                version: cluster.version.gitVersion, major: cluster.version.major, minor: cluster.version.minor),
            apiVersions: cluster.types.apiVersions)
        return try await Renderer.renderAside(
            chart,
            RenderInputs(
                releaseName: target.name, namespace: target.namespace, revision: target.revision,
                isUpgrade: target.kind != .install, capabilities: capabilities, values: values,
                lookup: ClusterLookup(client), resolvesHostNames: settings.resolvesHostNames,
                rendersSubchartNotes: settings.rendersSubchartNotes,
                checksSchemas: settings.checksSchema, schemaDialect: settings.schemaDialect, warn: Self.warn))
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

    /// Hooks are part of the revision; a deploy that had to run some goes on only when told to do without.
    private func refuseHooks(_ rendered: RenderedRelease, _ target: PlanInputs.Target) throws {
        let events: Set<String> =
            target.kind == .upgrade ? ["pre-upgrade", "post-upgrade"] : ["pre-install", "post-install"]
        let due = rendered.hooks.filter { !events.isDisjoint(with: $0.events) }
        guard !due.isEmpty, !settings.skipsHooks else { return }
        let names = due.map { hook in
            "  \(hook.document.kind)/\(hook.document.name) (\(hook.events.joined(separator: ","))) from "
                + hook.document.path
        }
        throw ConvergeRefusal(
            explanation: "the chart has hooks for this deploy, which aren't run",
            advice: names + ["Pass --no-hooks to deploy the rest without them."])
    }

    /// What the newest revision of another release lists, wherever its history is kept.
    private func claims(of claimant: Claimant) async throws -> Set<ObjectIdentity> {
        for namespace in Set([claimant.namespace, storage.namespace]) {
            for driver in [storage.driver, storage.driver.other] {
                let other = ReleaseStorage(
                    records: KubernetesRecords(client), driver: driver, namespace: namespace)
                guard let newest = try await other.history(claimant.release).last else { continue }
                if newest.status == .uninstalled { continue }
                let stored = try await other.revision(claimant.release, newest.revision).release
                guard stored.namespace.isEmpty || stored.namespace == claimant.namespace else { continue }
                return EarlierRevisions.identities(listedBy: stored, namespace: claimant.namespace)
            }
        }
        return []
    }

    // MARK: Running

    private func execute(
        _ plan: DeployPlan, release: Release, _ access: LiveCluster, _ past: Past
    ) async throws {
        let report = ConvergeReport(namespace: namespace)
        report.tell(plan.notices)
        let known = Dictionary(
            past.revisions.map { ($0.entry.revision, $0) }, uniquingKeysWith: { first, _ in first })
        let stop = Deployment.Interruption()
        let executor = PlanExecutor(
            cluster: access,
            records: StoredRecords(storage: storage, situation: past.situation, release: release, known: known),
            parallelism: settings.parallelism, interruption: stop,
            creatableNamespaces: settings.createsNamespace ? [namespace, storage.namespace] : [],
            describe: { ErrorWording.sentence(of: $0) }, report: { report.tell($0) })
        // A task of its own: what is being written is finished, and the record settled, also after a signal.
        let running = Task { try await executor.run(plan) }
        let result = try await withTaskCancellationHandler {
            try await running.value
        } onCancel: {
            stop.interrupt(ReceivedSignal.name ?? "a signal")
        }
        guard result.isSuccess else {
            Console.writeError(ErrorWording.text(of: FailedConverge(plan: plan, result: result)))
            throw ExitCode(1)
        }
        report.finish(plan)
    }

    private func printNotes(_ notes: String) {
        guard settings.printsNotes, !notes.utf8.allSatisfy({ " \n\r\t".utf8.contains($0) }) else { return }
        Console.write(notes.hasSuffix("\n") ? notes : notes + "\n")
    }
}

/// A converge that isn't begun.
struct ConvergeRefusal: ExplainedError {
    var explanation: String
    var advice: [String]
}
