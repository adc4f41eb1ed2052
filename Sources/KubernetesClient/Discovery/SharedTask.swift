internal import Synchronization

/// Work that several tasks wait for; it is cancelled only when all of them are.
final class SharedTask<Success: Sendable>: Sendable {
    private let task: Task<Success, Never>
    private let interest = Mutex((waiting: 0, isGivenUp: false))

    init(_ work: @escaping @Sendable () async -> Success) {
        task = Task { await work() }
    }

    /// How many wait and weren't cancelled.
    var waiting: Int { interest.withLock { $0.waiting } }

    /// What came of the work; nil when everyone who waited for it before was cancelled, and it with them.
    func outcome() async -> Success? {
        let joined = interest.withLock { interest in
            if !interest.isGivenUp { interest.waiting += 1 }
            return !interest.isGivenUp
        }
        guard joined else { return nil }
        return await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            leave()
        }
    }

    private func leave() {
        let isGivenUp = interest.withLock { interest in
            interest.waiting -= 1
            interest.isGivenUp = interest.waiting == 0
            return interest.isGivenUp
        }
        if isGivenUp { task.cancel() }
    }
}
