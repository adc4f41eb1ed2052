internal import GoTime

/// Counts what goes wrong in the pods of a workload.
///
/// One error is: a container comes into a state in which it doesn't start, stays in one that lasts for another ten
/// seconds, is started anew because of a probe, or fails its readiness probe once more after its time of grace.
struct FaultCounter: Sendable {
    private(set) var count = 0
    /// The newest error.
    private(set) var last: TrackingFailure.ContainerFault?
    /// Pods whose events may tell why a container was started anew.
    private var restarted: Set<String> = []
    /// When to look again although nothing has changed.
    private(set) var wake: Duration?

    private let graces: [String: GoDuration]
    /// Init containers that end with an error are errors.
    private let countsInitErrors: Bool
    /// Readiness probes that fail are errors.
    private let countsProbes: Bool
    private var memories: [Key: Memory] = [:]
    private var eventCounts: [String: Int] = [:]

    private struct Key: Hashable {
        var pod: String
        var container: String
    }

    private struct Mark: Equatable {
        var reason: String
        var restarts: Int
    }

    private struct Memory {
        var mark: Mark?
        var restarts: Int
        var nextLasting: Duration = .zero
        var runningSince: Duration?
        var nextUnready: Duration?
    }

    /// Between two errors for one state that lasts.
    private static let lastingPeriod = Duration.seconds(10)

    /// - Parameter graces: by container: how long after its start its readiness probe may fail.
    init(graces: [String: GoDuration] = [:], countsInitErrors: Bool = false, countsProbes: Bool = true) {
        self.graces = graces
        self.countsProbes = countsProbes
        self.countsInitErrors = countsInitErrors
    }

    /// Looks at the pods that count, as they are now.
    mutating func look(at pods: [PodStatus], now: Duration) {
        wake = nil
        for pod in pods where !pod.isBeingDeleted {
            for container in pod.containers {
                let key = Key(pod: pod.uid, container: container.name)
                var memory = memories[key] ?? Memory(restarts: container.restarts)
                lookForFault(pod, container, &memory, now)
                lookForRestart(pod, container, &memory)
                lookForProbe(pod, container, &memory, now)
                memories[key] = memory
            }
        }
    }

    /// Looks at events of these pods: one for a probe that has made a container start anew is an error.
    mutating func look(at events: [ClusterEvent], of pods: [PodStatus]) {
        for event in events where event.tellsOfRestart {
            guard let pod = pods.first(where: { $0.uid == event.subject }), !pod.isBeingDeleted,
                event.count > eventCounts[event.uid] ?? 0
            else { continue }
            eventCounts[event.uid] = event.count
            let name = pod.containers.first { event.message.utf8.contains("Container \($0.name) ".utf8) }
            guard let container = name ?? pod.culprit ?? pod.containers.last else { continue }
            add(pod.fault(of: container, reason: "probe failed", message: event.message))
        }
    }

    /// The pods whose events are to be read now; each is named once for each restart.
    mutating func takeRestarted() -> Set<String> {
        defer { restarted = [] }
        return restarted
    }

    private mutating func lookForFault(
        _ pod: PodStatus, _ container: ContainerStatus, _ memory: inout Memory, _ now: Duration
    ) {
        guard let reason = faultReason(container) else {
            memory.mark = nil
            return
        }
        let mark = Mark(reason: reason, restarts: container.restarts)
        if memory.mark != mark || (container.isStuck && now >= memory.nextLasting) {
            memory.mark = mark
            memory.nextLasting = now + Self.lastingPeriod
            add(pod.fault(of: container))
        }
        if container.isStuck { wakeUp(at: memory.nextLasting) }
    }

    private func faultReason(_ container: ContainerStatus) -> String? {
        if let fault = container.startFault { return fault.reason }
        guard countsInitErrors, container.isInit, case .terminated(let end) = container.state, end.exitCode != 0 else {
            return nil
        }
        return end.reason
    }

    private mutating func lookForRestart(
        _ pod: PodStatus, _ container: ContainerStatus, _ memory: inout Memory
    ) {
        if container.restarts > memory.restarts { restarted.insert(pod.uid) }
        memory.restarts = container.restarts
    }

    private mutating func lookForProbe(
        _ pod: PodStatus, _ container: ContainerStatus, _ memory: inout Memory, _ now: Duration
    ) {
        guard countsProbes, case .running = container.state, container.isStarted, !container.isInit,
            let time = container.readinessTime
        else {
            (memory.runningSince, memory.nextUnready) = (nil, nil)
            return
        }
        let since = memory.runningSince ?? now
        memory.runningSince = since
        guard !container.isReady else { return memory.nextUnready = nil }
        let grace = graces[container.name].map { Duration.nanoseconds($0.nanoseconds) } ?? .seconds(time.grace)
        let due = memory.nextUnready ?? max(now, since + grace)
        memory.nextUnready = due
        if now >= due, now >= since + grace {
            memory.nextUnready = now + .seconds(time.period)
            add(pod.fault(of: container, reason: "readiness probe fails"))
        }
        wakeUp(at: memory.nextUnready ?? due)
    }

    private mutating func add(_ fault: TrackingFailure.ContainerFault) {
        count += 1
        last = fault
    }

    private mutating func wakeUp(at time: Duration) { wake = min(wake ?? time, time) }
}
