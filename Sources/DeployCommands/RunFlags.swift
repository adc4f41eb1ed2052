package import ArgumentParser
internal import KubernetesClient
package import PluginKit
internal import Shared

/// What every command takes that runs on one release: where it is, and who else may work on it.
package struct RunFlags: ParsableArguments {
    @OptionGroup(title: "Others at work on the release") package var waiting: WaitingFlags
    @OptionGroup(title: "Project") package var project: ProjectFlags
    @OptionGroup(title: "Storage") package var storage: StorageFlags
    @OptionGroup(title: "Cluster") package var generic: GenericFlags
    @OptionGroup(title: "Output") package var quiet: QuietFlags

    package init() {}

    /// The run on a release.
    ///
    /// - Parameters:
    ///   - namespace: that of the release where no flag names one.
    ///   - isDryRun: nothing is changed, and no lock is needed.
    ///   - parallelism: how many requests may be in flight.
    package func run(
        on release: String, namespace: String?, isDryRun: Bool, parallelism: Int, _ environment: PluginEnvironment
    ) throws -> ReleaseRun {
        let client = try generic.connect(environment, namespace: namespace, parallelism: parallelism)
        let namespace = client.configuration.namespace
        guard ReleaseName.isNamespace(namespace) else { throw InvalidNamespace(namespace: namespace) }
        return ReleaseRun(
            client: client, storage: try storage.storage(client, namespace: namespace, environment), release: release,
            namespace: namespace, isDryRun: isDryRun, wait: try waiting.wait(environment),
            grace: try waiting.grace(environment))
    }
}

/// A namespace that no cluster can have.
struct InvalidNamespace: ExplainedError {
    let namespace: String

    var explanation: String {
        "namespace \"\(namespace)\" isn't a valid name: lower-case letters, digits and `-`, at most 63, with a letter or "
            + "digit at both ends"
    }
}
