internal import Dispatch
internal import Processes

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Credentials from a plugin: run when needed, kept in memory until they expire, never on disk.
actor ExecCredentials: CredentialSource {
    private typealias Outcome = Result<Proof, CredentialError>
    private typealias Run = SharedTask<Outcome>

    private let plugin: ExecPlugin
    private let environment: [String: String]
    private var current: (proof: Proof, credential: ExecCredential)?
    private var generation = 0
    /// The run that is under way; everyone who needs credentials meanwhile waits for it, and when nobody does any more it
    /// ends.
    private var running: Run?
    /// Nobody wanted to wait for the plugin any longer, and it hasn't answered since.
    private var wasGivenUp = false

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
        if let running, let outcome = await outcome(of: running) { return outcome }
        let cancelled = Outcome.failure(CredentialError("cancelled"))
        guard !Task.isCancelled else { return cancelled }
        let run = Run { await self.runOnce() }
        running = run
        return await outcome(of: run) ?? cancelled
    }

    private func outcome(of run: Run) async -> Outcome? {
        let outcome = await run.outcome()
        if running === run, outcome != nil || run.isGivenUp { running = nil }
        if outcome == nil, run.isGivenUp { wasGivenUp = true }
        return outcome
    }

    private func runOnce() async -> Outcome {
        do throws(CredentialError) {
            let isInteractive = try Self.isInteractive(plugin)
            let credential = try await Self.ask(
                plugin, environment: environment, isInteractive: isInteractive,
                longest: wasGivenUp ? Self.longestSecondRun : nil)
            wasGivenUp = false
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

    /// How long a plugin may take that was given up before: who asks then mostly clears up after an interruption.
    private static let longestSecondRun = Duration.seconds(5)

    /// Runs the plugin on a thread that may wait; a cancelled task ends it, and the time that it may take at most.
    private static func ask(
        _ plugin: ExecPlugin, environment: [String: String], isInteractive: Bool, longest: Duration?
    ) async throws(CredentialError) -> ExecCredential {
        let leash = Leash()
        let timer = longest.map { longest in
            Task {
                guard (try? await Task.sleep(for: longest)) != nil else { return false }
                leash.cut()
                return true
            }
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    let result = Result { () throws(CredentialError) in
                        try plugin.run(
                            environment: environment, isInteractive: isInteractive, leash: leash)
                    }
                    continuation.resume(returning: result)
                }
            }
        } onCancel: {
            leash.cut()
        }
        timer?.cancel()
        if let longest, await timer?.value == true {
            throw CredentialError(
                "exec: \(plugin.command) gave no answer within \(longest.components.seconds)s, as it gave none before")
        }
        return try result.get()
    }
}
