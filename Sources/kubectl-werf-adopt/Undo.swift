internal import Adoption
internal import ArgumentParser
internal import DeployCommands
internal import Deployment
internal import Documents
internal import KubernetesClient
internal import PluginKit
internal import Shared

/// One undo, from the file to the restored marks and records.
struct Undo: Sendable {
    private let client: KubernetesClient
    private let document: UndoDocument
    private let flags: AdoptingFlags
    private let parallelism: Int
    private let reading: Runs
    private let writing: Runs

    init(_ command: AdoptCommand, _ environment: PluginEnvironment) async throws {
        flags = command.adopting
        parallelism = try flags.parallelism(environment)
        document = try await Self.document(command, environment)
        try Self.refuseOther(command, document)
        client = try command.shared.generic.connect(environment, namespace: document.release.releaseNamespace)
        let factory = try RunFactory(command, client, environment)
        let records = KubernetesRecords(client)
        func storage(_ place: StoragePlace) -> ReleaseStorage {
            ReleaseStorage(records: records, driver: place.driver, namespace: place.namespace)
        }
        let other = document.handedOver.map { ($0.from, storage($0.storage)) }
        let own = storage(document.storage)
        reading = try factory.runs(document.release, own, other, isDryRun: true)
        writing = try factory.runs(document.release, own, other, isDryRun: false)
    }

    /// How journals in the cluster are written on the command line.
    private static let journalPrefixes = ["configmap/", "configmaps/", "cm/"]

    private static func document(
        _ command: AdoptCommand, _ environment: PluginEnvironment
    ) async throws -> UndoDocument {
        let source = command.adopting.undo ?? ""
        guard let prefix = journalPrefixes.first(where: source.hasPrefix) else {
            return try UndoDocument(reading: InputFile.read(source))
        }
        let client = try command.shared.generic.connect(environment, namespace: nil)
        let storage = try command.shared.storage.storage(
            client, namespace: client.configuration.namespace, environment)
        return try await UndoJournals(client, storage, release: "")
            .document(String(source.dropFirst(prefix.count)))
    }

    /// Deletes what the cluster has kept of the adoption, once all of it is undone.
    private func removeJournal() async {
        guard let name = document.journal else { return }
        await UndoJournals(client, reading.own.storage, release: document.release.releaseName).remove(name)
    }

    /// The file says which release it is about; the command line may say it again.
    private static func refuseOther(_ command: AdoptCommand, _ document: UndoDocument) throws {
        let release = document.release
        let named = command.arguments + [command.selection.release].compactMap(\.self)
        guard named.count <= 1 else { throw ValidationError("--undo takes no objects: it restores those of its file") }
        if let name = named.first, name != release.releaseName {
            throw ValidationError("the undo file is of release \"\(release.releaseName)\", not \"\(name)\"")
        }
        if let namespace = command.shared.generic.namespace, namespace != release.releaseNamespace {
            throw ValidationError(
                "the undo file is of a release in namespace \"\(release.releaseNamespace)\", not \"\(namespace)\"")
        }
    }

    func run() async throws {
        let shown = try await plan(reading)
        Console.write(PlanText.text(of: shown.plan))
        if let error = shown.plan.error { throw error }
        guard !shown.plan.changes.isEmpty || shown.takesBack else {
            if !flags.dryRun, shown.staying.isEmpty { await removeJournal() }
            return Console.tell("nothing is left to undo\n")
        }
        if let part = document.handedOver, !shown.staying.isEmpty {
            Console.warn(Self.staying(shown.staying, part, document.release))
        } else if let part = document.handedOver, shown.takesBack {
            Console.write(
                "release \"\(part.from.releaseName)\" in namespace \"\(part.from.releaseNamespace)\" goes back to "
                    + "revision \(part.former)\n")
        }
        if flags.dryRun { return }
        let count = shown.plan.changes.count
        try Confirmation.ask("Restore \(count) object\(count == 1 ? "" : "s")?", isConfirmed: flags.yes)
        try await writing.finally { try await change() }
    }

    private static func staying(
        _ objects: [ResourceIdentity], _ part: UndoDocument.HandedOver, _ release: Ownership
    ) -> String {
        "release \"\(part.from.releaseName)\" doesn't go back to revision \(part.former), which lists what stays with "
            + "release \"\(release.releaseName)\" (\(objects.map { "\($0.kind)/\($0.name)" }.joined(separator: ", "))): "
            + "undo what adopted that as well, or hand it back with --from-release"
    }

    /// What is shown and done.
    private struct Study {
        var plan: UndoPlan
        /// The other release gets its record back.
        var takesBack: Bool
        /// What speaks against that.
        var staying: [ResourceIdentity] = []
    }

    private func plan(_ runs: Runs) async throws -> Study {
        let pasts = try await runs.pasts()
        let planner = UndoPlanner(document)
        try planner.refuseLater(
            pasts.own.situation.history.last?.revision ?? 0, deployed: pasts.own.newest?.release.deployedText)
        var journal: HandOverJournal?
        if let part = document.handedOver, let storage = runs.other?.storage {
            journal = try await HandOverWriter(storage: storage, permission: runs.permission)
                .journal(part, to: document.release)
        }
        let objects = Set(document.entries.map(\.identity) + (journal?.objects ?? []))
        let catalog = TypeCatalog(try await client.resourceTypes(lookingFor: objects.map(\.kindOfObject)))
        var types: [ResourceIdentity: ResourceType] = [:]
        var references: [ResourceIdentity: ObjectReference] = [:]
        for object in objects {
            guard let type = catalog.type(likely: object.kindOfObject) else { continue }
            types[object] = type
            references[object] = ObjectReference(
                type: type, namespace: type.isNamespaced ? object.namespace : nil, name: object.name)
        }
        let live = try await LiveReader(cluster: LiveCluster(client), parallelism: parallelism)
            .metadata(of: references)
        let staying = journal.map { planner.staying($0, live: live) } ?? []
        return Study(
            plan: planner.plan(live: live, types: types), takesBack: journal != nil && staying.isEmpty,
            staying: staying)
    }

    private func change() async throws {
        let study = try await plan(writing)
        let plan = study.plan
        if let error = plan.error { throw error }
        let writer = MarkWriter(access: LiveMarks(client), parallelism: parallelism)
        try await writer.rehearse(plan.changes)
        if study.takesBack, let storage = writing.other?.storage {
            try await RecordRights(client).check(storage, verbs: ["update", "delete"])
        }
        let namespace = document.release.releaseNamespace
        try await writer.write(plan.changes, permission: writing.permission) { identity in
            Console.tell("restored  \(identity.title(releaseNamespace: namespace))\n")
        }
        if study.takesBack, let part = document.handedOver, let storage = writing.other?.storage {
            // The record lists the objects again only once they carry its release's marks.
            try await HandOverWriter(storage: storage, permission: writing.permission)
                .takeBack(part, to: document.release)
        }
        if study.staying.isEmpty { await removeJournal() }
        Console.tell("\(plan.changes.count) restored\n")
    }
}

extension Release {
    /// When the revision was deployed, as its record says.
    var deployedText: String? { info.lastDeployed?.rfc3339Nano }
}
