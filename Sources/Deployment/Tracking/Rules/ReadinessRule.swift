internal import Documents
internal import KubernetesClient

/// How to see whether objects of a kind are ready.
enum ReadinessRule: Hashable, Sendable {
    case deployment, statefulSet, daemonSet, replicaSet, job, pod, claim, customResourceDefinition, apiService
    case namespace, canary
    /// A pod that is a hook of Helm's: it does something, and comes to an end.
    case hookPod
    /// A kind of the cluster itself with nothing to wait for.
    case atOnce
    /// Everything else: somebody's own kind.
    case custom(group: String, kind: String)

    /// The rule for an object that is tracked.
    init(for object: TrackedObject) {
        self.init(for: object.reference.type)
        let annotations = object.object[path: ["metadata", "annotations"]]
        if self == .pod, annotations?["helm.sh/hook"] != nil { self = .hookPod }
    }

    /// The rule for a kind, whichever version of it.
    init(for type: ResourceType) {
        switch (type.group, type.kind) {
        case ("apps", "Deployment"), ("extensions", "Deployment"): self = .deployment
        case ("apps", "StatefulSet"): self = .statefulSet
        case ("apps", "DaemonSet"), ("extensions", "DaemonSet"): self = .daemonSet
        case ("apps", "ReplicaSet"), ("extensions", "ReplicaSet"), ("", "ReplicationController"): self = .replicaSet
        case ("batch", "Job"): self = .job
        case ("", "Pod"): self = .pod
        case ("", "PersistentVolumeClaim"): self = .claim
        case ("", "Namespace"): self = .namespace
        case ("apiextensions.k8s.io", "CustomResourceDefinition"): self = .customResourceDefinition
        case ("apiregistration.k8s.io", "APIService"): self = .apiService
        case ("flagger.app", "Canary"): self = .canary
        case (let group, let kind):
            self = Self.ownGroups.contains(group) ? .atOnce : .custom(group: group, kind: kind)
        }
    }

    /// What the object says of itself.
    ///
    /// - Returns: nil when its status has no shape that anybody knows.
    func readiness(of object: Value) -> Readiness? {
        if self != .namespace, ObjectStatus(object).isBeingDeleted, !isFinishing {
            return .waiting("it is being deleted")
        }
        return switch self {
        case .deployment: WorkloadRules.deployment(object)
        case .statefulSet: WorkloadRules.statefulSet(object)
        case .daemonSet: WorkloadRules.daemonSet(object)
        case .replicaSet: WorkloadRules.replicaSet(object)
        case .job: WorkloadRules.job(object)
        case .pod: SingleObjectRules.pod(object)
        case .hookPod: SingleObjectRules.hookPod(object)
        case .claim: SingleObjectRules.claim(object)
        case .customResourceDefinition: SingleObjectRules.customResourceDefinition(object)
        case .apiService: SingleObjectRules.apiService(object)
        case .namespace: SingleObjectRules.namespace(object)
        case .canary: SingleObjectRules.canary(object)
        case .atOnce: .ready
        case .custom(let group, let kind): CustomRules.readiness(of: object, group: group, kind: kind)
        }
    }

    /// The object has pods of its own.
    var hasPods: Bool {
        switch self {
        case .deployment, .statefulSet, .daemonSet, .replicaSet, .job, .pod, .hookPod: true
        default: false
        }
    }

    /// The object comes to an end, and may be cleaned away then.
    var isFinishing: Bool { self == .job || isPod }

    /// The object is a pod itself.
    var isPod: Bool { self == .pod || self == .hookPod }

    /// Whether its containers answer their readiness probes is what counts, not how they end.
    var countsProbes: Bool { self != .job && self != .hookPod }

    /// Silence means that nobody takes care of it.
    var failsWhenNothingHappens: Bool {
        switch self {
        case .claim, .customResourceDefinition, .apiService, .custom: true
        default: false
        }
    }

    /// The API groups that every server has; other groups are extensions.
    private static let ownGroups: Set = [
        "", "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "apps",
        "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch", "certificates.k8s.io",
        "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io", "extensions", "flowcontrol.apiserver.k8s.io",
        "networking.k8s.io", "node.k8s.io", "policy", "rbac.authorization.k8s.io", "resource.k8s.io",
        "scheduling.k8s.io", "storage.k8s.io", "storagemigration.k8s.io",
    ]
}
