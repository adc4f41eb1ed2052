/// What templates are told about the cluster.
package struct Capabilities: Hashable, Sendable {
    /// A version of Kubernetes.
    package struct KubernetesVersion: Hashable, Sendable {
        /// The whole version with its `v`, such as `v1.32.0` or `v1.29.3-gke.100`.
        package var version: String
        package var major: String
        package var minor: String

        package init(version: String, major: String, minor: String) {
            self.version = version
            self.major = major
            self.minor = minor
        }
    }

    package var kubernetesVersion: KubernetesVersion
    /// Group-versions and, from a cluster, `group/version/Kind` entries.
    package var apiVersions: [String]

    package init(kubernetesVersion: KubernetesVersion, apiVersions: [String]) {
        self.kubernetesVersion = kubernetesVersion
        self.apiVersions = apiVersions
    }
}
