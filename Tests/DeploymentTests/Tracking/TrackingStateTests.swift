import Documents
import KubernetesClient
import Shared
import Testing

@testable import Deployment

/// What is seen of an object, moment by moment, and what its annotations make of it.
@Suite struct TrackingStateTests {
    private static func state(
        _ rule: ReadinessRule = .deployment, _ annotations: [String: String] = [:], timeout: Duration? = nil
    ) throws -> TrackingState {
        TrackingState(
            rule: rule, annotations: try Objects.annotations(annotations), timeout: timeout, start: .zero)
    }

    private static func words(_ verdict: TrackingState.Verdict) -> String {
        switch verdict {
        case .waiting(let why): why
        case .ready: "ready"
        case .failed(let failure): "failed: \(failure.cause)"
        case .givenUp(let failure): "given up: \(failure.cause)"
        }
    }

    private static let unready = "{observedGeneration: 1, replicas: 2, updatedReplicas: 2}"
    private static let pulling = Objects.waiting("ErrImagePull", "no such image")
    private static let backingOff = Objects.waiting("ImagePullBackOff", "no such image")

    /// Tells the pods' states in turn, and returns the words after each.
    private static func tell(
        _ state: inout TrackingState, _ containers: [(String, restarts: Int)], at start: Int = 1
    ) throws -> [String] {
        try containers.enumerated().map { index, container in
            let pod = try Objects.podStatus(container.0, restarts: container.restarts)
            return words(state.handle(.pods([pod]), at: .seconds(start + index)).verdict)
        }
    }

    @Test func becomesReady() throws {
        var state = try Self.state()
        #expect(Self.words(state.handle(.time, at: .zero).verdict) == "it hasn't been seen yet")
        let waiting = try Objects.deployment(Self.unready)
        #expect(Self.words(state.handle(.object(waiting), at: .zero).verdict) == "0 of 2 replicas available")
        let ready = try Objects.deployment(Objects.readyDeployment)
        #expect(state.handle(.object(ready), at: .seconds(1)).verdict == .ready)
    }

    /// Two replicas with one error allowed for each: the third error is one too many.
    @Test func countsErrorsAgainstWhatReplicasMayHave() throws {
        var state = try Self.state()
        _ = state.handle(.object(try Objects.deployment(Self.unready)), at: .zero)
        let words = try Self.tell(
            &state, [(Self.pulling, 0), (Self.backingOff, 0), (Self.backingOff, 0), (Self.pulling, 0)])
        #expect(words[0].contains("(1 error, 2 allowed)"))
        #expect(words[1].contains("ImagePullBackOff: no such image (2 errors, 2 allowed)"))
        #expect(words[2].contains("(2 errors, 2 allowed)"))
        #expect(words[3] == "failed: pod web-1, container app: ErrImagePull: no such image")
    }

    @Test(arguments: [("0", 1), ("1", 3), ("2", 5)])
    func honoursFailuresAllowedPerReplica(allowed: String, failing: Int) throws {
        var state = try Self.state(.deployment, ["werf.io/failures-allowed-per-replica": allowed])
        _ = state.handle(.object(try Objects.deployment(Self.unready)), at: .zero)
        let states = (1...failing).map { ($0.isMultiple(of: 2) ? Self.backingOff : Self.pulling, 0) }
        let words = try Self.tell(&state, states)
        #expect(words.dropLast().allSatisfy { !$0.hasPrefix("failed") })
        #expect(words.last?.hasPrefix("failed") == true)
    }

    /// The defaults by kind, for two replicas where there are any.
    private static let defaults: [(String, String, Int)] = [
        ("apps/v1 Deployment", "{spec: {replicas: 2}}", 2), ("apps/v1 StatefulSet", "{spec: {replicas: 3}}", 3),
        ("apps/v1 DaemonSet", "{spec: {}}", 1), ("flagger.app/v1 Canary", "{}", 1), ("batch/v1 Job", "{}", 0),
        ("v1 Pod", "{}", 0), ("apps/v1 ReplicaSet", "{spec: {replicas: 2}}", 0), ("example.com/v1 Thing", "{}", 0),
        ("apps/v1 Deployment", "{spec: {replicas: 0}}", 0),
        ("apps/v1 Deployment", "{spec: {replicas: 2, template: {spec: {restartPolicy: Never}}}}", 0),
        ("apps/v1 Deployment", "{spec: {replicas: 9223372036854775807}}", Int.max),
    ]

