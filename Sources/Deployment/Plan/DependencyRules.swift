internal import Documents
internal import KubernetesClient
internal import Shared

/// Finds what dependency annotations mean among the objects of a deploy.
struct DependencyRules {
    let target: PlanInputs.Target
    let types: TypeCatalog

    /// The selector picks the object: what it leaves out may be anything.
    func matches(_ dependency: DependencyAnnotation, _ identity: ResourceIdentity) -> Bool {
        func fits(_ wanted: String?, _ value: String) -> Bool { wanted == nil || wanted == value }
        guard fits(dependency.group, identity.group), fits(dependency.version, identity.version),
            fits(dependency.kind, identity.kind), fits(dependency.name, identity.name)
        else { return false }
        guard let namespace = dependency.namespace, !identity.namespace.isEmpty else { return true }
        return identity.namespace == (namespace.isEmpty ? target.namespace : namespace)
    }

    /// Where the object is that somebody else makes; nil when the server has no such kind.
    func reference(of dependency: DependencyAnnotation) -> ObjectReference? {
        guard let name = dependency.name, let type = type(of: dependency) else { return nil }
        let named = dependency.namespace ?? ""
        let namespace = named.isEmpty ? target.namespace : named
        return ObjectReference(type: type, namespace: type.isNamespaced ? namespace : nil, name: name)
    }

    private func type(of dependency: DependencyAnnotation) -> ResourceType? {
        if let word = dependency.resourceType { return types.type(named: word) }
        return dependency.kindOfObject.flatMap { types.type(likely: $0) }
    }

    /// The objects on whose readiness others depend: they are waited for although nothing changes about them.
    func awaited(_ participants: [DesiredObject]) -> Set<ResourceIdentity> {
        let wanted = participants.flatMap(\.life.dependencies).filter { $0.state == .ready && !$0.isExternal }
        guard !wanted.isEmpty else { return [] }
        return Set(participants.map(\.identity).filter { identity in wanted.contains { matches($0, identity) } })
    }

    /// What is wrong with the dependencies of the chart, and what may be.
    func check(_ inputs: PlanInputs) -> (faults: [String], warnings: [String]) {
        var (faults, warnings): ([String], [String]) = ([], [])
        for object in inputs.participants {
            let title = "\(object.title(releaseNamespace: target.namespace)) (\(object.source))"
            for dependency in object.life.dependencies where dependency.state != .absent {
                if dependency.isExternal {
                    if reference(of: dependency) == nil {
                        faults.append(
                            "\(title): the external dependency \"\(dependency.id)\" names a kind that the server "
                                + "doesn't have: \(dependency.resourceType ?? dependency.kind ?? "")")
                    }
                } else if !inputs.desired.contains(where: { matches(dependency, $0.identity) && $0 != object }) {
                    warnings.append(
                        "\(title): the dependency \"\(dependency.id)\" names no object of the chart, so nothing is "
                            + "waited for")
                }
            }
        }
        return (faults, warnings)
    }
}

extension DependencyAnnotation {
    /// The version and kind by which it names its object; nil where it does so by a word.
    var kindOfObject: GroupVersionKind? {
        guard resourceType == nil, let kind else { return nil }
        return GroupVersionKind(group: group ?? "", version: version ?? "", kind: kind)
    }
}
