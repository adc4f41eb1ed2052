package import Documents
package import KubernetesClient
package import Shared

/// An object as this deploy wants it.
package struct DesiredObject: Hashable, Sendable {
    package var identity: ResourceIdentity
    package var type: ResourceType
    /// The object as it is applied, ownership metadata included.
    package var object: Value
    /// The template it was rendered from.
    package var source: String
    /// What its annotations ask for.
    package var life: ObjectLife
    /// The stages of this deploy in which it is deployed; empty when this deploy leaves it as it is.
    package var stages: [Stage]
    /// What is odd about its annotations, yet no error.
    package var oddities: [String] = []
    /// The live object that the plan changes; another one that took its place is left alone.
    package var uid: String?

    package init(
        identity: ResourceIdentity, type: ResourceType, object: Value, source: String,
        life: ObjectLife, stages: [Stage]
    ) {
        self.identity = identity
        self.type = type
        self.object = object
        self.source = source
        self.life = life
        self.stages = stages
    }

    /// Says on a hook's object which revision made it.
    package static let revisionAnnotation = "werf.io/release-revision"

    package var ownership: ObjectLife.Ownership { life.ownership }

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
}

extension ResourceIdentity {
    /// `Kind/name`, with the namespace when there is one and it isn't the release's.
    package func title(releaseNamespace: String) -> String {
        let foreign = !namespace.isEmpty && namespace != releaseNamespace
        return foreign ? "\(kind)/\(name) (namespace \(namespace))" : "\(kind)/\(name)"
    }
}
