//! TestFolders: folders and programs that a test needs for as long as it runs.
//!
//! May import: Processes. Only tests import it.

internal import FoundationEssentials
internal import Glibc
private import Processes

/// A folder that goes away, with what it holds, with its last user.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "kubectl-werf-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, making the folders it needs, and returns its path.
    @discardableResult
    package func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = "\(path)/\(name)"
        let folder = URL(filePath: file).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: file))
        chmod(file, 0o600)
        return file
    }

    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String {
        try write(name, Array(text.utf8))
    }

    /// Writes files given by name.
    package func write(_ files: [String: String]) throws {
        for (name, text) in files { try write(name, text) }
    }

    package func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
    }

    /// Runs a program of `/bin` or `/usr/bin` in this folder, and gives what it prints.
    package func output(of command: String...) throws -> String {
        let outcome = try ChildProcess.run(
            "/bin/sh", arguments: ["sh", "-c", #"cd "$0" && exec "$@""#, path] + command,
            environment: ["PATH": "/usr/bin:/bin"])
        return String(decoding: outcome.output, as: UTF8.self)
    }
}
