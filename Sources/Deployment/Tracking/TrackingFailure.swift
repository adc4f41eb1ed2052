package import Shared

/// An object that won't become ready, with what is needed to see why.
///
/// Everything in it was read when the failure was noticed, before anything could be rolled back.
package struct TrackingFailure: Error, Hashable, Sendable {
    /// What is wrong.
    package enum Cause: Hashable, Sendable {
        /// A container can't start, or doesn't stay up.
        case container(ContainerFault)
        /// The object's own status says so, or an event of its controller.
        case status(reason: String, message: String)
        /// It took longer than it may; what it was waiting for.
        case timeout(Duration, waitingFor: String)
        /// Nothing happened for so long; what it was waiting for.
        case noActivity(Duration, waitingFor: String)
        /// The object isn't there any more.
        case deleted
    }

    /// What is wrong with a container.
    package struct ContainerFault: Hashable, Sendable {
        package var pod: String
        package var container: String
        /// In one word, as the node says it: `CrashLoopBackOff`, `ErrImagePull`.
        package var reason: String
        /// What the node says about it; may be empty.
        package var message: String
        /// How the container's last run ended.
        package var exitCode: Int?
        /// Why the container's last run ended, when that isn't simply an error: `OOMKilled`.
        package var exitReason: String?

        package init(
            pod: String, container: String, reason: String, message: String = "", exitCode: Int? = nil,
            exitReason: String? = nil
        ) {
            self.pod = pod
            self.container = container
            self.reason = reason
            self.message = message
            self.exitCode = exitCode
            self.exitReason = exitReason
        }
    }

    /// The last lines of a container's log.
    package struct LogExcerpt: Hashable, Sendable {
        package var pod: String
        package var container: String
        package var lines: [String]

        package init(pod: String, container: String, lines: [String]) {
            self.pod = pod
            self.container = container
            self.lines = lines
        }
    }

    package var identity: ResourceIdentity
    package var cause: Cause
    /// The container that explains the failure, if one does.
    package var container: ContainerFault?
    /// The newest events of the object and of its failing pod, `REASON: MESSAGE`, the newest last.
    package var events: [String]
    package var logs: [LogExcerpt]

    package init(
        identity: ResourceIdentity, cause: Cause, container: ContainerFault? = nil, events: [String] = [],
        logs: [LogExcerpt] = []
    ) {
        self.identity = identity
        self.cause = cause
        self.container = container
        self.events = events
        self.logs = logs
    }
}

extension TrackingFailure: CustomStringConvertible {
    /// The object and the cause, on one line.
    package var description: String { "\(identity.kind)/\(identity.name): \(reason)" }

    /// The cause, and the container that explains it.
    package var reason: String {
        switch cause {
        case .container: "\(cause)"
        case .status, .deleted: container.map { "\(cause); \($0)" } ?? "\(cause)"
        // What it was waiting for says it already.
        case .timeout, .noActivity: "\(cause)"
        }
    }

    /// Events and log lines, for below the description.
    package var details: [String] {
        let shown = events.isEmpty ? [] : ["last events:"] + events.map { "  \($0)" }
        return shown
            + logs.flatMap { log in
                ["last lines of pod \(log.pod), container \(log.container):"] + log.lines.map { "  \($0)" }
            }
    }
}

extension TrackingFailure.Cause: CustomStringConvertible {
    package var description: String {
        switch self {
        case .container(let fault): "\(fault)"
        case .status(let reason, let message): [reason, message].filter { !$0.isEmpty }.joined(separator: ": ")
        case .timeout(let limit, let waitingFor): "not ready after \(limit.words): \(waitingFor)"
        case .noActivity(let limit, let waitingFor): "nothing happened for \(limit.words): \(waitingFor)"
        case .deleted: "it was deleted while it was waited for"
        }
    }
}

extension TrackingFailure.ContainerFault: CustomStringConvertible {
    package var description: String {
        var text = "pod \(pod), container \(container): \(reason)"
        let end = [exitReason, exitCode.map { "exit code \($0)" }].compactMap(\.self)
        if !end.isEmpty { text += " (\(end.joined(separator: ", ")))" }
        return message.isEmpty ? text : "\(text): \(message)"
    }
}

extension Duration {
    /// Whole seconds as people say them: `4m`, `90s`.
    var words: String {
        let seconds = components.seconds
        return seconds >= 60 && seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
    }
}
