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
    /// Losses in a row, each waited for longer, after which the loss is told.
    private static let maximumFailures = 8

    private var resourceVersion: String
    private var failures = 0

    /// Starts from a version, or (nil) with a list.
    init(resourceVersion: String?) { self.resourceVersion = resourceVersion ?? "" }

    /// What to begin with.
    var beginning: Action {
        resourceVersion.isEmpty
            ? .list(afterMilliseconds: 0) : .open(from: resourceVersion, afterMilliseconds: 0)
    }

    mutating func handle(_ event: Event) -> Action {
        switch event {
        case .listed(let version):
            failures = 0
            resourceVersion = version
            return .open(from: version, afterMilliseconds: 0)
        case .line(let line): return handle(line)
        case .ended(let milliseconds):
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
        failures = 0
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
        if error.isCancelled { return .fail(error) }
        failures += 1
        let wait = Self.shortestMilliseconds << min(failures - 1, 5)
        guard failures <= Self.maximumFailures else { return .fail(error) }
        if error.isExpired {
            resourceVersion = ""
            return .list(afterMilliseconds: failures == 1 ? 0 : wait)
        }
        guard Self.isPassing(error) else { return .fail(error) }
        let asked =
            (error.status?.details.retryAfterSeconds).map { min(max($0, 0), RetryMachine.longestWaitSeconds) * 1000 }
            ?? 0
        let milliseconds = asked > 0 ? asked : wait
        return resourceVersion.isEmpty
            ? .list(afterMilliseconds: milliseconds)
            : .open(from: resourceVersion, afterMilliseconds: milliseconds)
    }

    /// The failure may be gone the next time.
    private static func isPassing(_ error: ClientError) -> Bool {
        switch error.kind {
        case .status(let status): status.code == 429 || status.code >= 500
        case .connection(let failure): failure.reason != .certificate && failure.reason != .tls
        case .timeout, .unreadable: true
        case .cancelled, .credentials, .unknownType: false
        }
    }
}
