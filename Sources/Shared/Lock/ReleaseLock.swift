internal import GoTime
package import KubernetesClient
internal import Synchronization

/// werf's lock on a release, held by this run and renewed until it is let go of.
package final class ReleaseLock: Sendable {
    /// How a lock is asked for.
    package struct Request: Sendable {
        package var release: String
        package var namespace: String
        /// How long another's lock is waited for; nil for ever.
        package var wait: Duration?
        package var holder: LockHolder

        package init(release: String, namespace: String, wait: Duration?, holder: LockHolder = .current()) {
            self.release = release
            self.namespace = namespace
            self.wait = wait
            self.holder = holder
        }

        var lockName: String { LockLease.lockName(ofRelease: release) }
    }

    /// Something people should know.
    package enum Notice: Hashable, Sendable {
        /// Another has the lock, and is waited for.
        case waiting(lockName: String, holder: String)
        /// The server doesn't answer: nothing new is begun until it does.
        case unreachable
        /// It answers again, and the lock is still ours.
        case reached
    }

    private struct State {
        var machine: LeaseMachine
        var lost: LockError?
        var onLoss: (@Sendable (LockError) -> Void)?
        var renewing: Task<Void, Never>?
    }

    /// What an action came to.
    private enum Result {
        case next(LeaseMachine.Event)
        case pause(Duration)
        case held(Duration)
        case over
    }

    package let request: Request
    private let access: any LockAccess
    private let time: any LockTime
    private let tell: @Sendable (Notice) -> Void
    private let state: Mutex<State>

    private init(
        _ request: Request, _ access: any LockAccess, _ time: any LockTime,
        _ tell: @escaping @Sendable (Notice) -> Void
    ) {
        self.request = request
        self.access = access
        self.time = time
        self.tell = tell
        state = Mutex(
            State(
                machine: LeaseMachine(
                    uuid: request.holder.run, lockName: request.lockName, longestWait: request.wait)))
    }
}

extension ReleaseLock {
    /// Takes the lock, waiting for its holder as long as the request allows.
    ///
    /// - Throws: ``LockError``: `held` when it stays another's, `forbidden` when this user may not lock here,
    ///   `noNamespace` when there is nothing to lock in yet.
    package static func acquire(
        _ request: Request, access: any LockAccess, tell: @escaping @Sendable (Notice) -> Void
    ) async throws -> ReleaseLock {
        try await acquire(request, access: access, time: MachineTime(), tell: tell)
    }

    static func acquire(
        _ request: Request, access: any LockAccess, time: any LockTime,
        tell: @escaping @Sendable (Notice) -> Void
    ) async throws -> ReleaseLock {
        let lock = ReleaseLock(request, access, time, tell)
        do {
            let pause = try await lock.untilHeld()
            let renewing = Task { await lock.renew(after: pause) }
            lock.state.withLock { $0.renewing = renewing }
            return lock
        } catch {
            // A write without an answer may have made it ours.
            await lock.giveUp()
            throw error
        }
    }

    /// Calls `body` once if the lock becomes another's.
    package func whenLost(_ body: @escaping @Sendable (LockError) -> Void) {
        let lost = state.withLock { state in
            state.onLoss = body
            return state.lost
        }
        if let lost { body(lost) }
    }

    /// Returns when something new may be begun: at once while the lock is ours, later while that is in doubt.
    ///
    /// - Throws: ``LockError`` `lost` when the lock has become another's.
    package func permission() async throws {
        while true {
            let (lost, isOpen) = state.withLock { ($0.lost, $0.machine.mayWrite(at: time.now.elapsed)) }
            if let lost { throw lost }
            if isOpen { return }
            try await time.sleep(.milliseconds(200))
        }
    }

    /// Lets go of the lock; what goes wrong with that ends with the lease.
    package func release() async {
        let renewing = state.withLock(\.renewing)
        renewing?.cancel()
        await renewing?.value
        await leave()
    }

    private func giveUp() async {
        let isDoubtful = state.withLock { $0.machine.mayBeOurs }
        guard isDoubtful else { return }
        // The task may be cancelled already, and the lock must go all the same.
        await Task { await leave() }.value
    }

    private func leave() async {
        var event = LeaseMachine.Event.leave
        while true {
            switch (try? await step(event)) ?? .over {
            case .next(let next): event = next
            case .pause(let pause):
                guard (try? await time.sleep(pause)) != nil else { return }
                event = .elapsed
            case .held, .over: return
            }
        }
    }
}

extension ReleaseLock {
    private func untilHeld() async throws -> Duration {
        var event = LeaseMachine.Event.began
        while true {
            switch try await step(event) {
            case .next(let next): event = next
            case .pause(let pause):
                // Those that wait for the same lock shall not all ask at the same moment.
                try await time.sleep(pause * .random(in: 0.5...1))
                event = .elapsed
            case .held(let pause): return pause
            case .over: throw LockError.unavailable(lockName: request.lockName, ClientError(.timeout))
            }
        }
    }

