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
    /// What its annotations asked for.
    package var life: ObjectLife
}

/// The revisions whose objects may exist: from the newest down to the last good one.
package struct EarlierRevisions: Sendable {
    /// One stored revision with its objects.
    package struct Revision: Sendable {
        package var number: Int
        package var status: ReleaseStatus
        /// The objects were written by server-side apply.
        package var isApplied: Bool
        /// What the manifest lists, and hooks that belong to the release.
        package var objects: [EarlierObject]
        /// The hooks that belong to nobody.
        package var hooks: [EarlierObject]
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

    /// The listed objects that aren't among some others, each as its newest revision lists it.
    ///
    /// - Parameter withHooks: those that belong to nobody are listed as well.
    func objects(without others: some Sequence<ObjectIdentity>, withHooks: Bool) -> [EarlierObject] {
        var known = Set(others)
        let listed = revisions.flatMap(\.objects) + (withHooks ? revisions.flatMap(\.hooks) : [])
        return listed.filter { known.insert($0.identity.object).inserted }
    }

    /// The kinds of objects that the server doesn't have.
    var untyped: [GroupVersionKind] {
        revisions.flatMap { $0.objects + $0.hooks }.filter { $0.type == nil }.map(\.identity.kindOfObject)
    }

    /// The revisions after the last good one.
    var attempts: Set<Int> { Set(revisions.filter { !$0.status.isGood }.map(\.number)) }
}

extension EarlierRevisions.Revision {
    /// The revision as its record says, its objects placed and typed as the server has them today.
    ///
    /// - Parameter unreadable: called with the source and the fault of what can't be read.
    package init(
        _ release: Release, namespace: String, types: TypeCatalog, server: ServerVersion,
        unreadable: (String, String) -> Void = { _, _ in }
    ) {
        let reader = EarlierObjects(form: ApplyForm(server: server), namespace: namespace, types: types)
        let documents = SourceDocument.documents(ofManifest: release.manifest) { unreadable($0, $1.message) }
        let hooks = SourceDocument.documents(ofHooks: release.hooks) { unreadable($0, $1.message) }
        let others = hooks.flatMap(\.objects).compactMap { reader.object($0, unreadable) }
        self.init(
            number: release.version, status: release.info.status, isApplied: release.applyMethod == "ssa",
            objects: documents.flatMap(\.objects).compactMap { reader.object($0, unreadable) }
                + others.filter { $0.life.ownership == .release },
            hooks: others.filter { $0.life.ownership == .anyone })
    }
}

/// Makes objects of stored documents.
private struct EarlierObjects {
    let form: ApplyForm
    let namespace: String
    let types: TypeCatalog

    func object(_ document: SourceDocument, _ unreadable: (String, String) -> Void) -> EarlierObject? {
        guard var identity = ResourceIdentity(of: document.object) else { return nil }
        let kind = GroupVersionKind(group: identity.group, version: identity.version, kind: identity.kind)
        let type = types.type(likely: kind)
        if type?.isNamespaced == false { identity.namespace = "" }
        // A kind that is gone may live on in another group: most kinds have namespaces.
        if type?.isNamespaced ?? true, identity.namespace.isEmpty { identity.namespace = namespace }
        let place = identity.namespace.isEmpty ? nil : identity.namespace
        let (annotations, faults) = DeployAnnotations.readable(of: document.object)
        for fault in faults {
            unreadable(document.source, "\(identity.kind) \"\(identity.name)\": \(fault)")
        }
        return EarlierObject(
            identity: identity, type: type, object: form.object(document.object, namespace: place),
            source: document.source, life: ObjectLife(annotations, identity))
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
