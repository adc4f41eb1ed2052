internal import DeployCommands
internal import Deployment
internal import KubernetesClient
internal import PluginKit
internal import Shared

/// The releases that an adoption works on: the one that adopts and, in a hand-over, the one that gives.
struct Runs: Sendable {
    let own: ReleaseRun
    let other: ReleaseRun?

    /// What is known of their pasts.
    struct Pasts: Sendable {
        var own: ReleasePast
        var other: ReleasePast?
    }

    /// Reads both pasts; a run that changes something takes the locks first, always in the same order.
    func pasts() async throws -> Pasts {
        guard let other else { return Pasts(own: try await own.past(), other: nil) }
        if (own.namespace, own.release) < (other.namespace, other.release) {
            let past = try await own.past()
            return Pasts(own: past, other: try await other.past())
        }
        let past = try await other.past()
        return Pasts(own: try await own.past(), other: past)
    }

    /// Does `work`, and lets go of the locks whatever comes of it.
    func finally(_ work: () async throws -> Void) async throws {
        try await own.finally {
            guard let other else { return try await work() }
            try await other.finally(work)
        }
    }

    /// Returns when something new may be written.
    var permission: @Sendable () async throws -> Void {
        { [own, other] in
            try await own.lock?.await()
            try await other?.lock?.await()
        }
    }

    /// What the newest record of another release lists; everything asked about when it may not be read.
    func claims(
        of others: Set<Ownership>, on objects: Set<ObjectIdentity>
    ) async throws -> [Ownership: Set<ObjectIdentity>] {
        var claims: [Ownership: Set<ObjectIdentity>] = [:]
        for claimant in others {
            do {
                claims[claimant] = try await own.claims(of: claimant)
            } catch StorageError.server(_, let cause as ClientError) where cause.isForbidden {
                claims[claimant] = objects
            }
        }
        return claims
    }
}
