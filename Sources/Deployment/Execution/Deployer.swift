package import KubernetesClient
package import Shared

/// The way of a deploy from rendered documents to a plan: reads what the planner needs and asks its questions.
package struct Deployer: Sendable {
    /// What a deploy wants.
    package struct Request: Hashable, Codable, Sendable {
        package var target: PlanInputs.Target
        /// The documents of the chart's `crds/` files.
        package var crds: [SourceDocument]
        /// The rendered documents that aren't hooks: those of a chart, those of a stored revision to go back to, or
        /// (an uninstall) none.
        package var documents: [SourceDocument]
        /// The documents that the record stores as hooks; an uninstall runs those of the newest revision.
        package var hooks: [SourceDocument]
        /// What the command line puts on every object.
        package var metadata: ExtraMetadata
        package var options: PlanInputs.Options
        /// Where a killed deploy of the same render got to.
        package var journal: DeployJournal?

        package init(
            target: PlanInputs.Target, crds: [SourceDocument] = [], documents: [SourceDocument],
            hooks: [SourceDocument], metadata: ExtraMetadata = ExtraMetadata(), options: PlanInputs.Options,
            journal: DeployJournal? = nil
        ) {
            self.target = target
            self.crds = crds
            self.documents = documents
            self.hooks = hooks
            self.metadata = metadata
            self.options = options
            self.journal = journal
        }

        /// What it takes to uninstall a release: the hooks of its newest revision, and nothing else.
        package static func uninstall(
            _ newest: Release, namespace: String, options: PlanInputs.Options
        ) -> Request {
            Request(
                target: PlanInputs.Target(
                    name: newest.name, namespace: namespace, revision: newest.version, kind: .uninstall),
                documents: [], hooks: SourceDocument.documents(ofHooks: newest.hooks), options: options)
        }

        /// What it takes to go back to a stored revision, as a new one with the given number.
        package static func rollback(
            to stored: Release, namespace: String, revision: Int, options: PlanInputs.Options
        ) -> Request {
            Request(
                target: PlanInputs.Target(
                    name: stored.name, namespace: namespace, revision: revision, kind: .rollback),
                documents: SourceDocument.documents(ofManifest: stored.manifest),
                hooks: SourceDocument.documents(ofHooks: stored.hooks), options: options)
        }
    }

    private let cluster: any ClusterAccess
    private let server: ServerVersion
    private let types: TypeCatalog
    private let parallelism: Int

    /// - Parameter types: what the server offers and what the chart's CRDs declare.
    package init(cluster: any ClusterAccess, server: ServerVersion, types: TypeCatalog, parallelism: Int) {
        self.cluster = cluster
        self.server = server
        self.types = types
        self.parallelism = parallelism
    }

    /// The plan of a deploy; nothing is changed on the way to it.
    ///
    /// - Parameters:
    ///   - earlier: the records of the revisions whose objects may exist, the newest first.
    ///   - claims: reads what the newest revision of another release lists.
    /// - Throws: ``DeploymentError`` when something is at fault or in the way.
    package func plan(
        _ request: Request, situation: ReleaseSituation, earlier: [Release],
        claims: @escaping @Sendable (Ownership) async throws -> Set<ObjectIdentity>
    ) async throws -> DeployPlan {
        try await study(request, situation, earlier, claims, .running).plan()
    }

    /// The plan of a deploy, with what it will change on each object.
    ///
    /// - Parameters: as for `plan`, and it throws the same.
    package func examinedPlan(
        _ request: Request, situation: ReleaseSituation, earlier: [Release],
        claims: @escaping @Sendable (Ownership) async throws -> Set<ObjectIdentity>
    ) async throws -> PlanPreview {
        try await study(request, situation, earlier, claims, .examining).preview()
    }

    /// The plan of a deploy that nobody will run, with what it would change on each object.
    ///
    /// Who may read but not write gets one too: what would be applied is compared without the server then.
    package func preview(
        _ request: Request, situation: ReleaseSituation, earlier: [Release],
        claims: @escaping @Sendable (Ownership) async throws -> Set<ObjectIdentity>
    ) async throws -> PlanPreview {
        try await study(request, situation, earlier, claims, .looking).preview()
    }

    /// What a plan is made for.
    private enum Purpose {
        /// It is run.
        case running
        /// It is compared, and run.
        case examining
        /// It is shown.
        case looking

        /// Whole objects are needed also of what is deleted.
        var showsObjects: Bool { self != .running }
    }

    /// Everything that a plan follows from.
    private struct Study {
        var inputs: PlanInputs
        var answers: PlanAnswers
        /// What can't be read of the stored revisions.
        var notices: [String]

        func plan() throws -> DeployPlan {
            var plan = try DeployPlanner(inputs).plan(answers)
            plan.notices += notices.map { .warning($0) }
            return plan
        }

        func preview() throws -> PlanPreview {
            PlanPreviewer(inputs: inputs, answers: answers).preview(try plan())
        }
    }

    private func study(
        _ request: Request, _ situation: ReleaseSituation, _ earlier: [Release],
        _ claims: @escaping @Sendable (Ownership) async throws -> Set<ObjectIdentity>, _ purpose: Purpose
    ) async throws -> Study {
        let (known, revisions, notices) = try await known(request, earlier)
        let desired = try DesiredObjects(
            target: request.target, metadata: request.metadata, types: known, server: server,
            runsHooks: request.options.runsHooks
        ).objects(crds: request.crds, templates: request.documents, hooks: request.hooks)
        let catalog = try await catalog(known, for: desired.flatMap(\.life.dependencies).filter(\.isExternal))
        let reader = LiveReader(cluster: cluster, parallelism: parallelism)
        async let live = reader.live(of: desired.filter { !$0.stages.isEmpty }, types: catalog)
        async let dropped = reader.live(
            ofDropped: revisions.dropped(request.target.kind, desired: desired, options: request.options),
            metadataOnly: !purpose.showsObjects)
        let inputs = PlanInputs(
            target: request.target, desired: desired, earlier: revisions, live: try await live,
            liveDropped: try await dropped, types: catalog,
            superseded: situation.superseded.map(\.revision), storedCount: situation.history.count,
            options: request.options, completedStages: request.journal?.completed ?? [])
        let answers = try await reader.answers(
            to: DeployPlanner(inputs).questions(), types: catalog, isPreview: purpose == .looking, claims: claims)
        return Study(inputs: inputs, answers: answers, notices: notices)
    }

    /// The types of all objects, and the stored revisions with theirs; what can't be read of them is told about.
    private func known(
        _ request: Request, _ earlier: [Release]
    ) async throws -> (TypeCatalog, EarlierRevisions, notices: [String]) {
        var catalog = types
        let wanted = (request.crds + request.documents + request.hooks).flatMap(\.objects).map(\.object)
        for object in wanted { catalog.declare(by: object) }
        var (revisions, notices) = revisions(earlier, request.target.namespace, types)
        // Kinds that joined their group's version after the cache was written would be refused here, and objects of
        // theirs left behind by an uninstall.
        let unknown =
            wanted.compactMap { ResourceIdentity(of: $0)?.kindOfObject }.filter { catalog.type(for: $0) == nil }
            + revisions.untyped
        if !unknown.isEmpty, let learnt = try await cluster.types(lookingFor: unknown, naming: []) {
            catalog.learn(learnt)
            (revisions, notices) = self.revisions(earlier, request.target.namespace, TypeCatalog(learnt))
        }
        return (catalog, revisions, notices)
    }

    /// The catalog with the types of others' objects that are waited for, which may be new as well.
    private func catalog(_ known: TypeCatalog, for dependencies: [DependencyAnnotation]) async throws -> TypeCatalog {
        let words = dependencies.compactMap(\.resourceType).filter { known.type(named: $0) == nil }
        let kinds = dependencies.compactMap(\.kindOfObject).filter { known.type(likely: $0) == nil }
        guard !(words + kinds.map(\.kind)).isEmpty,
            let learnt = try await cluster.types(lookingFor: kinds, naming: words)
        else { return known }
        var catalog = known
        catalog.learn(learnt)
        return catalog
    }

    private func revisions(
        _ earlier: [Release], _ namespace: String, _ types: TypeCatalog
    ) -> (EarlierRevisions, notices: [String]) {
        var unreadable: [String] = []
        let revisions = earlier.map { release in
            EarlierRevisions.Revision(
                release, namespace: namespace, types: types, server: server,
                unreadable: { source, fault in
                    unreadable.append(
                        "revision \(release.version) (\(source)): what can't be read there is left out: \(fault)")
                })
        }
        return (EarlierRevisions(revisions), unreadable)
    }
}
