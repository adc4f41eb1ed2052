import Documents
import KubernetesClient
import Synchronization
import Testing

@testable import Shared

/// Time that passes only when somebody sleeps.
private final class SleepersTime: LockTime {
    private let elapsed = Mutex(Duration.zero)

    var now: LeaseMachine.Moment {
        elapsed.withLock { LeaseMachine.Moment(elapsed: $0, wall: 1_000 + $0.components.seconds) }
    }

    func sleep(_ duration: Duration) async throws {
        try Task.checkCancellation()
        elapsed.withLock { $0 += duration }
        await Task.yield()
    }
}

/// One object with annotations, as the server treats it.
private final class MemoryLock: LockAccess {
    struct State {
        var annotations: [String: String] = [:]
        var version = 1
        var log: [String] = []
        var troubles: [String: [ClientError]] = [:]
        /// What is carried out once without an answer.
        var unanswered: Set<String> = []
    }

    let state = Mutex(State())

    var log: [String] { state.withLock(\.log) }
    var annotations: [String: String] { state.withLock(\.annotations) }

    private func request<Answer>(
        _ name: String, _ body: (inout State) -> Answer
    ) throws(ClientError) -> Answer {
        let result = state.withLock { state -> Result<Answer, ClientError> in
            state.log.append(name)
            if let trouble = state.troubles[name]?.first {
                state.troubles[name]?.removeFirst()
                return .failure(trouble)
            }
            let answer = body(&state)
            return state.unanswered.remove(name) == nil ? .success(answer) : .failure(ClientError(.timeout))
        }
        return try result.get()
    }

    func put(_ lease: LockLease, _ holder: LockHolder? = nil) {
        state.withLock { state in
            state.annotations[LockLease.key(of: lease.lockName)] = lease.text
            state.annotations[LockHolder.key(of: lease.lockName)] = holder?.text
            state.version += 1
        }
    }

    private static func write(_ lease: LockLease, _ holder: LockHolder?, _ state: inout State) {
        state.annotations[LockLease.key(of: lease.lockName)] = lease.text
        if let holder { state.annotations[LockHolder.key(of: lease.lockName)] = holder.text }
        state.version += 1
    }

    func take(_ lease: LockLease, _ holder: LockHolder) async throws(ClientError) -> Bool {
        try request("take") { state in
            guard state.annotations.isEmpty else { return false }
            Self.write(lease, holder, &state)
            return true
        }
    }

    func look(_ lockName: String) async throws(ClientError) -> LockSighting {
        try request("look") { state in
            let annotations = Object(state.annotations.map { .init(key: $0.key, value: .string($0.value)) })
            let version = Value.string(String(state.version))
            return LockSighting(
                of: ["metadata": ["annotations": .object(annotations), "resourceVersion": version]], lockName)
        }
    }

    func replace(_ sighting: LockSighting, _ lease: LockLease, _ holder: LockHolder) async throws(ClientError) -> Bool {
        try request("replace") { state in
            guard sighting.resourceVersion == String(state.version) else { return false }
            Self.write(lease, holder, &state)
            return true
        }
    }

    func renew(_ text: String, _ lease: LockLease) async throws(ClientError) -> Bool {
        try request("renew") { state in
            guard state.annotations[LockLease.key(of: lease.lockName)] == text else { return false }
            Self.write(lease, nil, &state)
            return true
        }
    }

    func remove(_ text: String, lockName: String) async throws(ClientError) -> Bool {
        try request("remove") { state in
            guard state.annotations[LockLease.key(of: lockName)] == text else { return false }
            state.annotations = [:]
            state.version += 1
            return true
        }
    }
}

@Suite struct ReleaseLockTests {
    private let access = MemoryLock()
    private let time = SleepersTime()
    private let notices = Notices()

    private final class Notices: Sendable {
        let all = Mutex<[ReleaseLock.Notice]>([])
    }

    private func acquire(wait: Duration? = nil) async throws -> ReleaseLock {
        try await ReleaseLock.acquire(
            .init(release: "app", namespace: "ns", wait: wait), access: access, time: time
        ) { [notices] notice in notices.all.withLock { $0.append(notice) } }
    }

