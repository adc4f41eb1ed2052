internal import Documents
internal import KubernetesClient
internal import Shared

/// Writes what objects say of whose they are, and nothing else of them.
struct MarkWriter: Sendable {
    /// The name under which the marks are written.
    static let fieldManager = "helm"
    /// How often an object that changes meanwhile is looked at again.
    private static let attempts = 5

    let client: KubernetesClient

    /// What became of an object.
    enum Outcome: Sendable {
        case written
        /// It says so already.
        case unchanged
        /// It isn't the object any more, or says something else than expected.
        case changed
    }

    /// Makes an object say `wanted`, if it is still the same one and says `expected`.
    ///
    /// - Parameter resourceVersion: that of the object when it was read; nil reads it first.
    func write(
        _ wanted: OwnerMarks, over expected: OwnerMarks, _ reference: ObjectReference, uid: String,
        resourceVersion: String?
    ) async throws(ClientError) -> Outcome {
        var version = resourceVersion
        for _ in 0..<Self.attempts {
            if version == nil {
                guard let live = try await look(reference), live.uid == uid else { return .changed }
                if live.values == wanted { return .unchanged }
                guard live.values == expected else { return .changed }
                version = live.resourceVersion
            }
            do throws(ClientError) {
                _ = try await client.patch(
                    reference, kind: .merge, body: wanted.patch(uid: uid, resourceVersion: version ?? ""),
                    fieldManager: Self.fieldManager)
                return .written
            } catch {
                if error.isNotFound { return .changed }
                guard error.isConflict else { throw error }
                version = nil
            }
        }
        return .changed
    }

    private func look(_ reference: ObjectReference) async throws(ClientError) -> LiveMarks? {
        do throws(ClientError) {
            return LiveMarks(of: try await client.get(reference, metadataOnly: true), reference)
        } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }
}
