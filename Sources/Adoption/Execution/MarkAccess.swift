package import Documents
package import KubernetesClient

/// The requests that changing marks takes.
package protocol MarkAccess: Sendable {
    /// An object's metadata, or nil when it isn't there.
    func metadata(_ reference: ObjectReference) async throws(ClientError) -> Value?

    /// Sends a JSON merge patch, or only tries it.
    func patch(_ reference: ObjectReference, _ body: Value, dryRun: Bool) async throws(ClientError)
}

/// The cluster behind a client.
package struct LiveMarks: MarkAccess {
    /// A converge folds what managers of this name have written into its own fields.
    private static let fieldManager = "werf-adopt"

    private let client: KubernetesClient

    package init(_ client: KubernetesClient) { self.client = client }

    package func metadata(_ reference: ObjectReference) async throws(ClientError) -> Value? {
        do {
            return try await client.get(reference, metadataOnly: true)
        } catch {
            guard error.isNotFound else { throw error }
            return nil
        }
    }

    package func patch(_ reference: ObjectReference, _ body: Value, dryRun: Bool) async throws(ClientError) {
        _ = try await client.patch(
            reference, kind: .merge, body: body, fieldManager: Self.fieldManager, dryRun: dryRun)
    }
}