    private func renew(after pause: Duration) async {
        var pause = pause
        var isReachable = true
        while !Task.isCancelled {
            guard (try? await time.sleep(pause)) != nil else { return }
            let refusal: LockError?
            switch await round() {
            case .again(let next, let why): (pause, refusal) = (next, why)
            case .over: return
            }
            let mayWrite = state.withLock { $0.machine.mayWrite(at: time.now.elapsed) }
            // The server answers, and will go on to refuse: with the lease's end the lock is anybody's.
            if !mayWrite, let refusal { return lose(refusal) }
            if mayWrite != isReachable { tell(mayWrite ? .reached : .unreachable) }
            isReachable = mayWrite
        }
    }

    private enum Round {
        /// Come back after so long; why the server refuses to renew, if it does.
        case again(Duration, LockError?)
        case over
    }

    /// Renews once, with what that takes.
    private func round() async -> Round {
        var event = LeaseMachine.Event.elapsed
        while true {
            do {
                switch try await step(event) {
                case .next(let next): event = next
                case .pause(let next), .held(let next): return .again(next, nil)
                case .over: return .over
                }
            } catch {
                return .again(.seconds(1), error as? LockError)
            }
        }
    }

    /// Tells the machine what happened and does what it says.
    private func step(_ event: LeaseMachine.Event) async throws -> Result {
        let action = state.withLock { $0.machine.handle(event, at: time.now) }
        do {
            switch action {
            case .take(let lease): return .next(try await access.take(lease, request.holder) ? .written : .refused)
            case .look: return .next(.saw(try await access.look(request.lockName)))
            case .replace(let sighting, let lease):
                return .next(try await access.replace(sighting, lease, request.holder) ? .written : .refused)
            case .renew(let text, let lease): return .next(try await access.renew(text, lease) ? .written : .refused)
            case .remove(let text):
                return .next(try await access.remove(text, lockName: request.lockName) ? .written : .refused)
            case .wait(let pause, let sighting):
                if let sighting { tell(.waiting(lockName: request.lockName, holder: sighting.title)) }
                return .pause(pause)
            case .hold(let pause): return .held(pause)
            case .refuse(let sighting):
                throw LockError.held(
                    release: request.release, namespace: request.namespace, holder: sighting.title)
            case .lost(let sighting):
                lose(
                    .lost(release: request.release, namespace: request.namespace, holder: sighting.title))
                return .over
            case .giveUp, .done: return .over
            }
        } catch let error as ClientError {
            return try doubt(error)
        }
    }

    /// An answer that passes by itself is waited out; the others end the attempt.
    private func doubt(_ error: ClientError) throws -> Result {
        if error.isForbidden { throw LockError.forbidden(lockName: request.lockName, error) }
        if error.isNotFound, error.status?.details.kind == "namespaces" {
            throw LockError.noNamespace(error)
        }
        guard error.leavesDoubt else { throw LockError.unavailable(lockName: request.lockName, error) }
        return .next(.failed)
    }

    private func lose(_ error: LockError) {
        let body = state.withLock { state in
            state.lost = error
            return state.onLoss
        }
        body?(error)
    }
}

/// Why there is no lock.
package enum LockError: Error, Sendable {
    /// Another has the lock and we may wait no longer.
    case held(release: String, namespace: String, holder: String)
    /// The lock has become another's while this run was under way.
    case lost(release: String, namespace: String, holder: String)
    /// This user may not write where locks are.
    case forbidden(lockName: String, ClientError)
    /// The namespace in which the lock would be isn't there, as the server says.
    case noNamespace(ClientError)
    /// The server can't tell.
    case unavailable(lockName: String, ClientError)
}

/// The clocks of a lock.
protocol LockTime: Sendable {
    var now: LeaseMachine.Moment { get }
    func sleep(_ duration: Duration) async throws
}

/// The clocks of this machine; the one that measures goes on while the machine sleeps.
struct MachineTime: LockTime {
    private let origin = ContinuousClock.now

    var now: LeaseMachine.Moment {
        LeaseMachine.Moment(elapsed: ContinuousClock.now - origin, wall: GoTime.now().seconds)
    }

    func sleep(_ duration: Duration) async throws { try await Task.sleep(for: duration) }
}

extension ClientError {
    /// There was no answer, or the server is in trouble: a write may have been made, and the next try may do better.
    fileprivate var leavesDoubt: Bool {
        switch kind {
        case .timeout, .unreadable: return true
        case .connection(let failure): return ![.certificate, .tls, .proxy].contains(failure.reason)
        case .status(let status): return status.code >= 500 || status.code == 429
        case .cancelled, .credentials, .unknownType: return false
        }
    }
}
