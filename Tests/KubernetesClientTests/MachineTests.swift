import Documents
import Testing

@testable import KubernetesClient

/// What decides without a socket: repetition, pages, watches, tokens.
@Suite struct MachineTests {
    static let lost = TransportFailure(.lost, "reset")

    @Test(arguments: [
        (RetryMachine.Event.answered(status: 200, retryAfterSeconds: 1), RetryMachine.Action.finish),
        (.answered(status: 429, retryAfterSeconds: 2), .retry(afterMilliseconds: 2000)),
        (.answered(status: 429, retryAfterSeconds: nil), .finish),
        (.answered(status: 500, retryAfterSeconds: 0), .retry(afterMilliseconds: 0)),
        (.answered(status: 503, retryAfterSeconds: 301), .finish),
        (.answered(status: 404, retryAfterSeconds: 1), .finish),
        (.answered(status: 401, retryAfterSeconds: nil), .renewCredentials),
        (.failed(TransportFailure(.refused, "")), .finish),
        (.failed(TransportFailure(.certificate, "")), .finish),
        (.failed(TransportFailure(.timeout, "")), .finish),
    ])
    func decidesWhetherToRepeat(event: RetryMachine.Event, action: RetryMachine.Action) {
        for repetition in [RetryMachine.Repetition.always, .once, .onceAtVersion, .never] {
            var machine = RetryMachine(repetition)
            let decided = machine.handle(event)
            #expect(decided == action)
        }
    }

    @Test(arguments: [
        (RetryMachine.Repetition.always, 10), (.once, 1), (.onceAtVersion, 1), (.never, 0),
    ])
    func repeatsLostRequestsAsOftenAsIsRight(repetition: RetryMachine.Repetition, times: Int) {
        var machine = RetryMachine(repetition)
        let actions = (0...times).map { _ in machine.handle(.failed(Self.lost)) }
        #expect(actions.dropLast().allSatisfy { $0 == .retry(afterMilliseconds: 1000) })
        #expect(actions.last == .finish)
    }

    /// After a lost answer a conflict may be one with the write itself.
    @Test(arguments: [
        (RetryMachine.Repetition.always, RetryMachine.Action.finish), (.once, .finish), (.onceAtVersion, .fail(lost)),
    ])
    func doesNotTrustAConflictWithItself(repetition: RetryMachine.Repetition, action: RetryMachine.Action) {
        let conflict = RetryMachine.Event.answered(status: 409, retryAfterSeconds: nil)
        var machine = RetryMachine(repetition)
        let first = machine.handle(conflict)
        _ = machine.handle(.failed(Self.lost))
        let second = machine.handle(conflict)
        #expect([first, second] == [.finish, action])
    }

    @Test(arguments: [(0, RetryMachine.Action.retry(afterMilliseconds: 0)), (1, .finish), (300, .finish)])
    func waitsForNothingWhatIsUrgent(seconds: Int, action: RetryMachine.Action) {
        var machine = RetryMachine(.never, longestWait: 0)
        let decided = machine.handle(.answered(status: 429, retryAfterSeconds: seconds))
        #expect(decided == action)
    }

    @Test func renewsCredentialsOnce() {
        var machine = RetryMachine(.never)
        let refused = RetryMachine.Event.answered(status: 401, retryAfterSeconds: nil)
        let actions = (0..<2).map { _ in machine.handle(refused) }
        #expect(actions == [.renewCredentials, .finish])
    }

    // MARK: Slowing down
    @Test func slowsDownWhileTheServerIsInTrouble() throws {
        let environment = ["KUBE_CLIENT_BACKOFF_BASE": "1", "KUBE_CLIENT_BACKOFF_DURATION": "3"]
        var backoff = try #require(OverloadBackoff(environment))
        let ends = [(429, 0), (500, 10), (503, 20), (404, 30), (429, 40), (429, 7000), (429, 7001), (0, 7002)]
        let pauses = ends.map { status, now in
            backoff.ended(status: status, now: Int64(now))
            return backoff.pause
        }
        #expect(pauses == [1000, 2000, 3000, 0, 1000, 1000, 2000, 0])
    }

    @Test(arguments: [
        [:], ["KUBE_CLIENT_BACKOFF_BASE": "1"], ["KUBE_CLIENT_BACKOFF_DURATION": "1"],
        ["KUBE_CLIENT_BACKOFF_BASE": "x", "KUBE_CLIENT_BACKOFF_DURATION": "1"],
        ["KUBE_CLIENT_BACKOFF_BASE": "0", "KUBE_CLIENT_BACKOFF_DURATION": "1"],
    ])
    func slowsDownOnlyWhereItIsAsked(environment: [String: String]) {
        #expect(OverloadBackoff(environment) == nil)
    }

