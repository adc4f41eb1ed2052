internal import Documents

/// What people write into a status field of kinds that nobody knows.
enum StatusWords {
    /// The conditions whose types are these very words, and the fields that hold one of them, tell about an object.
    private static let ready = [
        "ready", "success", "succeeded", "complete", "completed", "finished", "finalized", "done", "available",
        "running", "ok", "active", "live", "healthy", "started", "initialized", "approved",
    ]
    private static let waiting: Set = [
        "creating", "updating", "waiting", "awaiting", "pending", "finishing", "starting", "readying", "inprogress",
        "progressing", "initialization", "initializing", "approving", "unknown",
    ]
    private static let failed: Set = [
        "failure", "failed", "abort", "aborted", "terminated", "error", "errored", "rejection", "rejected",
    ]
    private static let readyWords = Set(ready)

    private static let fields = [
        "phase", "currentPhase", "state", "currentState", "status", "currentStatus", "health", "currentHealth",
    ]
    /// Words of some fields only.
    private static let special: [String: (ready: String, waiting: Set<String>)] = [
        "state": ("valid", ["invalid", "unknown"]), "currentState": ("valid", ["invalid", "unknown"]),
        "health": ("green", ["yellow", "red", "unknown"]),
    ]

    /// What the first field with a known word says; nil when there is none.
    static func readiness(of object: Value) -> Readiness? {
        byCondition(object) ?? byField(object) ?? bySpecialWord(object)
    }

    private static func byCondition(_ object: Value) -> Readiness? {
        let status = ObjectStatus(object)
        for type in ready {
            guard let condition = status.condition(type) else { continue }
            if condition.isTrue { return .ready }
            if condition.status == "False" || condition.status == "Unknown" {
                return .waiting("condition \(type) is \(condition.status)")
            }
        }
        return nil
    }

    private static func byField(_ object: Value) -> Readiness? {
        for field in fields {
            guard let text = object["status"]?[field]?.string else { continue }
            let word = plain(text)
            if readyWords.contains(word) { return .ready }
            if waiting.contains(word) { return .waiting("status.\(field) is \(text)") }
            if failed.contains(word) { return .failed(reason: "status.\(field) is \(text)", message: "") }
        }
        return nil
    }

    private static func bySpecialWord(_ object: Value) -> Readiness? {
        for field in ["state", "currentState", "health"] {
            guard let words = special[field], let text = object["status"]?[field]?.string else { continue }
            if plain(text) == words.ready { return .ready }
            if words.waiting.contains(plain(text)) { return .waiting("status.\(field) is \(text)") }
        }
        return nil
    }

    /// The word without case, spaces and joints: `In Progress`, `inProgress` and `IN_PROGRESS` are one.
    private static func plain(_ text: String) -> String {
        let bytes = text.utf8.filter { !" -_.".utf8.contains($0) }
        return String(decoding: bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
