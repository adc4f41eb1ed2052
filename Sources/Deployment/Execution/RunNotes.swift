internal import Documents
internal import GoTime
internal import Shared
internal import Synchronization

/// What a running deploy learns on the way: how objects were answered, and how its hooks have run.
final class RunNotes: Sendable {
    private struct State {
        var answers: [ResourceIdentity: Value] = [:]
        var hooks: [ResourceIdentity: HookOutcome] = [:]
        /// Operations that ended with the failure of another object.
        var heldUp: Set<Int> = []
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> GoTime

    init(now: @escaping @Sendable () -> GoTime) { self.now = now }

    /// What the server answered to the last write of an object.
    func answer(to object: DesiredObject) -> Value? { state.withLock { $0.answers[object.identity] } }

    /// Takes note of the server's answer to a write.
    func answered(_ object: DesiredObject, _ answer: Value?) {
        state.withLock { $0.answers[object.identity] = answer }
    }

    /// Takes note that another object than the operation's has failed it.
    func heldUp(_ operation: Operation) { _ = state.withLock { $0.heldUp.insert(operation.id) } }

    /// The operation's own object has failed.
    func isToBlame(_ operation: Operation) -> Bool { state.withLock { !$0.heldUp.contains(operation.id) } }

    /// Takes note that an operation begins.
    func began(_ operation: Operation) {
        guard let hook = operation.hook, operation.changesObject else { return }
        let outcome = HookOutcome(
            kind: hook.identity.kind, name: hook.identity.name, path: hook.source,
            run: HookRun(startedAt: now(), phase: "Running"))
        state.withLock { $0.hooks[hook.identity] = outcome }
    }

    /// Takes note of how an operation ended.
    func ended(_ operation: Operation, isSuccess: Bool) {
        guard let hook = operation.hook else { return }
        // A hook that is there has only begun: it has succeeded when it is ready, or when its stage is over.
        if isSuccess, operation.changesObject { return }
        let time = now()
        state.withLock { state in
            guard var outcome = state.hooks[hook.identity] else { return }
            outcome.run.completedAt = time
            outcome.run.phase = isSuccess ? "Succeeded" : "Failed"
            state.hooks[hook.identity] = outcome
        }
    }

    /// How the hooks of a stage have run; they are told once.
    ///
    /// - Parameter isComplete: the stage is over, and whatever wasn't waited for has done what was asked of it.
    func takeHooks(isComplete: Bool) -> [HookOutcome] {
        let time = now()
        return state.withLock { state in
            defer { state.hooks = [:] }
            let outcomes = state.hooks.values.map { outcome in
                var outcome = outcome
                if isComplete, outcome.run.phase == "Running" {
                    (outcome.run.completedAt, outcome.run.phase) = (time, "Succeeded")
                }
                return outcome
            }
            return outcomes.sorted { ($0.path, $0.kind, $0.name) < ($1.path, $1.kind, $1.name) }
        }
    }
}

extension Operation {
    /// The hook that the operation runs or waits for.
    fileprivate var hook: DesiredObject? {
        switch kind {
        case .create(let object), .update(let object, _), .recreate(let object), .awaitReady(let object, _):
            object.life.isHook ? object : nil
        default: nil
        }
    }
}
