internal import Documents

/// Keeps a watch going over ends, losses and forgotten versions; knows nothing of sockets or clocks.
struct WatchMachine: Sendable {
    /// What happened.
    enum Event: Sendable {
        /// The list before the watch was told up to its end.
        case listed(resourceVersion: String)
        /// A line of the watch.
        case line(Value)
        /// The watch's answer ended, after so many milliseconds.
        case ended(afterMilliseconds: Int)
        /// A request failed.
        case failed(ClientError)
    }

    /// What is to be done.
    enum Action: Sendable {
        /// Hand this over, and read on.
        case tell(WatchEvent)
        /// Read on.
        case proceed
        /// List everything anew, told as restarted.
        case list(afterMilliseconds: Int)
        /// Open the watch from this version.
        case open(from: String, afterMilliseconds: Int)
        case fail(ClientError)
    }

    /// A watch isn't opened again faster than this.
    private static let shortestMilliseconds = 1000
    /// A failed watch is waited for no longer than this, unless the server asks for it.
    private static let longestMilliseconds = 30_000
    /// The failure in a row with which a loss is told: some three seconds after the first.
    private static let toldFailure = 3
    /// Failures in a row of which nobody knows whether they pass; with the next one the watch fails.
    private static let maximumDoubts = 8

    private var resourceVersion: String
    private var failures = 0
    private var doubts = 0
    private var interruption: ClientError?

    /// Starts from a version, or (nil) with a list.
    init(resourceVersion: String?) { self.resourceVersion = resourceVersion ?? "" }

    /// What to begin with.
    var beginning: Action {
        resourceVersion.isEmpty
            ? .list(afterMilliseconds: 0) : .open(from: resourceVersion, afterMilliseconds: 0)
    }

    /// What keeps the watch from going on, once for each time that it lasts.
    mutating func takeInterruption() -> ClientError? {
        defer { interruption = nil }
        return interruption
    }

    mutating func handle(_ event: Event) -> Action {
        switch event {
        case .listed(let version):
            // Whether the watch goes well again is seen by the watch: a list may work where it doesn't.
            resourceVersion = version
            return .open(from: version, afterMilliseconds: 0)
        case .line(let line): return handle(line)
        case .ended(let milliseconds):
            if milliseconds > Self.shortestMilliseconds { (failures, doubts) = (0, 0) }
            return .open(from: resourceVersion, afterMilliseconds: max(Self.shortestMilliseconds - milliseconds, 0))
        case .failed(let error): return handle(error)
        }
    }

    private mutating func handle(_ line: Value) -> Action {
        let object = line["object"] ?? .null
        if line["type"]?.string == "ERROR" {
            return handle(
                ClientError(.status(Status(object) ?? Status(code: 500, reason: "", message: "watch failed"))))
        }
        guard let version = object["metadata"]?["resourceVersion"]?.string, !version.isEmpty else { return .proceed }
        (failures, doubts) = (0, 0)
        resourceVersion = version
        return switch line["type"]?.string {
        case "ADDED": .tell(.added(object))
        case "MODIFIED": .tell(.modified(object))
        case "DELETED": .tell(.deleted(object))
        case "BOOKMARK": .tell(.bookmark(resourceVersion: version))
        default: .proceed
        }
    }

    private mutating func handle(_ error: ClientError) -> Action {
        switch Self.outlook(of: error) {
        case .stays: return .fail(error)
        case .mayPass where doubts == Self.maximumDoubts: return .fail(error)
        case .mayPass: doubts += 1
        case .passes: break
        }
        failures += 1
        if failures == Self.toldFailure { interruption = error }
        let wait = min(Self.shortestMilliseconds << min(failures - 1, 5), Self.longestMilliseconds)
        if error.isExpired {
            resourceVersion = ""
            return .list(afterMilliseconds: failures == 1 ? 0 : wait)
        }
        let asked =
            (error.status?.details.retryAfterSeconds).map { min(max($0, 0), RetryMachine.longestWaitSeconds) * 1000 }
            ?? 0
        let milliseconds = asked > 0 ? asked : wait
        return resourceVersion.isEmpty
            ? .list(afterMilliseconds: milliseconds)
            : .open(from: resourceVersion, afterMilliseconds: milliseconds)
    }

    /// What may become of a failure the next time.
    private enum Outlook {
        /// The server is away or busy: it comes back, however long that takes.
        case passes
        case mayPass
        case stays
    }

    private static func outlook(of error: ClientError) -> Outlook {
        switch error.kind {
        case _ where error.isExpired: .mayPass
        // What isn't implemented will not be.
        case .status(let status) where status.code == 501: .stays
        case .status(let status): status.code == 429 || status.code >= 500 ? .passes : .stays
        case .connection(let failure) where failure.reason == .certificate: .stays
        case .connection(let failure) where [.other, .tls, .proxy].contains(failure.reason): .mayPass
        case .connection, .timeout: .passes
        // A plugin or a file that fails now may need the network that has gone.
        case .unreadable, .credentials: .mayPass
        case .cancelled, .unknownType: .stays
        }
    }
}
