package import DeployCommands
package import Deployment
package import KubernetesClient
internal import PluginKit
package import Shared

/// A deploy whose chart is rendered: what it wants, and the record that it would store.
package struct PreparedDeploy: Sendable {
    let release: ReleaseRun
    package let running: RunSettings
    package let request: Deployer.Request
    /// The record of the next revision.
    package let record: Release
    /// The parts of the chart for which the record has no room.
    package let leftOut: [String]
    package let past: ReleasePast
    package let server: ServerVersion
    /// What the server offers and what the chart's CRDs declare.
    package let types: TypeCatalog
    /// What is used, and where it comes from, for people.
    package let explanation: String
    /// The plan that was kept and must come out again; nil when any will do.
    var approved: ApprovedPlan?

    package var notes: String { record.info.notes }

    private func deployer(_ cluster: (any ClusterAccess)? = nil) -> Deployer {
        Deployer(
            cluster: cluster ?? LiveCluster(release.client), server: server, types: types,
            parallelism: running.parallelism)
    }

    /// The plan, to be run.
    ///
    /// - Throws: `DeploymentError` with all that speaks against the deploy, and what a kept plan says otherwise.
    package func plan() async throws -> DeployPlan {
        let earlier = past.revisions.map(\.release)
        guard let approved else {
            return try await deployer().plan(
                request, situation: past.situation, earlier: earlier, claims: release.claims)
        }
        let found = try await deployer().examinedPlan(
            request, situation: past.situation, earlier: earlier, claims: release.claims)
        try approved.refuseOther(found)
        return found.plan
    }

    /// The plan, to be looked at.
    ///
    /// - Parameter cluster: what the plan is made for, in place of the cluster as it is.
    /// - Throws: `DeploymentError` with all that speaks against the deploy.
    package func preview(of cluster: (any ClusterAccess)? = nil) async throws -> PlanPreview {
        try await deployer(cluster).preview(
            request, situation: past.situation, earlier: past.revisions.map(\.release), claims: release.claims)
    }

    /// Why the next revision isn't the newest one once more; nil when it is, whatever the objects are like.
    package var reasonForRevision: String? { RevisionComparison.difference(record, from: past.newest?.release) }

    /// The namespaces that the first writes would find missing, and create.
    package func missingNamespaces() async throws -> [String] {
        let kind = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
        guard running.createsNamespace, let type = types.type(for: kind) else { return [] }
        var missing: [String] = []
        for name in Set([release.namespace, release.storage.namespace]).sorted() {
            let reference = ObjectReference(type: type, namespace: nil, name: name)
            do {
                if try await LiveCluster(release.client).get(reference, metadataOnly: true) == nil {
                    missing.append(name)
                }
            } catch {
                // Who may only look at what is in a namespace needn't be allowed to look at namespaces.
                guard error.isForbidden else { throw error }
            }
        }
        return missing
    }
}
