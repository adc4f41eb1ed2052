/// Slows down requests to a server in trouble, as Kubernetes' clients do where the environment asks for it.
///
/// Each answer that speaks of trouble doubles the pause before every request; any other end of a request ends it.
struct OverloadBackoff: Hashable, Sendable {
    private let base: Int64
    private let longest: Int64
    /// Milliseconds before the next request.
    private(set) var pause: Int64 = 0
    private var lastTrouble: Int64 = 0

    /// The number of seconds that no pause exceeds.
    private static let mostSeconds: Int64 = 1 << 31

    /// Nil unless `KUBE_CLIENT_BACKOFF_BASE` and `KUBE_CLIENT_BACKOFF_DURATION` both hold a number of seconds.
    init?(_ environment: [String: String]) {
        let seconds = { (name: String) in environment[name].flatMap { Int64($0) } }
        guard let base = seconds("KUBE_CLIENT_BACKOFF_BASE"), base > 0,
            let longest = seconds("KUBE_CLIENT_BACKOFF_DURATION"), longest > 0
        else { return nil }
        self.base = min(base, longest, Self.mostSeconds) * 1000
        self.longest = min(longest, Self.mostSeconds) * 1000
    }

    /// A request ended with this HTTP status (0 without an answer), at `now` in milliseconds.
    mutating func ended(status: Int, now: Int64) {
        guard status == 429 || status >= 500 else { return pause = 0 }
        let isForgotten = now - lastTrouble > 2 * longest
        pause = pause == 0 || isForgotten ? base : min(pause * 2, longest)
        lastTrouble = now
    }
}
