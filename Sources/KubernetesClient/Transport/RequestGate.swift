internal import Synchronization

/// Bounds how many requests are in flight; who comes when all places are taken waits in line.
final class RequestGate: Sendable {
    /// Places and the line; a value, so that it can be tested alone.
    struct Line<Waiter: Sendable>: Sendable {
        private(set) var free: Int
        private var waiting: [Int: Waiter] = [:]
        private var first = 0
        private var next = 0

        init(places: Int) { free = places }

        /// Takes a place; false when there is none.
        mutating func enter() -> Bool {
            guard free > 0 else { return false }
            free -= 1
            return true
        }

        /// Stands in line; the number is for leaving it.
        mutating func wait(_ waiter: Waiter) -> Int {
            defer { next += 1 }
            waiting[next] = waiter
            return next
        }

        /// Leaves the line; nil when the waiter has been let in.
        mutating func giveUp(_ number: Int) -> Waiter? { waiting.removeValue(forKey: number) }

        /// Gives a place back; returns the waiter who has it now.
        mutating func leave() -> Waiter? {
            while first < next {
                defer { first += 1 }
                if let waiter = waiting.removeValue(forKey: first) { return waiter }
            }
            free += 1
            return nil
        }
    }

    private typealias Waiter = CheckedContinuation<Bool, Never>
    private let line: Mutex<Line<Waiter>>

    init(places: Int) { line = Mutex(Line(places: max(places, 1))) }

    /// Waits for a place; false when the task was cancelled meanwhile.
    func enter() async -> Bool {
        if line.withLock({ $0.enter() }) { return true }
        let number = Mutex<Int?>(nil)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome: Bool? = line.withLock { line in
                    if Task.isCancelled { return false }
                    if line.enter() { return true }
                    number.withLock { $0 = line.wait(continuation) }
                    return nil
                }
                if let outcome { continuation.resume(returning: outcome) }
            }
        } onCancel: {
            let waiter = line.withLock { line in number.withLock { $0 }.flatMap { line.giveUp($0) } }
            waiter?.resume(returning: false)
        }
    }

    /// Gives a place back.
    func leave() { line.withLock { $0.leave() }?.resume(returning: true) }
}
