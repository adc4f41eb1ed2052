package import ArgumentParser
internal import DeployCommands
internal import PluginKit
internal import Shared
internal import TillerRecords

/// Whether, and where, a release of Helm 2 is looked for on a first install.
package struct HelmTwoFlags: ParsableArguments {
    @Flag(
        name: [.customLong("no-helm2-migration")],
        help: "Don't look whether Helm 2 has the release, and don't bring it over.")
    package var noHelm2Migration = false
    @Option(
        name: [
            .customLong("tiller-namespace"), .customLong("tiller-ns"), .customLong("helm2-release-storage-namespace"),
        ],
        parsing: .unconditional, help: "Tiller's namespace (default kube-system).")
    package var tillerNamespace: String?
    @Option(
        parsing: .unconditional, help: "What Tiller's records are kept in: configmap or secret (default configmap).")
    package var helm2ReleaseStorageType: String?

    package init() {}

    /// The migration that may come before the deploy; nil when it is turned off.
    func migration(_ shared: RunFlags, _ environment: PluginEnvironment) throws -> HelmTwoMigration? {
        if noHelm2Migration { return nil }
        let type =
            helm2ReleaseStorageType ?? environment.text("WERF_HELM_RELEASE_STORAGE_TYPE")
            ?? StorageDriver.configMap.rawValue
        guard let driver = try? StorageDriver(named: type), !type.isEmpty else {
            throw ValidationError(
                "invalid value \"\(type)\" for --helm2-release-storage-type: it must be configmap or secret")
        }
        let namespace =
            tillerNamespace ?? environment.text("WERF_HELM_RELEASE_STORAGE_NAMESPACE", "TILLER_NAMESPACE")
            ?? TillerPlace.defaultNamespace
        return HelmTwoMigration(
            place: TillerPlace(namespace: namespace, driver: driver), shared: Self.arguments(of: shared),
            variables: environment.variables.merging(shared.generic.handover().variables) { $1 })
    }

    /// What the migration takes over from this command line.
    private static func arguments(of shared: RunFlags) -> [String] {
        let texts: [(String, String?)] = [
            ("--release-storage", shared.storage.releaseStorage),
            ("--release-storage-namespace", shared.storage.releaseStorageNamespace),
            ("--lock-wait", shared.waiting.lockWait), ("--pending-grace", shared.waiting.pendingGrace),
        ]
        let own = texts.compactMap { name, text in text.map { "\(name)=\($0)" } }
        return own + (shared.quiet.quiet ? ["--quiet"] : []) + shared.generic.handover().arguments
    }
}
