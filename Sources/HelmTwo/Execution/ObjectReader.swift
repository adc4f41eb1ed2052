internal import Deployment
internal import Documents
internal import KubernetesClient
internal import Shared

/// Finds the objects that a release's newest state lists, and what they say of whose they are.
struct ObjectReader: Sendable {
    let source: MigrationSource
    let types: DiscoveredTypes

    /// The objects of the newest revision, and of the last one that was deployed; none of a release that was deleted.
    func objects(of facts: MigrationFacts) async throws -> [ObjectFacts] {
        guard let newest = facts.chosen.first(where: { $0.converted != nil }),
            newest.converted?.status != .uninstalled
        else { return [] }
        var states = [newest]
        if newest.converted?.status != .deployed,
            let good = facts.chosen.first(where: { $0.converted?.status == .deployed })
        {
            states.append(good)
        }
        var listed: [ObjectIdentity: Listed] = [:]
        var order: [ObjectIdentity] = []
        for state in states {
            for found in try await self.listed(by: state, facts) where listed[found.identity.object] == nil {
                listed[found.identity.object] = found
                order.append(found.identity.object)
            }
        }
        return try await Parallel.map(order.compactMap { listed[$0] }, limit: source.parallelism) { try await look($0) }
    }

    /// An object of a manifest, with the type under which the server may have it.
    private struct Listed: Sendable {
        var identity: ResourceIdentity
        /// The managers that the manifest itself names: the label was the chart's idea.
        var managers: [OtherManager]
        var isPlaced: Bool
        var isVersionGone: Bool
        var type: ResourceType?
    }

    private func listed(by state: RevisionFacts, _ facts: MigrationFacts) async throws -> [Listed] {
        let manifest = try await source.readable(state.entry, facts.target).release.manifest
        let namespace = state.converted.map(\.namespace).flatMap { $0.isEmpty ? nil : $0 } ?? facts.target.namespace
        return SourceDocument.documents(ofManifest: manifest).flatMap(\.objects).compactMap { document in
            ResourceIdentity(of: document.object).map {
                place($0, namespace, managers: OtherManager.all(of: document.object))
            }
        }
    }

    /// Gives the object its namespace and its type, which may have moved to another version or group since.
    private func place(_ identity: ResourceIdentity, _ namespace: String, managers: [OtherManager]) -> Listed {
        let catalog = TypeCatalog(types)
        let kind = identity.kindOfObject
        let moved = GroupVersionKind(group: identity.object.group, version: identity.version, kind: identity.kind)
        let exact = types.type(for: kind)
        let type = exact ?? catalog.type(likely: moved) ?? catalog.type(likely: kind)
        var placed = identity
        let isNamespaced = type?.isNamespaced ?? true
        if !isNamespaced { placed.namespace = "" }
        let isPlaced = !isNamespaced || !identity.namespace.isEmpty
        if !isPlaced { placed.namespace = namespace }
        return Listed(
            identity: placed, managers: managers, isPlaced: isPlaced, isVersionGone: exact == nil, type: type)
    }

    private func look(_ listed: Listed) async throws(ClientError) -> ObjectFacts {
        var facts = ObjectFacts(
            listed.identity, isPlaced: listed.isPlaced, isVersionGone: listed.isVersionGone, standing: .unknownKind)
        guard let type = listed.type else { return facts }
        let reference = ObjectReference(
            type: type, namespace: type.isNamespaced ? listed.identity.namespace : nil, name: listed.identity.name)
        facts.reference = reference
        facts.standing = try await source.standing(of: reference)
        facts.ownManagers = listed.managers
        return facts
    }
}

extension MigrationSource {
    /// What the cluster has of an object, and what that says of whose it is.
    func standing(of reference: ObjectReference) async throws(ClientError) -> ObjectFacts.Standing {
        do throws(ClientError) {
            return .live(LiveMarks(of: try await client.get(reference, metadataOnly: true), reference))
        } catch {
            guard error.isNotFound else { throw error }
            return .absent
        }
    }
}

extension LiveMarks {
    /// What charts of Helm 2 call the manager of their objects.
    private static let tiller = OtherManager(tool: "Tiller", subject: "")

    /// What a live object says.
    init(of object: Value, _ reference: ObjectReference) {
        let metadata = object["metadata"]
        let type = reference.type
        let identity = ResourceIdentity(
            group: type.group, version: type.version, kind: type.kind, namespace: reference.namespace ?? "",
            name: reference.name)
        self.init(
            reference: reference, uid: metadata?["uid"]?.string ?? "",
            resourceVersion: metadata?["resourceVersion"]?.string ?? "", values: OwnerMarks(of: object),
            reserved: ReservedObjects.reason(identity, object),
            managers: OtherManager.all(of: object).filter { $0 != Self.tiller })
    }
}
