internal import Synchronization

/// A request to stop that comes from outside, such as a signal; a deploy then starts nothing more.
package final class Interruption: Sendable {
    private struct State {
        var signal: String?
        var waiting: [Int: CheckedContinuation<String?, Never>] = [:]
        var nextTicket = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// The signal that asked to stop; nil when none has.
    package var signal: String? { state.withLock(\.signal) }

    /// Asks to stop.
    ///
    /// - Parameter signal: how the record names the cause; only the first call counts.
    package func interrupt(_ signal: String) {
        let waiting = state.withLock { state in
            guard state.signal == nil else { return [CheckedContinuation<String?, Never>]() }
            state.signal = signal
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume(returning: signal) }
    }

    /// Returns the signal once there is one, or nil when the task is cancelled.
    func wait() async -> String? {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> String?? in
                    if let signal = state.signal { return .some(signal) }
                    if Task.isCancelled { return .some(nil) }
                    state.waiting[ticket] = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume(returning: nil)
        }
    }
}

extension Interruption {
    /// Work was given up because a signal had come.
    struct TimeIsUp: Error {
        var signal: String
    }

    /// Does `work`; once there is a signal it has `time` left, then it is cancelled.
    ///
    /// - Throws: ``TimeIsUp`` when it was cancelled, else what `work` throws.
    func allowing(_ time: Duration, _ work: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await work() }
            group.addTask {
                guard let signal = await self.wait() else { throw CancellationError() }
                try await Task.sleep(for: time)
                throw TimeIsUp(signal: signal)
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
