//! Processes: other programs, run for what they print.
//!
//! May import: nothing but the C library.

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A program that is run for what it prints.
package enum ChildProcess {
    /// How the program ended, and what it printed.
    package struct Outcome: Hashable, Sendable {
        /// The end of a process.
        package enum Ending: Hashable, Sendable {
            case exited(Int32)
            case killed(signal: Int32)
        }

        package var ending: Ending
        package var output: [UInt8]
    }

    /// The program couldn't be run.
    package struct Failure: Error, Hashable, Sendable {
        package var message: String

        package init(_ message: String) { self.message = message }

        init(number: Int32) { message = String(cString: strerror(number)).lowercased() }
    }

    /// No credential, and nothing else that is asked for, is longer.
    private static let outputLimit = 4 << 20

    /// Runs the program at `path` and waits for its end; its error output is ours, or nobody's.
    ///
    /// - Parameter leash: with which the program can be ended before its time.
    package static func run(
        _ path: String, arguments: [String], environment: [String: String], inheritsInput: Bool = false,
        discardsErrors: Bool = false, leash: Leash? = nil
    ) throws(Failure) -> Outcome {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Failure(number: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        let child: pid_t
        do throws(Failure) {
            child = try spawn(
                path, arguments, environment.map { "\($0.key)=\($0.value)" }, output: ends[1],
                inheritsInput: inheritsInput, discardsErrors: discardsErrors)
        } catch {
            close(ends[1])
            throw error
        }
        close(ends[1])
        leash?.hold(child)
        let output = readAll(ends[0], leash)
        if output == nil { kill(child, SIGTERM) }
        guard let ending = wait(for: child, leash) else { throw Failure("was cancelled") }
        guard let output else { throw Failure("prints more than \(outputLimit >> 20) MiB") }
        return Outcome(ending: ending, output: output)
    }

    /// Milliseconds between two questions whether the program is still wanted.
    private static let period: Int32 = 50
    /// Milliseconds that a program has to end by itself once it isn't.
    private static let grace: Int32 = 1000

    private static func spawn(
        _ path: String, _ arguments: [String], _ environment: [String], output: Int32, inheritsInput: Bool,
        discardsErrors: Bool
    ) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        guard posix_spawn_file_actions_init(&actions) == 0 else { throw Failure(number: errno) }
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        if !inheritsInput {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        if discardsErrors {
            posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        }
        var attributes = posix_spawnattr_t()
        guard posix_spawnattr_init(&attributes) == 0 else { throw Failure(number: errno) }
        defer { posix_spawnattr_destroy(&attributes) }
        resetSignals(&attributes)
        var child: pid_t = 0
        let code = withTexts(arguments) { arguments in
            withTexts(environment) { environment in
                posix_spawn(&child, path, &actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else { throw Failure(number: code) }
        return child
    }

    /// Signals mean to the program what they mean to any: what this process blocks or ignores is its own affair.
    private static func resetSignals(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE] { sigaddset(&defaults, signal) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    }

    /// The bytes up to the pipe's end; nil when they are too many.
    ///
    /// Who has cancelled doesn't wait for the end, which may be that of a program's own children.
    private static func readAll(_ descriptor: Int32, _ leash: Leash?) -> [UInt8]? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16384)
        while true {
            if let leash {
                if leash.isCut { return bytes }
                var place = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                if poll(&place, 1, period) <= 0 { continue }
            }
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= outputLimit else { return nil }
        }
    }

    /// Waits for the end of the program; nil when it had to be ended.
    private static func wait(for child: pid_t, _ leash: Leash?) -> Outcome.Ending? {
        guard let leash else { return reap(child, 0) }
        // The output's end is mostly that of the program.
        var pause: UInt32 = 1
        while !leash.isCut {
            if let ending = leash.letGo({ reap(child, WNOHANG) }) { return ending }
            usleep(pause * 1000)
            pause = min(pause * 2, UInt32(period))
        }
        for _ in 0..<(grace / period) {
            if leash.letGo({ reap(child, WNOHANG) }) != nil { return nil }
            usleep(UInt32(period) * 1000)
        }
        kill(child, SIGKILL)
        _ = leash.letGo { reap(child, 0) }
        return nil
    }

    /// How the program ended; nil while it hasn't.
    private static func reap(_ child: pid_t, _ options: Int32) -> Outcome.Ending? {
        var status: Int32 = 0
        var found = waitpid(child, &status, options)
        while found < 0, errno == EINTR { found = waitpid(child, &status, options) }
        guard found != 0 else { return nil }
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal: signal)
    }

    /// Calls `body` with the texts as C wants a list of them.
    private static func withTexts<Outcome>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Outcome
    ) -> Outcome {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
