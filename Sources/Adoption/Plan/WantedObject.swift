package import KubernetesClient
package import Shared

/// An object that a release is to have.
package struct WantedObject: Hashable, Sendable {
    /// The type as the server has it.
    package var type: ResourceType
    /// Nil for types without namespaces.
    package var namespace: String?
    package var name: String
    /// It was named by itself, so that it has to exist.
    package var isNamed: Bool

    package init(type: ResourceType, namespace: String?, name: String, isNamed: Bool) {
        self.type = type
        self.namespace = type.isNamespaced ? namespace : nil
        self.name = name
        self.isNamed = isNamed
    }

    package var reference: ObjectReference { ObjectReference(type: type, namespace: namespace, name: name) }

    package var identity: ResourceIdentity {
        ResourceIdentity(
            group: type.group, version: type.version, kind: type.kind, namespace: namespace ?? "", name: name)
    }
}

extension Sequence<WantedObject> {
    /// Each object once, in order; one that is named anywhere counts as named.
    package var unique: [WantedObject] {
        let named = Set(filter(\.isNamed).map(\.identity.object))
        var seen: Set<ObjectIdentity> = []
        return filter { seen.insert($0.identity.object).inserted }.map { wanted in
            var wanted = wanted
            wanted.isNamed = named.contains(wanted.identity.object)
            return wanted
        }
    }
}