    @Test(arguments: defaults)
    func allowsErrorsByKind(type: String, object: String, expected: Int) throws {
        let parts = type.split(separator: " ").map(String.init)
        let rule = ReadinessRule(for: Objects.type(parts[0], parts[1]))
        let made = try Objects.make(parts[1], object)
        #expect(AllowedErrors.count(for: made, rule: rule, TrackingAnnotations()) == expected)
    }

    /// A Job and pods that aren't restarted are allowed none, whatever the annotation says.
    @Test func allowsJobsNoErrors() throws {
        let annotations = try Objects.annotations(["werf.io/failures-allowed-per-replica": "5"])
        let job = try Objects.make("Job", "{spec: {template: {spec: {restartPolicy: OnFailure}}}}")
        #expect(AllowedErrors.count(for: job, rule: .job, annotations) == 0)
        let pod = try Objects.make("Pod", "{spec: {restartPolicy: Never}}")
        #expect(AllowedErrors.count(for: pod, rule: .pod, annotations) == 0)
        var state = try Self.state(.job, ["werf.io/failures-allowed-per-replica": "5"])
        _ = state.handle(.object(job), at: .zero)
        let words = try Self.tell(&state, [(Objects.waiting("CrashLoopBackOff"), 1)])
        #expect(words[0].hasPrefix("failed: pod web-1, container app: CrashLoopBackOff"))
    }

