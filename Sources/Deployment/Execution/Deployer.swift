package import KubernetesClient
package import Shared

/// The way of a deploy from rendered documents to a plan: reads what the planner needs and asks its questions.
package struct Deployer: Sendable {
    /// What a deploy wants.
    package struct Request: Sendable {
        package var target: PlanInputs.Target
        /// The documents of the chart's `crds/` files.
        package var crds: [SourceDocument]
        /// The rendered documents that aren't hooks.
        package var documents: [SourceDocument]
        /// What the command line puts on every object.
        package var metadata: ExtraMetadata
        package var options: PlanInputs.Options

        package init(
            target: PlanInputs.Target, crds: [SourceDocument], documents: [SourceDocument], metadata: ExtraMetadata,
            options: PlanInputs.Options
        ) {
            self.target = target
            self.crds = crds
            self.documents = documents
            self.metadata = metadata
            self.options = options
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
        claims: @escaping @Sendable (Claimant) async throws -> Set<ObjectIdentity>
    ) async throws -> DeployPlan {
        var catalog = types
        for document in (request.crds + request.documents).flatMap(\.objects) { catalog.declare(by: document.object) }
        let desired = try DesiredObjects(
            ownership: request.target.ownership, metadata: request.metadata, types: catalog, server: server
        ).objects(crds: request.crds, templates: request.documents)
        var unreadable: [String] = []
        let revisions = EarlierRevisions(
            earlier.map { release in
                EarlierRevisions.Revision(
                    release, namespace: request.target.namespace, types: types, server: server,
                    unreadable: { source, error in
                        unreadable.append(
                            "a document of revision \(release.version) (\(source)) can't be read, so what it asked for is "
                                + "left alone: \(error.message)")
                    })
            })
        let reader = LiveReader(cluster: cluster, parallelism: parallelism)
        async let live = reader.live(of: desired, types: catalog)
        async let dropped = reader.live(ofDropped: revisions.dropped(from: desired))
        let planner = DeployPlanner(
            PlanInputs(
                target: request.target, desired: desired, earlier: revisions, live: try await live,
                liveDropped: try await dropped, types: catalog,
                superseded: situation.superseded.map(\.revision), storedCount: situation.history.count,
                options: request.options))
        let answers = try await reader.answers(to: planner.questions(), types: catalog, claims: claims)
        var plan = try planner.plan(answers)
        plan.notices += unreadable.map { .warning($0) }
        return plan
    }
}
