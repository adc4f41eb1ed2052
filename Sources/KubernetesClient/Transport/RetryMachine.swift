/// Decides whether a request is sent again; knows nothing of sockets or clocks.
struct RetryMachine: Hashable, Sendable {
    /// How an attempt ended.
    enum Event: Hashable, Sendable {
        case answered(status: Int, retryAfterSeconds: Int?)
        case failed(TransportFailure)
    }

    /// What is to be done.
    enum Action: Hashable, Sendable {
        /// The attempt's outcome stands.
        case finish
        case retry(afterMilliseconds: Int)
        /// An earlier attempt's failure stands.
        case fail(TransportFailure)
        /// Get new credentials and, when there are any, send again.
        case renewCredentials
    }

    /// Repetitions of one request.
    static let maximumRetries = 10
    /// A server that wants to be left alone for longer is told to the user instead.
    static let longestWaitSeconds = 300

    /// Seconds that the request may wait before it is sent again.
    private let longestWait: Int

    /// How often a request may be sent again although the server may have carried it out.
    enum Repetition: Hashable, Sendable {
        /// A read.
        case always
        /// A write that, made twice, leaves what it leaves when it is made once.
        case once
        /// The same of a write that is bound to the object's version: when the repetition finds another version there,
        /// the first attempt may have made it, and nobody knows.
        case onceAtVersion
        case never
    }

    let repetition: Repetition
    private var retries = 0
    private var renewedCredentials = false
    /// How the first attempt that brought no answer ended.
    private(set) var loss: TransportFailure?

    /// - Parameter longestWait: in seconds; 0 for a request that can't wait.
    init(_ repetition: Repetition, longestWait: Int = longestWaitSeconds) {
        self.repetition = repetition
        self.longestWait = longestWait
    }

    mutating func handle(_ event: Event) -> Action {
        switch event {
        case .answered(status: 401, _): renewCredentials()
        case .answered(let status, let seconds?) where status == 429 || status >= 500: retry(afterSeconds: seconds)
        case .answered(status: 409, _): conflict
        case .answered: .finish
        case .failed(let failure) where failure.reason == .lost: lost(failure)
        case .failed: .finish
        }
    }

    private mutating func lost(_ failure: TransportFailure) -> Action {
        let mayRepeat =
            switch repetition {
            case .always: true
            case .once, .onceAtVersion: loss == nil
            case .never: false
            }
        if loss == nil { loss = failure }
        return mayRepeat ? retry(afterSeconds: 1) : .finish
    }

    private var conflict: Action {
        if repetition == .onceAtVersion, let loss { return .fail(loss) }
        return .finish
    }

    private mutating func renewCredentials() -> Action {
        guard !renewedCredentials else { return .finish }
        renewedCredentials = true
        return .renewCredentials
    }

    private mutating func retry(afterSeconds seconds: Int) -> Action {
        guard retries < Self.maximumRetries, seconds <= longestWait else { return .finish }
        retries += 1
        return .retry(afterMilliseconds: max(seconds, 0) * 1000)
    }
}
