package import Documents
package import KubernetesClient
package import Shared

/// An object that a stored revision lists.
package struct EarlierObject: Hashable, Sendable {
    package var identity: ResourceIdentity
    /// The type as the server has it today; nil when it has the kind no more.
    package var type: ResourceType?
    /// The object in the form in which it was applied, ownership metadata aside.
    package var object: Value
    package var source: String
}

/// The revisions whose objects may exist: from the newest down to the last good one.
package struct EarlierRevisions: Sendable {
    /// One stored revision with its objects.
    package struct Revision: Sendable {
        package var number: Int
        package var status: ReleaseStatus
        /// The objects were written by server-side apply.
        package var isApplied: Bool
        package var objects: [EarlierObject]
    }

    /// The newest first.
    package let revisions: [Revision]
    private var byIdentity: [ObjectIdentity: [EarlierObject]] = [:]

    /// - Parameter revisions: the newest first.
    package init(_ revisions: [Revision]) {
        self.revisions = revisions
        for object in revisions.flatMap(\.objects) { byIdentity[object.identity.object, default: []].append(object) }
    }

    /// A revision lists the object.
    func lists(_ identity: ResourceIdentity) -> Bool { byIdentity[identity.object] != nil }

    /// The object as the revisions wanted it, the newest first.
    func objects(_ identity: ResourceIdentity) -> [EarlierObject] { byIdentity[identity.object] ?? [] }

    /// The object as it was applied last, when the newest revision is known to have applied it.
    func lastApplied(_ identity: ResourceIdentity) -> Value? {
        guard let newest = revisions.first, newest.status == .deployed, newest.isApplied else { return nil }
        return newest.objects.first { $0.identity == identity }?.object
    }

    /// The listed objects that the deploy has no more, each as its newest revision lists it.
    package func dropped(from desired: [DesiredObject]) -> [EarlierObject] {
        var known = Set(desired.map(\.identity.object))
        return revisions.flatMap(\.objects).filter { known.insert($0.identity.object).inserted }
    }
}

extension EarlierRevisions.Revision {
    /// The revision as its record says, its objects placed and typed as the server has them today.
    package init(
        _ release: Release, namespace: String, types: TypeCatalog, server: ServerVersion,
        unreadable: (String, DocumentError) -> Void = { _, _ in }
    ) {
        let form = ApplyForm(server: server)
        let documents = SourceDocument.documents(ofManifest: release.manifest, unreadable: unreadable)
        self.init(
            number: release.version, status: release.info.status, isApplied: release.applyMethod == "ssa",
            objects: documents.flatMap(\.objects).compactMap { document in
                guard var identity = ResourceIdentity(of: document.object) else { return nil }
                let kind = GroupVersionKind(group: identity.group, version: identity.version, kind: identity.kind)
                let type = types.type(likely: kind)
                if type?.isNamespaced == false { identity.namespace = "" }
                // A kind that is gone may live on in another group: most kinds have namespaces.
                if type?.isNamespaced ?? true, identity.namespace.isEmpty { identity.namespace = namespace }
                let place = identity.namespace.isEmpty ? nil : identity.namespace
                return EarlierObject(
                    identity: identity, type: type, object: form.object(document.object, namespace: place),
                    source: document.source)
            })
    }
}

extension EarlierRevisions {
    /// The objects that a release's manifest lists; one that names no namespace is in `namespace`, or in none.
    package static func identities(listedBy release: Release, namespace: String) -> Set<ObjectIdentity> {
        let objects = SourceDocument.documents(ofManifest: release.manifest).flatMap(\.objects)
        return Set(
            objects.compactMap { ResourceIdentity(of: $0.object) }.flatMap { identity in
                var placed = identity
                if placed.namespace.isEmpty { placed.namespace = namespace }
                return [identity.object, placed.object]
            })
    }
}
