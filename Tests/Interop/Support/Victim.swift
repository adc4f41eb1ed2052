import Glibc
import Subprocess

/// A process that is to be killed, or told to stop.
struct Victim: Sendable {
    let pid: pid_t

    func kill() { _ = Glibc.kill(pid, SIGKILL) }

    func send(_ signal: Signal) { _ = Glibc.kill(pid, signal.rawValue) }
}
