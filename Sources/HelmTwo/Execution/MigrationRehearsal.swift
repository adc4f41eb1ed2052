internal import Deployment
internal import Documents
internal import KubernetesClient
internal import Shared
internal import TillerRecords

/// Asks the server to try what a migration would write, and to write none of it.
package struct MigrationRehearsal: Sendable {
    /// What the server says.
    package struct Findings: Hashable, Sendable {
        /// What it refuses, each refusal once; empty when it would take everything.
        package var refusals: [String] = []
        /// Why it couldn't try something, each reason once.
        package var untried: [String] = []
        /// The namespace that the release is to be in isn't there.
        package var lacksNamespace = false

        package init() {}

        fileprivate mutating func note(_ answer: Answer) {
            switch answer {
            case .fine: break
            case .refused(let words): if !refusals.contains(words) { refusals.append(words) }
            case .untried(let words): if !untried.contains(words) { untried.append(words) }
            case .noNamespace(let words):
                lacksNamespace = true
                if !refusals.contains(words) { refusals.append(words) }
            }
        }
    }

    /// What the server says to one write, in its words.
    fileprivate enum Answer: Sendable {
        case fine
        case refused(String)
        /// A webhook with side effects is in the way, or the server knows no trials.
        case untried(String)
        case noNamespace(String)
    }

    private let source: MigrationSource
    private let describe: @Sendable (any Error) -> String

    /// - Parameter describe: words a server's refusal for people.
    package init(_ source: MigrationSource, describe: @escaping @Sendable (any Error) -> String) {
        self.source = source
        self.describe = describe
    }

    /// What the server says to what a plan would write.
    package func findings(on plan: MigrationPlan, deletesRecords: Bool) async throws -> Findings {
        var found = Findings()
        guard plan.stage != .done, plan.blockers.isEmpty else { return found }
        found.note(try await journal(of: plan))
        if let newest = plan.written.first { found.note(try await record(newest, plan)) }
        for answer in try await marks(of: plan) { found.note(answer) }
        if deletesRecords, let newest = plan.brought.first { found.note(try await deletion(of: newest)) }
        return found
    }

    private func journal(of plan: MigrationPlan) async throws -> Answer {
        let namespace = source.storage(of: plan.target).namespace
        let draft = MigrationJournal(plan, id: "", driver: source.driver)
        return try await tried { () async throws(ClientError) in
            _ = try await source.client.create(
                draft.object(namespace: namespace), type: .configMaps, namespace: namespace, dryRun: true)
        }
    }

    private func record(_ entry: TillerEntry, _ plan: MigrationPlan) async throws -> Answer {
        let storage = ReleaseStorage(
            records: TriedRecords(client: source.client), driver: source.driver,
            namespace: source.storage(of: plan.target).namespace)
        do {
            let release = try await source.readable(entry, plan.target).release
            _ = try await storage.create(release, isForeign: true)
            // What was written must be read again.
            _ = try await KubernetesRecords(source.client).get(
                source.driver, namespace: storage.namespace, name: RecordObject.name(of: release.name, 0))
            return .fine
        } catch StorageError.revisionExists {
            return .fine
        } catch {
            return try answer(error)
        }
    }

    private func marks(of plan: MigrationPlan) async throws -> [Answer] {
        try await Parallel.map(plan.marked, limit: source.parallelism) { marks in
            try await tried { () async throws(ClientError) in
                // Whatever state it is in by now: the write itself looks at it again.
                _ = try await source.client.patch(
                    marks.reference, kind: .merge,
                    body: OwnerMarks(of: plan.target).patch(uid: marks.uid, resourceVersion: nil),
                    fieldManager: MarkWriter.fieldManager, dryRun: true)
            }
        }
    }

    private func deletion(of entry: TillerEntry) async throws -> Answer {
        let type: ResourceType = entry.place.driver == .secret ? .secrets : .configMaps
        return try await tried { () async throws(ClientError) in
            try await source.client.delete(
                ObjectReference(type: type, namespace: entry.place.namespace, name: entry.objectName),
                options: DeleteOptions(uid: entry.uid, dryRun: true))
        }
    }

    private func tried(_ write: () async throws(ClientError) -> Void) async throws -> Answer {
        do throws(ClientError) {
            try await write()
            return .fine
        } catch {
            // A write that is there already was made by an earlier run.
            return error.isAlreadyExists ? .fine : try answer(error)
        }
    }

    /// What an error comes to; a server that doesn't answer refuses nothing, and ends the analysis.
    private func answer(_ error: any Error) throws -> Answer {
        var cause = error
        if case StorageError.server(_, let inner) = error { cause = inner }
        guard let status = (cause as? ClientError)?.status else { throw error }
        let words = describe(cause)
        let message = status.message.lowercased()
        if message.contains("dry run") || message.contains("dryrun") { return .untried(words) }
        guard status.code < 500 else { throw error }
        return status.code == 404 && status.details.kind == "namespaces" ? .noNamespace(words) : .refused(words)
    }
}

/// Records whose writes are tried and not made.
private struct TriedRecords: RecordAccess {
    let client: KubernetesClient

    func list(
        _ driver: StorageDriver, namespace: String?, selector: String, metadataOnly: Bool, fresh: Bool,
        _ item: (UnsafeRawBufferPointer) throws -> Void
    ) async throws {}

    func get(_ driver: StorageDriver, namespace: String, name: String) async throws -> Value? { nil }

    func create(_ object: Value, _ driver: StorageDriver, namespace: String) async throws -> Value? {
        do {
            return try await client.create(
                object, type: driver == .secret ? .secrets : .configMaps, namespace: namespace, dryRun: true)
        } catch {
            if error.isAlreadyExists { return nil }
            throw error
        }
    }

    func replace(_ object: Value, _ driver: StorageDriver, namespace: String) async throws -> Value? { nil }
    func delete(_ driver: StorageDriver, namespace: String, name: String, uid: String) async throws {}
}
