import Documents
import KubernetesClient
import Shared
import Testing

@testable import Deployment

/// Waiting for objects of a cluster in memory.
@Suite struct ClusterTrackerTests {
    private let access = FakeTrackingAccess()
    private let told = Told()

    private func tracker(period: Duration = .milliseconds(300)) -> ClusterTracker {
        ClusterTracker(access, settings: .init(progressPeriod: period), report: told.tell)
    }

    private func named(_ object: Value, _ name: String, uid: String? = nil) -> Value {
        guard var members = object.object, var metadata = members["metadata"]?.object else { return object }
        metadata["name"] = .string(name)
        metadata["uid"] = .string(uid ?? name)
        members["metadata"] = .object(metadata)
        return .object(members)
    }

    private static let unready = "{observedGeneration: 1, replicas: 2, updatedReplicas: 2}"

    private func deployment(_ status: String = unready, _ name: String = "web", replicas: Int = 2) throws -> Value {
        named(try Objects.deployment(status, replicas: replicas), name, uid: name == "web" ? "u1" : name)
    }

    // MARK: Requests

    /// What the kind or the server's answer settles costs no request.
    @Test func asksNothingWhereTheAnswerSaysIt() async throws {
        let tracker = tracker()
        let configMap = Objects.type("v1", "ConfigMap")
        try await tracker.awaitReadiness(of: Objects.tracked(Objects.make("ConfigMap"), configMap))
        try await tracker.awaitReadiness(
            of: Objects.tracked(Objects.make("Service"), Objects.type("v1", "Service")))
        let ready = try Objects.deployment(Objects.readyDeployment)
        try await tracker.awaitReadiness(of: Objects.tracked(ready, .deployments))
        let thing = try Objects.make(
            "Thing", "{status: {observedGeneration: 1, conditions: [{type: Ready, status: 'True'}]}}")
        try await tracker.awaitReadiness(of: Objects.tracked(thing, Objects.type("example.com/v1", "Thing")))
        #expect(access.log.isEmpty)
        #expect(told.texts == ["ready web", "ready web", "ready web", "ready web"])
    }

    /// However many Deployments are waited for: one watch of each kind.
    @Test func sharesWatches() async throws {
        let tracker = tracker()
        let names = (0..<100).map { "web\($0)" }
        for name in names { access.put("deployments", try deployment(Self.unready, name)) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in names {
                let object = try Objects.tracked(deployment(Self.unready, name), .deployments)
                group.addTask { try await tracker.awaitReadiness(of: object) }
            }
            try await eventually { access.count("watch deployments") == 1 }
            try await Task.sleep(for: .milliseconds(100))
            for name in names { access.put("deployments", try deployment(Objects.readyDeployment, name)) }
            try await group.waitForAll()
        }
        #expect(Set(access.log).count == access.log.count)
        #expect(access.log.sorted() == ["watch deployments", "watch pods", "watch replicasets"])
        await tracker.close()
    }

    /// A state of an earlier generation, or of another object of this name, doesn't count.
    @Test func ignoresOldStates() async throws {
        let tracker = tracker()
        access.put("deployments", try Objects.deployment(Objects.readyDeployment))
        let object = try Objects.tracked(Objects.deployment(Self.unready, generation: 2), .deployments)
        let waiting = Task { try await tracker.awaitReadiness(of: object) }
        try await eventually { access.count("watch deployments") == 1 }
        try await Task.sleep(for: .milliseconds(200))
        #expect(told.texts.filter { $0.hasPrefix("ready") }.isEmpty)
        let ready = "{observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2}"
        access.put("deployments", try Objects.deployment(ready, generation: 2))
        try await waiting.value
        #expect(told.texts.last == "ready web")
        await tracker.close()
    }

    @Test func bridgesARestartedWatch() async throws {
        let tracker = tracker()
        access.put("deployments", try deployment())
        let object = try Objects.tracked(deployment(), .deployments)
        let waiting = Task { try await tracker.awaitReadiness(of: object) }
        try await eventually { access.count("watch deployments") == 1 }
        access.restart("deployments")
        access.put("deployments", try deployment(Objects.readyDeployment))
        try await waiting.value
        await tracker.close()
    }

