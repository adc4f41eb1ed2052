package import Deployment
package import Documents
package import KubernetesClient
package import Shared

/// A cluster in which some objects carry a release's marks already: what a deploy after the adoption would find.
///
/// It is for looking only: whatever would change something is refused.
package struct MarkedCluster: ClusterAccess {
    private let cluster: any ClusterAccess
    private let release: Ownership
    private let marked: Set<ObjectReference>

    package init(_ cluster: any ClusterAccess, release: Ownership, marked: some Sequence<ObjectReference>) {
        self.cluster = cluster
        self.release = release
        self.marked = Set(marked)
    }

    private func shown(_ object: Value, _ reference: ObjectReference) -> Value {
        guard marked.contains(reference) else { return object }
        var object = object
        release.mark(&object)
        return object
    }

    private func shown(_ objects: [Value], _ type: ResourceType, _ namespace: String?) -> [Value] {
        objects.map { object in
            let place = type.isNamespaced ? object[path: ["metadata", "namespace"]]?.string ?? namespace : nil
            let name = object[path: ["metadata", "name"]]?.string ?? ""
            return shown(object, ObjectReference(type: type, namespace: place, name: name))
        }
    }

    package func types(
        lookingFor kinds: [GroupVersionKind], naming words: [String]
    ) async throws(ClientError) -> DiscoveredTypes? {
        try await cluster.types(lookingFor: kinds, naming: words)
    }

    package func get(_ reference: ObjectReference, metadataOnly: Bool) async throws(ClientError) -> Value? {
        try await cluster.get(reference, metadataOnly: metadataOnly).map { shown($0, reference) }
    }

    package func list(
        _ type: ResourceType, namespace: String?, names: Set<String>
    ) async throws(ClientError) -> [Value]? {
        try await cluster.list(type, namespace: namespace, names: names).map { shown($0, type, namespace) }
    }

    package func list(_ type: ResourceType, namespace: String?, limit: Int?) async throws(ClientError) -> [Value] {
        shown(try await cluster.list(type, namespace: namespace, limit: limit), type, namespace)
    }

    package func apply(
        _ object: Value, _ reference: ObjectReference, dryRun: Bool
    ) async throws(ClientError) -> Value {
        guard dryRun else { throw Self.refusal }
        return try await cluster.apply(object, reference, dryRun: true)
    }

    // MARK: What changes something

    private static let refusal = ClientError(.unreadable("whoever only looks changes nothing"))

    package func create(_ object: Value, _ reference: ObjectReference) async throws(ClientError) -> Creation {
        throw Self.refusal
    }

    package func removeMarks(from object: Value, _ reference: ObjectReference) async throws(ClientError) {
        throw Self.refusal
    }

    package func replaceManagedFields(
        _ reference: ObjectReference, _ fields: ManagedFields, resourceVersion: String
    ) async throws(ClientError) {
        throw Self.refusal
    }

    package func delete(
        _ reference: ObjectReference, uid: String, resourceVersion: String?, propagation: Propagation
    ) async throws(ClientError) -> Bool {
        throw Self.refusal
    }

    package func createNamespace(_ name: String) async throws(ClientError) { throw Self.refusal }

    package func awaitAbsence(
        _ reference: ObjectReference, uid: String, seconds: Int
    ) async throws(ClientError) -> Bool {
        throw Self.refusal
    }

    package func awaitEstablished(_ reference: ObjectReference, seconds: Int) async throws(ClientError) -> Bool {
        throw Self.refusal
    }
}
