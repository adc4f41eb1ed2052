internal import RegularExpressions
internal import Shared

/// Which containers' logs are shown, and which of their lines.
struct LogFilter: Sendable {
    private let annotations: TrackingAnnotations
    private let keep: RegularExpression?
    private let drop: RegularExpression?
    private let keepOf: [String: RegularExpression]
    private let dropOf: [String: RegularExpression]

    /// - Note: expressions that can't be read were refused before the deploy; here they filter nothing.
    init(_ annotations: TrackingAnnotations) {
        self.annotations = annotations
        keep = annotations.logRegex.flatMap { try? RegularExpression($0) }
        drop = annotations.logRegexSkip.flatMap { try? RegularExpression($0) }
        keepOf = annotations.logRegexFor.compactMapValues { try? RegularExpression($0) }
        dropOf = annotations.logRegexSkipFor.compactMapValues { try? RegularExpression($0) }
    }

    /// The container's log is shown, as far as lines of it are.
    func shows(container: String) -> Bool {
        if annotations.skipsLogs || annotations.skipsLogsForContainers.contains(container) { return false }
        let only = annotations.showsLogsOnlyForContainers
        return only.isEmpty || only.contains(container)
    }

    /// The line is shown.
    func shows(_ line: [UInt8], of container: String) -> Bool {
        if drop?.matches(line) == true || dropOf[container]?.matches(line) == true { return false }
        if let keep, !keep.matches(line) { return false }
        return keepOf[container]?.matches(line) ?? true
    }

    /// How many pods' logs are shown: a pod that is tracked for itself always is.
    func podCount(_ rule: ReadinessRule) -> Int { rule.isPod ? 1 : annotations.showsLogsForReplicas }
}
