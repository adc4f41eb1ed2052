/// What a header may hold.
enum HeaderValue {
    /// HTTP allows the text as a header's value, by the rule of Go's clients: no control characters but tabs.
    ///
    /// What stands behind a line end would be another header, or another request.
    static func isValid(_ text: String) -> Bool {
        !text.utf8.contains { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7f }
    }

    /// The header as libcurl wants it, which takes a name without a value for the wish to leave the header out.
    static func line(_ name: String, _ value: String) -> String {
        value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? "\(name);" : "\(name): \(value)"
    }
}

extension ClientConfiguration {
    /// The headers of every request, whoever asks.
    var fixedHeaders: [(name: String, value: String)] {
        // Another user's name is no secret, so it goes not only over TLS: behind `kubectl proxy` the request would
        // act with all of the proxy's rights.
        [("User-Agent", userAgent)] + (impersonation?.headers ?? [])
    }

    /// Refuses what no header can hold.
    func checkHeaders() throws(ConfigurationError) {
        for header in fixedHeaders where !HeaderValue.isValid(header.value) {
            throw ConfigurationError(
                "invalid header field value for \"\(header.name)\": it holds a line end or another control character")
        }
    }
}
