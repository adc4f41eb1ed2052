internal import Documents
internal import HelmChart
internal import KubernetesClient
internal import PluginKit

/// What templates may learn of the cluster.
final class ClusterView: LookupProvider {
    let capabilities: Capabilities
    private let client: KubernetesClient

    /// Asks the cluster for its version and its APIs.
    init(_ client: KubernetesClient) async throws {
        self.client = client
        async let version = client.version()
        async let types = client.resourceTypes()
        capabilities = try await Capabilities(
            kubernetesVersion: .init(
                version: version.gitVersion, major: version.major, minor: version.minor),
            apiVersions: types.apiVersions)
        if let gap = try await types.incompleteness { Console.warn(gap) }
    }

    /// Waits for the cluster's answer; the renderer calls this on its own thread.
    func lookup(apiVersion: String, kind: String, namespace: String, name: String) throws -> Value {
        try client.waitForLookup(
            GroupVersionKind(apiVersion: apiVersion, kind: kind), namespace: namespace, name: name)
    }

    /// Waits for the cluster's answer, where it has to be asked.
    func serves(apiVersion: String, kind: String) throws -> Bool {
        try client.waitForService(of: GroupVersionKind(apiVersion: apiVersion, kind: kind))
    }
}
