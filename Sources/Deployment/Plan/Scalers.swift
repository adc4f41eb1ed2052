internal import Documents
internal import Shared

/// Objects that set the replicas of others: HorizontalPodAutoscalers and KEDA's ScaledObjects.
enum Scalers {
    /// The objects whose `spec.replicas` the given objects drive.
    static func targets(of objects: some Sequence<Value>) -> Set<ObjectIdentity> {
        Set(objects.compactMap(target))
    }

    static func target(of object: Value) -> ObjectIdentity? {
        let kind = object["kind"]?.string
        guard kind == "HorizontalPodAutoscaler" || kind == "ScaledObject",
            let reference = object[path: ["spec", "scaleTargetRef"]], let name = reference["name"]?.string
        else { return nil }
        return ResourceIdentity(
            apiVersion: reference["apiVersion"]?.string ?? "apps/v1", kind: reference["kind"]?.string ?? "Deployment",
            namespace: object[path: ["metadata", "namespace"]]?.string ?? "", name: name
        ).object
    }
}
