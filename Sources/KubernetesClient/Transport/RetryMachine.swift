/// Decides whether a request is sent again; knows nothing of sockets or clocks.
struct RetryMachine: Hashable, Sendable {
    /// How an attempt ended.
    enum Event: Hashable, Sendable {
        case answered(status: Int, retryAfterSeconds: Int?)
        case failed(TransportFailure.Reason)
    }

    /// What is to be done.
    enum Action: Hashable, Sendable {
        /// The attempt's outcome stands.
        case finish
        case retry(afterMilliseconds: Int)
        /// Get new credentials and, when there are any, send again.
        case renewCredentials
    }

    /// Repetitions of one request.
    static let maximumRetries = 10
    /// A server that wants to be left alone for longer is told to the user instead.
    static let longestWaitSeconds = 300

    /// The request changes nothing: it may be sent again although the server may have seen it.
    let isRead: Bool
    private var retries = 0
    private var renewedCredentials = false

    init(isRead: Bool) { self.isRead = isRead }

    mutating func handle(_ event: Event) -> Action {
        switch event {
        case .answered(status: 401, _): renewCredentials()
        case .answered(let status, let seconds?) where status == 429 || status >= 500: retry(afterSeconds: seconds)
        case .answered: .finish
        case .failed(.lost) where isRead: retry(afterSeconds: 1)
        case .failed: .finish
        }
    }

    private mutating func renewCredentials() -> Action {
        guard !renewedCredentials else { return .finish }
        renewedCredentials = true
        return .renewCredentials
    }

    private mutating func retry(afterSeconds seconds: Int) -> Action {
        guard retries < Self.maximumRetries, seconds <= Self.longestWaitSeconds else { return .finish }
        retries += 1
        return .retry(afterMilliseconds: max(seconds, 0) * 1000)
    }
}
