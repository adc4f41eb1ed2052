internal import KubernetesClient
internal import Shared

/// Waits until an object of somebody else's is there: by asking, since more than that may not be allowed.
struct PresenceWait: Sendable {
    let access: any TrackingAccess
    var period = Duration.seconds(1)

    /// - Throws: ``TrackingFailure`` when time is up, `ClientError` when the server refuses to tell.
    func wait(for reference: ObjectReference, limit: Duration) async throws {
        let clock = ContinuousClock()
        let end = clock.now + limit
        while try await !isPresent(reference) {
            guard clock.now + period < end else {
                throw TrackingFailure(
                    identity: ResourceIdentity(
                        group: reference.type.group, version: reference.type.version, kind: reference.type.kind,
                        namespace: reference.namespace ?? "", name: reference.name),
                    cause: .timeout(limit, waitingFor: "it isn't there"))
            }
            try await Task.sleep(for: period)
        }
    }

    private func isPresent(_ reference: ObjectReference) async throws -> Bool {
        do throws(ClientError) {
            _ = try await access.get(reference, metadataOnly: true)
            return true
        } catch {
            switch error.kind {
            case _ where error.isNotFound || error.isExpired: return false
            case .connection(let failure) where failure.reason == .lost: return false
            case .status(let status) where status.code == 429 || status.code >= 500: return false
            default: throw error
            }
        }
    }
}

/// What storage classes say about when their claims are bound.
struct StorageClasses: Sendable {
    let access: any TrackingAccess

    private static let type = ResourceType(
        group: "storage.k8s.io", version: "v1", plural: "storageclasses", kind: "StorageClass", isNamespaced: false)

    /// The claim is bound only when a pod uses it.
    ///
    /// Where storage classes can't be read, the events of the claim tell.
    func waitsForConsumer(_ name: String, claim: Track) async -> Bool {
        let reference = ObjectReference(type: Self.type, namespace: nil, name: name)
        if let found = try? await access.get(reference, metadataOnly: false) {
            return found["volumeBindingMode"]?.string == "WaitForFirstConsumer"
        }
        guard let uid = claim.uid else { return false }
        let events = try? await FailureReader(access: access).events(of: uid, in: claim.namespace)
        return events?.contains { $0.reason == "WaitForFirstConsumer" } ?? false
    }
}
