internal import Deployment
internal import Documents
internal import KubernetesClient
package import Shared
internal import TillerRecords

/// Takes a migration back: the objects say again what they said before, and the revisions it wrote are deleted.
package struct MigrationUndo: Sendable {
    /// What taking back came to.
    package struct Outcome: Sendable {
        package var revisions = 0
        package var objects = 0
        /// Objects that are gone, or that say something else by now: they were left alone.
        package var left: [String] = []
    }

    private let source: MigrationSource
    private let target: ConvertedRevision.Target
    private let name: String

    package init(_ source: MigrationSource, name: String, target: ConvertedRevision.Target) {
        self.source = source
        self.name = name
        self.target = target
    }

    private func delete(
        _ entry: RevisionEntry, _ permission: @Sendable () async throws -> Void
    ) async throws {
        try await permission()
        try await source.storage(of: target).delete(entry)
    }

    /// What would be taken back: the journal and the revisions that this migration has written, oldest first.
    ///
    /// - Throws: ``MigrationError`` when there is nothing to take back, or no way to.
    package func plan() async throws -> (journal: MigrationJournal, revisions: [RevisionEntry]) {
        guard let journal = try await source.journal(of: target)?.journal, journal.formerName == name else {
            throw MigrationError.nothingToUndo(release: name)
        }
        let storage = source.storage(of: target)
        let history = try await storage.history(target.name)
        let written = try await Parallel.map(history, limit: source.parallelism) { entry in
            try await isWritten(entry, journal, storage)
        }
        let ours = zip(history, written).filter(\.1).map(\.0)
        let others = zip(history, written).filter { !$0.1 }.map(\.0.revision)
        guard others.isEmpty else { throw MigrationError.movedOn(release: name, revisions: others) }
        try await requireRecords(journal)
        return (journal, ours)
    }

    /// The revision bears this migration's mark, which goes when Helm writes it anew.
    private func isWritten(
        _ entry: RevisionEntry, _ journal: MigrationJournal, _ storage: ReleaseStorage
    ) async throws -> Bool {
        guard journal.revisions.contains(entry.revision) else { return false }
        let stored = try await storage.revision(entry.name, entry.revision)
        return stored.release[extra: MigrationJournal.recordKey]?["id"]?.string == journal.id
    }

    /// Helm 3's revisions aren't deleted while they are the only ones.
    private func requireRecords(_ journal: MigrationJournal) async throws {
        let entries = try await source.tiller.entries(
            journal.place.driver, namespace: journal.place.namespace, name: name)
        let missing = Set(journal.revisions).subtracting(entries.map(\.revision))
        guard missing.isEmpty else { throw MigrationError.recordsGone(release: name) }
    }

    /// Takes it back; safe to run again when it was broken off.
    ///
    /// - Parameter permission: returns when something new may be written.
    package func run(permission: @escaping @Sendable () async throws -> Void) async throws -> Outcome {
        let (journal, revisions) = try await plan()
        var outcome = Outcome()
        let writer = MarkWriter(client: source.client)
        let marked = try await Parallel.map(journal.objects, limit: source.parallelism) { object in
            try await permission()
            return try await writer.write(
                object.former, over: OwnerMarks(of: target), object.reference, uid: object.uid, resourceVersion: nil)
        }
        for (object, mark) in zip(journal.objects, marked) {
            switch mark {
            case .written: outcome.objects += 1
            case .unchanged: break
            case .changed: outcome.left.append(object.reference.title)
            }
        }
        // The newest goes last: until then the history ends as Tiller's does.
        for entry in revisions { try await delete(entry, permission) }
        outcome.revisions = revisions.count
        if let found = try await source.journal(of: target), found.journal.id == journal.id {
            try await permission()
            try await source.deleteJournal(of: target, resourceVersion: found.resourceVersion)
        }
        return outcome
    }
}
