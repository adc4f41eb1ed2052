internal import Deployment
package import KubernetesClient
internal import PluginKit
package import Shared

/// One run of a command on one release: what it may touch, and what it finds there.
package struct ReleaseRun: Sendable {
    package let client: KubernetesClient
    package let storage: ReleaseStorage
    package let release: String
    package let namespace: String
    /// The lock; a run that changes nothing needs none.
    package let lock: RunLock?
    private let wait: Duration?
    private let grace: Duration

    /// - Parameters:
    ///   - wait: how long others that work on the release are waited for; nil for ever.
    ///   - grace: how long a pending revision of Helm's is left to Helm.
    package init(
        client: KubernetesClient, storage: ReleaseStorage, release: String, namespace: String, isDryRun: Bool,
        wait: Duration?, grace: Duration
    ) {
        self.client = client
        self.storage = storage
        self.release = release
        self.namespace = namespace
        self.wait = wait
        self.grace = grace
        lock =
            isDryRun
            ? nil
            : RunLock(
                .init(release: release, namespace: namespace, wait: wait),
                access: KubernetesLock(client, namespace: namespace))
    }

    /// Does `work`, and lets go of the lock whatever comes of it.
    package func finally<Answer: Sendable>(_ work: () async throws -> Answer) async throws -> Answer {
        do {
            let answer = try await work()
            await lock?.release()
            return answer
        } catch {
            await lock?.release()
            throw error
        }
    }

    /// Takes the lock and reads what the stored revisions say.
    ///
    /// - Throws: `LockError` or `StorageError` when somebody else works on the release.
    package func past() async throws -> ReleasePast {
        try await lock?.take()
        var history = try await storage.history(release)
        if history.isEmpty { try await storage.refuseStoredElsewhere(release, releaseNamespace: namespace) }
        if let newest = history.last, newest.status.isPending {
            // Another release's revision isn't this one's to settle.
            if let stored = try? await storage.revision(release, newest.revision) {
                try storage.refuseForeign(stored, releaseNamespace: namespace)
            }
            history = try await settled(history, newest)
        }
        let situation = ReleaseSituation(history)
        let revisions = try await bodies(of: situation)
        try await refuseForeign(revisions.first, newest: history.last)
        return ReleasePast(situation: situation, revisions: revisions)
    }

    private func bodies(of situation: ReleaseSituation) async throws -> [StoredRevision] {
        var revisions: [StoredRevision] = []
        for entry in situation.relevant {
            do throws(StorageError) {
                revisions.append(try await storage.revision(release, entry.revision))
            } catch {
                // Without the last good revision nobody knows what the release consists of.
                guard case .unreadable = error, entry.revision != situation.lastGood?.revision else { throw error }
                Console.warn(ErrorWording.sentence(of: error))
            }
        }
        return revisions
    }

    /// A history of the same name may be that of another namespace's release, also one that was uninstalled.
    private func refuseForeign(_ read: StoredRevision?, newest: RevisionEntry?) async throws {
        if let read { return try storage.refuseForeign(read, releaseNamespace: namespace) }
        guard let newest else { return }
        let stored = try await storage.revision(release, newest.revision)
        try storage.refuseForeign(stored, releaseNamespace: namespace)
    }

    private func settled(_ history: [RevisionEntry], _ newest: RevisionEntry) async throws -> [RevisionEntry] {
        guard let lock else {
            Console.warn(
                "revision \(newest.revision) is \(newest.status): a deploy would wait for whoever works on it")
            return history
        }
        return try await PendingRevisions(
            storage: storage, rules: PendingRules(isLocked: lock.isHeld, grace: grace), longestWait: wait,
            tell: Self.tell
        ).settled(history)
    }

    private static func tell(_ notice: PendingRevisions.Notice) {
        switch notice {
        case .waiting(let entry, let rest):
            Console.tell(
                "waiting for revision \(entry.revision), which is \(entry.status); it counts as abandoned in "
                    + "\(rest.components.seconds) s\n")
        case .settled(let entry, let description):
            Console.tell("revision \(entry.revision) is marked as failed: \(description)\n")
        case .passedOver(let entry):
            Console.warn("revision \(entry.revision) is \(entry.status) and can't be read; it stays as it is")
        }
    }

    /// What the newest revision of another release lists, wherever its history is kept.
    package func claims(of claimant: Ownership) async throws -> Set<ObjectIdentity> {
        for namespace in Set([claimant.releaseNamespace, storage.namespace]) {
            for driver in [storage.driver, storage.driver.other] {
                let other = ReleaseStorage(
                    records: KubernetesRecords(client), driver: driver, namespace: namespace)
                guard let newest = try await other.history(claimant.releaseName).last else { continue }
                if newest.status == .uninstalled { continue }
                let stored = try await other.revision(claimant.releaseName, newest.revision).release
                guard stored.namespace.isEmpty || stored.namespace == claimant.releaseNamespace else { continue }
                return EarlierRevisions.identities(listedBy: stored, namespace: claimant.releaseNamespace)
            }
        }
        return []
    }
}
