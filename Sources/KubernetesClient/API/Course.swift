/// What becomes of one request over its attempts: where it goes next, when, and how long it may still take.
struct Course: Hashable, Sendable {
    /// What is to be done after an attempt.
    enum Step: Hashable, Sendable {
        case finish
        /// Send again at once, to the new target.
        case follow
        case renewCredentials
        /// An earlier attempt's failure stands.
        case fail(TransportFailure)
        case wait(milliseconds: Int)
    }

    /// Path and query of the next attempt.
    private(set) var target: String
    /// How the last attempt that was repeated ended.
    private(set) var previousAttempt: String?
    private var retries: RetryMachine
    private var redirections = 0
    private let deadline: Int64?

    private static let maximumRedirections = 10
    /// As many milliseconds as libcurl counts everywhere: 24 days.
    private static let longestTimeout = Int(Int32.max)

    /// When a call that begins now must have ended; nil stands for no limit.
    static func deadline(
        after milliseconds: Int?, now: Int64 = MonotonicClock.milliseconds()
    ) -> Int64? { milliseconds.map { now + Int64(min($0, longestTimeout)) } }

    /// - Parameter deadline: counts unless the request has its own.
    init(_ request: APIRequest, deadline: Int64?) {
        target = request.target.text
        retries = RetryMachine(
            request.method == "GET" ? .always : request.repetition,
            longestWait: request.isUrgent ? 0 : RetryMachine.longestWaitSeconds)
        self.deadline = request.deadline ?? deadline
    }

    /// Milliseconds left for the next attempt, at least one; nil when there is no limit.
    func timeLeft(now: Int64) -> Int? { deadline.map { Int(max($0 - now, 1)) } }

    /// An attempt ended.
    mutating func handle(
        _ outcome: Result<ResponseHead, TransportFailure>, url: ServerURL, now: Int64 = MonotonicClock.milliseconds()
    ) -> Step {
        if case .success(let head) = outcome, follow(head, url) { return .follow }
        switch retries.handle(RetryMachine.Event(outcome)) {
        case .finish: return .finish
        case .renewCredentials: return .renewCredentials
        case .fail(let failure): return .fail(failure)
        case .retry(let milliseconds):
            if let deadline, now + Int64(milliseconds) >= deadline { return .finish }
            previousAttempt = Self.describe(outcome)
            return .wait(milliseconds: milliseconds)
        }
    }

    /// Goes on to another place of the same server; credentials follow nowhere else.
    private mutating func follow(_ head: ResponseHead, _ url: ServerURL) -> Bool {
        guard retries.repetition == .always, [301, 302, 303, 307, 308].contains(head.status),
            let location = head.location,
            redirections < Self.maximumRedirections, let next = Self.target(of: location, on: url)
        else { return false }
        redirections += 1
        target = next
        return true
    }

    /// The target that a `Location` names, without the base path; nil when it is on another server.
    private static func target(of location: String, on url: ServerURL) -> String? {
        var path = Substring(location)
        if !location.hasPrefix("/") || location.hasPrefix("//") {
            guard let other = ServerURL(location),
                (other.scheme, other.host, other.port) == (url.scheme, url.host, url.port),
                let start = location.utf8.dropFirst("https://".utf8.count).firstIndex(of: UInt8(ascii: "/"))
            else { return nil }
            path = location[start...]
        }
        guard path.utf8.starts(with: url.basePath.utf8) else { return nil }
        let target = String(path.dropFirst(url.basePath.count))
        return target.hasPrefix("/") ? target : nil
    }

    private static func describe(_ outcome: Result<ResponseHead, TransportFailure>) -> String {
        switch outcome {
        case .success(let head): "the server answered \(head.status)"
        case .failure(let failure): failure.message
        }
    }
}

extension RetryMachine.Event {
    /// What an attempt's outcome means for its repetition.
    init(_ outcome: Result<ResponseHead, TransportFailure>) {
        self =
            switch outcome {
            case .success(let head): .answered(status: head.status, retryAfterSeconds: head.retryAfter)
            case .failure(let failure): .failed(failure)
            }
    }
}
