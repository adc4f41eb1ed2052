/// The order in which Helm 3 installs kinds.
enum InstallOrder {
    private static let kinds = [
        "PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy",
        "PodDisruptionBudget", "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass",
        "PersistentVolume", "PersistentVolumeClaim", "CustomResourceDefinition", "ClusterRole", "ClusterRoleList",
        "ClusterRoleBinding", "ClusterRoleBindingList", "Role", "RoleList", "RoleBinding", "RoleBindingList",
        "Service", "DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment",
        "HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob", "IngressClass", "Ingress", "APIService",
    ]

    private static let places = [String: Int](uniqueKeysWithValues: kinds.enumerated().map { ($1, $0) })

    /// The elements by kind; those of unknown kinds last, by name of the kind; equal kinds keep their order.
    static func sorted<Element>(_ elements: [Element], by kind: (Element) -> String) -> [Element] {
        let keyed = elements.enumerated().map { (place: places[kind($1)] ?? .max, kind: kind($1), index: $0) }
        let order = keyed.sorted { left, right in
            if left.place != right.place { return left.place < right.place }
            if left.place == .max && left.kind != right.kind {
                return left.kind.utf8.lexicographicallyPrecedes(right.kind.utf8)
            }
            return left.index < right.index
        }
        return order.map { elements[$0.index] }
    }
}
