package import Documents
internal import FoundationEssentials
internal import Glibc
internal import GoTime

/// The process that holds a lock or makes a revision, so that people know whom to ask and the same machine knows
/// whether it still runs.
package struct LockHolder: Hashable, Sendable {
    /// The run, which is the lease's id too.
    package var run: String
    package var host: String
    package var pid: Int32
    /// Changes with each start of the machine.
    package var bootID: String
    /// The kernel's name for the processes that can see each other: containers of one machine have one each.
    package var processSpace: String
    /// When the process began, in the kernel's ticks: with the pid that is one process only.
    package var ticks: String
    package var user: String
    package var program: String
    /// When the run began, RFC 3339.
    package var since: String

    /// Who it is, for people.
    package var title: String { "\(user)@\(host) (\(program), pid \(pid), since \(since))" }
}

extension LockHolder {
    /// The annotation beside a lease.
    static func key(of lockName: String) -> String { "holder.kubectl-werf.io/\(SHA3.hex224(lockName))" }

    /// This process, with a new run.
    package static func current(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> LockHolder {
        let pid = getpid()
        let program = CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? ""
        return LockHolder(
            run: UUID().uuidString.lowercased(), host: MachineFacts.host, pid: pid, bootID: MachineFacts.bootID,
            processSpace: MachineFacts.processSpace, ticks: MachineFacts.process(pid)?.ticks ?? "",
            user: environment["USER"] ?? environment["LOGNAME"] ?? MachineFacts.user, program: program,
            since: GoTime.now().rfc3339)
    }

    /// Reads what ``value`` wrote; nil when it is something else.
    package init?(_ value: Value) {
        guard let run = value["run"]?.string, let host = value["host"]?.string, let pid = value["pid"]?.integer,
            let pid = Int32(exactly: pid)
        else { return nil }
        func text(_ key: String) -> String { value[key]?.string ?? "" }
        self.init(
            run: run, host: host, pid: pid, bootID: text("bootId"), processSpace: text("processSpace"),
            ticks: text("ticks"), user: text("user"), program: text("program"), since: text("since"))
    }

    /// The annotation's text.
    init?(text: String) {
        guard let value = try? JSON.read(text) else { return nil }
        self.init(value)
    }

    package var value: Value {
        [
            "run": .string(run), "host": .string(host), "pid": .integer(Int64(pid)), "bootId": .string(bootID),
            "processSpace": .string(processSpace), "ticks": .string(ticks), "user": .string(user),
            "program": .string(program), "since": .string(since),
        ]
    }

    var text: String { String(decoding: JSON.write(value), as: UTF8.self) }

    /// The process ran on this machine, among the processes we see, and is there no more.
    package var isKnownDead: Bool {
        guard !bootID.isEmpty, !processSpace.isEmpty, host == MachineFacts.host, bootID == MachineFacts.bootID,
            processSpace == MachineFacts.processSpace
        else { return false }
        // One that may not be signalled is there all the same.
        if kill(pid, 0) != 0 { return errno == ESRCH }
        guard !ticks.isEmpty, let running = MachineFacts.process(pid) else { return false }
        return running.ticks != ticks || running.hasEnded
    }
}

/// What the kernel says about this machine and its processes.
enum MachineFacts {
    static let host: String = {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()

    static var user: String {
        guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return "uid \(getuid())" }
        return String(cString: name)
    }

    static let bootID = text(of: "/proc/sys/kernel/random/boot_id").map { String($0.filter { $0 != "\n" }) } ?? ""

    static let processSpace: String =
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? ""

    /// What is known of a process; nil when the kernel doesn't say.
    ///
    /// - Returns: when it began, and whether nothing but its exit status is left of it.
    static func process(_ pid: Int32) -> (ticks: String, hasEnded: Bool)? {
        // The name in parentheses may hold anything; after it come the fields from the third on.
        guard let status = text(of: "/proc/\(pid)/stat"), let end = status.utf8.lastIndex(of: UInt8(ascii: ")")) else {
            return nil
        }
        let fields = status[end...].utf8.split(separator: UInt8(ascii: " "))
        guard fields.count > 20 else { return nil }
        return (String(Substring(fields[20])), fields[1].elementsEqual("Z".utf8) || fields[1].elementsEqual("X".utf8))
    }

    private static func text(of path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = fread(&bytes, 1, bytes.count, file)
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }
}
