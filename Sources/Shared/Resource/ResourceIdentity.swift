package import Documents

/// What names an object in a manifest: API group and version, kind, namespace and name.
package struct ResourceIdentity: Hashable, Codable, Sendable {
    /// Empty for the core group.
    package var group: String
    package var version: String
    package var kind: String
    /// Empty for an object without a namespace, or one whose manifest leaves it to the release.
    package var namespace: String
    package var name: String

    package init(group: String, version: String, kind: String, namespace: String, name: String) {
        self.group = group
        self.version = version
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    package init(apiVersion: String, kind: String, namespace: String, name: String) {
        let parts = apiVersion.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let (group, version) = parts.count == 2 ? (String(parts[0]), String(parts[1])) : ("", apiVersion)
        self.init(group: group, version: version, kind: kind, namespace: namespace, name: name)
    }

    /// The identity of an object; nil unless it has an apiVersion, a kind and a name.
    package init?(of object: Value) {
        guard let apiVersion = object["apiVersion"]?.string, let kind = object["kind"]?.string, !kind.isEmpty,
            let name = object["metadata"]?["name"]?.string, !name.isEmpty
        else { return nil }
        let namespace = object["metadata"]?["namespace"]?.string ?? ""
        self.init(apiVersion: apiVersion, kind: kind, namespace: namespace, name: name)
    }

    /// `apps/v1`, `v1`.
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The object itself, whichever version or successor of its API group the manifest uses.
    package var object: ObjectIdentity {
        ObjectIdentity(group: APIGroups.current(group, kind: kind), kind: kind, namespace: namespace, name: name)
    }
}

/// An object on the cluster, whichever API version shows it.
package struct ObjectIdentity: Hashable, Sendable {
    package var group: String
    package var kind: String
    package var namespace: String
    package var name: String
}

/// Built-in kinds that moved between API groups: the same object answers under both.
enum APIGroups {
    private static let moved: [String: String] = [
        "extensions/Deployment": "apps", "extensions/DaemonSet": "apps", "extensions/ReplicaSet": "apps",
        "extensions/Ingress": "networking.k8s.io", "extensions/NetworkPolicy": "networking.k8s.io",
        "extensions/PodSecurityPolicy": "policy", "/Event": "events.k8s.io",
    ]

    /// The group where `kind` of `group` is today.
    static func current(_ group: String, kind: String) -> String { moved["\(group)/\(kind)"] ?? group }
}
