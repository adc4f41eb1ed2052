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
    package static func run(
        _ path: String, arguments: [String], environment: [String: String], inheritsInput: Bool = false,
        discardsErrors: Bool = false
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
        let output = readAll(ends[0])
        if output == nil { kill(child, SIGTERM) }
        let ending = wait(for: child)
        guard let output else { throw Failure("prints more than \(outputLimit >> 20) MiB") }
        return Outcome(ending: ending, output: output)
    }

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
    private static func readAll(_ descriptor: Int32) -> [UInt8]? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= outputLimit else { return nil }
        }
    }

    private static func wait(for child: pid_t) -> Outcome.Ending {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
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
