internal import Documents
internal import Shared

/// Things that only one object can have at a time: a dropped object that has one must go before another gets it.
enum Collisions {
    /// What an object takes for itself.
    static func claims(of object: Value, _ identity: ResourceIdentity, singleUserClaims: Set<String>) -> Set<String> {
        switch identity.kind {
        case "Service": nodePorts(object)
        case "Ingress": routes(object)
        default: podClaims(object, identity.namespace, singleUserClaims)
        }
    }

    /// The PersistentVolumeClaims that one node at a time can mount, as `namespace/name`.
    static func singleUserClaims(in objects: some Sequence<(identity: ResourceIdentity, object: Value)>) -> Set<String>
    {
        let single: Set<Value> = ["ReadWriteOnce", "ReadWriteOncePod"]
        return Set(
            objects.compactMap { identity, object in
                guard identity.kind == "PersistentVolumeClaim",
                    let modes = object[path: ["spec", "accessModes"]]?.array, modes.allSatisfy(single.contains)
                else { return nil }
                return "\(identity.namespace)/\(identity.name)"
            })
    }

    private static func nodePorts(_ service: Value) -> Set<String> {
        Set(
            items(service, ["spec", "ports"]).compactMap { port in
                guard let number = port["nodePort"]?.integer, number > 0 else { return nil }
                return "node port \(number)/\(port["protocol"]?.string ?? "TCP")"
            })
    }

    private static func routes(_ ingress: Value) -> Set<String> {
        Set(
            items(ingress, ["spec", "rules"]).flatMap { rule in
                items(rule, ["http", "paths"]).map { path in
                    "route \(rule["host"]?.string ?? "*")\(path["path"]?.string ?? "/")"
                }
            })
    }

    private static func podClaims(_ workload: Value, _ namespace: String, _ singleUser: Set<String>) -> Set<String> {
        guard let path = ApplyForm.podSpec(of: workload), let spec = workload[path: path] else { return [] }
        var claims = Set<String>()
        for container in items(spec, ["containers"]) {
            for port in items(container, ["ports"]) {
                guard let number = port["hostPort"]?.integer, number > 0 else { continue }
                claims.insert("host port \(number)/\(port["protocol"]?.string ?? "TCP")")
            }
        }
        for volume in items(spec, ["volumes"]) {
            guard let name = volume[path: ["persistentVolumeClaim", "claimName"]]?.string else { continue }
            let claim = "\(namespace)/\(name)"
            if singleUser.contains(claim) { claims.insert("volume claim \(claim)") }
        }
        return claims
    }

    private static func items(_ value: Value, _ path: [String]) -> [Value] { value[path: path]?.array ?? [] }
}
