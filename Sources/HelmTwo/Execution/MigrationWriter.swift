internal import Deployment
internal import Documents
package import KubernetesClient
internal import Shared
package import TillerRecords

/// What can go wrong while a migration is written.
package enum MigrationError: Error, Sendable {
    /// Tiller's or Helm 3's records aren't what the plan was made from.
    case outdated(release: String, isBegun: Bool)
    /// What was stored isn't what was to be stored.
    case differs(release: String, revision: Int)
    /// An object changed in a way that makes it somebody else's.
    case objectChanged(release: String, object: String, isBegun: Bool)
    /// The journal would be larger than a ConfigMap may be.
    case tooManyObjects(release: String, count: Int)
    /// Tiller's record can't be read any more.
    case unreadable(TillerEntry, reason: String)
    /// There is no journal: nothing of this release was migrated, or it was settled long ago.
    case nothingToUndo(release: String)
    /// The release was brought over more than once, to these places.
    case severalMigrations(release: String, targets: [ConvertedRevision.Target])
    /// Helm 3 has gone on since.
    case movedOn(release: String, revisions: [Int])
    /// Tiller's records are deleted: without Helm 3's the release would be lost.
    case recordsGone(release: String)
}

/// Writes what a plan says: the journal, the revisions, the marks; safe to run again.
package struct MigrationWriter: Sendable {
    /// Something that was done.
    package enum Progress: Sendable {
        case stored(Int)
        case marked(Int)
        case deleted(Int)
    }

    private let source: MigrationSource
    private let plan: MigrationPlan
    private let permission: @Sendable () async throws -> Void
    private let report: @Sendable (Progress) -> Void

    /// - Parameter permission: returns when something new may be written.
    package init(
        _ source: MigrationSource, _ plan: MigrationPlan, permission: @escaping @Sendable () async throws -> Void,
        report: @escaping @Sendable (Progress) -> Void
    ) {
        self.source = source
        self.plan = plan
        self.permission = permission
        self.report = report
    }

    private var storage: ReleaseStorage { source.storage(of: plan.target) }
    private var marks: MarkWriter { MarkWriter(client: source.client) }

    /// Brings the release over.
    ///
    /// - Parameter id: names this migration in what it writes.
    package func write(id: String) async throws {
        guard plan.stage != .done else { return }
        let journal = try await begun(id)
        // The newest goes first, alone: whatever happens next, Helm 3 sees the release's present state.
        if let newest = plan.written.first { try await store(newest, journal) }
        _ = try await Parallel.map(Array(plan.written.dropFirst()), limit: source.parallelism) { entry in
            try await store(entry, journal)
        }
        _ = try await Parallel.map(plan.marked, limit: source.parallelism) { try await mark($0) }
        try await finish(journal)
    }

    /// Deletes those of Tiller's records that Helm 3 has.
    ///
    /// While any are left, the journal stays and tells that they were dealt with; else it goes, since it can take
    /// nothing back.
    ///
    /// - Parameter id: names this run in what it writes.
    /// - Returns: how many are deleted, and the records of what Helm 3 has otherwise by now, which stay.
    package func deleteRecords(id: String) async throws -> (deleted: Int, kept: [TillerEntry]) {
        let brought = plan.brought
        let isLeft = plan.rows.count > brought.count
        if isLeft, try await source.journal(of: plan.target) == nil {
            // Another tool has brought it over: without a journal what is left would look like a release of its own.
            var journal = MigrationJournal(plan, id: id, driver: source.driver)
            (journal.revisions, journal.isDone) = (brought.map(\.revision), true)
            _ = try await save(journal, resourceVersion: nil)
        }
        let isDeleted = try await Parallel.map(brought.reversed(), limit: source.parallelism) { entry in
            guard try await isThere(entry) else { return false }
            try await permission()
            try await source.tiller.delete(entry)
            report(.deleted(entry.revision))
            return true
        }
        let kept = zip(brought.reversed(), isDeleted).filter { !$0.1 }.map(\.0)
        if !isLeft, kept.isEmpty, let found = try await source.journal(of: plan.target), found.journal.isDone {
            try await permission()
            try await source.deleteJournal(of: plan.target, resourceVersion: found.resourceVersion)
        }
        return (brought.count - kept.count, kept)
    }

    /// Helm 3 has all that a record of Tiller's holds, or has pruned it.
    private func isThere(_ entry: TillerEntry) async throws -> Bool {
        do {
            let stored = try await storage.revision(plan.target.name, entry.revision).release
            return try await source.readable(entry, plan.target).isWhole(in: stored)
        } catch StorageError.revisionNotFound, StorageError.releaseNotFound {
            // The plan has seen to it that there was one; what this run has written can't be pruned yet.
            return plan.stage == .done
        } catch StorageError.unreadable, StorageError.tooLarge, StorageError.unwritable, MigrationError.unreadable {
            return false
        }
    }

    // MARK: The journal

    private func begun(_ id: String) async throws -> MigrationJournal {
        if let found = try await source.journal(of: plan.target) {
            guard found.journal.id == plan.journal?.id, plan.stage == .unfinished else {
                throw MigrationError.outdated(release: plan.name, isBegun: false)
            }
            let journal = found.journal.joined(with: plan)
            return journal == found.journal
                ? journal : try await save(journal, resourceVersion: found.resourceVersion)
        }
        guard plan.stage == .new else { throw MigrationError.outdated(release: plan.name, isBegun: false) }
        return try await save(MigrationJournal(plan, id: id, driver: source.driver), resourceVersion: nil)
    }

    private func save(_ journal: MigrationJournal, resourceVersion: String?) async throws -> MigrationJournal {
        let object = journal.object(namespace: storage.namespace, resourceVersion: resourceVersion)
        guard JSON.write(object).count <= MigrationJournal.largest else {
            throw MigrationError.tooManyObjects(release: plan.name, count: journal.objects.count)
        }
        let reference = source.journalReference(of: plan.target)
        try await permission()
        do {
            if resourceVersion == nil {
                _ = try await source.client.create(object, type: .configMaps, namespace: reference.namespace)
            } else {
                _ = try await source.client.update(object, reference)
            }
        } catch {
            guard error.isAlreadyExists || error.isConflict else { throw error }
            throw MigrationError.outdated(release: plan.name, isBegun: journal.isDone)
        }
        return journal
    }

    private func finish(_ journal: MigrationJournal) async throws {
        guard let found = try await source.journal(of: plan.target), found.journal.id == journal.id else {
            throw MigrationError.outdated(release: plan.name, isBegun: true)
        }
        var done = found.journal
        done.isDone = true
        _ = try await save(done, resourceVersion: found.resourceVersion)
    }

    // MARK: Revisions and objects

    private func store(_ entry: TillerEntry, _ journal: MigrationJournal) async throws {
        var revision = try await source.readable(entry, plan.target)
        revision.release[extra: MigrationJournal.recordKey] = [
            "id": .string(journal.id), "from": "helm2", "object": .string(entry.title),
        ]
        try await permission()
        do throws(StorageError) {
            _ = try await storage.create(revision.release, isForeign: true)
        } catch {
            // An earlier run, or this one without hearing so, has written it.
            guard case .revisionExists = error else { throw error }
        }
        let stored = try await storage.revision(plan.target.name, entry.revision).release
        let isSame = ReleaseCodec.document(of: stored) == ReleaseCodec.document(of: revision.release)
        guard isSame, stored.manifest.utf8.elementsEqual(revision.release.manifest.utf8) else {
            throw MigrationError.differs(release: plan.name, revision: entry.revision)
        }
        report(.stored(entry.revision))
    }

    private func mark(_ live: LiveMarks) async throws {
        try await permission()
        let outcome = try await marks.write(
            OwnerMarks(of: plan.target), over: live.values, live.reference, uid: live.uid,
            resourceVersion: live.resourceVersion)
        if case .changed = outcome {
            throw MigrationError.objectChanged(release: plan.name, object: live.reference.title, isBegun: true)
        }
        report(.marked(1))
    }
}

