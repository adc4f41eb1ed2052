internal import Documents

/// Tells the pods of a workload's newest revision from those on their way out.
struct PodRevision: Hashable, Sendable {
    /// A ReplicaSet, as far as it matters which Deployment and revision it is of.
    struct ReplicaSet: Hashable, Sendable {
        var uid: String
        var owner: String?
        var revision: String?

        /// - Parameter object: the ReplicaSet, or its metadata alone.
        init(_ object: Value) {
            let metadata = object["metadata"] ?? .null
            uid = metadata["uid"]?.string ?? ""
            owner = OwnedObject.controller(of: metadata)
            revision = metadata["annotations"]?[PodRevision.deploymentAnnotation]?.string
        }
    }

    /// The UID of what controls the pods.
    var owner: String?
    private var label: (key: String, value: String)?

    /// - Parameters:
    ///   - object: the workload; one without a UID has no pods.
    ///   - replicaSets: those of the namespace.
    /// - Returns: nil while it isn't known which pods are the new ones.
    init?(of object: Value, rule: ReadinessRule, replicaSets: some Sequence<ReplicaSet>) {
        guard let uid = object[path: ["metadata", "uid"]]?.string else { return nil }
        let annotations = object[path: ["metadata", "annotations"]]
        switch rule {
        case .deployment:
            guard ObjectStatus(object).isObserved, let revision = annotations?[Self.deploymentAnnotation]?.string,
                let newest = replicaSets.first(where: { $0.owner == uid && $0.revision == revision })
            else { return nil }
            owner = newest.uid
        case .statefulSet:
            guard ObjectStatus(object).isObserved, let revision = ObjectStatus(object).text("updateRevision") else {
                return nil
            }
            (owner, label) = (uid, (Self.statefulSetLabel, revision))
        case .daemonSet:
            let generation = annotations?[Self.daemonSetAnnotation]?.string ?? "\(ObjectStatus(object).generation)"
            (owner, label) = (uid, (Self.daemonSetLabel, generation))
        default: owner = uid
        }
    }

    /// The pod is one of the newest revision.
    func includes(_ pod: PodStatus) -> Bool {
        pod.owner == owner && (label.map { pod.labels[$0.key] == $0.value } ?? true)
    }

    static func == (left: PodRevision, right: PodRevision) -> Bool {
        left.owner == right.owner && left.label?.key == right.label?.key && left.label?.value == right.label?.value
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(owner)
        hasher.combine(label?.value)
    }

    static let deploymentAnnotation = "deployment.kubernetes.io/revision"
    static let statefulSetLabel = "controller-revision-hash"
    static let daemonSetLabel = "pod-template-generation"
    private static let daemonSetAnnotation = "deprecated.daemonset.template.generation"
}
