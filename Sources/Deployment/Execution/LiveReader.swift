package import Documents
package import KubernetesClient
package import Shared

/// Reads what a plan follows from: live objects, trial applies, autoscalers, other releases' claims.
package struct LiveReader: Sendable {
    private let cluster: any ClusterAccess
    private let parallelism: Int

    package init(cluster: any ClusterAccess, parallelism: Int) {
        self.cluster = cluster
        self.parallelism = parallelism
    }

    /// From so many objects of one kind and namespace on, one list is cheaper than single reads.
    private static let listedCount = 12

    /// The live objects of what is desired; absent ones are left out.
    ///
    /// - Parameter types: kinds that only the deploy's own CRDs bring have no objects yet; of a version that they add, another is read.
    package func live(of desired: [DesiredObject], types: TypeCatalog) async throws(DeploymentError)
        -> [ResourceIdentity: Value]
    {
        let wanted = desired.compactMap { desired in
            types.servedType(likely: desired.type.groupVersionKind).map { type in
                var reference = desired.reference
                reference.type = type
                return Wanted(identity: desired.identity, reference: reference, metadataOnly: false)
            }
        }
        return try await read(wanted)
    }

    /// The live objects that earlier revisions list and this deploy drops.
    ///
    /// - Parameter metadataOnly: all that is needed to delete them.
    package func live(
        ofDropped dropped: [EarlierObject], metadataOnly: Bool = true
    ) async throws(DeploymentError) -> [ResourceIdentity: Value] {
        let wanted = dropped.compactMap { object in
            object.type.map { type in
                Wanted(
                    identity: object.identity,
                    reference: ObjectReference(
                        type: type, namespace: type.isNamespaced ? object.identity.namespace : nil,
                        name: object.identity.name),
                    metadataOnly: metadataOnly)
            }
        }
        return try await read(wanted)
    }

    /// The metadata of live objects; absent ones are left out.
    package func metadata(of references: [ResourceIdentity: ObjectReference]) async throws(DeploymentError)
        -> [ResourceIdentity: Value]
    {
        try await read(references.map { Wanted(identity: $0.key, reference: $0.value, metadataOnly: true) })
    }

    private struct Wanted: Sendable {
        var identity: ResourceIdentity
        var reference: ObjectReference
        var metadataOnly: Bool
    }

    private struct Place: Hashable {
        var type: ResourceType
        var namespace: String?
    }

    private func read(_ wanted: [Wanted]) async throws(DeploymentError) -> [ResourceIdentity: Value] {
        let groups = Dictionary(grouping: wanted) { Place(type: $0.reference.type, namespace: $0.reference.namespace) }
        let batches = groups.values.flatMap { group in
            group.count >= Self.listedCount ? [group] : group.map { [$0] }
        }
        do {
            let found = try await Parallel.map(batches, limit: parallelism) { try await read(batch: $0) }
            return Dictionary(found.flatMap(\.self), uniquingKeysWith: { first, _ in first })
        } catch let error as DeploymentError {
            throw error
        } catch {
            throw DeploymentError(.unreadable, "\(error)")
        }
    }

    private func read(batch: [Wanted]) async throws -> [(ResourceIdentity, Value)] {
        guard let first = batch.first else { return [] }
        if batch.count == 1 { return try await single(first).map { [(first.identity, $0)] } ?? [] }
        let identities = Dictionary(batch.map { ($0.identity.name, $0.identity) }, uniquingKeysWith: { one, _ in one })
        let listed: [Value]?
        do {
            listed = try await cluster.list(
                first.reference.type, namespace: first.reference.namespace, names: Set(identities.keys))
        } catch {
            // Who may read the objects by name need not be allowed to list them.
            guard error.isForbidden else { throw error }
            listed = nil
        }
        guard let listed else {
            let found = try await Parallel.map(batch, limit: parallelism) { ($0.identity, try await single($0)) }
            return found.compactMap { identity, value in value.map { (identity, $0) } }
        }
        return listed.compactMap { object in
            object[path: ["metadata", "name"]]?.string.flatMap { identities[$0] }.map { ($0, object) }
        }
    }

    private func single(_ wanted: Wanted) async throws(DeploymentError) -> Value? {
        do {
            return try await cluster.get(wanted.reference, metadataOnly: wanted.metadataOnly)
        } catch {
            let identity = wanted.identity
            throw DeploymentError(
                .unreadable,
                "could not get information about the resource \(identity.kind) \"\(identity.name)\" in namespace "
                    + "\"\(identity.namespace)\": \(error)")
        }
    }

    /// The answers to a planner's questions.
    ///
    /// - Parameters:
    ///   - isPreview: nobody will run the plan, so that who asks need not be allowed to apply.
    ///   - claims: reads what the newest revision of a release lists.
    package func answers(
        to questions: PlanQuestions, types: TypeCatalog, isPreview: Bool = false,
        claims: @escaping @Sendable (Ownership) async throws -> Set<ObjectIdentity>
    ) async throws -> PlanAnswers {
        var answers = PlanAnswers()
        async let dryRuns = Parallel.map(questions.dryRuns, limit: parallelism) {
            ($0.identity, await dryRun($0, isPreview: isPreview))
        }
        async let scalers = scalers(in: questions.scalerNamespaces, types: types)
        for claimant in questions.claimants { answers.claims[claimant] = try await claims(claimant) }
        answers.crdsInUse = try await crdsInUse(questions.crds)
        answers.scalers = try await scalers
        answers.dryRuns = Dictionary(try await dryRuns, uniquingKeysWith: { first, _ in first })
        return answers
    }

    private func dryRun(_ desired: DesiredObject, isPreview: Bool) async -> PlanAnswers.DryRun {
        do {
            return .result(try await cluster.apply(desired.object, desired.reference, dryRun: true))
        } catch {
            if isPreview, DryRunFailure.isForWantOfRights(error) { return .untried("\(error)") }
            return DryRunFailure.answer(to: error)
        }
    }

    private func scalers(in namespaces: Set<String>, types: TypeCatalog) async throws -> [Value] {
        let kinds = [
            GroupVersionKind(group: "autoscaling", version: "v1", kind: "HorizontalPodAutoscaler"),
            GroupVersionKind(group: "keda.sh", version: "v1alpha1", kind: "ScaledObject"),
        ]
        let places = kinds.compactMap { types.type(for: $0) }.flatMap { type in namespaces.map { (type, $0) } }
        return try await Parallel.map(places, limit: parallelism) { type, namespace in
            try await cluster.list(type, namespace: namespace, limit: nil).map { item in
                guard var object = item.object else { return item }
                object["kind"] = .string(type.kind)
                return .object(object)
            }
        }.flatMap(\.self)
    }

    private func crdsInUse(_ definitions: [EarlierObject]) async throws -> Set<ObjectIdentity> {
        let used = try await Parallel.map(definitions, limit: parallelism) { definition -> ObjectIdentity? in
            var catalog = TypeCatalog(DiscoveredTypes(groupVersions: []))
            catalog.declare(by: definition.object)
            for type in catalog.declaredTypes {
                if try await hasObjects(type) { return definition.identity.object }
            }
            return nil
        }
        return Set(used.compactMap(\.self))
    }

    private func hasObjects(_ type: ResourceType) async throws(ClientError) -> Bool {
        do {
            return try await !cluster.list(type, namespace: nil, limit: 1).isEmpty
        } catch {
            guard error.isNotFound else { throw error }
            return false
        }
    }
}

/// What a failed trial apply means.
enum DryRunFailure {
    /// The user may not apply; a quota or a policy that refuses the object says otherwise.
    static func isForWantOfRights(_ error: ClientError) -> Bool {
        guard error.isForbidden, let message = error.status?.message else { return false }
        return message.utf8.contains("cannot patch resource".utf8)
    }

    /// A refusal would meet the real apply as well; anything else is left to it.
    static func answer(to error: ClientError) -> PlanAnswers.DryRun {
        let text = "\(error)"
        guard let status = error.status else { return .impossible(text) }
        let message = status.message.lowercased()
        if message.contains("dry run") || message.contains("dryrun") { return .impossible(text) }
        if message.contains("failed calling webhook") { return .impossible(text) }
        let isTyped = message.contains("typed patch object") || message.contains("field not declared in schema")
        if isTyped || message.contains("associative list") { return .refused(text) }
        return (400..<500).contains(status.code) && ![405, 408, 409, 415, 429].contains(status.code)
            ? .refused(text) : .impossible(text)
    }
}
