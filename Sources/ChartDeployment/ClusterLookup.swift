internal import Documents
internal import HelmChart
internal import KubernetesClient

/// Answers what templates ask of the cluster.
struct ClusterLookup: LookupProvider {
    private let client: KubernetesClient

    init(_ client: KubernetesClient) { self.client = client }

    /// Waits for the cluster's answer; the renderer calls this on a thread of its own.
    func lookup(apiVersion: String, kind: String, namespace: String, name: String) throws -> Value {
        try client.waitForLookup(
            GroupVersionKind(apiVersion: apiVersion, kind: kind), namespace: namespace, name: name)
    }

    /// Waits for the cluster's answer, where it has to be asked.
    func serves(apiVersion: String, kind: String) throws -> Bool {
        try client.waitForService(of: GroupVersionKind(apiVersion: apiVersion, kind: kind))
    }
}
