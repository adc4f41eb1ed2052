package import GoTime
internal import RegularExpressions

/// How an object is watched until it is ready.
package struct TrackingAnnotations: Hashable, Sendable {
    /// The object isn't waited for.
    package var isNonBlocking = false
    package var failMode = FailMode.failWholeDeployProcessImmediately
    /// Errors a replica may have; nil leaves it to the kind.
    package var failuresAllowedPerReplica: Int?
    /// By container: how long a failing readiness probe is no error.
    package var ignoreReadinessProbeFailsFor: [String: GoDuration] = [:]
    /// How long nothing may happen; nil for the default.
    package var noActivityTimeout: GoDuration?
    /// The lines of logs to show.
    package var logRegex: String?
    package var logRegexFor: [String: String] = [:]
    /// The lines of logs to leave out.
    package var logRegexSkip: String?
    package var logRegexSkipFor: [String: String] = [:]
    package var skipsLogs = false
    package var skipsLogsForContainers: [String] = []
    package var showsLogsOnlyForContainers: [String] = []
    package var showsLogsForReplicas = 1
    package var showsServiceMessages = false

    /// What a failure does to the deploy.
    package enum FailMode: String, Hashable, Sendable, CaseIterable {
        case failWholeDeployProcessImmediately = "FailWholeDeployProcessImmediately"
        case ignoreAndContinueDeployProcess = "IgnoreAndContinueDeployProcess"
        case hopeUntilEndOfDeployProcess = "HopeUntilEndOfDeployProcess"
    }

    package init() {}

    init(_ values: AnnotationValues) throws(AnnotationError) {
        let modes = ["WaitUntilResourceReady", "NonBlocking"]
        isNonBlocking = try values.word("werf.io/track-termination-mode", modes) == "NonBlocking"
        let failModes = FailMode.allCases.map(\.rawValue)
        failMode = try values.word("werf.io/fail-mode", failModes).flatMap(FailMode.init) ?? failMode
        failuresAllowedPerReplica = try values.count("werf.io/failures-allowed-per-replica")
        noActivityTimeout = try values.duration("werf.io/no-activity-timeout")
        try readLogs(values)
        try readContainers(values)
    }

    private mutating func readLogs(_ values: AnnotationValues) throws(AnnotationError) {
        logRegex = try Self.expression(values, "werf.io/log-regex")
        logRegexSkip = try Self.expression(values, "werf.io/log-regex-skip")
        skipsLogs = try values.bool("werf.io/skip-logs") ?? false
        skipsLogsForContainers = try values.list("werf.io/skip-logs-for-containers") ?? []
        showsLogsOnlyForContainers = try values.list("werf.io/show-logs-only-for-containers") ?? []
        showsLogsForReplicas = try values.count("werf.io/show-logs-only-for-number-of-replicas") ?? 1
        showsServiceMessages = try values.bool("werf.io/show-service-messages") ?? false
    }

    private mutating func readContainers(_ values: AnnotationValues) throws(AnnotationError) {
        for key in values.all.keys.sorted() {
            if let container = Self.suffix(of: key, "werf.io/ignore-readiness-probe-fails-for-") {
                ignoreReadinessProbeFailsFor[container] = try values.duration(key)
            } else if let container = Self.suffix(of: key, "werf.io/log-regex-skip-for-") {
                logRegexSkipFor[container] = try Self.expression(values, key)
            } else if let container = Self.suffix(of: key, "werf.io/log-regex-for-") {
                logRegexFor[container] = try Self.expression(values, key)
            }
        }
    }

    private static func suffix(of key: String, _ prefix: String) -> String? {
        key.utf8.starts(with: prefix.utf8) ? String(key.dropFirst(prefix.count)) : nil
    }

    private static func expression(_ values: AnnotationValues, _ key: String) throws(AnnotationError) -> String? {
        guard let text = values[key] else { return nil }
        guard !text.isEmpty else { throw .expected("non-empty value", key, text) }
        guard (try? RegularExpression(text)) != nil else { throw .expected("valid regexp", key, text) }
        return text
    }
}
