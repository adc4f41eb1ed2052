internal import Synchronization

/// Work that several tasks wait for; who is cancelled waits no longer, and when all are, the work is cancelled too.
final class SharedTask<Success: Sendable>: Sendable {
    private struct State: Sendable {
        /// The numbers of those who want the outcome.
        var interested: Set<Int> = []
        var waiters: [Int: CheckedContinuation<Success?, Never>] = [:]
        var next = 0
        var outcome: Success?
        var isGivenUp = false
    }

    /// What the work and those who wait share.
    private final class Room: Sendable {
        let state = Mutex(State())

        func finish(_ outcome: Success) {
            let waiters = state.withLock { state in
                state.outcome = outcome
                defer { state.waiters = [:] }
                return Array(state.waiters.values)
            }
            for waiter in waiters { waiter.resume(returning: outcome) }
        }
    }

    private let room: Room
    private let task: Task<Void, Never>

    init(_ work: @escaping @Sendable () async -> Success) {
        let room = Room()
        self.room = room
        task = Task { room.finish(await work()) }
    }

    /// How many wait and weren't cancelled.
    var waiting: Int { room.state.withLock { $0.interested.count } }

    /// Nobody waits any more, and the work is cancelled.
    var isGivenUp: Bool { room.state.withLock { $0.isGivenUp } }

    /// What came of the work; nil for who is cancelled, and for who comes when the work is.
    func outcome() async -> Success? {
        let joined = room.state.withLock { state -> Int? in
            guard !state.isGivenUp else { return nil }
            defer { state.next += 1 }
            state.interested.insert(state.next)
            return state.next
        }
        guard let number = joined else { return nil }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { wait(number, $0) }
        } onCancel: {
            leave(number)
        }
    }

    private func wait(_ number: Int, _ waiter: CheckedContinuation<Success?, Never>) {
        let (outcome, isOver) = room.state.withLock { state in
            let isOver = state.outcome != nil || !state.interested.contains(number)
            if !isOver { state.waiters[number] = waiter }
            return (state.outcome, isOver)
        }
        if isOver { waiter.resume(returning: outcome) }
    }

    private func leave(_ number: Int) {
        let (waiter, isLast) = room.state.withLock { state in
            state.interested.remove(number)
            if state.interested.isEmpty, state.outcome == nil { state.isGivenUp = true }
            return (state.waiters.removeValue(forKey: number), state.isGivenUp)
        }
        if isLast { task.cancel() }
        waiter?.resume(returning: nil)
    }
}
