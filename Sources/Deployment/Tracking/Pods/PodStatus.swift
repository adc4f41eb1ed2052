internal import Documents

/// What tracking needs of a pod; the rest isn't kept.
struct PodStatus: Hashable, Sendable {
    var name: String
    var namespace: String
    var uid: String
    /// When it was made; texts compare as times do.
    var created: String
    /// The UID of the object that controls it.
    var owner: String?
    var labels: [String: String]
    var phase: String
    var isBeingDeleted: Bool
    /// Why no node takes it.
    var unscheduled: String?
    /// Init containers first.
    var containers: [ContainerStatus]

    init(_ pod: Value) {
        let metadata = pod["metadata"] ?? .null
        name = metadata["name"]?.string ?? ""
        namespace = metadata["namespace"]?.string ?? ""
        uid = metadata["uid"]?.string ?? ""
        created = metadata["creationTimestamp"]?.string ?? ""
        owner = OwnedObject.controller(of: metadata)
        labels = Self.revisionLabels(metadata["labels"])
        phase = pod[path: ["status", "phase"]]?.string ?? ""
        isBeingDeleted = metadata["deletionTimestamp"]?.string != nil
        unscheduled = ObjectStatus(pod).condition("PodScheduled").flatMap { $0.status == "False" ? $0.words : nil }
        containers =
            Self.containers(pod, status: "initContainerStatuses", spec: "initContainers", areInit: true)
            + Self.containers(pod, status: "containerStatuses", spec: "containers", areInit: false)
    }

    private static func containers(
        _ pod: Value, status: String, spec: String, areInit: Bool
    ) -> [ContainerStatus] {
        let specs = pod["spec"]?[spec]?.array ?? []
        return (pod["status"]?[status]?.array ?? []).map { container in
            let name = container["name"]?.string
            return ContainerStatus(container, isInit: areInit, spec: specs.first { $0["name"]?.string == name })
        }
    }

    /// The labels by which controllers tell the pods of one revision from another's.
    private static func revisionLabels(_ labels: Value?) -> [String: String] {
        var found: [String: String] = [:]
        for key in [PodRevision.statefulSetLabel, PodRevision.daemonSetLabel] { found[key] = labels?[key]?.string }
        return found
    }

    /// The first thing that keeps it from being ready, in a few words.
    var obstacle: String? {
        if let unscheduled { return "pod \(name): \(unscheduled)" }
        for container in containers {
            switch container.state {
            case .waiting(let reason, let message) where !["PodInitializing", "ContainerCreating", ""].contains(reason):
                let text = "pod \(name), container \(container.name): \(reason)"
                return message.isEmpty ? text : "\(text): \(message)"
            case .terminated(let end) where end.exitCode != 0:
                return "pod \(name), container \(container.name): ended with exit code \(end.exitCode)"
            case .running where !container.isInit && !container.isReady:
                return "pod \(name), container \(container.name): running, not ready"
            default: continue
            }
        }
        return nil
    }

    /// The container that best explains why the pod doesn't do what it should.
    var culprit: ContainerStatus? {
        containers.first { $0.startFault != nil }
            ?? containers.first { $0.end.map { $0.exitCode != 0 } ?? false }
            ?? containers.first { $0.state == .running && !$0.isInit && !$0.isReady }
    }

    /// What is wrong with a container of it.
    func fault(of container: ContainerStatus, reason: String? = nil, message: String = "")
        -> TrackingFailure.ContainerFault
    {
        let end = container.end.flatMap { $0.exitCode == 0 && reason == nil ? nil : $0 }
        let start = container.startFault
        let word = reason ?? start?.reason ?? end?.reason ?? ""
        return TrackingFailure.ContainerFault(
            pod: name, container: container.name, reason: word.isEmpty ? "not ready" : word,
            message: message.isEmpty ? start?.message ?? end?.message ?? "" : message, exitCode: end?.exitCode,
            exitReason: end?.tellingReason.flatMap { $0 == word ? nil : $0 })
    }
}

/// Whom an object belongs to.
enum OwnedObject {
    /// The UID of the controller in `metadata.ownerReferences`.
    static func controller(of metadata: Value) -> String? {
        let owners = metadata["ownerReferences"]?.array ?? []
        return owners.first { $0["controller"]?.bool == true }?["uid"]?.string
    }
}
