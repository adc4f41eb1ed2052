internal import Documents
internal import GoTime
internal import Shared

/// How far the waiting for one object has come, as a value: told what is seen, it says what that means.
///
/// Times are counted from any fixed point; nothing here looks at a clock or asks a server.
struct TrackingState: Sendable {
    enum Event: Sendable {
        /// The object as it is now.
        case object(Value)
        /// The object isn't there any more; how it was seen last.
        case gone(last: Value?)
        /// All pods of the object's newest revision, as they are now.
        case pods([PodStatus])
        /// Events that were read because they were needed.
        case events([ClusterEvent])
        /// The claim waits for a pod that uses it.
        case waitsForConsumer
        /// Nothing else is waited for any more.
        case alone
        /// Time has passed.
        case time
    }

    /// What is to be done.
    struct Step: Sendable {
        var verdict: Verdict
        var needs: Set<Need> = []
        /// When to come again with ``Event/time`` at the latest.
        var wake: Duration?
    }

    enum Verdict: Hashable, Sendable {
        case waiting(String)
        case ready
        case failed(Failure)
        /// It has failed, which doesn't fail the deploy.
        case givenUp(Failure)
    }

    /// Something to read from the cluster.
    enum Need: Hashable, Sendable {
        /// The events of the object or the pod with this UID.
        case events(of: String)
        case storageClass(String)
    }

    /// Why an object failed, with the container that explains it.
    struct Failure: Hashable, Sendable {
        var cause: TrackingFailure.Cause
        var container: TrackingFailure.ContainerFault?
    }

    private let rule: ReadinessRule
    private let annotations: TrackingAnnotations
    private let timeout: Duration?
    private let start: Duration
    private var lastActivity: Duration
    private var object: Value?
    private var pods: [PodStatus] = []
    private var podFaults: FaultCounter
    private var rootFaults = RootFaults()
    private var isGone = false
    private var isReadyAnyway = false
    private var askedForClass = false
    /// It has failed, and is given the chance to become ready until nothing else is waited for.
    private(set) var isHoping = false
    private var isAlone = false
    /// Errors that are forgiven when hope ends.
    private var forgiven = 0
    /// A failure that nothing will change.
    private var final: Failure?

    /// How long a controller has to say something about its resource.
    private static let settlingTime = Duration.seconds(2)
    private static let standardNoActivity = GoDuration(seconds: 240)

    /// - Parameter start: now.
    init(rule: ReadinessRule, annotations: TrackingAnnotations, timeout: Duration?, start: Duration) {
        self.rule = rule
        self.annotations = annotations
        self.timeout = timeout
        self.start = start
        lastActivity = start
        podFaults = FaultCounter(
            graces: annotations.ignoreReadinessProbeFailsFor, countsInitErrors: rule.isPod,
            countsProbes: rule.countsProbes)
    }

    /// Takes note of an event, and judges anew.
    mutating func handle(_ event: Event, at now: Duration) -> Step {
        var isNew = false
        switch event {
        case .object(let seen):
            isNew = seen != object
            object = seen
        case .gone(let last):
            object = last ?? object
            isGone = true
        case .pods(let seen):
            if seen != pods { lastActivity = now }
            pods = seen
        case .events(let events):
            podFaults.look(at: events, of: pods)
            if let object { rootFaults.look(at: events, of: object) }
        case .waitsForConsumer: isReadyAnyway = true
        case .alone: endHope()
        case .time: break
        }
        if isNew { lastActivity = now }
        podFaults.look(at: pods, now: now)
        if let object { rootFaults.look(at: object, rule: rule, isNew: isNew, now: now) }
        return judge(now)
    }

    /// Errors so far don't count any more, the next one does; what nothing will change counts.
    private mutating func endHope() {
        isAlone = true
        if isHoping, final == nil { forgiven = max(0, errors - allowed) }
    }

    // MARK: Judging

    private mutating func judge(_ now: Duration) -> Step {
        let readiness = readiness(now)
        if readiness.isReady { return Step(verdict: .ready) }
        final = final ?? finalFailure(readiness, now)
        if let failure = final ?? failureByErrors {
            switch annotations.failMode {
            case .failWholeDeployProcessImmediately: return Step(verdict: .failed(failure))
            case .ignoreAndContinueDeployProcess: return Step(verdict: .givenUp(failure))
            case .hopeUntilEndOfDeployProcess:
                if isAlone { return Step(verdict: .failed(failure)) }
                isHoping = true
            }
        }
        return Step(verdict: .waiting(words(readiness)), needs: takeNeeds(now), wake: wake(now))
    }

