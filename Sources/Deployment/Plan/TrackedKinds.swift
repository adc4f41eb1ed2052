internal import Shared

/// Which kinds of objects have something to wait for.
enum TrackedKinds {
    private static let builtIn: Set<String> = [
        "apps/Deployment", "apps/StatefulSet", "apps/DaemonSet", "apps/ReplicaSet", "extensions/Deployment",
        "extensions/DaemonSet", "extensions/ReplicaSet", "/ReplicationController", "/Pod", "/PersistentVolumeClaim",
        "/Service", "batch/Job", "networking.k8s.io/Ingress", "extensions/Ingress",
        "apiregistration.k8s.io/APIService",
    ]

    /// Whether an object of this kind becomes ready some time after it was made; of kinds from elsewhere any may.
    static func becomesReady(_ identity: ResourceIdentity) -> Bool {
        let key = "\(identity.group)/\(identity.kind)"
        return builtIn.contains(key) || !BuiltInGroups.contains(apiVersion: identity.apiVersion)
    }
}
