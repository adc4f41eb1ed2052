internal import Synchronization

/// Notices a server that has fallen silent although its system still acknowledges what is sent to it.
///
/// Go's clients send a PING over HTTP/2, which libcurl lets nobody do. So a small request asks for a sign of life, over
/// the connection on which others wait; without an answer they are lost, and what comes later gets a new connection.
final class ConnectionPulse: Sendable {
    private struct Watched: Sendable {
        weak var exchange: Exchange?
    }

    private struct State: Sendable {
        var watched: [Watched] = []
        var isWatching = false
        /// When the server was last heard, on the monotonic clock.
        var heardAt: Int64 = 0
        /// When the connection was found dead.
        var lostAt: Int64?

        /// Lets go of what has ended; returns what waits.
        mutating func waiting() -> [Exchange] {
            let exchanges = watched.compactMap(\.exchange)
            heardAt = exchanges.reduce(heardAt) { max($0, $1.heardAt ?? 0) }
            let waiting = exchanges.filter { !$0.hasEnded }
            watched = waiting.map { Watched(exchange: $0) }
            return waiting
        }
    }

    private let health: ConnectionHealth
    private let state = Mutex(State())

    /// Nil where nobody's silence is to be noticed.
    init?(_ health: ConnectionHealth) {
        guard health.isWatched else { return nil }
        self.health = health
    }

    /// Seconds that a connection may have lived to be used again; nil for any.
    var longestLife: Int? {
        state.withLock { $0.lostAt }.map { Int(max((MonotonicClock.milliseconds() - $0) / 1000, 1)) }
    }

    /// Takes care of an exchange until it ends.
    func watch(_ exchange: Exchange, _ transport: HTTPTransport) {
        let begins = state.withLock { state in
            if state.watched.count >= 256 { _ = state.waiting() }
            state.watched.append(Watched(exchange: exchange))
            defer { state.isWatching = true }
            return !state.isWatching
        }
        if begins { Task { [weak transport] in await follow(transport) } }
    }

    /// Looks after the exchanges until there are none.
    private func follow(_ transport: HTTPTransport?) async {
        let idle = Int64(health.idleSeconds) * 1000
        var pause = idle
        while true {
            try? await Task.sleep(for: .milliseconds(pause))
            let (waiting, silence) = state.withLock { state in
                let waiting = state.waiting()
                if waiting.isEmpty { state.isWatching = false }
                let oldest = waiting.map(\.isSilentSince).min() ?? 0
                return (waiting, MonotonicClock.milliseconds() - max(state.heardAt, oldest))
            }
            guard let first = waiting.first, let transport else { return }
            if silence >= idle {
                await ask(like: first, transport)
                pause = idle
            } else {
                pause = max(idle - silence, 10)
            }
        }
    }

    /// What is asked for: servers answer it whatever else they are busy with, while other paths stand in the lines of API
    /// Priority and Fairness.
    ///
    /// A refusal (401, 403, 404, 429) is as good a sign of life as any answer.
    static let path = "/livez"

    /// Asks for a sign of life as the requests ask that wait; without one they are lost.
    private func ask(like other: Exchange, _ transport: HTTPTransport) async {
        let began = MonotonicClock.milliseconds()
        var request = HTTPRequest(method: "GET", target: Self.path)
        request.headers = other.request.headers.filter { $0.name == "Authorization" || $0.name == "User-Agent" }
        request.timeoutMilliseconds = health.answerSeconds * 1000
        request.longestConnectionLife = other.request.longestConnectionLife
        let question = Exchange(
            request, endpoint: other.endpoint, identity: other.identity, delivery: .whole(limit: 1 << 20))
        transport.begin(question)
        do throws(TransportFailure) {
            _ = try await question.response(transport)
            state.withLock { $0.heardAt = MonotonicClock.milliseconds() }
        } catch {
            guard error.reason == .timeout else { return }
            let lost = state.withLock { state in
                let silent = state.waiting().filter { $0.isSilentSince < began }
                if state.heardAt < began { state.lostAt = MonotonicClock.milliseconds() }
                return state.heardAt < began ? silent : []
            }
            transport.abandon(lost, TransportFailure(.lost, "http2: client connection lost"))
        }
    }
}

extension Exchange {
    /// When something last came, or when it was asked for; to have asked is no sign of life.
    fileprivate var isSilentSince: Int64 { heardAt ?? madeAt }
}
