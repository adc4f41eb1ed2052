/// A request as the transport sends it.
struct HTTPRequest: Sendable {
    var method: String
    /// Path and query, beginning with a slash; the server's base path is put before it.
    var target: String
    /// Names with values; what stands here is sent as it is.
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]?
    /// After this many milliseconds the request is given up; nil waits for ever.
    var timeoutMilliseconds: Int?
    /// After this many seconds without a byte the request is given up.
    var longestSilenceSeconds: Int?
    /// A connection that was made longer ago than so many seconds isn't used.
    var longestConnectionLife: Int?
    /// Stays open for long; it gets a connection of its own, so that its reader's pace binds nobody else.
    var usesOwnConnection = false
}

/// What the client reads of a response's first lines.
struct ResponseHead: Hashable, Sendable {
    var status = 0
    var contentType = ""
    /// The texts of the `Warning` headers, unquoted.
    var warnings: [String] = []
    /// Seconds; a date is made into them when the head is complete.
    var retryAfter: Int?
    /// When the server wants to be asked again, in seconds since 1970, if it says so by a date.
    var retryDate: Int64?
    /// When the server sent the response.
    var date = ""
    var location: String?
    /// What the server calls this state of what was asked for; empty when it gives it no name.
    var etag = ""
    var auditID: String?
}

/// A response with its whole body.
struct HTTPResponse: Sendable {
    var head: ResponseHead
    var body: [UInt8]
}

/// Why a request brought no (whole) response.
struct TransportFailure: Error, Hashable, Sendable {
    /// The sorts of failure that callers tell apart.
    enum Reason: Hashable, Sendable {
        case library, refused, nameNotFound, unreachable, connectTimeout, timeout, silent, certificate, tls, proxy, lost
        case cancelled, tooLarge, other
    }

    var reason: Reason
    var message: String

    init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }
}