    @Test func noticesADeletedObject() async throws {
        let tracker = tracker()
        access.put("deployments", try deployment())
        let object = try Objects.tracked(deployment(), .deployments)
        let waiting = Task { try await tracker.awaitReadiness(of: object) }
        try await eventually { access.count("watch deployments") == 1 }
        try await Task.sleep(for: .milliseconds(100))
        access.remove("deployments", "web")
        #expect(try await trackingFailure { try await waiting.value }.cause == .deleted)
        await tracker.close()
    }

    // MARK: A server that is away

    /// Nobody fails for it; the user hears of it, once for all that is watched, and again the next time.
    @Test func waitsForAServerThatIsAway() async throws {
        let tracker = tracker()
        access.put("deployments", try deployment())
        let object = try Objects.tracked(deployment(), .deployments)
        let waiting = Task { try await tracker.awaitReadiness(of: object) }
        try await eventually { access.count("watch pods") == 1 && access.count("watch deployments") == 1 }
        func warnings() -> Int { told.texts.filter { $0.contains("can't be watched at present") }.count }
        let away = ClientError.answer(503, "ServiceUnavailable", "away")
        for kind in ["deployments", "pods", "deployments"] { access.interrupt(kind, away) }
        try await eventually { warnings() == 1 }
        access.put("deployments", try deployment(Self.unready))
        try await Task.sleep(for: .milliseconds(100))
        #expect(warnings() == 1)
        access.interrupt("deployments", away)
        try await eventually { warnings() == 2 }
        access.put("deployments", try deployment(Objects.readyDeployment))
        try await waiting.value
        await tracker.close()
    }

    // MARK: Without rights

    @Test func asksAgainAndAgainWhereWatchingIsForbidden() async throws {
        let tracker = tracker()
        for kind in ["deployments", "pods", "replicasets"] { access.refuse("watch \(kind)") }
        access.put("deployments", try deployment())
        let object = try Objects.tracked(deployment(), .deployments)
        let waiting = Task { try await tracker.awaitReadiness(of: object) }
        try await eventually { access.count("get deployments") > 0 && access.count("list pods") > 0 }
        access.put("deployments", try deployment(Objects.readyDeployment))
        try await waiting.value
        let warnings = told.texts.filter { $0.hasPrefix("warning deployments can't be watched") }
        #expect(warnings.count == 1)
        await tracker.close()
    }

    /// Failing pods are found without a watch as well.
    @Test func findsFailingPodsByAsking() async throws {
        let tracker = tracker()
        access.refuse("watch pods")
        access.refuse("watch replicasets")
        access.put("deployments", try deployment())
        access.put("replicasets", try Objects.replicaSet())
        access.put("pods", try Objects.pod(container: Objects.waiting("ErrImagePull", "no such image")))
        let object = try Objects.tracked(
            deployment(), .deployments, ["werf.io/failures-allowed-per-replica": "0"])
        let found = try await trackingFailure { try await tracker.awaitReadiness(of: object) }
        #expect(found.container?.reason == "ErrImagePull")
        await tracker.close()
    }

    @Test func goesOnWithoutPods() async throws {
        let tracker = tracker()
        for request in ["watch pods", "watch replicasets", "list pods", "list replicasets"] { access.refuse(request) }
        access.put("deployments", try deployment())
        let object = try Objects.tracked(deployment(), .deployments)
        let waiting = Task { try await tracker.awaitReadiness(of: object) }
        try await eventually { access.count("list pods") > 0 }
        access.put("deployments", try deployment(Objects.readyDeployment))
        try await waiting.value
        #expect(told.texts.contains { $0.hasPrefix("warning pods can't be listed either") })
        await tracker.close()
    }

    /// Events that can't be read are missed, once, and nothing else changes.
    @Test func goesOnWithoutEvents() async throws {
        let tracker = tracker()
        access.refuse("list events")
        access.put("deployments", try deployment())
        access.put("replicasets", try Objects.replicaSet())
        let object = try Objects.tracked(deployment(), .deployments)
        let waiting = Task { try await tracker.awaitReadiness(of: object) }
        for restarts in 0...3 {
            access.put("pods", try Objects.pod(container: "state: {running: {}}", restarts: restarts))
            try await Task.sleep(for: .milliseconds(50))
        }
        try await eventually { access.count("list events") > 1 }
        access.put("deployments", try deployment(Objects.readyDeployment))
        try await waiting.value
        #expect(told.texts.filter { $0.hasPrefix("warning events can't be read") }.count == 1)
        await tracker.close()
    }

