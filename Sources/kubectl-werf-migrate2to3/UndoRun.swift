internal import DeployCommands
internal import HelmTwo
internal import PluginKit
internal import Shared
internal import TillerRecords

/// Takes migrations back.
struct UndoRun: Sendable {
    let run: MigrationRun

    func run() async throws {
        var undos: [(target: ConvertedRevision.Target, undo: MigrationUndo, text: String)] = []
        for release in try await run.releases() {
            guard let target = try await target(of: release) else { continue }
            let undo = MigrationUndo(run.source, name: release.name, target: target)
            do {
                let (journal, revisions) = try await undo.plan()
                undos.append((target, undo, Self.text(release.name, target, journal, revisions)))
            } catch MigrationError.nothingToUndo(let name) {
                // Of all releases, those that were never migrated have nothing to take back.
                if run.name != nil { throw MigrationError.nothingToUndo(release: name) }
            }
        }
        let text = undos.map(\.text).joined()
        if run.isDryRun { return Console.write(text) }
        Console.tell(text)
        guard !undos.isEmpty else { return Console.tell("there is no migration to take back\n") }
        try Confirmation.ask("Take this back?", isConfirmed: run.isConfirmed)
        for (target, undo, _) in undos { try await take(undo, target) }
    }

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

    /// Where the release was brought to.
    private func target(of release: TillerSearch.Found) async throws -> ConvertedRevision.Target? {
        guard let newest = release.entries.max(by: { $0.revision < $1.revision }) else { return nil }
        let name = run.request.targetName ?? release.name
        if let namespace = run.request.targetNamespace { return .init(name: name, namespace: namespace) }
        let header = try TillerHeader(try await run.source.tiller.record(newest))
        return .init(name: name, namespace: header.namespace)
    }

    private static func text(
        _ name: String, _ target: ConvertedRevision.Target, _ journal: MigrationJournal, _ revisions: [RevisionEntry]
    ) -> String {
        "release \"\(target.name)\" in namespace \"\(target.namespace)\", migrated from Helm 2's \"\(name)\"\n"
            + "  delete   \(Wording.count(revisions.count, "revision"))"
            + (revisions.isEmpty ? "" : ": \(Wording.ranges(revisions.map(\.revision)))") + "\n"
            + "  restore  the marks of \(Wording.count(journal.objects.count, "object"))\n"
    }
}
