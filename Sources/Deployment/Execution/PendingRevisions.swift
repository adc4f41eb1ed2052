package import GoTime
package import Shared

/// Brings a newest revision that is pending to an end, or waits until whoever makes it has done so.
package struct PendingRevisions: Sendable {
    /// Something people should know.
    package enum Notice: Hashable, Sendable {
        case waiting(RevisionEntry, atMost: Duration)
        case settled(RevisionEntry, description: String)
        /// It can't be marked as failed, since its record can't be read.
        case passedOver(RevisionEntry)
    }

    private static let pause = Duration.seconds(2)

    private let storage: ReleaseStorage
    private let rules: PendingRules
    /// How long others are waited for; nil for ever.
    private let longestWait: Duration?
    private let now: @Sendable () -> GoTime
    private let sleep: @Sendable (Duration) async throws -> Void
    private let tell: @Sendable (Notice) -> Void

    package init(
        storage: ReleaseStorage, rules: PendingRules, longestWait: Duration?,
        now: @escaping @Sendable () -> GoTime = { GoTime.now() },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        tell: @escaping @Sendable (Notice) -> Void
    ) {
        self.storage = storage
        self.rules = rules
        self.longestWait = longestWait
        self.now = now
        self.sleep = sleep
        self.tell = tell
    }

    /// The history, once nobody works on its newest revision.
    ///
    /// - Throws: `pending` when somebody else works on it for longer than we may wait.
    package func settled(_ history: [RevisionEntry]) async throws -> [RevisionEntry] {
        var history = history
        var waited = Duration.zero
        var told: Int?
        while let newest = history.last, newest.status.isPending {
            let stored = try await record(of: newest)
            switch rules.verdict(on: stored?.release, newest, now: now()) {
            case .settle(let description):
                if let stored {
                    try await settle(stored, description)
                } else if told == -newest.revision {
                    tell(.passedOver(newest))
                    return history
                } else {
                    // It may have been deleted meanwhile; what is still there when looked at again stays unreadable.
                    told = -newest.revision
                }
            case .wait(let rest):
                var pause = min(Self.pause, rest)
                if let longestWait {
                    if waited >= longestWait { throw StorageError.pending(newest) }
                    pause = min(pause, longestWait - waited)
                }
                if told != newest.revision { tell(.waiting(newest, atMost: rest)) }
                told = newest.revision
                try await sleep(pause)
                waited += pause
            }
            history = try await storage.history(newest.name)
        }
        return history
    }

    private func record(of entry: RevisionEntry) async throws(StorageError) -> StoredRevision? {
        do {
            return try await storage.revision(entry.name, entry.revision)
        } catch {
            switch error {
            // Whoever deleted it meanwhile has left a history that is read again.
            case .unreadable, .revisionNotFound: return nil
            default: throw error
            }
        }
    }

    /// Marks the revision as failed, unless it has changed since it was read: then the history tells more.
    private func settle(_ stored: StoredRevision, _ description: String) async throws(StorageError) {
        var next = stored
        next.release.info.status = .failed
        next.release.info.description = description
        next.release.maker = nil
        do {
            _ = try await storage.update(next)
            tell(.settled(stored.entry, description: description))
        } catch {
            guard case .conflict = error else { throw error }
        }
    }
}
