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

    /// How the way to a place ended.
    enum Entry: Hashable, Sendable {
        case entered, cancelled, late
    }

    private typealias Waiter = CheckedContinuation<Entry, Never>
    private let line: Mutex<Line<Waiter>>

    init(places: Int) { line = Mutex(Line(places: max(places, 1))) }

    /// Waits for a place until the task is cancelled or the time is over.
    func enter(within milliseconds: Int? = nil) async -> Entry {
        if line.withLock({ $0.enter() }) { return .entered }
        let ticket = Ticket()
        let timer = milliseconds.map { milliseconds in
            Task {
                do { try await Task.sleep(for: .milliseconds(milliseconds)) } catch { return }
                withdraw(ticket, .late)
            }
        }
        defer { timer?.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                line.withLock { stand(in: &$0, continuation, ticket) }.map { continuation.resume(returning: $0) }
            }
        } onCancel: {
            withdraw(ticket, .cancelled)
        }
    }

    /// Gives a place back.
    func leave() { line.withLock { $0.leave() }?.resume(returning: .entered) }

    /// A waiter's number, or why he doesn't want in any more.
    private final class Ticket: Sendable {
        enum State: Sendable {
            case new
            case number(Int)
            case withdrawn(Entry)
        }

        let state = Mutex(State.new)
    }

    /// Stands in line, unless the outcome is known already.
    private func stand(in line: inout Line<Waiter>, _ waiter: Waiter, _ ticket: Ticket) -> Entry? {
        ticket.state.withLock { state in
            if case .withdrawn(let entry) = state { return entry }
            if line.enter() { return .entered }
            state = .number(line.wait(waiter))
            return nil
        }
    }

    /// Takes a waiter out of the line, who may be about to stand in it.
    private func withdraw(_ ticket: Ticket, _ entry: Entry) {
        let waiter: Waiter? = line.withLock { line in
            ticket.state.withLock { state in
                if case .number(let number) = state { return line.giveUp(number) }
                state = .withdrawn(entry)
                return nil
            }
        }
        waiter?.resume(returning: entry)
    }
}
