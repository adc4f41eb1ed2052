internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Ends a program that nobody wants any more, from any thread.
package final class Leash: Sendable {
    private struct State: Sendable {
        /// The program, until its end has been seen: its number may be another's afterwards.
        var child: pid_t?
        var isCut = false
    }

    private let state = Mutex(State())

    package init() {}

    /// Tells the program to end, at once or as soon as it has begun.
    ///
    /// That needs nobody who waits for it, so it holds also for a process that exits right after.
    package func cut() {
        state.withLock { state in
            guard !state.isCut else { return }
            state.isCut = true
            if let child = state.child { kill(child, SIGTERM) }
        }
    }

    var isCut: Bool { state.withLock(\.isCut) }

    func hold(_ child: pid_t) {
        state.withLock { state in
            state.child = child
            if state.isCut { kill(child, SIGTERM) }
        }
    }

    /// Looks for the program's end; once it is seen nobody is told to end any more.
    func letGo<Ending>(_ reap: () -> Ending?) -> Ending? {
        state.withLock { state in
            let ending = reap()
            if ending != nil { state.child = nil }
            return ending
        }
    }
}
