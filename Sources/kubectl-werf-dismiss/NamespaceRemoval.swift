internal import DeployCommands
internal import Deployment
internal import Documents
internal import KubernetesClient
internal import PluginKit
internal import Shared

/// The deletion of a release's namespace, which must hold nothing but what the release has made.
struct NamespaceRemoval: Sendable {
    let cluster: LiveCluster
    let release: ReleaseRun

    private var reference: ObjectReference {
        ObjectReference(type: .namespaces, namespace: nil, name: release.namespace)
    }

    /// Refuses a namespace in which something else is, all of it named.
    ///
    /// - Parameter plan: the uninstall to come or gone by; nil when there was nothing to uninstall.
    func check(_ plan: DeployPlan?, _ past: ReleasePast) async throws {
        // Objects of a kind that the cache hasn't heard of would go unseen, and an uninstall may have brought kinds along.
        let types = TypeCatalog(try await release.client.resourceTypes(.fresh))
        guard types.failedGroups.isEmpty else {
            throw NamespaceUnknown(namespace: release.namespace, groups: types.failedGroups)
        }
        let rules = NamespaceRules(
            plan: plan, revisions: past.revisions.map(\.release), release: release.release,
            namespace: release.namespace)
        var strangers: [String] = []
        for type in types.listable where type.isNamespaced && !NamespaceRules.passesOver(type) {
            let found: [Value]
            do {
                found = try await cluster.list(type, namespace: release.namespace, limit: 500)
            } catch {
                // What can't be listed may hold anything.
                guard error.isNotFound || error.status?.code == 405 else { throw error }
                continue
            }
            strangers += found.compactMap { rules.stranger($0, type) }
        }
        guard strangers.isEmpty else {
            throw NamespaceRefusal(namespace: release.namespace, strangers: strangers.sorted())
        }
    }

    /// Deletes the namespace and waits until it is gone.
    func remove() async throws {
        guard let live = try await cluster.get(reference, metadataOnly: true),
            let uid = live[path: ["metadata", "uid"]]?.string
        else { return Console.tell("namespace \"\(release.namespace)\" isn't there\n") }
        _ = try await cluster.delete(reference, uid: uid, resourceVersion: nil, propagation: .foreground)
        guard try await cluster.awaitAbsence(reference, uid: uid, seconds: 300) else {
            throw NamespaceStays(namespace: release.namespace)
        }
        Console.tell("deleted   Namespace/\(release.namespace)\n")
    }
}

/// A namespace that others use as well.
struct NamespaceRefusal: ExplainedError {
    let namespace: String
    let strangers: [String]

    var explanation: String {
        "namespace \"\(namespace)\" can't be deleted: it holds what this release didn't make or what is to be kept"
    }

    var advice: [String] {
        strangers.map { "  \($0)" } + ["Without --with-namespace the release alone is uninstalled."]
    }
}

/// A namespace of which nobody can say what it holds.
struct NamespaceUnknown: ExplainedError {
    let namespace: String
    let groups: [String]

    var explanation: String {
        "namespace \"\(namespace)\" can't be deleted: what it holds isn't known, "
            + "since the server doesn't tell the types of " + groups.joined(separator: ", ")
    }

    var advice: [String] {
        [
            "See `kubectl get apiservices` for the one that isn't available, and repair or remove it.",
            "Without --with-namespace the release alone is uninstalled.",
        ]
    }
}

/// A namespace whose deletion takes too long.
struct NamespaceStays: ExplainedError {
    let namespace: String

    var explanation: String { "namespace \"\(namespace)\" is being deleted, which hasn't ended after 5 minutes" }
}
