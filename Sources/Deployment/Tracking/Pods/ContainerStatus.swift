internal import Documents

/// A container of a pod, as the node last told of it.
struct ContainerStatus: Hashable, Sendable {
    enum State: Hashable, Sendable {
        case waiting(reason: String, message: String)
        case running
        case terminated(Termination)
        /// Nobody has told yet.
        case unknown
    }

    /// How a run of a container ended.
    struct Termination: Hashable, Sendable {
        var exitCode: Int
        var reason: String
        var message: String
    }

    var name: String
    var isInit: Bool
    var state: State
    var restarts: Int
    var isReady: Bool
    /// Its startup probe, if it has one, has passed.
    var isStarted: Bool
    var lastTermination: Termination?
    /// How long after its start its readiness probe may fail; nil when it has none.
    var readinessTime: ReadinessProbeTime?

    /// - Parameter spec: the container in the pod's specification.
    init(_ status: Value, isInit: Bool, spec: Value?) {
        name = status["name"]?.string ?? ""
        self.isInit = isInit
        restarts = Int(clamping: status["restartCount"]?.integer ?? 0)
        isReady = status["ready"]?.bool ?? false
        state = Self.state(status["state"] ?? .null)
        isStarted = status["started"]?.bool ?? (state == .running)
        lastTermination = status[path: ["lastState", "terminated"]].map(Termination.init)
        readinessTime = spec.flatMap(ReadinessProbeTime.init)
    }

    private static func state(_ state: Value) -> State {
        if let waiting = state["waiting"] {
            return .waiting(reason: waiting["reason"]?.string ?? "", message: waiting["message"]?.string ?? "")
        }
        if state["running"] != nil { return .running }
        return state["terminated"].map { .terminated(Termination($0)) } ?? .unknown
    }

    /// A run of it has begun: it has a log.
    var hasRun: Bool {
        switch state {
        case .running, .terminated: true
        case .waiting, .unknown: lastTermination != nil
        }
    }

    /// Why a container that waits won't start without help, or only after another failure.
    var startFault: (reason: String, message: String)? {
        guard case .waiting(let reason, let message) = state, Self.faults.contains(reason) else { return nil }
        return (reason, message)
    }

    /// The fault lasts without the node telling of it again.
    var isStuck: Bool { startFault.map { Self.lastingFaults.contains($0.reason) } ?? false }

    /// How the run that is to be looked at ended: this one, or the one before.
    var end: Termination? {
        if case .terminated(let end) = state { return end }
        return lastTermination
    }

    private static let lastingFaults: Set = [
        "ErrImageNeverPull", "InvalidImageName", "CreateContainerConfigError", "CreateContainerError",
        "RunContainerError", "ImageInspectError",
    ]
    private static let faults = lastingFaults.union([
        "ImagePullBackOff", "ErrImagePull", "CrashLoopBackOff", "RegistryUnavailable", "PostStartHookError",
        "PreStartHookError",
    ])
}

extension ContainerStatus.Termination {
    init(_ value: Value) {
        exitCode = Int(clamping: value["exitCode"]?.integer ?? 0)
        reason = value["reason"]?.string ?? ""
        message = value["message"]?.string ?? ""
    }

    /// The reason, unless it says no more than the exit code does.
    var tellingReason: String? { ["", "Error", "Completed"].contains(reason) ? nil : reason }
}
