package import GoTime
internal import KubernetesClient
package import Shared

/// The record of a deploy's revision in the cluster, moved from state to state by compare-and-swap.
///
/// Answers get lost and servers go away for moments. A write whose outcome is in doubt is looked for before it is made
/// again, so that the record never stays behind what the deploy reports.
package actor StoredRecords: ReleaseRecords {
    private let storage: ReleaseStorage
    private let situation: ReleaseSituation
    private let wording: RecordWording
    private let now: @Sendable () -> GoTime
    private let pause: @Sendable (Duration) async -> Void
    private let longest: Duration
    private var release: Release
    private var stored: StoredRevision?
    /// The final write was sent: the record may say `deployed` without our having heard of it.
    private var triedToFinish = false
    /// The revisions that were read anyway.
    private var known: [Int: StoredRevision]

    /// - Parameters:
    ///   - release: the revision with everything but its status and description; of an uninstall the newest.
    ///   - maker: this run, named in the record while it is pending.
    ///   - known: revisions that were read before, by number; of an uninstall at least the newest.
    ///   - kind: what the deploy does; nil for a converge.
    ///   - restored: the revision that a rollback goes back to.
    ///   - pause: waits between two attempts at a write.
    ///   - longest: a request without an answer for so long counts as lost.
    package init(
        storage: ReleaseStorage, situation: ReleaseSituation, release: Release, maker: LockHolder? = nil,
        known: [Int: StoredRevision], kind: DeployKind? = nil, restored: Int = 0,
        now: @escaping @Sendable () -> GoTime = { GoTime.now() },
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) },
        longest: Duration = .seconds(30)
    ) {
        self.storage = storage
        self.situation = situation
        wording = RecordWording(kind: kind ?? situation.converging, restored: restored)
        self.release = release
        self.release.maker = maker
        self.known = known
        self.now = now
        self.pause = pause
        self.longest = longest
    }

    package func start() async throws(StorageError) {
        release.info.status = wording.pending
        release.info.description = wording.beginning
        stored = try await persist { (isRepeated) throws(StorageError) in
            if isRepeated, let found = try await read(release.version) {
                guard isOurs(found.release) else {
                    return .failure(.revisionExists(name: release.name, revision: release.version))
                }
                return .success(found)
            }
            return .success(
                try await answer { [storage, release] () throws(StorageError) in
                    try await storage.create(release)
                })
        }
    }

    package func complete(_ stage: Stage, _ hooks: [HookOutcome]) async throws(StorageError) {
        try await refuseNewer()
        guard let stored, !hooks.isEmpty else { return }
        self.stored = try await change(stored) { release in
            release.note(hooks)
            var journal = DeployJournal(of: release) ?? DeployJournal(kind: self.wording.kind)
            journal.completed.insert(stage)
            release[extra: DeployJournal.key] = journal.value
        }
    }

    package func finish() async throws(StorageError) {
        guard let stored else { return }
        try await refuseNewer()
        triedToFinish = true
        self.stored = try await move(stored, to: .deployed, wording.success) { $0[extra: DeployJournal.key] = nil }
    }

    /// Someone who started a newer revision has taken the release over.
    private func refuseNewer() async throws(StorageError) {
        let history = try await history()
        if let newest = history.last, newest.revision > release.version {
            throw .conflict(name: release.name, revision: release.version)
        }
    }

    private func history() async throws(StorageError) -> [RevisionEntry] {
        try await persist { (_) throws(StorageError) in
            .success(
                try await answer { [storage, release] () throws(StorageError) in
                    try await storage.history(release.name)
                })
        }
    }

    package func fail(
        _ reason: String, _ hooks: [HookOutcome], isInterrupted: Bool
    ) async throws(StorageError) -> ReleaseStatus {
        guard let stored else { return .failed }
        let sentence = Self.clipped(wording.failure(of: release.name, reason))
        // What an uninstall has begun only another uninstall can end: its objects may be gone already.
        let status = wording.kind == .uninstall ? stored.release.info.status : .failed
        let settled = try await move(stored, to: status, sentence, orFound: triedToFinish ? .deployed : nil) {
            $0.note(hooks)
            if !isInterrupted { $0[extra: DeployJournal.key] = nil }
        }
        self.stored = settled
        return settled.release.info.status
    }

    package func supersede(_ revision: Int) async throws(StorageError) {
        let earlier: StoredRevision
        if let read = known[revision] {
            earlier = read
        } else {
            earlier = try await persist { (_) throws(StorageError) in
                .success(try await storage.revision(release.name, revision))
            }
        }
        guard earlier.release.info.status != .superseded else { return }
        let made = earlier.release.info.status == .deployed ? nil : "superseded by new release"
        known[revision] = try await move(earlier, to: .superseded, made)
    }

    package func prune(to limit: Int) async throws(StorageError) {
        var kept: Set = [release.version]
        // Before a success the revisions since the last good one may still own objects.
        if stored?.release.info.status != .deployed { kept.formUnion(situation.relevant.map(\.revision)) }
        try await storage.prune(release.name, to: limit, keeping: kept)
    }

    // MARK: Uninstalling

    package func markUninstalling() async throws(StorageError) {
        try await refuseNewer()
        let newest: StoredRevision
        if let read = known[release.version] {
            newest = read
        } else {
            newest = try await persist { (_) throws(StorageError) in
                .success(try await storage.revision(release.name, release.version))
            }
        }
        let deleted = newest.release.info.deleted ?? now()
        let journal = DeployJournal.begun(.uninstall, in: newest.release)
        stored = try await move(newest, to: .uninstalling, wording.beginning) {
            $0.info.deleted = deleted
            $0[extra: DeployJournal.key] = journal.value
        }
    }

    package func markUninstalled() async throws(StorageError) {
        guard let stored else { return }
        self.stored = try await move(stored, to: .uninstalled, wording.success) { $0[extra: DeployJournal.key] = nil }
        for entry in situation.history where entry.status == .deployed && entry.revision != release.version {
            try await supersede(entry.revision)
        }
    }

    package func deleteAll() async throws(StorageError) {
        let history = try await history()
        if let newest = history.last, newest.revision > release.version {
            throw .conflict(name: release.name, revision: release.version)
        }
        for entry in history {
            try await persist { (_) throws(StorageError) in
                .success(
                    try await answer { [storage] () throws(StorageError) in try await storage.delete(entry) })
            }
        }
    }

    // MARK: Writes whose outcome may be in doubt

    /// Waits between attempts: the server may be away for about twenty seconds in all.
    private static let pauses: [Duration] = [
        .milliseconds(500), .milliseconds(1_500), .seconds(3), .seconds(5), .seconds(10),
    ]

    /// Makes attempts until one has a result, or the error is one that stays.
    private func persist<Answer>(
        _ attempt: (_ isRepeated: Bool) async throws(StorageError) -> Result<Answer, StorageError>
    ) async throws(StorageError) -> Answer {
        var pauses = Self.pauses[...]
        var isRepeated = false
        while true {
            let result: Result<Answer, StorageError>
            do {
                result = try await attempt(isRepeated)
            } catch {
                guard error.leavesDoubt, let next = pauses.popFirst() else { throw error }
                if error.mayPass { await pause(next) }
                isRepeated = true
                continue
            }
            return try result.get()
        }
    }

    /// Awaits one request, and gives it up when it has no answer for too long.
    private func answer<Answer: Sendable>(
        _ request: @escaping @Sendable () async throws(StorageError) -> Answer
    ) async throws(StorageError) -> Answer {
        let silence = StorageError.server("waiting for the release's record", ClientError(.timeout))
        do {
            return try await withThrowingTaskGroup(of: Answer.self) { [longest] group in
                group.addTask { try await request() }
                group.addTask {
                    try await Task.sleep(for: longest)
                    throw silence
                }
                defer { group.cancelAll() }
                guard let first = try await group.next() else { throw silence }
                return first
            }
        } catch let error as StorageError {
            throw error
        } catch {
            throw .server("waiting for the release's record", error)
        }
    }

    /// Changes a record without changing its status, if nobody else has changed that meanwhile.
    private func change(
        _ stored: StoredRevision, _ edit: (inout Release) -> Void
    ) async throws(StorageError) -> StoredRevision {
        let before = stored.release.info
        var base = stored
        return try await persist { (isRepeated) throws(StorageError) in
            if isRepeated {
                guard let found = try await read(stored.release.version), found.entry.uid == stored.entry.uid,
                    found.release.info.status == before.status
                else { return .failure(.conflict(name: stored.release.name, revision: stored.release.version)) }
                base = found
            }
            var next = base
            edit(&next.release)
            return .success(
                try await answer { [storage, next] () throws(StorageError) in
                    try await storage.update(next)
                })
        }
    }

    /// Changes a record's status, if nobody else has changed that meanwhile.
    ///
    /// - Parameters:
    ///   - description: nil leaves the record's own.
    ///   - settled: a status that is as good, should the record turn out to have it.
    ///   - edit: what else changes with it.
    private func move(
        _ stored: StoredRevision, to status: ReleaseStatus, _ description: String?,
        orFound settled: ReleaseStatus? = nil, _ edit: (inout Release) -> Void = { _ in }
    ) async throws(StorageError) -> StoredRevision {
        let before = stored.release.info
        var base = stored
        return try await persist { (isRepeated) throws(StorageError) in
            if isRepeated {
                guard let found = try await read(stored.release.version), found.entry.uid == stored.entry.uid else {
                    return .failure(.conflict(name: stored.release.name, revision: stored.release.version))
                }
                let info = found.release.info
                let isDone = info.status == status && info.description == description ?? before.description
                if isDone || info.status == settled { return .success(found) }
                guard info.status == before.status else {
                    return .failure(.conflict(name: stored.release.name, revision: stored.release.version))
                }
                base = found
            }
            var next = base
            next.release.info.status = status
            next.release.maker = nil
            if let description { next.release.info.description = description }
            edit(&next.release)
            return .success(
                try await answer { [storage, next] () throws(StorageError) in
                    try await storage.update(next)
                })
        }
    }

    private func read(_ revision: Int) async throws(StorageError) -> StoredRevision? {
        do {
            return try await answer { [storage, release] () throws(StorageError) in
                try await storage.revision(release.name, revision)
            }
        } catch {
            guard case .revisionNotFound = error else { throw error }
            return nil
        }
    }

    /// The record is the one that ``start()`` sent: no other deploy began in the same nanosecond with the same text.
    private func isOurs(_ found: Release) -> Bool {
        if let maker = release.maker { return found.maker == maker && found.info.status == release.info.status }
        let (one, other) = (found.info, release.info)
        return one.status == other.status && one.description == other.description
            && one.lastDeployed?.seconds == other.lastDeployed?.seconds
            && one.lastDeployed?.nanoseconds == other.lastDeployed?.nanoseconds
            && found.manifest.utf8.elementsEqual(release.manifest.utf8)
    }

    /// What a record has room for in any case.
    private static let descriptionLimit = 4_096

    /// The text, cut after a whole character so that it always fits.
    static func clipped(_ text: String) -> String {
        guard text.utf8.count > descriptionLimit else { return text }
        let mark = "…"
        var end = text.utf8.index(text.startIndex, offsetBy: descriptionLimit - mark.utf8.count)
        while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        return String(text[..<end]) + mark
    }
}

extension Release {
    /// Writes down how hooks have run.
    fileprivate mutating func note(_ outcomes: [HookOutcome]) {
        for outcome in outcomes {
            for index in hooks.indices {
                let hook = hooks[index]
                guard hook.kind == outcome.kind, hook.name == outcome.name, hook.path == outcome.path else { continue }
                hooks[index].lastRun = outcome.run
            }
        }
    }
}

extension StorageError {
    /// The write may have been carried out all the same, or may be made again on what is there now.
    fileprivate var leavesDoubt: Bool {
        switch self {
        case .conflict, .revisionExists: true
        default: mayPass
        }
    }

    /// No answer, or a server that is in trouble.
    fileprivate var mayPass: Bool {
        guard case .server(_, let cause) = self, let error = cause as? ClientError else { return false }
        switch error.kind {
        case .timeout, .unreadable: return true
        case .connection(let failure): return ![.certificate, .tls, .proxy].contains(failure.reason)
        case .status(let status): return status.code >= 500 || status.code == 429
        case .cancelled, .credentials, .unknownType: return false
        }
    }
}
