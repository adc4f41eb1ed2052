internal import Glibc
internal import PluginKit
internal import WerfProject

/// A file for a job to source, among those of other jobs; it may hold a token, so that nobody else can read it.
struct SessionFile {
    private let folder: String
    private let name: String

    /// From so many files on, the oldest go.
    private static let most = 100
    private static let kept = 50

    init(_ environment: PluginEnvironment, _ home: String?, _ dialect: ShellDialect) {
        let home = home ?? environment.text("WERF_HOME") ?? "\(environment.text("HOME") ?? "")/.werf"
        folder = "\(home)/service/tmp/ci_env"
        let number = String(UInt32.random(in: .min ... .max), radix: 16)
        let kind = dialect == .environmentFile ? ".env" : "source"
        name = "\(kind)_\(time(nil))_\(number)\(dialect.fileSuffix)"
    }

    /// Writes the file and returns its path.
    func write(_ text: String) throws -> String {
        try Self.makeFolders(folder)
        Self.removeOldest(in: folder)
        let path = "\(folder)/\(name)"
        try Self.write(text, to: path, flags: O_EXCL)
        return path
    }

    /// Writes a file, in place of what it held.
    static func write(_ text: String, to path: String, flags: Int32 = O_TRUNC) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o600)
        guard file >= 0 else { throw failure("open", path) }
        defer { close(file) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                throw failure("write", path)
            }
        }
    }

    private static func makeFolders(_ path: String) throws {
        var made = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            made += made.isEmpty && part.isEmpty ? "/" : "\(part)/"
            if mkdir(made, 0o700) != 0, errno != EEXIST, ProjectFiles.kind(of: made) != .folder {
                throw failure("mkdir", made)
            }
        }
    }

    /// Names begin with the kind and the time they were made at.
    private static func removeOldest(in folder: String) {
        guard let names = try? ProjectFiles.names(in: folder), names.count >= most else { return }
        let dated = names.map { (name: $0, seconds: Int($0.split(separator: "_").dropFirst().first ?? "") ?? 0) }
        for file in dated.sorted(by: { $0.seconds < $1.seconds }).prefix(names.count - kept) {
            unlink("\(folder)/\(file.name)")
        }
    }

    private static func failure(_ call: String, _ path: String) -> ProjectError {
        ProjectError(.unreadable, "\(call) \(path): \(String(cString: strerror(errno)).lowercased())")
    }
}
