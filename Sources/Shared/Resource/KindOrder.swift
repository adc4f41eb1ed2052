/// Helm's orders of kinds: only the kind's name counts; unknown kinds come last, by name.
package enum KindOrder {
    /// The order in which Helm creates.
    package static let install = [
        "PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy",
        "PodDisruptionBudget", "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass",
        "PersistentVolume", "PersistentVolumeClaim", "CustomResourceDefinition", "ClusterRole", "ClusterRoleList",
        "ClusterRoleBinding", "ClusterRoleBindingList", "Role", "RoleList", "RoleBinding", "RoleBindingList",
        "Service", "DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment",
        "HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob", "IngressClass", "Ingress", "APIService",
    ]

    /// The order in which Helm deletes.
    package static let uninstall = [
        "APIService", "Ingress", "IngressClass", "Service", "CronJob", "Job", "StatefulSet",
        "HorizontalPodAutoscaler", "Deployment", "ReplicaSet", "ReplicationController", "Pod", "DaemonSet",
        "RoleBindingList", "RoleBinding", "RoleList", "Role", "ClusterRoleBindingList", "ClusterRoleBinding",
        "ClusterRoleList", "ClusterRole", "CustomResourceDefinition", "PersistentVolumeClaim", "PersistentVolume",
        "StorageClass", "ConfigMap", "SecretList", "Secret", "ServiceAccount", "PodDisruptionBudget",
        "PodSecurityPolicy", "LimitRange", "ResourceQuota", "NetworkPolicy", "Namespace", "PriorityClass",
    ]

    private static let installPositions = positions(install)
    private static let uninstallPositions = positions(uninstall)

    /// `left` is created before `right`; equal kinds keep their order.
    package static func installsBefore(_ left: String, _ right: String) -> Bool {
        precedes(left, right, installPositions)
    }

    /// `left` is deleted before `right`; equal kinds keep their order.
    package static func uninstallsBefore(_ left: String, _ right: String) -> Bool {
        precedes(left, right, uninstallPositions)
    }

    private static func positions(_ kinds: [String]) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: kinds.enumerated().map { ($1, $0) })
    }

    private static func precedes(_ left: String, _ right: String, _ positions: [String: Int]) -> Bool {
        switch (positions[left], positions[right]) {
        case (let left?, let right?): left < right
        case (_?, nil): true
        case (nil, _?): false
        case (nil, nil): left.utf8.lexicographicallyPrecedes(right.utf8)
        }
    }
}

extension Array {
    /// Sorts stably into the order in which Helm creates kinds.
    package func sortedForInstall(by kind: (Element) -> String) -> [Element] {
        sortedStably { KindOrder.installsBefore(kind($0), kind($1)) }
    }

    /// Sorts stably into the order in which Helm deletes kinds.
    package func sortedForUninstall(by kind: (Element) -> String) -> [Element] {
        sortedStably { KindOrder.uninstallsBefore(kind($0), kind($1)) }
    }

    private func sortedStably(_ precedes: (Element, Element) -> Bool) -> [Element] {
        enumerated().sorted { left, right in
            if precedes(left.element, right.element) { return true }
            return !precedes(right.element, left.element) && left.offset < right.offset
        }.map(\.element)
    }
}
