import Glibc

/// A process that is to be killed.
struct Victim: Sendable {
    let pid: pid_t

    func kill() { _ = Glibc.kill(pid, SIGKILL) }
}
