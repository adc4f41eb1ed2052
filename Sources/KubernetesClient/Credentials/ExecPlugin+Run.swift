internal import Processes

extension ExecPlugin {
    /// Runs the program and reads what it prints; waits for it until the leash is cut.
    func run(
        environment: [String: String], isInteractive: Bool, leash: Leash = Leash()
    ) throws(CredentialError) -> ExecCredential {
        guard let path = Self.find(command, environment) else { throw missing }
        var all = environment
        for pair in self.environment { all[pair.key] = pair.value }
        all["KUBERNETES_EXEC_INFO"] = request(isInteractive: isInteractive)
        let outcome: ChildProcess.Outcome
        do throws(ChildProcess.Failure) {
            outcome = try ChildProcess.run(
                path, arguments: [command] + arguments, environment: all, inheritsInput: isInteractive,
                leash: leash)
        } catch {
            throw CredentialError("exec: \(command): \(error.message)")
        }
        switch outcome.ending {
        case .exited(0): return try credential(from: outcome.output)
        case .exited(let code): throw CredentialError("exec: executable \(command) failed with exit code \(code)")
        case .killed(let signal): throw CredentialError("exec: executable \(command) was ended by signal \(signal)")
        }
    }

    /// The file of the command: as it stands when it holds a slash, else what `PATH` finds.
    static func find(_ command: String, _ environment: [String: String]) -> String? {
        if command.utf8.contains(UInt8(ascii: "/")) { return FileSystem.exists(command) ? command : nil }
        let folders = (environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(command)" }.first { FileSystem.isExecutable($0) }
    }

    private var missing: CredentialError {
        let hint = installHint.harmless(keepsLines: true)
        return CredentialError("exec: executable \(command) not found" + (hint.isEmpty ? "" : "\n\n\(hint)"))
    }
}
