internal import Documents

/// A Kubernetes event: what some component says about an object.
struct ClusterEvent: Hashable, Sendable {
    var uid: String
    /// The UID of the object it is about.
    var subject: String
    var subjectKind: String
    var subjectName: String
    var reason: String
    var message: String
    /// How often it was said.
    var count: Int
    /// When it was said last, as the server wrote it; texts compare as times do.
    var time: String

    init(_ event: Value) {
        let object = event["involvedObject"] ?? event["regarding"] ?? .null
        uid = event[path: ["metadata", "uid"]]?.string ?? ""
        subject = object["uid"]?.string ?? ""
        subjectKind = object["kind"]?.string ?? ""
        subjectName = object["name"]?.string ?? ""
        reason = event["reason"]?.string ?? ""
        message = Self.shortened(event["message"]?.string ?? event["note"]?.string ?? "")
        count = Int(clamping: event["count"]?.integer ?? event[path: ["series", "count"]]?.integer ?? 1)
        time =
            event["lastTimestamp"]?.string ?? event[path: ["series", "lastObservedTime"]]?.string
            ?? event["eventTime"]?.string ?? event[path: ["metadata", "creationTimestamp"]]?.string ?? ""
    }

    var words: String { reason.isEmpty ? message : "\(reason): \(message)" }

    /// A probe has failed so often that the container is started anew.
    var tellsOfRestart: Bool {
        ["failed startup probe, will be restarted", "failed liveness probe, will be restarted"].contains {
            message.utf8.contains($0.utf8)
        }
    }

    /// A controller couldn't do what it wanted with the object.
    var tellsOfFailure: Bool {
        reason.utf8.contains("Failed".utf8) && !reason.utf8.contains("RecreatingFailedPod".utf8)
            && !reason.utf8.contains("FailedDelete".utf8)
    }

    /// The text on one line, without what registries add for everybody, and without passwords in addresses.
    static func shortened(_ message: String) -> String {
        let limit = "You have reached your pull rate limit"
        let end = message.firstRange(of: limit)?.upperBound ?? message.endIndex
        let lines = message[..<end].split(whereSeparator: \.isNewline)
        return Redaction.withoutPasswords(lines.joined(separator: " "))
    }
}

/// Keeps out of messages what must not be printed.
enum Redaction {
    /// `scheme://user:password@host` without user and password.
    static func withoutPasswords(_ text: String) -> String {
        guard text.utf8.contains("://".utf8) else { return text }
        var parts = text.split(separator: "://", omittingEmptySubsequences: false).map(String.init)
        for index in parts.indices.dropFirst() {
            let authority = parts[index].utf8.prefix { !"/ \"'\t?#".utf8.contains($0) }
            guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else { continue }
            parts[index] = "***" + String(parts[index][at...])
        }
        return parts.joined(separator: "://")
    }
}
