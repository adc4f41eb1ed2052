internal import DeployCommands
internal import HelmTwo
internal import KubernetesClient
internal import PluginKit
internal import Shared
internal import TillerRecords

/// Takes migrations back.
struct UndoRun: Sendable {
    let run: MigrationRun

    func run() async throws {
        var undos: [(target: ConvertedRevision.Target, undo: MigrationUndo, text: String)] = []
        for (journal, source) in try await journals() {
            let undo = MigrationUndo(source, name: journal.formerName, target: journal.target)
            let (current, revisions) = try await undo.plan()
            undos.append((journal.target, undo, Self.text(current, revisions)))
        }
        let text = undos.map(\.text).joined()
        if run.isDryRun { return Console.write(text) }
        Console.tell(text)
        guard !undos.isEmpty else { return Console.tell("there is no migration to take back\n") }
        try Confirmation.ask("Take this back?", isConfirmed: run.isConfirmed)
        for (target, undo, _) in undos { try await take(undo, target) }
    }

    // MARK: What there is to take back

    /// The journals of the migrations that were asked for.
    private func journals() async throws -> [(journal: MigrationJournal, source: MigrationSource)] {
        let found = try await all().filter { isAskedFor($0.journal) }
            .sorted {
                ($0.journal.formerName, $0.journal.target.namespace) < (
                    $1.journal.formerName, $1.journal.target.namespace
                )
            }
        guard let name = run.name else { return found }
        if found.isEmpty { throw MigrationError.nothingToUndo(release: name) }
        if found.count > 1 {
            throw MigrationError.severalMigrations(release: name, targets: found.map(\.journal.target))
        }
        return found
    }

    private func isAskedFor(_ journal: MigrationJournal) -> Bool {
        let request = run.request
        return journal.place.namespace == run.tillerNamespace
            && [
                (run.name, journal.formerName), (request.targetName, journal.target.name),
                (request.targetNamespace ?? request.namespace, journal.target.namespace),
            ].allSatisfy { asked, actual in asked == nil || asked == actual }
    }

    /// The journals everywhere, or in the releases' own namespaces where no more may be seen.
    private func all() async throws -> [(journal: MigrationJournal, source: MigrationSource)] {
        do throws(ClientError) {
            return try await run.source.journals(in: run.source.storageNamespace)
        } catch {
            guard error.isForbidden, run.source.storageNamespace == nil else { throw error }
        }
        var found: [(journal: MigrationJournal, source: MigrationSource)] = []
        for namespace in try await namespaces() { found += try await run.source.journals(in: namespace) }
        return found
    }

    private func namespaces() async throws -> Set<String> {
        if let asked = run.request.targetNamespace ?? run.request.namespace { return [asked] }
        var namespaces: Set<String> = []
        for release in try await run.releases() {
            guard let newest = release.entries.max(by: { $0.revision < $1.revision }) else { continue }
            do {
                namespaces.insert(try TillerHeader(try await run.source.tiller.record(newest)).namespace)
            } catch let error as TillerRecordError {
                throw MigrationError.unreadable(newest, reason: error.message)
            }
        }
        return namespaces
    }

    // MARK: Taking it back

    private func take(_ undo: MigrationUndo, _ target: ConvertedRevision.Target) async throws {
        let lock = RunLock(
            .init(release: target.name, namespace: target.namespace, wait: run.wait),
            access: KubernetesLock(run.source.client, namespace: target.namespace))
        try await lock.take()
        do {
            let outcome = try await undo.run { try await lock.await() }
            for object in outcome.left { Console.warn("\(object) isn't what it was any more: it is left as it is") }
            Console.tell(
                "release \"\(target.name)\" in namespace \"\(target.namespace)\": "
                    + "\(Wording.count(outcome.revisions, "revision")) deleted, "
                    + "\(Wording.count(outcome.objects, "object")) as before\n")
        } catch {
            await lock.release()
            throw error
        }
        await lock.release()
    }

    private static func text(_ journal: MigrationJournal, _ revisions: [RevisionEntry]) -> String {
        "release \"\(journal.target.name)\" in namespace \"\(journal.target.namespace)\", migrated from Helm 2's "
            + "\"\(journal.formerName)\"\n"
            + "  delete   \(Wording.count(revisions.count, "revision"))"
            + (revisions.isEmpty ? "" : ": \(Wording.ranges(revisions.map(\.revision)))") + "\n"
            + "  restore  the marks of \(Wording.count(journal.objects.count, "object"))\n"
    }
}
