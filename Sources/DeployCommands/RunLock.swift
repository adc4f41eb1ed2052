internal import Deployment
internal import KubernetesClient
internal import PluginKit
package import Shared
internal import Synchronization

/// The lock of one run, as far as it could be had.
package final class RunLock: WritePermission {
    private enum Standing {
        case untaken
        case held(ReleaseLock)
        /// There is no namespace to lock in before the first write.
        case awaitsNamespace(ClientError)
        /// This user may not lock: what Helm does must be enough.
        case forbidden
    }

    private let request: ReleaseLock.Request
    private let access: any LockAccess
    private let standing = Mutex(Standing.untaken)
    private let hasToldOfNamespace = Atomic(false)
    private let onLoss = Mutex<(@Sendable (LockError) -> Void)?>(nil)

    package init(_ request: ReleaseLock.Request, access: any LockAccess) {
        self.request = request
        self.access = access
    }

    /// This run, as others see it.
    package var holder: LockHolder { request.holder }

    /// The lock is ours, or nothing is there yet that others could work on.
    package var isHeld: Bool {
        standing.withLock { standing in
            if case .held = standing { true } else { false }
        }
    }

    /// The release's namespace wasn't there when the lock was to be taken.
    package var lacksNamespace: Bool { missingNamespace != nil }

    private var lock: ReleaseLock? {
        standing.withLock { standing in
            if case .held(let lock) = standing { lock } else { nil }
        }
    }

    /// Takes the lock, waiting for its holder; does nothing when it is held already.
    ///
    /// - Throws: `LockError` when it can't be had, unless that is for want of rights or of a namespace.
    package func take() async throws {
        if lock != nil { return }
        do {
            let lock = try await ReleaseLock.acquire(request, access: access) { Self.tell($0) }
            standing.withLock { $0 = .held(lock) }
            // A lock that has to wait for its namespace is taken when the run is under way.
            if let body = onLoss.withLock({ $0 }) { lock.whenLost(body) }
        } catch LockError.forbidden(let name, let cause) {
            Console.warn("\(ErrorWording.sentence(of: LockError.forbidden(lockName: name, cause))); going on without")
            standing.withLock { $0 = .forbidden }
        } catch LockError.noNamespace(let cause) {
            standing.withLock { $0 = .awaitsNamespace(cause) }
        }
    }

    /// Calls `body` when the lock is lost.
    package func whenLost(_ body: @escaping @Sendable (LockError) -> Void) {
        onLoss.withLock { $0 = body }
        lock?.whenLost(body)
    }

    package func begin() async throws {
        guard let missing = missingNamespace else { return }
        // Whoever asked makes the namespace, if that is allowed, and asks again.
        guard hasToldOfNamespace.exchange(true, ordering: .relaxed) else { throw missing }
        try await take()
        if let missingNamespace { throw missingNamespace }
    }

    private var missingNamespace: ClientError? {
        standing.withLock { standing in
            if case .awaitsNamespace(let cause) = standing { cause } else { nil }
        }
    }

    package func await() async throws { try await lock?.permission() }

    /// Lets go of it.
    package func release() async {
        let lock = standing.withLock { standing -> ReleaseLock? in
            defer { standing = .untaken }
            if case .held(let lock) = standing { return lock } else { return nil }
        }
        // A signal has cancelled the run, and others shall not wait for it all the same.
        if let lock { await Task { await lock.release() }.value }
    }

    private static func tell(_ notice: ReleaseLock.Notice) {
        switch notice {
        case .waiting(let name, let holder): Console.tell("waiting for the lock \"\(name)\", held by \(holder)\n")
        case .unreachable: Console.warn("the lock can't be renewed: nothing new is begun until the server answers")
        case .reached: Console.tell("the lock is renewed, going on\n")
        }
    }
}
