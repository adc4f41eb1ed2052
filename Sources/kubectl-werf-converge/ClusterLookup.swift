internal import Documents
internal import HelmChart
internal import KubernetesClient

/// Answers the template function `lookup` from the cluster.
struct ClusterLookup: LookupProvider {
    private let client: KubernetesClient

    init(_ client: KubernetesClient) { self.client = client }

    /// Waits for the cluster's answer; the renderer calls this on a thread of its own.
    func lookup(apiVersion: String, kind: String, namespace: String, name: String) throws -> Value {
        try client.waitForLookup(
            GroupVersionKind(apiVersion: apiVersion, kind: kind), namespace: namespace, name: name)
    }
}
