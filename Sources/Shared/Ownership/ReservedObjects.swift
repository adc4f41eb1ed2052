package import Documents

/// Objects that no release may take: the cluster's own, and those that hold what releases are.
package enum ReservedObjects {
    /// Why an object can't be taken; nil when it may be.
    ///
    /// - Parameter live: at least the metadata of the object.
    package static func reason(_ identity: ResourceIdentity, _ live: Value) -> String? {
        if let controller = ObjectController(of: live) { return "\(controller) controls it" }
        switch (identity.group, identity.kind, identity.name) {
        case ("", "ConfigMap", "kube-root-ca.crt"), ("", "ServiceAccount", "default"):
            return "every namespace has its own from Kubernetes"
        case ("", "ConfigMap", "werf-synchronization"):
            return "it holds the locks of releases"
        case ("", "ConfigMap", let name) where JournalMark.isJournal(name):
            return "it is the journal of a migration or an adoption"
        case ("", "Namespace", "default"), ("", "Namespace", "kube-system"), ("", "Namespace", "kube-public"),
            ("", "Namespace", "kube-node-lease"):
            return "it is a system namespace"
        case ("", "Secret", _), ("", "ConfigMap", _):
            let isRecord =
                live["metadata"]?["labels"]?["owner"] == "helm" && identity.name.hasPrefix("sh.helm.release.v1.")
            return isRecord ? "it is a release's record" : nil
        default:
            return nil
        }
    }
}
