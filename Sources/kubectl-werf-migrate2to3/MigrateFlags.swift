internal import ArgumentParser
internal import HelmTwo
internal import PluginKit
internal import Shared
internal import TillerRecords

/// Which release, and what Helm 3 is to call it.
struct TargetFlags: ParsableArguments {
    @Option(parsing: .unconditional, help: "The release's name at Tiller's.")
    var release: String?
    @Option(parsing: .unconditional, help: "The name that Helm 3 is to have it under (default: the same).")
    var targetRelease: String?
    @Option(
        parsing: .unconditional,
        help: "The namespace that the release is to have (default: what Helm 2's record says).")
    var targetNamespace: String?
}

/// Where Tiller keeps its records.
struct TillerFlags: ParsableArguments {
    @Option(
        name: [
            .customShort("t"), .customLong("tiller-namespace"), .customLong("tiller-ns"),
            .customLong("helm2-release-storage-namespace"),
        ],
        parsing: .unconditional, help: "Tiller's namespace (default kube-system).")
    var tillerNamespace: String?
    @Option(
        parsing: .unconditional,
        help: "What Tiller's records are kept in: configmap or secret (default: whichever there are).")
    var helm2ReleaseStorageType: String?
    @Option(
        name: [.customShort("l"), .customLong("label")], parsing: .unconditional,
        help: "The selector of Tiller's records (default OWNER=TILLER).")
    var label: String?
    @Flag(
        help: "Tiller ran outside the cluster: --release-storage then says what its records are kept in, as in 2to3.")
    var tillerOutCluster = false

    /// The flag's, else what Tiller's own variable says.
    func namespace(_ environment: PluginEnvironment) -> String {
        tillerNamespace ?? environment.text("WERF_HELM_RELEASE_STORAGE_NAMESPACE", "TILLER_NAMESPACE")
            ?? TillerPlace.defaultNamespace
    }

    /// What Tiller's records are kept in; nil when nobody says.
    func driver(_ storage: StorageFlags, _ environment: PluginEnvironment) throws -> StorageDriver? {
        let named =
            helm2ReleaseStorageType ?? environment.text("WERF_HELM_RELEASE_STORAGE_TYPE")
            ?? (tillerOutCluster ? outClusterStorage(storage, environment) : nil)
        return try named.map { name in
            guard let driver = try? StorageDriver(named: name), !name.isEmpty else {
                throw ValidationError(
                    "invalid value \"\(name)\" for --helm2-release-storage-type: it must be configmap or secret")
            }
            return driver
        }
    }

    /// What Helm 3's revisions are kept in.
    func helmThreeDriver(_ storage: StorageFlags, _ environment: PluginEnvironment) throws -> StorageDriver {
        guard tillerOutCluster, outClusterStorage(storage, environment) != nil else {
            return try storage.driver(environment)
        }
        return try StorageDriver(named: environment.text("WERF_RELEASE_STORAGE", "HELM_DRIVER") ?? "")
    }

    /// 2to3's meaning of a flag that everywhere else is about Helm 3's storage; the variable never has it.
    private func outClusterStorage(_ storage: StorageFlags, _ environment: PluginEnvironment) -> String? {
        storage.releaseStorage == environment.text("WERF_RELEASE_STORAGE") ? nil : storage.releaseStorage
    }
}
