package import ArgumentParser
package import KubernetesClient
package import Shared

/// Where revisions are kept.
package struct StorageFlags: ParsableArguments {
    @Option(
        name: [.long, .customLong("storage-driver")], parsing: .unconditional,
        help: "What holds revisions: secret or configmap.")
    package var releaseStorage: String?
    @Option(parsing: .unconditional, help: "The namespace that holds revisions; the release's unless given.")
    package var releaseStorageNamespace: String?

    package init() {}

    /// The driver that the flag, `WERF_RELEASE_STORAGE` or `HELM_DRIVER` names.
    package func driver(_ environment: PluginEnvironment = .current) throws(StorageError) -> StorageDriver {
        try StorageDriver(named: releaseStorage ?? environment.text("WERF_RELEASE_STORAGE", "HELM_DRIVER") ?? "")
    }

    /// The storage for releases of `namespace`.
    package func storage(
        _ client: KubernetesClient, namespace: String, _ environment: PluginEnvironment = .current
    ) throws(StorageError) -> ReleaseStorage {
        ReleaseStorage(
            records: KubernetesRecords(client), driver: try driver(environment),
            namespace: self.namespace(or: namespace, environment))
    }

    /// The namespace that holds revisions: the flag's, `WERF_RELEASE_STORAGE_NAMESPACE`, or the release's.
    package func namespace(or release: String, _ environment: PluginEnvironment = .current) -> String {
        releaseStorageNamespace ?? environment.text("WERF_RELEASE_STORAGE_NAMESPACE") ?? release
    }
}