extension MigrationSource {
    /// Deletes a release's journal, if it is still at this version.
    func deleteJournal(of target: ConvertedRevision.Target, resourceVersion: String) async throws(ClientError) {
        do throws(ClientError) {
            try await client.delete(
                journalReference(of: target), options: DeleteOptions(resourceVersion: resourceVersion))
        } catch {
            if !error.isNotFound { throw error }
        }
    }
}

extension MigrationJournal {
    /// The journal of a plan that nothing is written of yet.
    init(_ plan: MigrationPlan, id: String, driver: StorageDriver) {
        self.init(
            id: id, target: plan.target, formerName: plan.name, place: plan.place, driver: driver,
            revisions: plan.written.map(\.revision),
            objects: plan.marked.map { Marked(reference: $0.reference, uid: $0.uid, former: $0.values) })
    }

    /// The journal of a broken run with what going on adds: what objects said before the first run stands.
    func joined(with plan: MigrationPlan) -> MigrationJournal {
        var joined = self
        let revisions = Set(revisions)
        joined.revisions += plan.written.map(\.revision).filter { !revisions.contains($0) }
        joined.revisions.sort(by: >)
        let known = Set(objects.map(\.reference))
        joined.objects += plan.marked.filter { !known.contains($0.reference) }
            .map { Marked(reference: $0.reference, uid: $0.uid, former: $0.values) }
        return joined
    }
}

extension ObjectReference {
    /// `deployments.apps "web"`, with the namespace where there is one.
    package var title: String {
        "\(type.qualifiedName) \"\(name)\"" + (namespace.map { " in namespace \"\($0)\"" } ?? "")
    }
}
