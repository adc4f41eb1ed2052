/// Which objects must be applied before which: everything inside one barrier may go in parallel.
package enum KindBarrier: Int, Hashable, Comparable, CaseIterable, Sendable {
    /// What other objects live in or are kinds of.
    case foundations
    /// What workloads read and are bound by.
    case surroundings
    case workloads
    /// What acts on or routes to the others, and kinds that aren't known.
    case outer

    package init(kind: String) {
        switch kind {
        case "Namespace", "PriorityClass", "CustomResourceDefinition":
            self = .foundations
        case "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy", "PodDisruptionBudget",
            "ServiceAccount", "Secret", "ConfigMap", "StorageClass", "PersistentVolume", "PersistentVolumeClaim",
            "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding", "Service":
            self = .surroundings
        case "DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment", "StatefulSet", "Job", "CronJob":
            self = .workloads
        default:
            self = .outer
        }
    }

    package static func < (left: KindBarrier, right: KindBarrier) -> Bool { left.rawValue < right.rawValue }
}
