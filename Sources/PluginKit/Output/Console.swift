internal import Glibc
internal import Synchronization

/// The process's stdout and stderr.
///
/// stdout holds what was asked for; progress, warnings and errors go to stderr.
package enum Console {
    private struct State {
        var warnings: Set<String> = []
        var serverWarnings = 0
        var warningsAreErrors = false
        var isQuiet = false
        var color = ColorMode.auto
        var environment = PluginEnvironment([:])
    }

    private static let state = Mutex(State())

    /// Writes to stdout; a reader that has gone away ends the process as it ends others.
    package static func write(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    package static func write(_ text: String) { write(Array(text.utf8)) }

    package static func writeError(_ text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

    /// Writes what is going on to stderr, unless the console is quiet.
    package static func tell(_ text: String) {
        if !state.withLock(\.isQuiet) { writeError(text) }
    }

    /// Writes `Warning: …` to stderr, unless the console is quiet; each text only once.
    package static func warn(_ text: String) {
        guard state.withLock({ !$0.isQuiet && $0.warnings.insert(text).inserted }) else { return }
        writeError(colored("Warning:", "33", on: STDERR_FILENO) + " \(text)\n")
    }

    /// Passes on a warning of the server's.
    package static func warnForServer(_ text: String) {
        state.withLock { $0.serverWarnings += 1 }
        warn(text)
    }

    /// Settles whether a run in which the server warned has failed.
    package static func setWarningsAreErrors(_ areErrors: Bool) { state.withLock { $0.warningsAreErrors = areErrors } }

    /// How often the server warned, where that is an error; otherwise 0.
    static var failingWarnings: Int { state.withLock { $0.warningsAreErrors ? $0.serverWarnings : 0 } }

    /// Settles whether progress and warnings are left out.
    package static func setQuiet(_ isQuiet: Bool) { state.withLock { $0.isQuiet = isQuiet } }

    /// Settles when to colour: the flag, then `FORCE_COLOR`, `NO_COLOR`, `WERF_LOG_COLOR_MODE`, `HELM_COLOR` and the
    /// terminal.
    package static func setColor(_ flag: ColorMode?, _ environment: PluginEnvironment) {
        let named = environment.text("WERF_LOG_COLOR_MODE", "HELM_COLOR").flatMap { ColorMode(argument: $0) }
        let isRefused = environment.text("NO_COLOR") != nil
        let isForced = environment.text("FORCE_COLOR").map { $0 != "0" } ?? false
        state.withLock {
            $0.color = flag ?? (isForced ? .always : isRefused ? .never : named ?? .auto)
            $0.environment = environment
        }
    }

    /// How a piece of text stands out.
    package enum Emphasis: String, Sendable {
        case bold = "1"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case faint = "2"
    }

    /// The text with its emphasis where stdout shows colours; as it is otherwise.
    package static func emphasized(_ text: String, _ emphasis: Emphasis) -> String {
        colored(text, emphasis.rawValue, on: STDOUT_FILENO)
    }

    private static func colored(_ text: String, _ code: String, on descriptor: Int32) -> String {
        colors(descriptor) ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    private static func colors(_ descriptor: Int32) -> Bool {
        let (mode, environment) = state.withLock { ($0.color, $0.environment) }
        switch mode {
        case .always: return true
        case .never: return false
        case .auto: return isatty(descriptor) == 1 && environment.text("TERM") != "dumb"
        }
    }

    /// Writes all of it, however slowly it is taken off; what can't be written to stdout ends the process with status 1,
    /// as nobody must take half an answer for a whole one.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if written > 0 {
                    rest = rest.dropFirst(written)
                } else if errno == EPIPE {
                    signal(SIGPIPE, SIG_DFL)
                    raise(SIGPIPE)
                } else if errno == EAGAIN {
                    // Whoever made the pipe has set it not to block.
                    var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&place, 1, -1)
                } else if errno != EINTR {
                    let reason = String(cString: strerror(errno))
                    guard descriptor == STDOUT_FILENO else { return }
                    writeError("Error: writing to standard output: \(reason)\n")
                    exit(1)
                }
            }
        }
    }
}
