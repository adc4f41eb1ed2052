internal import Documents
internal import Shared

/// What an object's manifest says it needs, without any annotation.
enum AutomaticDependencies {
    /// The objects that must be there before this one; optional ones are left out.
    static func needs(of object: Value, _ identity: ResourceIdentity) -> Set<ObjectIdentity> {
        let collector = Collector(namespace: identity.namespace)
        switch identity.kind {
        case "RoleBinding", "ClusterRoleBinding": return collector.binding(object)
        case "ScaledObject", "HorizontalPodAutoscaler": return Set([Scalers.target(of: object)].compactMap(\.self))
        case "Ingress": return collector.ingress(object)
        default:
            guard let path = ApplyForm.podSpec(of: object), let spec = object[path: path] else { return [] }
            return collector.pod(spec).union(identity.kind == "StatefulSet" ? collector.service(object) : [])
        }
    }

    private struct Collector {
        let namespace: String

        func core(_ kind: String, _ name: Value?) -> ObjectIdentity? {
            name?.string.map { Self.object("", kind, namespace, $0) }
        }

        static func object(_ group: String, _ kind: String, _ namespace: String, _ name: String) -> ObjectIdentity {
            ResourceIdentity(group: group, version: "", kind: kind, namespace: namespace, name: name).object
        }

        func pod(_ spec: Value) -> Set<ObjectIdentity> {
            let account = spec["serviceAccountName"] ?? spec["serviceAccount"]
            let pulls = (spec["imagePullSecrets"]?.array ?? []).map { core("Secret", $0["name"]) }
            let volumes = (spec["volumes"]?.array ?? []).flatMap(volume)
            let containers = ["containers", "initContainers"].flatMap { spec[$0]?.array ?? [] }.flatMap(container)
            let priority = spec["priorityClassName"]?.string.map {
                Self.object("scheduling.k8s.io", "PriorityClass", "", $0)
            }
            let found: [ObjectIdentity?] =
                [core("ServiceAccount", account), priority] + pulls + volumes + containers
            return Set(found.compactMap { $0 })
        }

        private func volume(_ volume: Value) -> [ObjectIdentity?] {
            let sources = (volume[path: ["projected", "sources"]]?.array ?? []) + [volume]
            return sources.flatMap { source in
                [
                    needed("ConfigMap", source["configMap"], "name"),
                    needed("Secret", source["secret"], source["secret"]?["secretName"] == nil ? "name" : "secretName"),
                ]
            } + [core("PersistentVolumeClaim", volume[path: ["persistentVolumeClaim", "claimName"]])]
        }

        private func container(_ container: Value) -> [ObjectIdentity?] {
            let values = (container["env"]?.array ?? []).compactMap { $0["valueFrom"] }.flatMap { source in
                [
                    needed("ConfigMap", source["configMapKeyRef"], "name"),
                    needed("Secret", source["secretKeyRef"], "name"),
                ]
            }
            return (container["envFrom"]?.array ?? []).flatMap { source in
                [needed("ConfigMap", source["configMapRef"], "name"), needed("Secret", source["secretRef"], "name")]
            } + values
        }

        private func needed(_ kind: String, _ reference: Value?, _ field: String) -> ObjectIdentity? {
            reference?["optional"]?.bool ?? false ? nil : core(kind, reference?[field])
        }

        func service(_ set: Value) -> Set<ObjectIdentity> {
            Set([core("Service", set[path: ["spec", "serviceName"]])].compactMap(\.self))
        }

        func ingress(_ ingress: Value) -> Set<ObjectIdentity> {
            Set(
                (ingress[path: ["spec", "tls"]]?.array ?? []).compactMap { core("Secret", $0["secretName"]) })
        }

        func binding(_ binding: Value) -> Set<ObjectIdentity> {
            let role = binding["roleRef"]
            let kind = role?["kind"]?.string ?? ""
            var found: Set<ObjectIdentity> = []
            if let name = role?["name"]?.string {
                found.insert(
                    Self.object("rbac.authorization.k8s.io", kind, kind == "Role" ? namespace : "", name))
            }
            for subject in binding["subjects"]?.array ?? [] where subject["kind"] == "ServiceAccount" {
                guard let name = subject["name"]?.string else { continue }
                found.insert(
                    Self.object("", "ServiceAccount", subject["namespace"]?.string ?? namespace, name))
            }
            return found
        }
    }
}