    @Test(arguments: [
        ([:], 30, 15, 45_000), (["HTTP2_READ_IDLE_TIMEOUT_SECONDS": "0"], 0, 15, 15_000),
        (["HTTP2_READ_IDLE_TIMEOUT_SECONDS": "5", "HTTP2_PING_TIMEOUT_SECONDS": "2"], 5, 2, 7000),
        (["HTTP2_READ_IDLE_TIMEOUT_SECONDS": "soon", "HTTP2_PING_TIMEOUT_SECONDS": "0"], 30, 1, 31_000),
        (["HTTP2_READ_IDLE_TIMEOUT_SECONDS": "99999999999"], 32_767, 15, 32_782_000),
    ])
    func readsHowLongAConnectionMayBeSilent(environment: [String: String], idle: Int, answer: Int, silence: Int) {
        let health = ConnectionHealth(environment)
        #expect((health.idleSeconds, health.answerSeconds) == (idle, answer))
        #expect(health.longestSilence == silence)
        #expect(health.isWatched == (idle > 0))
    }

    @Test(arguments: [
        (["retry-after: 7"], 7), (["Retry-After: -1"], nil), (["Retry-After: soon"], nil),
        (["Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sun, 06 Nov 1994 08:50:07 GMT"], 30),
        (["Retry-After: Sunday, 06-Nov-94 08:50:07 GMT", "Date: Sun Nov  6 08:49:37 1994"], 30),
        (["Retry-After: Sun, 06 Nov 1994 08:50:07 GMT"], 0), (["Date: Sun, 06 Nov 1994 08:49:37 GMT"], nil),
    ])
    func readsWhenToAskAgain(lines: [String], seconds: Int?) {
        var head = ResponseHead()
        for line in ["HTTP/2 503"] + lines + [""] {
            Array("\(line)\r\n".utf8).withUnsafeBytes { _ = head.read(line: $0) }
        }
        #expect(head.retryAfter == seconds)
    }

    @Test func readsADateByItsOwnClockWhereTheServerHasNone() {
        var head = ResponseHead()
        for line in ["HTTP/2 503", "Retry-After: Fri, 01 Jan 2100 00:00:00 GMT", ""] {
            Array("\(line)\r\n".utf8).withUnsafeBytes { _ = head.read(line: $0) }
        }
        #expect((head.retryAfter ?? 0) > 86_400)
    }

    // MARK: Redirections and deadlines

    static let url = ServerURL("https://host:6443/base")

