internal import Documents
package import KubernetesClient
internal import Shared

/// Waits for objects by watching them: one watch for each type and namespace, whoever waits for objects of it.
///
/// The decisions are those of ``TrackingState``; here is what they need to see, and what comes of them.
package actor ClusterTracker: ReadinessTracker {
    /// What is shown on the way.
    package struct Settings: Sendable {
        /// The logs of containers are shown as they come.
        package var showsLogs: Bool
        /// Between two lines about one object that is waited for.
        package var progressPeriod: Duration

        package init(showsLogs: Bool = true, progressPeriod: Duration = .seconds(5)) {
            self.showsLogs = showsLogs
            self.progressPeriod = progressPeriod
        }
    }

    let access: any TrackingAccess
    let settings: Settings
    let report: @Sendable (ProgressEvent) -> Void
    private let clock = ContinuousClock()
    private let epoch = ContinuousClock().now

    var tracks: [Int: Track] = [:]
    var feeds: [ObjectFeed.Key: Feed] = [:]
    /// By namespace.
    var rooms: [String: PodRoom] = [:]
    /// Events of what nobody has been seen to own yet.
    var unclaimedMessages: [ClusterEvent] = []
    /// Log streams that are open.
    var openLogs = 0
    var said: Set<String> = []
    /// The user knows that the server is away.
    var isInterrupted = false
    private var nextID = 0
    private var ticker: Task<Void, Never>?
    private var lastProgress = Duration.zero
    /// How an object that nobody waits for has failed the deploy.
    private var backgroundFailure: TrackingFailure?

    /// - Parameter report: told of progress, from any thread.
    package init(
        _ access: any TrackingAccess, settings: Settings = Settings(),
        report: @escaping @Sendable (ProgressEvent) -> Void
    ) {
        self.access = access
        self.settings = settings
        self.report = report
    }

    var now: Duration { clock.now - epoch }

    // MARK: Waiting

    package func awaitReadiness(of object: TrackedObject) async throws {
        if let backgroundFailure { throw backgroundFailure }
        try Task.checkCancellation()
        let rule = ReadinessRule(for: object)
        if isReadyAlready(object, rule) { return report(.ready(object.identity)) }
        let id = begin(object, rule)
        if object.annotations.isNonBlocking { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in wait(for: id, waiter) }
        } onCancel: {
            Task { await self.end(id, with: .failure(CancellationError())) }
        }
    }

    /// The kind has nothing to wait for, or the server's answer shows all there is to wait for.
    private func isReadyAlready(_ object: TrackedObject, _ rule: ReadinessRule) -> Bool {
        if rule == .atOnce { return true }
        guard object.object[path: ["metadata", "resourceVersion"]]?.string != nil else { return false }
        if case .custom = rule, !CustomRules.tellsGeneration(object.object) { return false }
        return rule.readiness(of: object.object)?.isReady ?? false
    }

    private func begin(_ object: TrackedObject, _ rule: ReadinessRule) -> Int {
        let id = nextID
        nextID += 1
        tracks[id] = Track(object, rule: rule, start: now)
        follow(id)
        startTicking()
        return id
    }

    private func wait(for id: Int, _ waiter: CheckedContinuation<Void, any Error>) {
        guard tracks[id] != nil else { return waiter.resume(throwing: CancellationError()) }
        tracks[id]?.waiter = waiter
    }

    package func awaitPresence(of reference: ObjectReference, timeout: Duration?) async throws {
        try await PresenceWait(access: access).wait(for: reference, limit: timeout ?? .seconds(300))
    }

    package func close() async {
        for id in tracks.keys { end(id, with: .failure(CancellationError())) }
        for feed in feeds.values { feed.task?.cancel() }
        feeds = [:]
        ticker?.cancel()
        ticker = nil
    }

    // MARK: Events of one track

    /// Tells a track what was seen, and does what follows from it.
    func tell(_ id: Int, _ event: TrackingState.Event) {
        guard var track = tracks[id], !track.isEnding else { return }
        let wasHoping = track.state.isHoping
        let step = track.state.handle(event, at: now)
        track.wake = step.wake
        if case .waiting(let words) = step.verdict { track.words = words }
        tracks[id] = track
        switch step.verdict {
        case .waiting: break
        case .ready: finish(id)
        case .failed(let failure): fail(id, failure, endsDeploy: true)
        case .givenUp(let failure): fail(id, failure, endsDeploy: false)
        }
        for need in step.needs { satisfy(need, of: id) }
        if !wasHoping, tracks[id]?.state.isHoping == true { endHopeWhereDue() }
    }

    private func satisfy(_ need: TrackingState.Need, of id: Int) {
        guard let track = tracks[id] else { return }
        Task { [access] in
            switch need {
            case .events(let uid): await self.readEvents(of: uid, for: id, in: track.namespace)
            case .storageClass(let name):
                if await StorageClasses(access: access).waitsForConsumer(name, claim: track) {
                    self.tell(id, .waitsForConsumer)
                }
            }
        }
    }

    private func readEvents(of uid: String, for id: Int, in namespace: String) async {
        // Nodes tell of what they do a little later than they do it.
        for pause in [Duration.zero, .seconds(3)] {
            try? await Task.sleep(for: pause)
            do throws(ClientError) {
                tell(id, .events(try await FailureReader(access: access).events(of: uid, in: namespace)))
            } catch {
                guard error.isForbidden else { continue }
                return sayOnce("events can't be read, so what only they tell isn't seen: \(error)")
            }
        }
    }

    /// Who hopes has hoped long enough once everybody else is done.
    private func endHopeWhereDue() {
        let blocking = tracks.filter { $0.value.isBlocking && !$0.value.isEnding }
        guard blocking.allSatisfy({ $0.value.state.isHoping }) else { return }
        for id in blocking.keys { tell(id, .alone) }
    }

    // MARK: Ends

    private func finish(_ id: Int) {
        guard let track = tracks[id] else { return }
        tracks[id]?.isEnding = true
        Task {
            if track.rule.isFinishing { await self.awaitLogs(of: id) }
            self.report(.ready(track.object.identity))
            self.end(id, with: .success(()))
        }
    }

    private func fail(_ id: Int, _ failure: TrackingState.Failure, endsDeploy: Bool) {
        guard let track = tracks[id] else { return }
        tracks[id]?.isEnding = true
        Task { [access] in
            // The object may tell of its failure before its pods are seen to have failed.
            if failure.container == nil { await FailureReader.within(()) { await self.lookAtPods(of: id) } }
            let last = self.tracks[id] ?? track
            let container = failure.container ?? TrackingState.culprit(among: last.pods)
            let bare = TrackingFailure(
                identity: track.object.identity, cause: failure.cause, container: container)
            let complete = await FailureReader(access: access).complete(bare, self.subject(of: last, container))
            self.report(.trackingFailed(complete))
            self.end(id, with: endsDeploy ? .failure(complete) : .success(()))
            if endsDeploy, !track.isBlocking { self.failDeploy(complete) }
        }
    }

    private func subject(of track: Track, _ fault: TrackingFailure.ContainerFault?) -> FailureReader.Subject {
        FailureReader.Subject(
            namespace: track.namespace, uid: track.seen?[path: ["metadata", "uid"]]?.string ?? track.object.uid,
            pod: fault.flatMap { fault in track.pods.last { $0.name == fault.pod } }, container: fault?.container,
            tail: fault.flatMap { track.logs.tails["\($0.pod)/\($0.container)"] })
    }

    /// An object that nobody waits for has failed: those who wait for others hear of it.
    private func failDeploy(_ failure: TrackingFailure) {
        backgroundFailure = backgroundFailure ?? failure
        for id in tracks.keys { end(id, with: .failure(failure)) }
    }

    /// Takes a track away, and hands its outcome to who waits for it.
    func end(_ id: Int, with outcome: Result<Void, any Error>) {
        guard let track = tracks.removeValue(forKey: id) else { return }
        for task in track.logs.tasks.values { task.cancel() }
        openLogs -= track.logs.tasks.count
        leave(track.feeds)
        track.waiter?.resume(with: outcome)
        endHopeWhereDue()
    }

    // MARK: Time

    private static let tick = Duration.milliseconds(250)

    private func startTicking() {
        guard ticker == nil else { return }
        lastProgress = now
        ticker = Task { [weak self] in
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.tick)
                guard let self, await self.pass() else { return }
            }
        }
    }

    /// Lets time pass for all tracks; false when there are none left.
    private func pass() -> Bool {
        guard !tracks.isEmpty else {
            ticker = nil
            return false
        }
        for (id, track) in tracks where track.wake.map({ $0 <= now }) ?? false { tell(id, .time) }
        if now - lastProgress >= settings.progressPeriod {
            lastProgress = now
            tellProgress()
        }
        return true
    }

    private func tellProgress() {
        for id in tracks.keys.sorted() {
            guard let track = tracks[id], !track.isEnding, track.words != track.toldWords else { continue }
            tracks[id]?.toldWords = track.words
            report(.waiting(track.object.identity, track.words))
        }
    }

    /// Warns of something once.
    func sayOnce(_ text: String) {
        if said.insert(text).inserted { report(.warning(text)) }
    }
}
