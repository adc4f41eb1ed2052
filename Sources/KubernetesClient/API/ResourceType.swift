//! KubernetesClient: talking to a Kubernetes API server as kubectl does.
//!
//! Purpose: a kubeconfig becomes a `ClientConfiguration`, a configuration becomes a `KubernetesClient`, and its calls
//! become requests on one HTTP/2 connection. `Kubeconfig/` reads, merges and checks configuration; `Credentials/`
//! finds out what proves who we are; `Transport/` is the libcurl loop and the only place that knows libcurl;
//! `Discovery/` learns the server's types; `API/` holds what the rooms above call.
//! May import: Documents, CCurl.

/// The group, version and kind of an object, as its `apiVersion` and `kind` say.
package struct GroupVersionKind: Hashable, Sendable {
    /// The API group; empty for the core group.
    package var group: String
    package var version: String
    package var kind: String

    package init(group: String, version: String, kind: String) {
        self.group = group
        self.version = version
        self.kind = kind
    }

    /// Takes `apps/v1` or `v1` apart; what stands before the first slash is the group.
    package init(apiVersion: String, kind: String) {
        let parts = apiVersion.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
        let last = parts.last.flatMap { String($0) } ?? ""
        self.init(group: parts.count == 2 ? String(parts[0]) ?? "" : "", version: last, kind: kind)
    }

    /// The text of the `apiVersion` field: `apps/v1`, or `v1` in the core group.
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
}

/// A type of resource as the server offers it: where its objects live and what they are called.
///
/// Two types are equal when they stand for the same collection: group, version and plural name.
package struct ResourceType: Sendable {
    /// The API group; empty for the core group.
    package var group: String
    package var version: String
    /// The name in paths: `deployments`.
    package var plural: String
    package var kind: String
    /// The name of one, in lower case; empty when the server names none.
    package var singular: String
    package var isNamespaced: Bool
    package var shortNames: [String]
    package var verbs: [String]

    package init(
        group: String,
        version: String,
        plural: String,
        kind: String,
        isNamespaced: Bool,
        singular: String = "",
        shortNames: [String] = [],
        verbs: [String] = []
    ) {
        self.group = group
        self.version = version
        self.plural = plural
        self.kind = kind
        self.singular = singular
        self.isNamespaced = isNamespaced
        self.shortNames = shortNames
        self.verbs = verbs
    }

    /// The text of the `apiVersion` field: `apps/v1`, or `v1` in the core group.
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    package var groupVersionKind: GroupVersionKind {
        GroupVersionKind(group: group, version: version, kind: kind)
    }

    /// The name with its group, as messages and `-o name` write it: `deployments.apps`, `configmaps`.
    package var qualifiedName: String { group.isEmpty ? plural : "\(plural).\(group)" }
}

extension ResourceType: Hashable {
    package static func == (left: ResourceType, right: ResourceType) -> Bool {
        left.plural == right.plural && left.group == right.group && left.version == right.version
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(group)
        hasher.combine(version)
        hasher.combine(plural)
    }
}

extension ResourceType {
    /// Types every server has, usable without discovery.
    package static let secrets = ResourceType(
        group: "", version: "v1", plural: "secrets", kind: "Secret", isNamespaced: true, singular: "secret")
    package static let configMaps = ResourceType(
        group: "", version: "v1", plural: "configmaps", kind: "ConfigMap", isNamespaced: true, singular: "configmap",
        shortNames: ["cm"])
    package static let namespaces = ResourceType(
        group: "", version: "v1", plural: "namespaces", kind: "Namespace", isNamespaced: false, singular: "namespace",
        shortNames: ["ns"])
    package static let pods = ResourceType(
        group: "", version: "v1", plural: "pods", kind: "Pod", isNamespaced: true, singular: "pod", shortNames: ["po"])
    package static let events = ResourceType(
        group: "", version: "v1", plural: "events", kind: "Event", isNamespaced: true, singular: "event",
        shortNames: ["ev"])
    package static let customResourceDefinitions = ResourceType(
        group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions",
        kind: "CustomResourceDefinition", isNamespaced: false, singular: "customresourcedefinition",
        shortNames: ["crd", "crds"])
}

/// One object of the cluster by type, namespace and name.
package struct ObjectReference: Hashable, Sendable {
    package var type: ResourceType
    /// The namespace; nil for types without namespaces.
    package var namespace: String?
    package var name: String

    package init(type: ResourceType, namespace: String?, name: String) {
        self.type = type
        self.namespace = namespace
        self.name = name
    }
}
