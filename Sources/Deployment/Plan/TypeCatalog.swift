package import Documents
package import KubernetesClient
package import Shared

/// The types that objects can have: what the server offers and what the deploy's own CRDs will add.
package struct TypeCatalog: Sendable {
    private var discovered: DiscoveredTypes
    private var declared: [GroupVersionKind: ResourceType] = [:]
    private var declaringCRDs: [GroupVersionKind: String] = [:]

    /// A catalog of what the server offers.
    package init(_ discovered: DiscoveredTypes) {
        self.discovered = discovered
    }

    /// Takes over what the server offers now; what CRDs declare stays.
    package mutating func learn(_ discovered: DiscoveredTypes) { self.discovered = discovered }

    /// The type of objects with this version and kind; nil when neither the server nor a CRD has it.
    package func type(for kind: GroupVersionKind) -> ResourceType? {
        discovered.type(for: kind) ?? declared[kind]
    }

    /// A type of the same group and kind, whichever version the server still has.
    package func type(likely kind: GroupVersionKind) -> ResourceType? {
        type(for: kind) ?? servedType(likely: kind)
    }

    /// The same, of the versions that are served already.
    func servedType(likely kind: GroupVersionKind) -> ResourceType? {
        if let exact = discovered.type(for: kind) { return exact }
        for version in discovered.groupVersions where version.group == kind.group {
            if let type = version.types.first(where: { $0.kind == kind.kind }) { return type }
        }
        return nil
    }

    /// The type that a user means by `deploy`, `deployments`, `deployment.apps`, `deployments.v1.apps`.
    func type(named name: String) -> ResourceType? { try? discovered.type(named: name) }

    /// The types whose objects can be listed, each kind of a group once.
    package var listable: [ResourceType] {
        var known = Set<String>()
        return discovered.groupVersions.flatMap(\.types).filter { type in
            type.verbs.contains("list") && known.insert("\(type.group)/\(type.kind)").inserted
        }
    }

    /// The server has the type already.
    func isServed(_ kind: GroupVersionKind) -> Bool { discovered.type(for: kind) != nil }

    /// The name of the CRD of this deploy that brings the type.
    func declaringCRD(of kind: GroupVersionKind) -> String? { declaringCRDs[kind] }

    /// The types that CRDs of this deploy declare.
    var declaredTypes: [ResourceType] { Array(declared.values) }

    /// The group versions whose types the server failed to tell.
    package var failedGroups: [String] { discovered.failedGroups }

    /// Whether the server has the object's kind isn't known: the API service of its group doesn't answer.
    func isUnanswered(_ identity: ResourceIdentity) -> Bool {
        guard !identity.group.isEmpty else { return false }
        return failedGroups.contains { $0 == identity.apiVersion || $0.hasPrefix(identity.group + "/") }
    }

    /// Adds the types that a CustomResourceDefinition declares; anything else adds none.
    package mutating func declare(by definition: Value) {
        guard definition["kind"]?.string == "CustomResourceDefinition", let spec = definition["spec"],
            let group = spec["group"]?.string, let names = spec["names"], let kind = names["kind"]?.string,
            let plural = names["plural"]?.string
        else { return }
        for version in Self.versions(of: spec) {
            let type = ResourceType(
                group: group, version: version, plural: plural, kind: kind,
                isNamespaced: spec["scope"]?.string != "Cluster")
            declared[type.groupVersionKind] = type
            declaringCRDs[type.groupVersionKind] = definition[path: ["metadata", "name"]]?.string
        }
    }

    /// `apps/v1` and `apps/v1/Deployment` as `.Capabilities.APIVersions` wants them, declared types included.
    package var apiVersions: [String] {
        let offered = discovered.apiVersions
        let added = declared.keys.flatMap { [$0.apiVersion, "\($0.apiVersion)/\($0.kind)"] }
        return offered + Set(added).subtracting(offered).sorted()
    }

    private static func versions(of spec: Value) -> [String] {
        let listed = spec["versions"]?.array ?? []
        if listed.isEmpty { return spec["version"]?.string.map { [$0] } ?? [] }
        return listed.filter { $0["served"]?.bool ?? true }.compactMap { $0["name"]?.string }
    }
}

extension ResourceIdentity {
    /// The version and kind by which a server knows the object's type.
    package var kindOfObject: GroupVersionKind { GroupVersionKind(group: group, version: version, kind: kind) }
}
