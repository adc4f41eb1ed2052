package import Documents
package import KubernetesClient
package import Shared

/// An object as this deploy wants it.
package struct DesiredObject: Hashable, Sendable {
    /// What the object's life is bound to.
    package enum Ownership: Hashable, Sendable {
        /// The release: marked as its own, deleted when dropped.
        case release
        /// Nobody: neither marked nor deleted (`crds/`, `werf.io/ownership: anyone`).
        case anyone
    }

    package var identity: ResourceIdentity
    package var type: ResourceType
    /// The object as it is applied, ownership metadata included.
    package var object: Value
    /// The template it was rendered from.
    package var source: String
    package var ownership: Ownership
    /// It comes from the chart's `crds/` folder, which is applied before everything else.
    package var isFromCRDFolder: Bool
    /// The live object that the plan changes; another one that took its place is left alone.
    package var uid: String?

    package init(
        identity: ResourceIdentity, type: ResourceType, object: Value, source: String,
        ownership: Ownership = .release, isFromCRDFolder: Bool = false
    ) {
        self.identity = identity
        self.type = type
        self.object = object
        self.source = source
        self.ownership = ownership
        self.isFromCRDFolder = isFromCRDFolder
    }

    /// Where the API shows the object.
    package var reference: ObjectReference {
        ObjectReference(
            type: type, namespace: type.isNamespaced ? identity.namespace : nil, name: identity.name)
    }

    /// The name a progress line shows: `Deployment/web`, with the namespace when it isn't the release's.
    package func title(releaseNamespace: String) -> String {
        identity.title(releaseNamespace: releaseNamespace)
    }

    /// What is sent to change exactly the live object of the plan: the server refuses another one.
    var applied: Value {
        guard let uid, var object = object.object, var metadata = object["metadata"]?.object else { return self.object }
        metadata["uid"] = .string(uid)
        object["metadata"] = .object(metadata)
        return .object(object)
    }

    var isCRD: Bool { identity.kind == "CustomResourceDefinition" && identity.group == "apiextensions.k8s.io" }
}

extension ResourceIdentity {
    /// `Kind/name`, with the namespace when there is one and it isn't the release's.
    package func title(releaseNamespace: String) -> String {
        let foreign = !namespace.isEmpty && namespace != releaseNamespace
        return foreign ? "\(kind)/\(name) (namespace \(namespace))" : "\(kind)/\(name)"
    }
}
