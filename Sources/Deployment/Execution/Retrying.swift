internal import KubernetesClient

/// Tries a write again when what hindered it passes by itself.
enum Retrying {
    /// The pauses between attempts, in milliseconds.
    private static let pauses = [100, 300, 1_000, 3_000]

    /// Does `write`, again after a pause while the error is one that passes.
    static func transient<Answer>(
        _ write: () async throws(ClientError) -> Answer
    ) async throws(ClientError) -> Answer {
        for pause in pauses {
            do {
                return try await write()
            } catch {
                guard passes(error) else { throw error }
            }
            do {
                try await Task.sleep(for: .milliseconds(pause))
            } catch {
                break
            }
        }
        return try await write()
    }

    /// A webhook that doesn't answer yet, a kind that was defined a moment ago, a namespace's account on its way.
    static func passes(_ error: ClientError) -> Bool {
        guard let status = error.status else { return false }
        let message = status.message
        if message.contains("failed calling webhook") || message.contains("conversion webhook for") { return true }
        if status.code == 404, message.contains("the server could not find the requested resource") { return true }
        return status.code == 403 && message.contains("error looking up service account")
    }
}
