package import Deployment
internal import Documents
package import KubernetesClient
package import Shared

/// Finds out which objects the words of a command line, manifests and records mean.
package struct WantedObjects: Sendable {
    private let types: DiscoveredTypes
    private let catalog: TypeCatalog
    /// Where objects are that name no namespace.
    private let namespace: String

    package init(types: DiscoveredTypes, namespace: String) {
        self.types = types
        self.namespace = namespace
        catalog = TypeCatalog(types)
    }

    /// The types of some words: `deployments`, `svc`, `ingresses.networking.k8s.io`.
    ///
    /// - Throws: `request` with every word that names none.
    package func types(named words: [String]) throws(AdoptionError) -> [ResourceType] {
        try collected(words) { word throws(ClientError) in try types.type(named: word) }
    }

    /// The objects that are named one by one.
    ///
    /// - Throws: `request` with every one whose type the server doesn't have, or that can't be where it is named.
    package func named(_ arguments: [ObjectArgument]) throws(AdoptionError) -> [WantedObject] {
        try collected(arguments) { argument throws(ClientError) in
            let type = try types.type(named: argument.type)
            if !type.isNamespaced, let namespace = argument.namespace {
                throw ClientError(
                    .unknownType("\(argument.text): \(type.plural) have no namespaces, such as \"\(namespace)\""))
            }
            return WantedObject(
                type: type, namespace: argument.namespace ?? namespace, name: argument.name, isNamed: true)
        }
    }

    /// The objects that manifests describe, wherever these come from.
    package func described(_ documents: [SourceDocument]) throws(AdoptionError) -> [WantedObject] {
        let objects = documents.flatMap(\.objects)
        return try collected(objects) { document throws(ClientError) in
            guard let identity = ResourceIdentity(of: document.object) else {
                throw ClientError(.unknownType("\(document.source): a document names no object by kind and name"))
            }
            guard let found = object(identity) else {
                throw ClientError(
                    .unknownType(
                        "\(document.source): no matches for kind \"\(identity.kind)\" in version "
                            + "\"\(identity.apiVersion)\""))
            }
            return found
        }
    }

    /// The objects that a record lists, as far as the server has their kinds still.
    package func listed(_ identities: [ResourceIdentity]) -> [WantedObject] { identities.compactMap(object) }

    /// The kinds of documents, so that those the server has learnt lately can be asked for.
    package static func kinds(of documents: [SourceDocument]) -> [GroupVersionKind] {
        documents.flatMap(\.objects).compactMap { ResourceIdentity(of: $0.object) }.map {
            GroupVersionKind(group: $0.group, version: $0.version, kind: $0.kind)
        }
    }

    private func object(_ identity: ResourceIdentity) -> WantedObject? {
        let kind = GroupVersionKind(group: identity.group, version: identity.version, kind: identity.kind)
        guard let type = catalog.type(likely: kind) else { return nil }
        let place = identity.namespace.isEmpty ? namespace : identity.namespace
        return WantedObject(type: type, namespace: place, name: identity.name, isNamed: false)
    }

    /// What comes of every item, or one error with everything that is wrong.
    private func collected<Item, Result>(
        _ items: [Item], _ body: (Item) throws(ClientError) -> Result
    ) throws(AdoptionError) -> [Result] {
        var (results, faults) = ([Result](), [String]())
        for item in items {
            do throws(ClientError) { results.append(try body(item)) } catch { faults.append(error.message) }
        }
        guard faults.isEmpty else { throw AdoptionError(.request, faults.joined(separator: "\n")) }
        return results
    }
}