    private var theirs: LockLease { LockLease(uuid: "theirs", lockName: "release/app", expiresAt: 9_999) }

    @Test func aFreeLockCostsTwoRequests() async throws {
        let slow = try await ReleaseLock.acquire(.init(release: "app", namespace: "ns", wait: nil), access: access) {
            _ in
        }
        try await slow.permission()
        await slow.release()
        #expect(access.log == ["take", "remove"])
        #expect(access.annotations.isEmpty)
    }

    @Test func aHolderThatNamesNobodyIsWaitedForAndTold() async throws {
        access.put(theirs)
        let lock = try await acquire()
        #expect(
            notices.all.withLock { $0 } == [
                .waiting(
                    lockName: "release/app", holder: "a werf process that doesn't name itself (lease theirs)")
            ])
        #expect(time.now.elapsed >= .seconds(10))
        await lock.release()
        #expect(access.annotations.isEmpty)
    }

    @Test func withoutPatienceTheHolderIsNamed() async throws {
        var holder = LockHolder.current()
        (holder.run, holder.user, holder.host, holder.program) = (
            "theirs", "vasya", "runner-3", "kubectl-werf-converge"
        )
        access.put(theirs, holder)
        do {
            _ = try await acquire(wait: .zero)
            Issue.record("it was taken")
        } catch LockError.held(let release, let namespace, let title) {
            #expect(release == "app" && namespace == "ns")
            #expect(title.contains("vasya@runner-3 (kubectl-werf-converge, pid "))
        }
        #expect(access.log == ["take", "look"])
    }

    @Test func aDeadProcessOfThisMachineIsNotWaitedFor() async throws {
        var holder = LockHolder.current()
        (holder.run, holder.pid) = ("theirs", 0x3FFF_FFFF)
        access.put(theirs, holder)
        let lock = try await acquire(wait: .zero)
        #expect(access.log.prefix(3) == ["take", "look", "replace"])
        await lock.release()
    }

    @Test func whoMayNotLockIsTold() async throws {
        let status = Status(code: 403, reason: "Forbidden", message: "no")
        access.state.withLock { $0.troubles["take"] = [ClientError(.status(status))] }
        do {
            _ = try await acquire()
            Issue.record("it was taken")
        } catch LockError.forbidden {}
    }

    @Test func aWriteWithoutAnswerIsTakenBackWhenNothingComesOfIt() async throws {
        access.state.withLock { $0.troubles = ["look": Array(repeating: ClientError(.timeout), count: 9)] }
        access.put(theirs)
        await #expect(throws: LockError.self) { try await acquire() }
    }

    @Test func aLeaseThatCameAboutUnheardIsTakenAway() async throws {
        let forbidden = ClientError(.status(Status(code: 403, reason: "Forbidden", message: "no")))
        access.state.withLock { ($0.unanswered, $0.troubles) = (["take"], ["look": [forbidden]]) }
        await #expect(throws: LockError.self) { try await acquire() }
        #expect(access.log == ["take", "look", "look", "remove"])
        #expect(access.annotations.isEmpty)
    }

    @Test func refusedRenewalsEndTheRunOnceTheLeaseHasRunOut() async throws {
        let lock = try await acquire()
        let forbidden = ClientError(.status(Status(code: 403, reason: "Forbidden", message: "no")))
        access.state.withLock { $0.troubles["renew"] = Array(repeating: forbidden, count: 10_000) }
        let loss = await withCheckedContinuation { continuation in
            lock.whenLost { continuation.resume(returning: $0) }
        }
        guard case .forbidden = loss else { throw loss }
        #expect(time.now.elapsed >= .seconds(9))
        await #expect(throws: LockError.self) { try await lock.permission() }
        await lock.release()
    }

    @Test func aLossIsToldAndEndsPermission() async throws {
        let lock = try await acquire()
        access.put(theirs)
        let lost = Mutex(false)
        await withCheckedContinuation { continuation in
            lock.whenLost { _ in
                lost.withLock { $0 = true }
                continuation.resume()
            }
        }
        #expect(lost.withLock { $0 })
        await #expect(throws: LockError.self) { try await lock.permission() }
        await lock.release()
        #expect(access.annotations[LockLease.key(of: "release/app")] == theirs.text)
    }
}
