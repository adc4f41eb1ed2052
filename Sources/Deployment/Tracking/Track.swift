internal import Documents
internal import KubernetesClient
internal import Shared

/// One object that is being tracked, with all that belongs to it.
struct Track {
    let object: TrackedObject
    let rule: ReadinessRule
    let filter: LogFilter
    /// When its tracking began.
    let start: Duration
    var state: TrackingState
    var waiter: CheckedContinuation<Void, any Error>?
    /// It is as good as over: what is still to be read is being read.
    var isEnding = false
    /// When to look at it again.
    var wake: Duration?
    /// What it is waiting for, and what of that people know.
    var words = ""
    var toldWords = ""
    var seen: Value?
    var revision: PodRevision?
    var pods: [PodStatus] = []
    var logs = FollowedLogs()
    var feeds: [ObjectFeed.Key] = []

    init(_ object: TrackedObject, rule: ReadinessRule, start: Duration) {
        self.object = object
        self.rule = rule
        self.start = start
        filter = LogFilter(object.annotations)
        state = TrackingState(
            rule: rule, annotations: object.annotations, timeout: object.timeout, start: start)
    }

    var isBlocking: Bool { !object.annotations.isNonBlocking }
    var name: String { object.reference.name }
    var namespace: String { object.reference.namespace ?? "" }

    /// The state is that of the object that was applied, or a newer one.
    func concerns(_ seen: Value) -> Bool {
        if let uid = object.uid, seen[path: ["metadata", "uid"]]?.string != uid { return false }
        return ObjectStatus(seen).generation >= ObjectStatus(object.object).generation
    }

    /// The feeds it needs, its own first.
    var neededFeeds: [ObjectFeed.Key] {
        let place = object.reference.namespace
        var keys = [ObjectFeed.Key(type: object.reference.type, namespace: place)]
        // The definitions of a cluster are few and long.
        if rule == .customResourceDefinition { keys[0].name = object.reference.name }
        if rule.hasPods, !rule.isPod { keys.append(.pods(in: place)) }
        if rule == .deployment { keys.append(.replicaSets(in: place)) }
        if object.annotations.showsServiceMessages { keys.append(.events(in: place)) }
        return keys
    }
}

extension ObjectFeed.Key {
    static func pods(in namespace: String?) -> ObjectFeed.Key { ObjectFeed.Key(type: .pods, namespace: namespace) }
    static func events(in namespace: String?) -> ObjectFeed.Key {
        ObjectFeed.Key(type: .events, namespace: namespace)
    }
    /// Only what names their owners and revisions.
    static func replicaSets(in namespace: String?) -> ObjectFeed.Key {
        let type = ResourceType(
            group: "apps", version: "v1", plural: "replicasets", kind: "ReplicaSet", isNamespaced: true)
        return ObjectFeed.Key(type: type, namespace: namespace, metadataOnly: true)
    }
}

/// Which logs of a tracked object are being followed.
struct FollowedLogs {
    /// One run of a container.
    struct Run: Hashable, Sendable {
        var pod: String
        var container: String
        var restart: Int
    }

    /// The UIDs of the pods whose logs are shown.
    private(set) var pods: [String] = []
    private var begun: Set<Run> = []
    var tasks: [Run: Task<Void, Never>] = [:]
    /// By pod's name and container's name.
    var tails: [String: LogTail] = [:]

    /// The runs whose logs are to be followed from now on.
    mutating func next(of status: [PodStatus], most: Int, shows: (String) -> Bool) -> [(PodStatus, Run)] {
        var found: [(PodStatus, Run)] = []
        for pod in status {
            if !pods.contains(pod.uid), pods.count < most { pods.append(pod.uid) }
            guard pods.contains(pod.uid) else { continue }
            for container in pod.containers where shows(container.name) && container.isInRun {
                let run = Run(pod: pod.uid, container: container.name, restart: container.restarts)
                if begun.insert(run).inserted { found.append((pod, run)) }
            }
        }
        return found
    }

    /// Every container that is shown has come to its end, and so has its log.
    func areComplete(_ status: [PodStatus]) -> Bool {
        tasks.isEmpty && status.contains { pods.contains($0.uid) }
            && status.allSatisfy { pod in
                !pods.contains(pod.uid) || pod.containers.allSatisfy { !$0.isInRun || $0.end != nil }
            }
    }
}

extension ContainerStatus {
    /// The run that its log is of has begun, and isn't replaced by another yet.
    fileprivate var isInRun: Bool {
        switch state {
        case .running, .terminated: true
        case .waiting, .unknown: false
        }
    }
}