    @Test func failsWithoutTheRightToRead() async throws {
        let tracker = tracker()
        access.refuse("watch deployments")
        access.refuse("get deployments")
        let object = try Objects.tracked(deployment(), .deployments)
        await #expect(throws: ClientError.self) { try await tracker.awaitReadiness(of: object) }
        await tracker.close()
    }

    // MARK: Failures

    private func putFailingPod() throws {
        access.put("replicasets", try Objects.replicaSet())
        let state =
            "\(Objects.waiting("CrashLoopBackOff", "back-off 10s")), "
            + "lastState: {terminated: {exitCode: 3, reason: Error}}"
        access.put("pods", try Objects.pod(container: state, restarts: 2))
    }

    /// The failure names pod, container and exit code, and holds the last events and log lines.
    @Test func tellsWhyItFailed() async throws {
        let tracker = tracker()
        access.put("deployments", try deployment())
        try putFailingPod()
        access.setLog("web-1/app/previous", (1...30).map { "line \($0)\n" }.joined())
        access.put(
            "events",
            try Objects.read(
                "{metadata: {name: e1, uid: e1}, involvedObject: {uid: uid-web-1, kind: Pod, name: web-1}, "
                    + "reason: BackOff, message: 'pulling https://me:secret@registry/x'}"))
        let object = try Objects.tracked(
            deployment(), .deployments, ["werf.io/failures-allowed-per-replica": "0"])
        let found = try await trackingFailure { try await tracker.awaitReadiness(of: object) }
        #expect(
            found.description
                == "Deployment/web: pod web-1, container app: CrashLoopBackOff (exit code 3): back-off 10s")
        #expect(found.events == ["po/web-1 BackOff: pulling https://***@registry/x"])
        #expect(found.logs.first?.lines == (11...30).map { "line \($0)" })
        #expect(told.texts.contains("failed \(found)"))
        #expect(found.details.first == "last events:")
        await tracker.close()
    }

    /// Pods of an earlier revision may fail as they like.
    @Test func countsOnlyNewPods() async throws {
        let tracker = tracker()
        access.put("deployments", try deployment())
        access.put("replicasets", try Objects.replicaSet(uid: "rs1", revision: "1"))
        access.put("replicasets", try Objects.replicaSet(uid: "rs0", revision: "0"))
        let old = try Objects.pod("old", owner: "rs0", container: Objects.waiting("CrashLoopBackOff"))
        access.put("pods", old)
        let object = try Objects.tracked(
            deployment(), .deployments, ["werf.io/failures-allowed-per-replica": "0"])
        let waiting = Task { try await tracker.awaitReadiness(of: object) }
        try await eventually { access.count("watch pods") == 1 }
        try await Task.sleep(for: .milliseconds(200))
        access.put("deployments", try deployment(Objects.readyDeployment))
        try await waiting.value
        await tracker.close()
    }

    @Test func endsWithItsTask() async throws {
        let tracker = tracker()
        access.put("deployments", try deployment())
        let object = try Objects.tracked(deployment(), .deployments)
        let waiting = Task { try await tracker.awaitReadiness(of: object) }
        try await eventually { access.count("watch deployments") == 1 }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        await tracker.close()
    }

    @Test func tellsWhatIsWaitedForOnlyWhenItChanges() async throws {
        let tracker = tracker(period: .milliseconds(250))
        access.put("deployments", try deployment())
        let object = try Objects.tracked(deployment(), .deployments)
        let waiting = Task { try await tracker.awaitReadiness(of: object) }
        try await eventually { !told.texts.isEmpty }
        try await Task.sleep(for: .milliseconds(800))
        #expect(told.texts == ["waiting web: 0 of 2 replicas available"])
        access.put("deployments", try deployment(Objects.readyDeployment))
        try await waiting.value
        await tracker.close()
    }

    // MARK: Modes

    /// A non-blocking object holds nobody up, and is tracked while others are.
    @Test func goesOnWithoutNonBlockingObjects() async throws {
        let tracker = tracker()
        access.put("deployments", try deployment())
        access.put("deployments", try deployment(Self.unready, "other"))
        try putFailingPod()
        let mode = ["werf.io/track-termination-mode": "NonBlocking", "werf.io/failures-allowed-per-replica": "1"]
        try await tracker.awaitReadiness(of: Objects.tracked(deployment(), .deployments, mode))
        let other = try Objects.tracked(deployment(Self.unready, "other"), .deployments)
        let waiting = Task { try await tracker.awaitReadiness(of: other) }
        try await eventually { told.texts.contains { $0.hasPrefix("waiting web:") } }
        access.put("deployments", try deployment(Objects.readyDeployment, "other"))
        try await waiting.value
        await tracker.close()
    }

    /// Its failure is that of the deploy: who waits hears of it, and so does who comes later.
    @Test func failsWithNonBlockingObjects() async throws {
        let tracker = tracker()
        access.put("deployments", try deployment())
        access.put("deployments", try deployment(Self.unready, "other"))
        let other = try Objects.tracked(deployment(Self.unready, "other"), .deployments)
        let waiting = Task { try await tracker.awaitReadiness(of: other) }
        try await eventually { access.count("watch deployments") == 1 }
        try putFailingPod()
        let mode = ["werf.io/track-termination-mode": "NonBlocking", "werf.io/failures-allowed-per-replica": "0"]
        try await tracker.awaitReadiness(of: Objects.tracked(deployment(), .deployments, mode))
        #expect(try await trackingFailure { try await waiting.value }.identity.name == "web")
        #expect(try await trackingFailure { try await tracker.awaitReadiness(of: other) }.identity.name == "web")
        await tracker.close()
    }

    /// An object whose failure is to be ignored is given up, which is told.
    @Test func ignoresFailures() async throws {
        let tracker = tracker()
        access.put("deployments", try deployment())
        try putFailingPod()
        let mode = [
            "werf.io/fail-mode": "IgnoreAndContinueDeployProcess", "werf.io/failures-allowed-per-replica": "0",
        ]
        try await tracker.awaitReadiness(of: Objects.tracked(deployment(), .deployments, mode))
        #expect(told.texts.contains { $0.hasPrefix("failed Deployment/web: pod web-1") })
        await tracker.close()
    }

    /// A failure that may pass counts once nothing else is waited for.
    @Test func hopesWhileOthersAreWaitedFor() async throws {
        let tracker = tracker()
        access.put("jobs", try Objects.make("Job", "{status: {conditions: [{type: Failed, status: 'True'}]}}"))
        access.put("deployments", try deployment(Self.unready, "other"))
        let other = try Objects.tracked(deployment(Self.unready, "other"), .deployments)
        let waiting = Task { try await tracker.awaitReadiness(of: other) }
        let job = try Objects.tracked(
            Objects.make("Job"), .jobs, ["werf.io/fail-mode": "HopeUntilEndOfDeployProcess"])
        let hoping = Task { try await tracker.awaitReadiness(of: job) }
        try await eventually { told.texts.contains { $0.hasPrefix("waiting web: Failed") } }
        access.put("deployments", try deployment(Objects.readyDeployment, "other"))
        try await waiting.value
        #expect(try await trackingFailure { try await hoping.value }.identity.kind == "Job")
        await tracker.close()
    }

    // MARK: Logs and events

    private func job(_ annotations: [String: String] = [:]) async throws {
        let tracker = tracker()
        access.put("jobs", try Objects.make("Job", "{status: {active: 1}}"))
        let end = "state: {terminated: {exitCode: 0}}"
        access.put("pods", try Objects.pod(owner: "u1", container: end, phase: "Succeeded"))
        access.setLog("web-1/app", "one\r\ntwo secret\nthree")
        let object = try Objects.tracked(Objects.make("Job"), .jobs, annotations)
        let waiting = Task { try await tracker.awaitReadiness(of: object) }
        try await eventually { access.count("watch jobs") == 1 && access.count("watch pods") == 1 }
        try await Task.sleep(for: .milliseconds(100))
        access.put("jobs", try Objects.make("Job", "{status: {conditions: [{type: Complete, status: 'True'}]}}"))
        try await waiting.value
        await tracker.close()
    }

    /// Annotations, and the lines that are shown.
    private static let logs: [(annotations: [String: String], lines: [String])] = [
        ([:], ["one", "two secret", "three"]),
        (["werf.io/skip-logs": "true"], []),
        (["werf.io/skip-logs-for-containers": "app"], []),
        (["werf.io/skip-logs-for-containers": "other"], ["one", "two secret", "three"]),
        (["werf.io/show-logs-only-for-containers": "other"], []),
        (["werf.io/show-logs-only-for-containers": "app,other"], ["one", "two secret", "three"]),
        (["werf.io/show-logs-only-for-number-of-replicas": "0"], []),
        (["werf.io/log-regex": "^t"], ["two secret", "three"]),
        (["werf.io/log-regex-for-app": "one"], ["one"]),
        (["werf.io/log-regex-for-other": "one"], ["one", "two secret", "three"]),
        (["werf.io/log-regex-skip": "secret"], ["one", "three"]),
        (["werf.io/log-regex-skip-for-app": "one|three"], ["two secret"]),
        (["werf.io/log-regex": "t", "werf.io/log-regex-skip": "secret"], ["three"]),
    ]

    @Test(arguments: logs)
    func showsTheLogsOfJobs(_ example: (annotations: [String: String], lines: [String])) async throws {
        try await job(example.annotations)
        #expect(told.texts.filter { $0.hasPrefix("web-1 app: ") } == example.lines.map { "web-1 app: \($0)" })
        #expect(told.texts.last == "ready web")
    }

    @Test func showsServiceMessagesWhenAsked() async throws {
        for shows in [false, true] {
            let (access, told) = (FakeTrackingAccess(), Told())
            let tracker = ClusterTracker(access, report: told.tell)
            access.put("deployments", try deployment())
            let object = try Objects.tracked(
                deployment(), .deployments, shows ? ["werf.io/show-service-messages": "true"] : [:])
            let waiting = Task { try await tracker.awaitReadiness(of: object) }
            try await eventually { access.count("watch deployments") == 1 }
            try await Task.sleep(for: .milliseconds(100))
            access.put(
                "events",
                try Objects.read(
                    "{metadata: {name: e1}, involvedObject: {uid: u1}, reason: Scaled, message: up to 2}"))
            try await Task.sleep(for: .milliseconds(100))
            access.put("deployments", try deployment(Objects.readyDeployment))
            try await waiting.value
            #expect(told.texts.contains("event web: Scaled: up to 2") == shows)
            #expect(access.count("watch events") == (shows ? 1 : 0))
            await tracker.close()
        }
    }

    // MARK: Presence and claims

    @Test func waitsForPresence() async throws {
        let wait = PresenceWait(access: access, period: .milliseconds(20))
        let reference = ObjectReference(type: .configMaps, namespace: "ns", name: "web")
        let found = try await trackingFailure { try await wait.wait(for: reference, limit: .milliseconds(60)) }
        #expect("\(found)" == "ConfigMap/web: not ready after 0s: it isn't there")
        let access = access
        async let waiting: Void = wait.wait(for: reference, limit: .seconds(5))
        access.put("configmaps", try Objects.make("ConfigMap"))
        try await waiting
        access.refuse("get configmaps")
        await #expect(throws: ClientError.self) { try await wait.wait(for: reference, limit: .seconds(5)) }
    }

    /// A claim of a class that binds for a first consumer is ready; one of another class isn't.
    @Test func looksAtStorageClasses() async throws {
        let type = Objects.type("v1", "PersistentVolumeClaim")
        let yaml = "{spec: {storageClassName: fast}, status: {phase: Pending}}"
        for (mode, isReady) in [("WaitForFirstConsumer", true), ("Immediate", false)] {
            let limit = isReady ? Duration.seconds(600) : .seconds(2)
            let claim = try Objects.tracked(Objects.make("PersistentVolumeClaim", yaml), type, timeout: limit)
            let tracker = tracker()
            access.put("persistentvolumeclaims", claim.object)
            access.put("storageclasses", try Objects.read("{metadata: {name: fast}, volumeBindingMode: \(mode)}"))
            if isReady {
                try await tracker.awaitReadiness(of: claim)
            } else {
                let found = try await trackingFailure { try await tracker.awaitReadiness(of: claim) }
                #expect(found.cause == .timeout(limit, waitingFor: "no volume is bound to it"))
            }
            await tracker.close()
        }
    }
}
