internal import Adoption
internal import ArgumentParser
internal import ChartDeployment
internal import DeployCommands
internal import Deployment
internal import Documents
internal import GoTime
internal import KubernetesClient
internal import PluginKit
internal import Shared

/// One adoption, from the selection to the written marks.
struct Adopt: Sendable {
    private let client: KubernetesClient
    private let release: Ownership
    private let selection: Selection
    private let flags: AdoptingFlags
    private let parallelism: Int
    private let from: Ownership?
    private let chart: ChartDeploy?
    /// The runs of the plan that is shown, which changes nothing, and of the change.
    private let reading: Runs
    private let writing: Runs

    init(_ command: AdoptCommand, _ environment: PluginEnvironment) throws {
        let (choice, others) = try command.target(environment)
        selection = try Selection(command.selection, others)
        flags = command.adopting
        parallelism = try flags.parallelism(environment)
        guard !selection.isEmpty || command.chart.isGiven || command.selection.fromRelease != nil else {
            throw ValidationError(
                "nothing to adopt: name objects as KIND/NAME, or pass --filename, --selector, --chart or --from-release"
            )
        }
        client = try command.shared.generic.connect(environment, namespace: choice.namespace)
        let namespace = client.configuration.namespace
        release = Ownership(releaseName: choice.name, releaseNamespace: namespace)
        from = command.selection.fromRelease.map {
            Ownership(releaseName: $0, releaseNamespace: command.selection.fromNamespace ?? namespace)
        }
        if let from, from == release {
            throw ValidationError("release \"\(from.releaseName)\" can't hand its objects over to itself")
        }
        if let name = from?.releaseName, !ReleaseName.isValid(name) { throw StorageError.invalidName(name) }
        chart = try command.chart.deploy(
            of: release, projectValues: command.projectValues, command.shared, environment)
        let factory = try RunFactory(command, client, environment)
        reading = try factory.runs(release, from, isDryRun: true)
        writing = try factory.runs(release, from, isDryRun: false)
    }

    func run() async throws {
        let converge = try await chart?.prepare().map {
            NextConverge(prepared: $0, client: client, release: release)
        }
        let documents = converge?.documents ?? []
        let study = try await study(reading, documents)
        Console.write(PlanText.text(of: study.plan))
        if let converge { Console.write(try await converge.text(for: study.plan)) }
        if let error = study.plan.error { throw error }
        guard !study.plan.isEmpty else { return Console.tell("nothing is left to adopt\n") }
        if flags.dryRun { return }
        try Confirmation.ask(question(study.plan), isConfirmed: flags.yes)
        try await writing.finally { try await change(study, documents) }
    }

    // MARK: Planning

    /// A plan and what it was made from.
    private struct Study: Sendable {
        var plan: AdoptionPlan
        /// The newest revision of the release that adopts, 0 for none, and when that was deployed.
        var revision: Int
        var deployed: String?
    }

    /// - Parameter chart: the documents of the chart.
    private func study(_ runs: Runs, _ chart: [SourceDocument]) async throws -> Study {
        let pasts = try await runs.pasts()
        let handOver = try from.map { from in
            try HandOver(from: from, to: release, newest: pasts.other?.newest?.release)
        }
        if let from, pasts.other?.situation.history.isEmpty ?? false {
            let text = "release \"\(from.releaseName)\" in namespace \"\(from.releaseNamespace)\" has no revisions"
            if selection.isEmpty, self.chart == nil {
                throw AdoptionError(
                    .request, text, advice: ["Name what it had as KIND/NAME, or pass --selector with kinds."])
            }
            Console.warn("\(text): only the marks of objects tell what it had")
        }
        let types = try await client.resourceTypes(
            lookingFor: WantedObjects.kinds(of: selection.manifests + chart),
            naming: selection.objects.map(\.type) + selection.kinds)
        let wanted = try await wanted(types, chart, handOver)
        let live = try await LiveReader(cluster: LiveCluster(client), parallelism: parallelism)
            .metadata(
                of: Dictionary(wanted.map { ($0.identity, $0.reference) }, uniquingKeysWith: { first, _ in first }))
        let claims = try await runs.claims(
            of: AdoptionPlanner.claimants(of: live.values, for: release), on: Set(wanted.map(\.identity.object)))
        let planner = AdoptionPlanner(
            release: release, claims: claims, consent: try consent(types), handOver: handOver)
        return Study(
            plan: planner.plan(wanted, live: live), revision: pasts.own.situation.history.last?.revision ?? 0,
            deployed: pasts.own.newest?.release.deployedText)
    }

    private func wanted(
        _ types: DiscoveredTypes, _ chart: [SourceDocument], _ handOver: HandOver?
    ) async throws -> [WantedObject] {
        let objects = WantedObjects(types: types, namespace: release.releaseNamespace)
        var wanted = try objects.named(selection.objects) + objects.described(selection.manifests)
        if let selector = selection.selector {
            for type in try objects.types(named: selection.kinds) {
                wanted += try await selected(type, selector)
            }
        }
        // Of kinds that the chart itself brings there is nothing yet.
        wanted += objects.listed(chart.compactMap { ResourceIdentity(of: $0.object) })
        if let handOver, selection.isEmpty, self.chart == nil {
            wanted += WantedObjects(types: types, namespace: handOver.from.releaseNamespace).listed(handOver.listed)
        }
        return wanted.unique
    }

