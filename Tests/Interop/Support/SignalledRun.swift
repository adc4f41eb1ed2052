import FoundationEssentials
import Subprocess
import SystemPackage
import TestFolders

/// How often a program's state is looked at before it counts as hung: minutes, which no test takes.
private let lookLimit = 6_000

extension Lab {
    /// Runs a program and sends it a signal once it is time for it.
    ///
    /// - Parameter isTime: looks at what the program has written to stderr so far, or elsewhere.
    func run(
        _ path: String, _ arguments: [String], endedBy signal: Signal,
        when isTime: @Sendable (String) async throws -> Bool
    ) async throws -> Outcome {
        try await run(path, arguments) { program, errors in
            try await Self.wait("\(path) never came to the point of its signal") { try await isTime(errors()) }
            program.send(signal)
        }
    }

    /// Runs `body` while a program runs, which is killed when that fails.
    ///
    /// - Parameter body: is given the program and what it has written to stderr so far.
    func run(
        _ path: String, _ arguments: [String],
        _ body: (Victim, @Sendable () throws -> String) async throws -> Void
    ) async throws -> Outcome {
        let folder = try TemporaryFolder()
        let file = try folder.write("errors", "")
        let errors = try FileDescriptor.open(FilePath(file), .writeOnly)
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments), environment: environment(), input: .none,
            output: .string(limit: 1 << 20), error: .fileDescriptor(errors, closeAfterSpawningProcess: true)
        ) { execution in
            do {
                try await body(Victim(pid: execution.processIdentifier.value)) { try Self.text(file) }
            } catch {
                try? execution.send(signal: .kill)
                throw error
            }
        }
        return Outcome(
            command: path, status: result.terminationStatus.shellStatus, output: result.standardOutput,
            errors: try Self.text(file))
    }

    /// Waits until something has come about.
    static func wait(_ failure: String, until isSo: () async throws -> Bool) async throws {
        for _ in 0..<lookLimit {
            if try await isSo() { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw LabError(failure)
    }

    private static func text(_ file: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
    }
}
