/// The `werf.io/*` keys there are.
enum AnnotationKeys {
    private static let known = [
        "werf.io/weight", "werf.io/deploy-on", "werf.io/ownership", "werf.io/delete-policy",
        "werf.io/delete-propagation",
        "werf.io/resource-policy", "werf.io/replicas-on-creation", "werf.io/track-termination-mode",
        "werf.io/fail-mode",
        "werf.io/failures-allowed-per-replica", "werf.io/no-activity-timeout", "werf.io/log-regex",
        "werf.io/log-regex-skip", "werf.io/skip-logs", "werf.io/skip-logs-for-containers",
        "werf.io/show-logs-only-for-containers", "werf.io/show-logs-only-for-number-of-replicas",
        "werf.io/show-service-messages", "werf.io/sensitive", "werf.io/sensitive-paths", "werf.io/version",
        "werf.io/release-channel",
    ]

    private static let prefixes = [
        "werf.io/deploy-dependency-", "werf.io/delete-dependency-", "werf.io/ignore-readiness-probe-fails-for-",
        "werf.io/log-regex-for-", "werf.io/log-regex-skip-for-",
    ]

    /// Refuses a key that is nearly a known one; others are somebody else's.
    static func check(_ keys: some Sequence<String>) throws(AnnotationError) {
        for key in keys.sorted() where key.utf8.starts(with: "werf.io/".utf8) {
            if isKnown(key) { continue }
            guard let meant = nearest(to: key) else { continue }
            throw AnnotationError(key: key, message: "unknown annotation \"\(key)\"", suggestion: meant)
        }
    }

    static func isKnown(_ key: String) -> Bool {
        known.contains(key) || prefixes.contains { key.utf8.starts(with: $0.utf8) }
    }

    private static func nearest(to key: String) -> String? {
        if let whole = EditDistance.nearest(to: key, among: known) { return whole }
        return prefixes.first { prefix in
            EditDistance.between(String(decoding: key.utf8.prefix(prefix.utf8.count), as: UTF8.self), prefix) <= 2
        }
    }
}

/// Paths between commas; `\,` is a comma inside one.
enum SensitivePaths {
    static func read(_ values: AnnotationValues) throws(AnnotationError) -> [String]? {
        let key = "werf.io/sensitive-paths"
        guard let text = values[key] else { return nil }
        var (paths, escaped): ([[UInt8]], Bool) = ([[]], false)
        for byte in text.utf8 {
            if escaped, byte == UInt8(ascii: ",") { paths[paths.count - 1].removeLast() }
            if byte == UInt8(ascii: ","), !escaped {
                paths.append([])
            } else {
                paths[paths.count - 1].append(byte)
            }
            escaped = byte == UInt8(ascii: "\\")
        }
        let trimmed = paths.map { AnnotationValues.trimmed(String(decoding: $0, as: UTF8.self)) }.filter { !$0.isEmpty }
        guard !trimmed.isEmpty else {
            throw .expected("non-empty comma-separated list of JSONPath strings", key, text)
        }
        return trimmed
    }
}
