internal import Documents

/// What an object's own status says about it.
enum Readiness: Hashable, Sendable {
    case ready
    /// Not yet; what is missing.
    case waiting(String)
    /// It won't become ready by itself.
    case failed(reason: String, message: String)

    var isReady: Bool { self == .ready }
}

/// The parts of an object that rules look at.
struct ObjectStatus {
    let object: Value

    init(_ object: Value) { self.object = object }

    /// What has been asked of the object's controller, counted.
    var generation: Int64 { object[path: ["metadata", "generation"]]?.integer ?? 0 }
    /// What of it the controller has seen; nil when the controller doesn't tell.
    var observedGeneration: Int64? { object[path: ["status", "observedGeneration"]]?.integer }
    /// The controller has seen the object as it is now.
    var isObserved: Bool { observedGeneration.map { $0 >= generation } ?? false }

    var isBeingDeleted: Bool { object[path: ["metadata", "deletionTimestamp"]]?.string != nil }
    var phase: String { text("phase") ?? "" }

    /// A number of `status`; one that is missing is zero, as servers leave zeros out.
    func count(_ key: String) -> Int64 { object["status"]?[key]?.integer ?? 0 }

    func text(_ key: String) -> String? { object["status"]?[key]?.string }

    func spec(_ path: String...) -> Value? { object[path: ["spec"] + path] }

    /// How many pods the object wants.
    var replicas: Int64 { spec("replicas")?.integer ?? 1 }

    /// The condition of this type.
    func condition(_ type: String) -> Condition? {
        let all = object[path: ["status", "conditions"]]?.array ?? []
        return all.first { $0["type"]?.string == type }.map(Condition.init)
    }

    /// One of `status.conditions`.
    struct Condition {
        private let value: Value

        init(_ value: Value) { self.value = value }

        var status: String { value["status"]?.string ?? "" }
        var isTrue: Bool { status == "True" }
        var reason: String { value["reason"]?.string ?? "" }
        var message: String { value["message"]?.string ?? "" }
        var observedGeneration: Int64? { value["observedGeneration"]?.integer }

        /// Reason and message, as far as there are any.
        var words: String { [reason, message].filter { !$0.isEmpty }.joined(separator: ": ") }
    }
}
