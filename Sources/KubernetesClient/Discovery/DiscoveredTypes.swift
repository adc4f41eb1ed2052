/// The types that a server offers.
package struct DiscoveredTypes: Sendable {
    /// One version of a group with its types.
    package struct GroupVersion: Hashable, Sendable {
        /// The API group; empty for the core group.
        package var group: String
        package var version: String
        package var types: [ResourceType]

        package init(group: String, version: String, types: [ResourceType]) {
            self.group = group
            self.version = version
            self.types = types
        }

        /// `apps/v1`, or `v1` in the core group.
        package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    }

    /// Every group version in the server's order, the preferred version of a group first; subresources left out.
    package private(set) var groupVersions: [GroupVersion]
    /// The group versions (`metrics.k8s.io/v1beta1`) whose types couldn't be had.
    package private(set) var failedGroups: [String]
    private var byKind: [GroupVersionKind: ResourceType]

    package init(groupVersions: [GroupVersion], failedGroups: [String] = []) {
        self.groupVersions = groupVersions
        self.failedGroups = failedGroups
        let types = groupVersions.flatMap(\.types)
        byKind = Dictionary(types.map { ($0.groupVersionKind, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The type of objects with this `apiVersion` and `kind`, or nil when the server has none.
    package func type(for kind: GroupVersionKind) -> ResourceType? { byKind[kind] }

    /// What to warn of where templates are told what the server offers, as Helm does; nil when all groups have told it.
    package var incompleteness: String? {
        guard !failedGroups.isEmpty else { return nil }
        return
            "the server doesn't tell the types of \(failedGroups.joined(separator: ", ")), so templates don't see them; "
            + "`kubectl get apiservices` names the one that isn't available"
    }

    /// What Helm's `.Capabilities.APIVersions` holds: `apps/v1` and `apps/v1/Deployment`, each once.
    package var apiVersions: [String] {
        groupVersions.flatMap { version in
            [version.apiVersion] + version.types.map { "\(version.apiVersion)/\($0.kind)" }
        }
    }
}
