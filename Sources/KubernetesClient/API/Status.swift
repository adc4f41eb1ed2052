package import Documents

/// What the server says about a request that it didn't carry out (`kind: Status`).
package struct Status: Hashable, Sendable {
    /// One of several causes, for example a field that is wrong or owned by another manager.
    package struct Cause: Hashable, Sendable {
        /// The sort of cause: `FieldValueInvalid`, `FieldManagerConflict`, and so on.
        package var reason: String
        package var message: String
        /// The path of the field, in the server's notation: `.spec.replicas`, `spec.containers[0].name`.
        package var field: String

        package init(reason: String = "", message: String = "", field: String = "") {
            self.reason = reason
            self.message = message
            self.field = field
        }

        /// The field manager named by a conflict of server-side apply, or nil for other causes.
        package var conflictingManager: String? {
            guard reason == "FieldManagerConflict", message.utf8.starts(with: "conflict with \"".utf8) else {
                return nil
            }
            let rest = message.utf8.dropFirst("conflict with \"".utf8.count)
            return rest.firstIndex(of: UInt8(ascii: "\"")).flatMap { String(rest[..<$0]) }
        }
    }

    /// What the request was about.
    package struct Details: Hashable, Sendable {
        package var name = ""
        package var group = ""
        /// The kind, or the plural name of the type: servers write either.
        package var kind = ""
        package var uid = ""
        package var causes: [Cause] = []
        package var retryAfterSeconds = 0

        package init() {}
    }

    /// The HTTP status code.
    package var code: Int
    /// `NotFound`, `Conflict`, …; made from the code when the server names none.
    package var reason: String
    package var message: String
    package var details: Details
    /// The token with which an expired list can go on inconsistently (410 answers only).
    package var continueToken: String?

    package init(code: Int, reason: String, message: String, details: Details = Details()) {
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
    }

    /// Reads a `Status` document; nil when `value` is none.
    package init?(_ value: Value) {
        guard value["kind"]?.string == "Status" else { return nil }
        let code = value["code"]?.integer.flatMap { Int(exactly: $0) } ?? 0
        self.init(
            code: code,
            reason: value.harmlessText("reason"),
            message: value.harmlessText("message"),
            details: Details(value["details"] ?? .null))
        continueToken = value["metadata"]?["continue"]?.string
    }
}

extension Status.Details {
    /// Reads `details`; members that are missing stay empty.
    fileprivate init(_ value: Value) {
        name = value.harmlessText("name")
        group = value.harmlessText("group")
        kind = value.harmlessText("kind")
        uid = value.harmlessText("uid")
        retryAfterSeconds = value["retryAfterSeconds"]?.integer.flatMap { Int(exactly: $0) } ?? 0
        causes = (value["causes"]?.array ?? []).map {
            Status.Cause(
                reason: $0.harmlessText("reason"), message: $0.harmlessText("message"),
                field: $0.harmlessText("field"))
        }
    }
}

extension Value {
    /// A member's text as it may be shown: webhooks, and whoever names objects, have a say in what a status says.
    fileprivate func harmlessText(_ key: String) -> String { self[key]?.string?.harmless(keepsLines: true) ?? "" }
}
