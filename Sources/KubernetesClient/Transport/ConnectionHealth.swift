/// How long a connection may be silent before its peer counts as gone.
///
/// Go's clients send an HTTP/2 PING, which libcurl doesn't let its users do. TCP's own probes ask the same of the peer's
/// system, at the same times; ``ConnectionPulse`` asks the server itself.
struct ConnectionHealth: Hashable, Sendable {
    /// Seconds of silence after which the peer is probed; 0 never counts it as gone.
    var idleSeconds = 30
    /// Seconds that the peer has for an answer.
    var answerSeconds = 15

    /// More seconds than this are as good as for ever, and fit everywhere.
    private static let mostSeconds = 32_767

    init() {}

    /// The settings of Go's clients, `HTTP2_READ_IDLE_TIMEOUT_SECONDS` and `HTTP2_PING_TIMEOUT_SECONDS`.
    init(_ environment: [String: String]) {
        let seconds = { (name: String) in
            environment[name].flatMap { Int($0) }.map { min(max($0, 0), Self.mostSeconds) }
        }
        idleSeconds = seconds("HTTP2_READ_IDLE_TIMEOUT_SECONDS") ?? idleSeconds
        answerSeconds = max(seconds("HTTP2_PING_TIMEOUT_SECONDS") ?? answerSeconds, 1)
    }

    /// The peer may be counted as gone.
    var isWatched: Bool { idleSeconds > 0 }

    /// Milliseconds after which a peer that acknowledges nothing is gone.
    var longestSilence: Int { (idleSeconds + answerSeconds) * 1000 }
}
