internal import Deployment
internal import Documents
internal import KubernetesClient
internal import Shared
internal import TillerRecords

/// Asks the server to try what a migration would write, and to write none of it.
package struct MigrationRehearsal: Sendable {
    private let source: MigrationSource
    private let describe: @Sendable (any Error) -> String

    /// - Parameter describe: words a server's refusal for people.
    package init(_ source: MigrationSource, describe: @escaping @Sendable (any Error) -> String) {
        self.source = source
        self.describe = describe
    }

    /// What the server refuses, each refusal once; empty when it would take everything.
    package func refusals(to plan: MigrationPlan, deletesRecords: Bool) async throws -> [String] {
        guard plan.stage != .done, plan.blockers.isEmpty else { return [] }
        var found: [String] = []
        func note(_ refusal: String?) {
            if let refusal, !found.contains(refusal) { found.append(refusal) }
        }
        note(try await journal(of: plan))
        if let newest = plan.written.first { note(try await record(newest, plan)) }
        for refusal in try await marks(of: plan) { note(refusal) }
        if deletesRecords, let newest = plan.brought.first { note(try await deletion(of: newest)) }
        return found
    }

    private func journal(of plan: MigrationPlan) async throws -> String? {
        let namespace = source.storage(of: plan.target).namespace
        let draft = MigrationJournal(plan, id: "", driver: source.driver)
        return try await tried { () async throws(ClientError) in
            _ = try await source.client.create(
                draft.object(namespace: namespace), type: .configMaps, namespace: namespace, dryRun: true)
        }
    }

    private func record(_ entry: TillerEntry, _ plan: MigrationPlan) async throws -> String? {
        let storage = ReleaseStorage(
            records: TriedRecords(client: source.client), driver: source.driver,
            namespace: source.storage(of: plan.target).namespace)
        do {
            let release = try await source.readable(entry, plan.target).release
            _ = try await storage.create(release, isForeign: true)
            // What was written must be read again.
            _ = try await KubernetesRecords(source.client).get(
                source.driver, namespace: storage.namespace, name: RecordObject.name(of: release.name, 0))
            return nil
        } catch StorageError.revisionExists {
            return nil
        } catch {
            return try refusal(error)
        }
    }

    private func marks(of plan: MigrationPlan) async throws -> [String] {
        try await Parallel.map(plan.marked, limit: source.parallelism) { marks in
            try await tried { () async throws(ClientError) in
                _ = try await source.client.patch(
                    marks.reference, kind: .merge,
                    body: MarkValues(of: plan.target).patch(uid: marks.uid, resourceVersion: marks.resourceVersion),
                    fieldManager: MarkWriter.fieldManager, dryRun: true)
            }
        }.compactMap(\.self)
    }

    private func deletion(of entry: TillerEntry) async throws -> String? {
        let type: ResourceType = entry.place.driver == .secret ? .secrets : .configMaps
        return try await tried { () async throws(ClientError) in
            try await source.client.delete(
                ObjectReference(type: type, namespace: entry.place.namespace, name: entry.objectName),
                options: DeleteOptions(uid: entry.uid, dryRun: true))
        }
    }

    /// The server's refusal; nil when it would do it.
    private func tried(_ write: () async throws(ClientError) -> Void) async throws -> String? {
        do throws(ClientError) {
            try await write()
            return nil
        } catch {
            // A write that is there already was made by an earlier run.
            return error.isAlreadyExists ? nil : try refusal(error)
        }
    }

    /// The words of a refusal; a server that doesn't answer refuses nothing, and ends the analysis.
    private func refusal(_ error: any Error) throws -> String {
        var cause = error
        if case StorageError.server(_, let inner) = error { cause = inner }
        guard let status = (cause as? ClientError)?.status, status.code < 500 else { throw error }
        return describe(cause)
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