    private func selected(_ type: ResourceType, _ selector: String) async throws -> [WantedObject] {
        let namespace = type.isNamespaced ? release.releaseNamespace : nil
        let options = ListOptions(labelSelector: selector, metadataOnly: true)
        let list = try await client.list(type, namespace: namespace, options: options)
        return list.items.compactMap { $0[path: ["metadata", "name"]]?.string }.map {
            WantedObject(type: type, namespace: namespace, name: $0, isNamed: false)
        }
    }

    private func consent(_ types: DiscoveredTypes) throws -> Consent {
        let objects = WantedObjects(types: types, namespace: release.releaseNamespace)
        return Consent(
            objects: Set(try objects.named(selection.takenObjects).map(\.identity.object)),
            owners: selection.takenOwners, handingOver: from)
    }

    // MARK: Changing

    private func question(_ plan: AdoptionPlan) -> String {
        let count = plan.changes.count
        return "Adopt \(count) object\(count == 1 ? "" : "s") into release \"\(release.releaseName)\" in namespace "
            + "\"\(release.releaseNamespace)\"?"
    }

    private func change(_ shown: Study, _ chart: [SourceDocument]) async throws {
        let study = try await study(writing, chart)
        try study.plan.refuseDifference(from: shown.plan)
        let plan = study.plan
        let writer = MarkWriter(access: LiveMarks(client), parallelism: parallelism)
        try await writer.rehearse(plan.changes)
        if let handOver = plan.handOver, let next = handOver.next, let storage = writing.other?.storage {
            try await RecordRights(client).check(storage)
            _ = try ReleaseStorage.fitting(next)
        }
        let undo = try await keepUndo(study)
        do {
            if let handOver = plan.handOver, let storage = writing.other?.storage {
                try await HandOverWriter(storage: storage, permission: writing.permission).letGo(handOver)
                tell(handOver)
            }
            let namespace = release.releaseNamespace
            try await writer.write(plan.changes, permission: writing.permission) { identity in
                Console.tell("adopted   \(identity.title(releaseNamespace: namespace))\n")
            }
        } catch {
            throw BrokenOff(cause: error, undo: undo)
        }
        Console.tell(
            "release \"\(release.releaseName)\" in namespace \"\(release.releaseNamespace)\": \(plan.changes.count) "
                + "adopted\nundo with: \(undo.line)\n")
        if let line = undo.journalLine { Console.tell("or without the file: \(line)\n") }
        await journals.removeStale(of: release, newest: study.revision, deployed: study.deployed)
    }

    private var journals: UndoJournals { UndoJournals(client, writing.own.storage, release: release.releaseName) }

    private func tell(_ handOver: HandOver) {
        guard let next = handOver.next else { return }
        Console.tell(
            "release \"\(handOver.from.releaseName)\" in namespace \"\(handOver.from.releaseNamespace)\": revision "
                + "\(next.version) without \(handOver.leaving.count) "
                + "object\(handOver.leaving.count == 1 ? "" : "s")\n")
    }

    /// Writes the undo file and its journal in the cluster, before anything is changed.
    private func keepUndo(_ study: Study) async throws -> UndoAdvice {
        let stamp = Self.stamp()
        let path = flags.undoFile ?? "werf-adopt-\(release.releaseName)-\(stamp).json"
        let other = writing.other?.storage ?? writing.own.storage
        var document = UndoDocument(
            study.plan, revision: study.revision, deployed: study.deployed,
            storage: writing.own.storage.place, handingOverFrom: other.place)
        let journal = journals.name(at: stamp)
        document.journal = journal
        if let reason = PrivateFile.write(document.text, to: path, former: .kept) {
            throw AdoptionError(
                .undo, "the undo file \(path) can't be written: \(reason)", advice: ["Nothing was changed."])
        }
        let isKept: Bool
        do {
            isKept = try await journals.keep(document.text, as: journal)
        } catch {
            PrivateFile.remove(path)
            throw error
        }
        return UndoAdvice(
            release: release, file: path, journal: isKept ? journal : nil, storageNamespace: document.storage.namespace)
    }

    /// The moment in a file's name.
    private static func stamp() -> String {
        let now = GoTime.now()
        let universal = GoTime(seconds: now.seconds, nanoseconds: now.nanoseconds)
        return universal.format("20060102T150405.000000000Z07:00").filter { $0 != "." }
    }
}

/// An adoption that failed after the first write.
struct BrokenOff: ExplainedError {
    let cause: any Error
    let undo: UndoAdvice

    var explanation: String { ErrorWording.sentence(of: cause) }
    var advice: [String] {
        let own = (cause as? any ExplainedError)?.advice ?? []
        return own + ["Run it again to go on, or undo what was done: \(undo.line)"]
    }
}

extension AdoptionError: ExplainedError {
    package var explanation: String { message }
}
