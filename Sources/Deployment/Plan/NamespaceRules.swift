package import Documents
package import KubernetesClient
package import Shared

/// What in a namespace isn't the release's, so that the namespace can't go with it.
package struct NamespaceRules: Sendable {
    private let deleted: Set<String>
    private let hooks: Set<ObjectIdentity>
    private let records: String
    private let release: String
    private let ownership: Ownership
    private let namespace: String

    /// - Parameters:
    ///   - plan: the uninstall; nil when there is none.
    ///   - revisions: those that the uninstall ends.
    package init(plan: DeployPlan?, revisions: [Release], release: String, namespace: String) {
        deleted = Set(plan?.operations.compactMap(\.deletedUID) ?? [])
        hooks = Set(
            revisions.flatMap { SourceDocument.documents(ofHooks: $0.hooks) }.flatMap(\.objects)
                .compactMap { ResourceIdentity(of: $0.object) }
                .map { identity in
                    var placed = identity
                    if placed.namespace.isEmpty { placed.namespace = namespace }
                    return placed.object
                })
        records = "sh.helm.release.v1.\(release).v"
        self.release = release
        ownership = Ownership(releaseName: release, releaseNamespace: namespace)
        self.namespace = namespace
    }

    /// Types whose objects come and go by themselves, or are shown under another group as well.
    package static func passesOver(_ type: ResourceType) -> Bool {
        switch (type.group, type.kind) {
        case ("", "Event"), ("events.k8s.io", "Event"), ("", "Endpoints"), ("metrics.k8s.io", _),
            ("coordination.k8s.io", "Lease"), ("extensions", _):
            true
        default: !type.verbs.contains("list")
        }
    }

    /// How an object that stands in the way is named; nil when it may go with the namespace.
    package func stranger(_ object: Value, _ type: ResourceType) -> String? {
        let metadata = object["metadata"]
        guard let name = metadata?["name"]?.string else { return nil }
        if metadata?["deletionTimestamp"] != nil { return nil }
        let title = "\(type.kind)/\(name)"
        // What is kept stays, whoever owns it: only the namespace's own end would take it.
        if DropRules.isKept(object) { return "\(title): a resource policy keeps it" }
        if isPassing(metadata, type, name) { return nil }
        if let uid = metadata?["uid"]?.string, deleted.contains(uid) { return nil }
        let identity = ResourceIdentity(
            apiVersion: type.apiVersion, kind: type.kind, namespace: namespace, name: name)
        if hooks.contains(identity.object) { return nil }
        guard let owner = Ownership(of: object) else { return title }
        if owner == ownership { return "\(title): marked as this release's, yet no revision lists it" }
        return "\(title): of release \"\(owner.releaseName)\" in namespace \"\(owner.releaseNamespace)\""
    }

    /// The object goes with another, or every namespace has it.
    private func isPassing(_ metadata: Value?, _ type: ResourceType, _ name: String) -> Bool {
        if metadata?["ownerReferences"]?.array?.isEmpty == false { return true }
        switch type.kind {
        case "ConfigMap" where type.group.isEmpty:
            return name == "kube-root-ca.crt" || name == LockLease.objectName || isRecord(name)
                || JournalMark.isJournal(name, of: release)
        case "ServiceAccount" where type.group.isEmpty: return name == "default"
        case "Secret" where type.group.isEmpty:
            return isRecord(name)
                || metadata?["annotations"]?["kubernetes.io/service-account.name"] != nil
        default: return false
        }
    }

    /// A revision of this release; that of a release `app.v1` begins like those of `app`.
    private func isRecord(_ name: String) -> Bool {
        name.hasPrefix(records) && !name.dropFirst(records.count).isEmpty
            && name.dropFirst(records.count).allSatisfy { $0.isASCII && $0.isNumber }
    }
}

extension Operation {
    /// The object that the operation deletes for good.
    fileprivate var deletedUID: String? {
        switch kind {
        case .delete(let dropped): dropped.uid
        case .deleteAfterSuccess(let object): object.uid
        default: nil
        }
    }
}
