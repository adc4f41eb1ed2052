internal import SemanticVersions

extension Capabilities {
    /// What Helm 3.17.3 assumes without a cluster.
    package static let offline = Capabilities(
        kubernetesVersion: KubernetesVersion(version: "v1.32.0", major: "1", minor: "32"),
        apiVersions: offlineVersions)

    private static let offlineVersions = groups.flatMap { group, versions in
        versions.map { group.isEmpty ? $0 : "\(group)/\($0)" }
    }

    /// The groups of client-go 0.32 with their versions, in its order.
    private static let groups: [(String, [String])] = [
        ("", ["v1"]),
        ("admissionregistration.k8s.io", ["v1", "v1alpha1", "v1beta1"]),
        ("internal.apiserver.k8s.io", ["v1alpha1"]),
        ("apps", ["v1", "v1beta1", "v1beta2"]),
        ("authentication.k8s.io", ["v1", "v1alpha1", "v1beta1"]),
        ("authorization.k8s.io", ["v1", "v1beta1"]),
        ("autoscaling", ["v1", "v2", "v2beta1", "v2beta2"]),
        ("batch", ["v1", "v1beta1"]),
        ("certificates.k8s.io", ["v1", "v1beta1", "v1alpha1"]),
        ("coordination.k8s.io", ["v1alpha2", "v1beta1", "v1"]),
        ("discovery.k8s.io", ["v1", "v1beta1"]),
        ("events.k8s.io", ["v1", "v1beta1"]),
        ("extensions", ["v1beta1"]),
        ("flowcontrol.apiserver.k8s.io", ["v1", "v1beta1", "v1beta2", "v1beta3"]),
        ("networking.k8s.io", ["v1", "v1alpha1", "v1beta1"]),
        ("node.k8s.io", ["v1", "v1alpha1", "v1beta1"]),
        ("policy", ["v1", "v1beta1"]),
        ("rbac.authorization.k8s.io", ["v1", "v1beta1", "v1alpha1"]),
        ("resource.k8s.io", ["v1beta1", "v1alpha3"]),
        ("scheduling.k8s.io", ["v1alpha1", "v1beta1", "v1"]),
        ("storage.k8s.io", ["v1beta1", "v1", "v1alpha1"]),
        ("storagemigration.k8s.io", ["v1alpha1"]),
        ("apiextensions.k8s.io", ["v1beta1", "v1"]),
    ]
}

extension Capabilities.KubernetesVersion {
    /// The version a user names with `--kube-version`; missing parts are zero, a `v` may stand before it.
    ///
    /// - Throws: ``ChartError`` with Helm's words when it isn't a version.
    package init(parsing text: String) throws(ChartError) {
        do throws(SemanticVersionError) {
            let version = try SemanticVersion(text)
            self.init(version: "v\(version)", major: "\(version.major)", minor: "\(version.minor)")
        } catch {
            throw ChartError(.kubernetesVersion, "invalid kube version '\(text)': \(error.message)")
        }
    }

    /// Fails when the chart asks for other versions of Kubernetes than this one.
    func check(_ constraint: String) throws(ChartError) {
        if constraint.isEmpty { return }
        if let range = try? VersionConstraint(constraint), let own = try? SemanticVersion(version), range.allows(own) {
            return
        }
        throw ChartError(
            .kubernetesVersion,
            "chart requires kubeVersion: \(constraint) which is incompatible with Kubernetes \(version)")
    }
}