    private var errors: Int { podFaults.count + rootFaults.count }

    private var allowed: Int {
        object.map { AllowedErrors.count(for: $0, rule: rule, annotations) } ?? 0
    }

    private func readiness(_ now: Duration) -> Readiness {
        guard let object else { return .waiting("it hasn't been seen yet") }
        if isReadyAnyway { return .ready }
        if isGone, !rule.isFinishing { return .waiting("it was deleted") }
        if case .custom = rule, now < start + Self.settlingTime, !CustomRules.tellsGeneration(object) {
            return .waiting("its controller has a moment to look at it")
        }
        return rule.readiness(of: object) ?? .ready
    }

    /// A failure that no further errors are needed for.
    private func finalFailure(_ readiness: Readiness, _ now: Duration) -> Failure? {
        if case .failed(let reason, let message) = readiness, !countsStatusFailures {
            return failure(.status(reason: reason, message: Redaction.withoutPasswords(message)))
        }
        if isGone { return failure(.deleted) }
        if let timeout, now >= start + timeout { return failure(.timeout(timeout, waitingFor: words(readiness))) }
        if let limit = noActivityTimeout, now >= lastActivity + limit {
            return failure(.noActivity(limit, waitingFor: words(readiness)))
        }
        return nil
    }

    private var failureByErrors: Failure? {
        guard errors - forgiven > allowed else { return nil }
        if let fault = podFaults.last { return Failure(cause: .container(fault), container: fault) }
        guard let last = rootFaults.last else { return nil }
        return failure(.status(reason: last.reason, message: last.message))
    }

    private func failure(_ cause: TrackingFailure.Cause) -> Failure {
        Failure(cause: cause, container: Self.culprit(among: pods))
    }

    /// The container that explains best why an object with these pods has failed.
    static func culprit(among pods: [PodStatus]) -> TrackingFailure.ContainerFault? {
        let pod = pods.last { $0.culprit != nil && !$0.isBeingDeleted } ?? pods.last { $0.culprit != nil }
        return pod.flatMap { pod in pod.culprit.map { pod.fault(of: $0) } }
    }

    /// Custom resources come out of a failed state again: one is an error among those allowed.
    private var countsStatusFailures: Bool {
        if case .custom = rule { true } else { false }
    }

    private var noActivityTimeout: Duration? {
        guard rule.failsWhenNothingHappens else { return nil }
        let timeout = annotations.noActivityTimeout ?? Self.standardNoActivity
        return timeout.nanoseconds > 0 ? .nanoseconds(timeout.nanoseconds) : nil
    }

    /// What is missing, and what is known of why.
    private func words(_ readiness: Readiness) -> String {
        var words =
            switch readiness {
            case .ready: "ready"
            case .waiting(let why): why
            case .failed(let reason, let message): [reason, message].filter { !$0.isEmpty }.joined(separator: ": ")
            }
        if let obstacle = pods.lazy.filter({ !$0.isBeingDeleted }).compactMap(\.obstacle).first {
            words += "; \(obstacle)"
        } else if let last = rootFaults.last, !countsStatusFailures {
            words += "; \(last.reason): \(last.message)"
        }
        if errors > 0 { words += " (\(errors) \(errors == 1 ? "error" : "errors"), \(allowed) allowed)" }
        return words
    }

    private mutating func takeNeeds(_ now: Duration) -> Set<Need> {
        var needs = Set(podFaults.takeRestarted().map { Need.events(of: $0) })
        guard let object else { return needs }
        if let uid = object[path: ["metadata", "uid"]]?.string, rootFaults.takeNeedOfEvents(now: now) {
            needs.insert(.events(of: uid))
        }
        if rule == .claim, !askedForClass, let name = object[path: ["spec", "storageClassName"]]?.string, !name.isEmpty
        {
            askedForClass = true
            needs.insert(.storageClass(name))
        }
        return needs
    }

    private func wake(_ now: Duration) -> Duration? {
        var times = [podFaults.wake, rootFaults.wake, timeout.map { start + $0 }]
        times.append(noActivityTimeout.map { lastActivity + $0 })
        if case .custom = rule, now < start + Self.settlingTime { times.append(start + Self.settlingTime) }
        return times.compactMap(\.self).filter { $0 > now }.min()
    }
}