    @Test(arguments: [
        ("/base/api/x?y", "/api/x?y"), ("https://host:6443/base/z", "/z"), ("https://other:6443/base/z", nil),
        ("http://host:6443/base/z", nil), ("/elsewhere", nil), ("//host/base/z", nil), ("https://host/base/z", nil),
    ])
    func followsOnlyToTheSameServer(location: String, target: String?) throws {
        let subject = ClientError.Request(verb: "get", resource: "x")
        var course = Course(APIRequest(target: RequestTarget(path: "/start"), subject: subject), deadline: nil)
        var head = ResponseHead()
        head.status = 302
        head.location = location
        let step = course.handle(.success(head), url: try #require(Self.url))
        #expect(step == (target == nil ? .finish : .follow))
        #expect(course.target == target ?? "/start")
    }

    @Test func writesFollowNowhere() throws {
        let subject = ClientError.Request(verb: "create", resource: "x")
        var course = Course(
            APIRequest(method: "POST", target: RequestTarget(path: "/start"), subject: subject), deadline: nil)
        var head = ResponseHead()
        head.status = 307
        head.location = "/base/y"
        let step = course.handle(.success(head), url: try #require(Self.url))
        #expect(step == .finish)
    }

    @Test func countsTheTimeOfAllAttempts() throws {
        let subject = ClientError.Request(verb: "get", resource: "x")
        var course = Course(
            APIRequest(target: RequestTarget(path: "/"), subject: subject),
            deadline: Course.deadline(after: 5000, now: 1000))
        #expect(course.timeLeft(now: 2000) == 4000)
        #expect(course.timeLeft(now: 9000) == 1)
        let lost = Result<ResponseHead, TransportFailure>.failure(Self.lost)
        let url = try #require(Self.url)
        let steps = [2000, 5500].map { course.handle(lost, url: url, now: $0) }
        #expect(steps == [.wait(milliseconds: 1000), .finish])
        #expect(course.previousAttempt == "reset")
        #expect(Course.deadline(after: Int.max, now: 1000) == 1000 + Int64(Int32.max))
    }

    // MARK: Watches

    func line(_ type: String, _ version: String) -> WatchMachine.Event {
        .line(["type": .string(type), "object": ["metadata": ["resourceVersion": .string(version)]]])
    }

    func status(_ code: Int, retryAfter: Int = 0) -> WatchMachine.Event {
        var details = Status.Details()
        details.retryAfterSeconds = retryAfter
        return .failed(ClientError(.status(Status(code: code, reason: "", message: "", details: details))))
    }

    @Test func goesOnFromTheLastVersion() {
        var machine = WatchMachine(resourceVersion: "3")
        _ = machine.handle(line("ADDED", "4"))
        _ = machine.handle(line("BOOKMARK", "8"))
        guard case .open(let version, let wait) = machine.handle(.ended(afterMilliseconds: 400)) else {
            return #expect(Bool(false))
        }
        #expect(version == "8")
        #expect(wait == 600)
    }

    @Test(arguments: [(500, 0, 1000), (503, 7, 7000), (429, 3, 3000)])
    func waitsAfterAPassingRefusal(code: Int, retryAfter: Int, expected: Int) {
        var machine = WatchMachine(resourceVersion: "3")
        guard case .open("3", let wait) = machine.handle(status(code, retryAfter: retryAfter)) else {
            return #expect(Bool(false))
        }
        #expect(wait == expected)
    }

    @Test(arguments: [400, 401, 403, 404, 405, 501])
    func failsOnARefusalThatStays(code: Int) {
        var machine = WatchMachine(resourceVersion: "3")
        guard case .fail = machine.handle(status(code)) else { return #expect(Bool(false)) }
    }

    /// A watch that is open is told of trouble by an event.
    @Test func waitsAsLongAsAnEventAsks() throws {
        var machine = WatchMachine(resourceVersion: "3")
        let status = #"{"kind":"Status","code":500,"details":{"retryAfterSeconds":7}}"#
        let event = WatchMachine.Event.line(["type": "ERROR", "object": try JSON.read(status)])
        guard case .open("3", 7000) = machine.handle(event) else { return #expect(Bool(false)) }
    }

    @Test func listsAnewAfterAForgottenVersion() {
        var machine = WatchMachine(resourceVersion: "3")
        guard case .list(0) = machine.handle(status(410)) else { return #expect(Bool(false)) }
        guard case .open("9", 0) = machine.handle(.listed(resourceVersion: "9")) else { return #expect(Bool(false)) }
    }

    /// Servers behind one address may know different versions: each list then gives one that the watch doesn't know.
    @Test func pausesBetweenListsThatLeadNowhere() {
        var machine = WatchMachine(resourceVersion: "3")
        var pauses: [Int] = []
        while case .list(let pause) = machine.handle(status(410)), pauses.count < 100 {
            pauses.append(pause)
            _ = machine.handle(.listed(resourceVersion: "9"))
        }
        #expect(pauses == [0, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
    }

    static func connection(_ reason: ClientError.ConnectionFailure.Reason) -> ClientError {
        ClientError(.connection(ClientError.ConnectionFailure(reason: reason, server: "a:1", message: "m")))
    }

    /// However long an API server is away: what comes back is waited for, and told of once.
    @Test(arguments: [
        ClientError(.status(Status(code: 500, reason: "", message: ""))),
        ClientError(.status(Status(code: 504, reason: "", message: ""))), ClientError(.timeout), connection(.lost),
        connection(.refused), connection(.nameNotFound),
    ])
    func neverGivesUpAServerThatIsAway(error: ClientError) {
        var machine = WatchMachine(resourceVersion: "3")
        var waits: [Int] = []
        var told: [Int] = []
        for failure in 1...100 {
            guard case .open("3", let wait) = machine.handle(.failed(error)) else { return #expect(Bool(false)) }
            waits.append(wait)
            if machine.takeInterruption() == error { told.append(failure) }
        }
        #expect(waits.prefix(7) == [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
        #expect(waits.max() == 30_000)
        #expect(told == [3])
        // The next time is another time.
        _ = machine.handle(line("BOOKMARK", "4"))
        for _ in 0..<3 { _ = machine.handle(.failed(error)) }
        let again = machine.takeInterruption()
        #expect(again == error)
    }

    @Test(arguments: [
        ClientError(.unreadable("<html>")), connection(.other), connection(.tls), connection(.proxy),
        ClientError(.credentials("no")),
    ])
    func givesUpWhatMayNeverPass(error: ClientError) {
        var machine = WatchMachine(resourceVersion: "3")
        for _ in 0..<8 {
            guard case .open = machine.handle(.failed(error)) else { return #expect(Bool(false)) }
        }
        guard case .fail = machine.handle(.failed(error)) else { return #expect(Bool(false)) }
    }

    @Test(arguments: [connection(.certificate), ClientError(.cancelled)])
    func failsWhereTheNextTimeIsLikeThis(error: ClientError) {
        var machine = WatchMachine(resourceVersion: "3")
        guard case .fail = machine.handle(.failed(error)) else { return #expect(Bool(false)) }
    }

    // MARK: Token files

    @Test func readsATokenFileWhenItIsDue() {
        var file = TokenFile(initial: nil)
        #expect(file.isDue(now: 100))
        file.read("one", now: 100)
        #expect(!file.isDue(now: 149))
        #expect(file.isDue(now: 150))
        file.read(nil, now: 150)
        #expect(file.token == "one")
        file.read("two", now: 151)
        #expect(file.token == "two")
        #expect(file.generation == 2)
        file.refused(generation: 1)
        #expect(!file.isDue(now: 152))
        file.refused(generation: 2)
        #expect(file.isDue(now: 152))
    }

    // MARK: Lines, pieces, places

    @Test func cutsLines() {
        var splitter = LineSplitter()
        let cut = { (text: String) in splitter.split(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) } }
        #expect(cut("one\ntw") == ["one"])
        #expect(cut("o") == [])
        #expect(cut("\n\nthree\nfour\n") == ["two", "three", "four"])
        #expect(cut("five").isEmpty && !splitter.isOverlong)
    }

    @Test func refusesEndlessLines() {
        var splitter = LineSplitter(limit: 4)
        let states = ["long\n1234", "5", "\n"].map { piece in
            _ = splitter.split(Array(piece.utf8))
            return splitter.isOverlong
        }
        #expect(states == [false, true, false])
    }

    @Test func letsInWhoWaitsInOrder() {
        var line = RequestGate.Line<String>(places: 1)
        let entered = [line.enter(), line.enter()]
        #expect(entered == [true, false])
        let first = line.wait("first")
        _ = line.wait("second")
        let gaveUp = [line.giveUp(first), line.giveUp(first)]
        #expect(gaveUp == ["first", nil])
        let left = [line.leave(), line.leave()]
        #expect(left == ["second", nil])
        let enteredAgain = line.enter()
        #expect(enteredAgain)
    }

    @Test func waitsForAPlaceNoLongerThanItMay() async {
        let gate = RequestGate(places: 1)
        #expect(await gate.enter() == .entered)
        #expect(await gate.enter(within: 20) == .late)
        let cancelled = Task { await gate.enter(within: 60_000) }
        cancelled.cancel()
        #expect(await cancelled.value == .cancelled)
        let waiter = Task { await gate.enter(within: 60_000) }
        try? await Task.sleep(for: .milliseconds(20))
        gate.leave()
        #expect(await waiter.value == .entered)
        gate.leave()
        #expect(await gate.enter(within: 1) == .entered)
    }

    @Test func pausesWhenNobodyReads() {
        var state = ExchangeState(.paced(highWater: 4))
        let receive = { (text: String) in Array(text.utf8).withUnsafeBytes { state.received($0) } }
        #expect(receive("abc") == .taken)
        #expect(receive("def") == .taken)
        #expect(receive("ghi") == .pause)
        guard case .bytes(let bytes, true) = state.read() else { return #expect(Bool(false)) }
        #expect(bytes.count == 6)
        guard case .wait = state.read() else { return #expect(Bool(false)) }
    }

    @Test func passesOverTrailers() {
        var state = ExchangeState(.paced(highWater: 4))
        let receive = { (line: String) in Array("\(line)\r\n".utf8).withUnsafeBytes { state.received(headerLine: $0) } }
        #expect(["HTTP/2 200", "", "retry-after: 5", ""].map(receive) == [false, true, false, false])
        #expect(state.head.retryAfter == nil)
        #expect(state.headIsComplete)
    }

    @Test func refusesMoreThanItsLimit() {
        var state = ExchangeState(.whole(limit: 4))
        let receive = { (text: String) in Array(text.utf8).withUnsafeBytes { state.received($0) } }
        #expect(receive("abc") == .taken)
        #expect(receive("de") == .refuse)
    }
}
