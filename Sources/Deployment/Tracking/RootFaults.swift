internal import Documents

/// Counts what goes wrong with a tracked object itself, apart from its pods.
///
/// One error is: a status that says failed, seen anew; a controller that can't create pods, again every ten seconds;
/// an event with which the controller says so.
struct RootFaults: Sendable {
    private(set) var count = 0
    /// The newest error.
    private(set) var last: (reason: String, message: String)?
    /// When to look again although nothing has changed.
    private(set) var wake: Duration?

    private var replicaFailure: String?
    private var nextReplicaFailure: Duration = .zero
    private var lackingSince: Duration?
    private var nextReading: Duration = .zero
    private var eventCounts: [String: Int] = [:]
    private var hasReadEvents = false

    private static let period = Duration.seconds(10)
    /// How long a controller has for its first pod before its events are read.
    private static let patience = Duration.seconds(5)

    /// Looks at the object as it is now.
    ///
    /// - Parameter isNew: it hasn't been looked at in this state before.
    mutating func look(at object: Value, rule: ReadinessRule, isNew: Bool, now: Duration) {
        wake = nil
        switch rule {
        case .custom:
            if isNew, case .failed(let reason, let message)? = rule.readiness(of: object) { add(reason, message) }
        case .deployment, .replicaSet: lookForReplicaFailure(object, now)
        default: break
        }
        lookForLackingPods(object, rule, now)
    }

    /// Looks at events of the object.
    mutating func look(at events: [ClusterEvent], of object: Value) {
        let uid = object[path: ["metadata", "uid"]]?.string
        // What an object's earlier deploys met says nothing about this one.
        let isBaseline = !hasReadEvents && ObjectStatus(object).generation > 1
        for event in events where event.subject == uid && event.tellsOfFailure {
            hasReadEvents = true
            let known = eventCounts[event.uid] ?? 0
            guard event.count > known else { continue }
            eventCounts[event.uid] = event.count
            if !isBaseline { add(event.reason, event.message) }
        }
    }

    /// The object's events are to be read now.
    mutating func takeNeedOfEvents(now: Duration) -> Bool {
        guard let lackingSince, now >= lackingSince + Self.patience, now >= nextReading else { return false }
        nextReading = now + Self.period
        if let due = wake, due <= now { wake = nextReading }
        return true
    }

    private mutating func lookForReplicaFailure(_ object: Value, _ now: Duration) {
        guard let condition = ObjectStatus(object).condition("ReplicaFailure"), condition.isTrue else {
            return replicaFailure = nil
        }
        if replicaFailure != condition.message || now >= nextReplicaFailure {
            replicaFailure = condition.message
            nextReplicaFailure = now + Self.period
            add(condition.reason, condition.message)
        }
        wakeUp(at: nextReplicaFailure)
    }

    private mutating func lookForLackingPods(_ object: Value, _ rule: ReadinessRule, _ now: Duration) {
        guard Self.lacksPods(ObjectStatus(object), rule) else { return lackingSince = nil }
        let since = lackingSince ?? now
        lackingSince = since
        wakeUp(at: max(since + Self.patience, nextReading))
    }

    /// The controller was to create pods, and has created fewer.
    private static func lacksPods(_ status: ObjectStatus, _ rule: ReadinessRule) -> Bool {
        switch rule {
        case .statefulSet: status.count("replicas") < status.replicas
        // Its controller writes no status before it has created the pods.
        case .daemonSet:
            !status.isObserved || status.count("currentNumberScheduled") < status.count("desiredNumberScheduled")
        case .job:
            status.spec("suspend")?.bool != true
                && ["active", "succeeded", "failed"].allSatisfy { status.count($0) == 0 }
        default: false
        }
    }

    private mutating func add(_ reason: String, _ message: String) {
        count += 1
        last = (reason, Redaction.withoutPasswords(message))
    }

    private mutating func wakeUp(at time: Duration) { wake = min(wake ?? time, time) }
}
