internal import Dispatch

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Credentials from a plugin: run when needed, kept in memory until they expire, never on disk.
actor ExecCredentials: CredentialSource {
    private typealias Outcome = Result<Proof, CredentialError>

    private let plugin: ExecPlugin
    private let environment: [String: String]
    private var current: (proof: Proof, credential: ExecCredential)?
    private var generation = 0
    /// The run that is under way; everyone who needs credentials meanwhile waits for it.
    private var running: Task<Outcome, Never>?

    init(_ plugin: ExecPlugin, configuration: ClientConfiguration) {
        self.plugin = plugin
        environment = configuration.environment
    }

    func proof() async throws(CredentialError) -> Proof {
        if let current, current.credential.isValid(now: Int64(time(nil))) { return current.proof }
        return try await run().get()
    }

    func renew(refused: Proof) async -> Bool {
        if let current, current.proof.generation != refused.generation { return true }
        current = nil
        // A plugin that fails now is asked, and tells why, again with the next attempt.
        _ = await run()
        return true
    }

    private func run() async -> Outcome {
        if let running { return await running.value }
        let task = Task { await self.runOnce() }
        running = task
        let outcome = await task.value
        running = nil
        return outcome
    }

    private func runOnce() async -> Outcome {
        do throws(CredentialError) {
            let isInteractive = try Self.isInteractive(plugin)
            let credential = try await Self.ask(plugin, environment: environment, isInteractive: isInteractive)
            generation += 1
            let identity = identity(for: credential)
            let proof = Proof(
                authorization: credential.token.map { "Bearer \($0)" }, identity: identity, generation: generation)
            current = (proof, credential)
            return .success(proof)
        } catch {
            return .failure(error)
        }
    }

    /// The identity so far when the certificate is the same, so that the connection made with it goes on.
    private func identity(for credential: ExecCredential) -> ClientIdentity? {
        if let current, current.credential.certificate == credential.certificate { return current.proof.identity }
        return credential.certificate.map { ClientIdentity(certificate: $0.certificate, key: $0.key) }
    }

    private static func isInteractive(_ plugin: ExecPlugin) throws(CredentialError) -> Bool {
        switch plugin.interaction {
        case .never: return false
        case .ifAvailable: return isatty(STDIN_FILENO) == 1
        case .always:
            guard isatty(STDIN_FILENO) == 1 else {
                throw CredentialError("exec plugin cannot support interactive mode: standard input is not a terminal")
            }
            return true
        }
    }

    /// Runs the plugin on a thread that may wait.
    private static func ask(
        _ plugin: ExecPlugin, environment: [String: String], isInteractive: Bool
    ) async throws(CredentialError) -> ExecCredential {
        let result = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let result = Result { () throws(CredentialError) in
                    try plugin.run(environment: environment, isInteractive: isInteractive)
                }
                continuation.resume(returning: result)
            }
        }
        return try result.get()
    }
}
