/// Sees every request, for `-v` and for counting; never headers or bodies.
package protocol RequestObserver: Sendable {
    /// A request ended, with an answer or without. Called on any thread.
    func requestEnded(_ record: RequestRecord)
    /// The server sent a `Warning` header; each text comes once. Called on any thread.
    func warned(_ text: String)
}

extension RequestObserver {
    package func requestEnded(_ record: RequestRecord) {}
    package func warned(_ text: String) {}
}

/// One request as an observer sees it.
package struct RequestRecord: Hashable, Sendable {
    /// The HTTP method.
    package var method: String
    /// The path with its query.
    package var path: String
    /// The HTTP status; 0 when no answer came.
    package var status: Int
    package var milliseconds: Int
    /// The server's `Audit-Id`, under which its log holds the request.
    package var auditID: String?

    package init(method: String, path: String, status: Int, milliseconds: Int, auditID: String? = nil) {
        self.method = method
        self.path = path
        self.status = status
        self.milliseconds = milliseconds
        self.auditID = auditID
    }
}