    /// A crash loop is counted once for each time it waits.
    @Test func countsCrashes() throws {
        var state = try Self.state()
        _ = state.handle(.object(try Objects.deployment(Self.unready, replicas: 1)), at: .zero)
        let end = "lastState: {terminated: {exitCode: 137, reason: OOMKilled}}"
        let crash = "\(Objects.waiting("CrashLoopBackOff", "back-off")), \(end)"
        let words = try Self.tell(
            &state, [(crash, 1), (crash, 1), ("state: {running: {}}, \(end)", 2), (crash, 2)])
        #expect(words[1].contains("(1 error, 1 allowed)"))
        #expect(
            words[3] == "failed: pod web-1, container app: CrashLoopBackOff (OOMKilled, exit code 137): back-off")
    }

    /// A state that the node tells of only once is counted again every ten seconds.
    @Test func countsWhatLasts() throws {
        var state = try Self.state()
        _ = state.handle(.object(try Objects.deployment(Self.unready, replicas: 1)), at: .zero)
        let pod = try Objects.podStatus(Objects.waiting("ErrImageNeverPull", "not present"))
        let first = state.handle(.pods([pod]), at: .seconds(1))
        #expect(first.wake == .seconds(11))
        #expect(Self.words(state.handle(.time, at: .seconds(10)).verdict).contains("(1 error, 1 allowed)"))
        #expect(
            Self.words(state.handle(.time, at: .seconds(11)).verdict)
                == "failed: pod web-1, container app: ErrImageNeverPull: not present")
    }

    @Test(arguments: ["ContainerCreating", "PodInitializing"])
    func waitsForContainersInTheMaking(reason: String) throws {
        var state = try Self.state(.job)
        _ = state.handle(.object(try Objects.make("Job", "{status: {active: 1}}")), at: .zero)
        #expect(try Self.tell(&state, [(Objects.waiting(reason), 0)]) == ["0 of 1 pods succeeded, 1 active"])
    }

    /// Pods that are being deleted don't count any more.
    @Test func ignoresPodsOnTheirWayOut() throws {
        var state = try Self.state(.job)
        _ = state.handle(.object(try Objects.make("Job", "{status: {active: 1}}")), at: .zero)
        let leaving = PodStatus(
            try Objects.pod(container: Self.pulling, more: ", deletionTimestamp: '2026-01-01T00:00:00Z'"))
        #expect(
            Self.words(state.handle(.pods([leaving]), at: .seconds(1)).verdict)
                == "0 of 1 pods succeeded, 1 active")
    }

    // MARK: Probes

    private static let probe = "{name: app, readinessProbe: {periodSeconds: 2, timeoutSeconds: 1, failureThreshold: 3}}"
    private static let notReady = "state: {running: {}}, started: true, ready: false"

    private static let graces: [([String: String], Int)] = [
        ([:], 7), (["werf.io/ignore-readiness-probe-fails-for-app": "30s"], 30),
    ]

    /// By default grace is what the probe's own numbers allow: 2 + 1 + (3+1-3)·2 + 1 + 1 = 7 seconds.
    @Test(arguments: graces)
    func countsFailingReadinessProbesAfterTheirGrace(annotations: [String: String], grace: Int) throws {
        var state = try Self.state(.deployment, annotations)
        _ = state.handle(.object(try Objects.deployment(Self.unready, replicas: 1)), at: .zero)
        let pod = try Objects.podStatus(Self.notReady, spec: Self.probe)
        #expect(state.handle(.pods([pod]), at: .zero).wake == .seconds(grace))
        #expect(!Self.words(state.handle(.time, at: .seconds(grace - 1)).verdict).contains("error"))
        #expect(Self.words(state.handle(.time, at: .seconds(grace)).verdict).contains("(1 error, 1 allowed)"))
        #expect(
            Self.words(state.handle(.time, at: .seconds(grace + 2)).verdict)
                == "failed: pod web-1, container app: readiness probe fails")
    }

    /// Containers whose startup probe hasn't passed, that are ready, or have no probe, aren't counted.
    @Test(arguments: [
        ("state: {running: {}}, started: false, ready: false", probe), ("state: {running: {}}, ready: true", probe),
        (notReady, "{name: app}"),
    ])
    func countsNoOtherProbes(container: String, spec: String) throws {
        var state = try Self.state(.deployment, ["werf.io/failures-allowed-per-replica": "0"])
        _ = state.handle(.object(try Objects.deployment(Self.unready)), at: .zero)
        _ = state.handle(.pods([try Objects.podStatus(container, spec: spec)]), at: .zero)
        #expect(!Self.words(state.handle(.time, at: .seconds(600)).verdict).contains("failed"))
    }

    /// What the probes of the specification say, in seconds: first probe + timeout + rounds + half a period + timeout.
    private static let specifications: [(String, Int64)] = [
        ("{readinessProbe: {}}", 27),
        ("{readinessProbe: {failureThreshold: 1}}", 0),
        ("{readinessProbe: {initialDelaySeconds: 20, periodSeconds: 5}}", 34),
        // The startup probe may take longer than the delay…
        ("{readinessProbe: {}, startupProbe: {}}", 27),
        // … or shorter: 1 + 0 + (1+1-1)·1 + 1 + 10 = 13 of the 70 seconds.
        (
            "{readinessProbe: {initialDelaySeconds: 60}, startupProbe: {periodSeconds: 1, failureThreshold: 1}}",
            74
        ),
        ("{readinessProbe: {periodSeconds: 9223372036854775807, failureThreshold: 9223372036854775807}}", -1),
    ]

    @Test(arguments: specifications)
    func knowsTheGraceOfProbes(container: String, expected: Int64) throws {
        let time = try #require(ReadinessProbeTime(try Objects.read(container)))
        if expected >= 0 { #expect(time.grace == expected) } else { #expect(time.grace > 0) }
    }

    /// A container that starts anew is asked about, and an event of a probe counts.
    @Test func countsRestartsByProbes() throws {
        var state = try Self.state()
        _ = state.handle(.object(try Objects.deployment(Self.unready, replicas: 1)), at: .zero)
        _ = state.handle(.pods([try Objects.podStatus("state: {running: {}}")]), at: .zero)
        let step = state.handle(.pods([try Objects.podStatus("state: {running: {}}", restarts: 1)]), at: .seconds(1))
        #expect(step.needs == [.events(of: "uid-web-1")])
        func event(_ count: Int) throws -> ClusterEvent {
            ClusterEvent(
                try Objects.read(
                    "{metadata: {uid: e1}, involvedObject: {uid: uid-web-1}, reason: Killing, count: \(count), "
                        + "message: 'Container app failed liveness probe, will be restarted'}"))
        }
        let once = state.handle(.events([try event(1)]), at: .seconds(2))
        #expect(Self.words(once.verdict).contains("(1 error, 1 allowed)"))
        #expect(once.needs.isEmpty)
        let same = state.handle(.events([try event(1)]), at: .seconds(3))
        #expect(Self.words(same.verdict).contains("(1 error, 1 allowed)"))
        let twice = state.handle(.events([try event(2)]), at: .seconds(4))
        #expect(
            Self.words(twice.verdict)
                == "failed: pod web-1, container app: probe failed: Container app failed liveness probe, "
                + "will be restarted")
    }

    // MARK: The object itself

    @Test func failsWithAJobAndNamesItsContainer() throws {
        var state = try Self.state(.job)
        _ = state.handle(.object(try Objects.make("Job", "{status: {active: 1}}")), at: .zero)
        let end = "state: {terminated: {exitCode: 3, reason: Error}}"
        _ = state.handle(.pods([PodStatus(try Objects.pod(container: end, phase: "Failed"))]), at: .seconds(1))
        let failed = try Objects.make(
            "Job", "{status: {conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded}]}}")
        guard case .failed(let failure) = state.handle(.object(failed), at: .seconds(2)).verdict else {
            Issue.record("it didn't fail")
            return
        }
        #expect(failure.cause == .status(reason: "BackoffLimitExceeded", message: ""))
        #expect(failure.container?.exitCode == 3)
        #expect(failure.container?.container == "app")
    }

    /// What keeps a controller from creating pods is an error, now and every ten seconds.
    @Test func countsReplicaFailures() throws {
        var state = try Self.state()
        let status =
            "{observedGeneration: 1, conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate, "
            + "message: exceeded quota}]}"
        let object = try Objects.deployment(status, replicas: 1)
        #expect(
            Self.words(state.handle(.object(object), at: .zero).verdict)
                == "0 of 1 replicas updated; FailedCreate: exceeded quota (1 error, 1 allowed)")
        #expect(
            Self.words(state.handle(.time, at: .seconds(10)).verdict) == "failed: FailedCreate: exceeded quota")
    }

    /// A controller that says nothing in the status says it in events, which are read when pods are missing.
    @Test func readsEventsWhenPodsAreMissing() throws {
        var state = try Self.state(.statefulSet)
        let object = try Objects.make("StatefulSet", "{spec: {replicas: 1}, status: {observedGeneration: 1}}")
        #expect(state.handle(.object(object), at: .zero).wake == .seconds(5))
        let due = state.handle(.time, at: .seconds(5))
        #expect(due.needs == [.events(of: "u1")])
        #expect(due.wake == .seconds(15))
        func event(_ reason: String, _ count: Int, _ uid: String = "e1") throws -> ClusterEvent {
            ClusterEvent(
                try Objects.read(
                    "{metadata: {uid: \(uid)}, involvedObject: {uid: u1}, reason: \(reason), count: \(count), "
                        + "message: forbidden}"))
        }
        let harmless = try [event("FailedDelete", 9, "e2"), event("RecreatingFailedPod", 9, "e3")]
        _ = state.handle(.events(harmless), at: .seconds(6))
        _ = state.handle(.events([try event("FailedCreate", 1)]), at: .seconds(6))
        let failed = state.handle(.events([try event("FailedCreate", 5)]), at: .seconds(16))
        #expect(Self.words(failed.verdict) == "failed: FailedCreate: forbidden")
    }

    /// Events of an object that is older than this deploy are what later ones are compared with.
    @Test func forgivesEarlierEvents() throws {
        var state = try Self.state(.statefulSet, ["werf.io/failures-allowed-per-replica": "0"])
        let object = try Objects.make(
            "StatefulSet", "{spec: {replicas: 1}, status: {observedGeneration: 2}}", generation: 2)
        _ = state.handle(.object(object), at: .zero)
        func event(_ count: Int) throws -> ClusterEvent {
            ClusterEvent(
                try Objects.read(
                    "{metadata: {uid: e1}, involvedObject: {uid: u1}, reason: FailedCreate, count: \(count)}"))
        }
        #expect(!Self.words(state.handle(.events([try event(7)]), at: .seconds(5)).verdict).contains("failed"))
        #expect(Self.words(state.handle(.events([try event(8)]), at: .seconds(15)).verdict).contains("failed"))
    }

    @Test func failsWhenTheObjectIsGone() throws {
        var state = try Self.state()
        _ = state.handle(.object(try Objects.deployment(Self.unready)), at: .zero)
        #expect(
            Self.words(state.handle(.gone(last: nil), at: .seconds(1)).verdict)
                == "failed: it was deleted while it was waited for")
    }

    /// A Job that is cleaned away after it has succeeded has succeeded.
    @Test func acceptsAJobThatWasCleanedAway() throws {
        var state = try Self.state(.job)
        _ = state.handle(.object(try Objects.make("Job", "{status: {active: 1}}")), at: .zero)
        let last = try Objects.make("Job", "{status: {conditions: [{type: Complete, status: 'True'}]}}")
        #expect(state.handle(.gone(last: last), at: .seconds(1)).verdict == .ready)
    }

    /// A claim asks for its storage class, and is ready when it waits for a pod that uses it.
    @Test func takesAWaitingClaimForReady() throws {
        var state = try Self.state(.claim)
        let claim = try Objects.make(
            "PersistentVolumeClaim", "{spec: {storageClassName: fast}, status: {phase: Pending}}")
        let step = state.handle(.object(claim), at: .zero)
        #expect(step.needs == [.storageClass("fast")])
        #expect(state.handle(.time, at: .seconds(1)).needs.isEmpty)
        #expect(state.handle(.waitsForConsumer, at: .seconds(1)).verdict == .ready)
    }

    // MARK: Custom resources

    /// A resource without a known status counts as ready, after a moment in which its controller may speak.
    @Test func givesControllersAMoment() throws {
        var state = try Self.state(.custom(group: "example.com", kind: "Thing"))
        let bare = try Objects.make("Thing")
        let step = state.handle(.object(bare), at: .zero)
        #expect(step.wake == .seconds(2))
        #expect(Self.words(step.verdict) == "its controller has a moment to look at it")
        #expect(state.handle(.time, at: .seconds(2)).verdict == .ready)
    }

    /// A Canary has failed when it says so once.
    @Test func failsWithACanary() throws {
        var state = try Self.state(.canary)
        let failed = try Objects.make("Canary", "{status: {phase: Failed}}")
        #expect(Self.words(state.handle(.object(failed), at: .zero).verdict) == "failed: Failed")
    }

    /// What comes to an end needn't get ready on the way.
    @Test(arguments: [ReadinessRule.job, .hookPod])
    func countsNoProbesOfWhatEnds(rule: ReadinessRule) throws {
        var state = try Self.state(rule)
        let object = try Objects.make(rule == .job ? "Job" : "Pod", "{status: {phase: Running}}")
        _ = state.handle(.object(object), at: .zero)
        _ = state.handle(.pods([try Objects.podStatus(Self.notReady, spec: Self.probe)]), at: .zero)
        #expect(!Self.words(state.handle(.time, at: .seconds(600)).verdict).contains("failed"))
    }

    @Test func waitsForAControllerThatHasSpoken() throws {
        var state = try Self.state(.custom(group: "example.com", kind: "Thing"))
        let waiting = try Objects.make("Thing", "{status: {conditions: [{type: Ready, status: 'False'}]}}")
        _ = state.handle(.object(waiting), at: .zero)
        #expect(Self.words(state.handle(.time, at: .seconds(2)).verdict) == "condition Ready is False")
        let ready = try Objects.make(
            "Thing", "{status: {observedGeneration: 1, conditions: [{type: Ready, status: 'True'}]}}")
        #expect(state.handle(.object(ready), at: .seconds(3)).verdict == .ready)
    }

    @Test func countsFailedStatusesOfCustomResources() throws {
        var strict = try Self.state(.custom(group: "example.com", kind: "Thing"))
        let failed = try Objects.make("Thing", "{status: {observedGeneration: 1, phase: Failed}}")
        #expect(
            Self.words(strict.handle(.object(failed), at: .zero).verdict) == "failed: status.phase is Failed")
        var lenient = try Self.state(
            .custom(group: "example.com", kind: "Thing"), ["werf.io/failures-allowed-per-replica": "1"])
        #expect(Self.words(lenient.handle(.object(failed), at: .zero).verdict).hasPrefix("status.phase is Failed"))
        let ready = try Objects.make("Thing", "{status: {observedGeneration: 1, phase: Ready}}")
        #expect(lenient.handle(.object(ready), at: .seconds(1)).verdict == .ready)
    }

    // MARK: Time

    @Test func endsWithTheTimeout() throws {
        var state = try Self.state(timeout: .seconds(90))
        #expect(state.handle(.object(try Objects.deployment(Self.unready)), at: .zero).wake == .seconds(90))
        #expect(
            Self.words(state.handle(.time, at: .seconds(90)).verdict)
                == "failed: not ready after 90s: 0 of 2 replicas available")
    }

    private static let silences: [([String: String], Int)] = [([:], 240), (["werf.io/no-activity-timeout": "30s"], 30)]

    @Test(arguments: silences)
    func endsWithoutActivity(annotations: [String: String], seconds: Int) throws {
        var state = try Self.state(.custom(group: "example.com", kind: "Thing"), annotations)
        func object(_ nodes: Int) throws -> Value {
            try Objects.make("Thing", "{status: {nodes: \(nodes), phase: Pending}}")
        }
        _ = state.handle(.object(try object(1)), at: .zero)
        _ = state.handle(.object(try object(2)), at: .seconds(10))
        let before = state.handle(.object(try object(2)), at: .seconds(seconds + 9))
        #expect(Self.words(before.verdict) == "status.phase is Pending")
        #expect(before.wake == .seconds(seconds + 10))
        #expect(
            Self.words(state.handle(.time, at: .seconds(seconds + 10)).verdict).hasPrefix(
                "failed: nothing happened for \(seconds == 240 ? "4m" : "30s")"))
    }

    /// Nothing to do with kinds that the cluster takes care of, and switched off by zero.
    @Test func knowsNoActivityOnlyWhereItMeansSomething() throws {
        var deployment = try Self.state(.deployment, ["werf.io/no-activity-timeout": "1s"])
        _ = deployment.handle(.object(try Objects.deployment(Self.unready)), at: .zero)
        #expect(!Self.words(deployment.handle(.time, at: .seconds(900)).verdict).contains("failed"))
        var thing = try Self.state(
            .custom(group: "example.com", kind: "Thing"), ["werf.io/no-activity-timeout": "0s"])
        _ = thing.handle(.object(try Objects.make("Thing", "{status: {phase: Pending}}")), at: .zero)
        #expect(Self.words(thing.handle(.time, at: .seconds(900)).verdict) == "status.phase is Pending")
    }

    // MARK: fail-mode

    private static let failedJob = "{status: {conditions: [{type: Failed, status: 'True', reason: Bad}]}}"

    @Test func failsAtOnceByDefault() throws {
        for annotations in [[:], ["werf.io/fail-mode": "FailWholeDeployProcessImmediately"]] {
            var state = try Self.state(.job, annotations)
            let step = state.handle(.object(try Objects.make("Job", Self.failedJob)), at: .zero)
            #expect(Self.words(step.verdict) == "failed: Bad")
        }
    }

    @Test func givesUpWithoutFailing() throws {
        var state = try Self.state(.job, ["werf.io/fail-mode": "IgnoreAndContinueDeployProcess"])
        let step = state.handle(.object(try Objects.make("Job", Self.failedJob)), at: .zero)
        #expect(Self.words(step.verdict) == "given up: Bad")
    }

    /// What is failed for good fails the deploy once nothing else is waited for.
    @Test func hopesUntilTheEnd() throws {
        var state = try Self.state(.job, ["werf.io/fail-mode": "HopeUntilEndOfDeployProcess"])
        let step = state.handle(.object(try Objects.make("Job", Self.failedJob)), at: .zero)
        #expect(Self.words(step.verdict) == "Bad")
        #expect(state.isHoping)
        #expect(Self.words(state.handle(.alone, at: .seconds(1)).verdict) == "failed: Bad")
    }

    /// Too many errors are forgiven at the end; the next one isn't, and becoming ready ends it well.
    @Test func hopesForPods() throws {
        var state = try Self.state(.deployment, ["werf.io/fail-mode": "HopeUntilEndOfDeployProcess"])
        _ = state.handle(.object(try Objects.deployment(Self.unready, replicas: 1)), at: .zero)
        _ = try Self.tell(&state, [(Self.pulling, 0), (Self.backingOff, 0), (Self.pulling, 0)])
        #expect(state.isHoping)
        var lucky = state
        #expect(!Self.words(state.handle(.alone, at: .seconds(5)).verdict).contains("failed"))
        #expect(try Self.tell(&state, [(Self.backingOff, 0)], at: 6)[0].hasPrefix("failed: pod web-1"))
        let ready = try Objects.deployment(
            "{observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1}", replicas: 1)
        #expect(lucky.handle(.object(ready), at: .seconds(5)).verdict == .ready)
    }
}
