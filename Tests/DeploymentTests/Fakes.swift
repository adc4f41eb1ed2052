import Documents
import KubernetesClient
import Shared
import Synchronization

@testable import Deployment

/// A cluster in memory that notes what is asked of it and fails where it is told to.
final class FakeCluster: ClusterAccess {
    struct State {
        var objects: [String: Value] = [:]
        var log: [String] = []
        /// The errors that requests (`apply ConfigMap/a`) meet, one after another.
        var errors: [String: [ClientError]] = [:]
        /// What another look teaches, by the kinds and words that it is for.
        var newest: [[String]: DiscoveredTypes] = [:]
        var running = 0
        var mostRunning = 0
    }

    private let state = Mutex(State())
    /// Called before each write and each wait is done.
    let onWrite: @Sendable (String) async -> Void

    init(_ objects: [String: Value] = [:], onWrite: @escaping @Sendable (String) async -> Void = { _ in }) {
        self.onWrite = onWrite
        state.withLock { $0.objects = objects }
    }

    var log: [String] { state.withLock(\.log) }
    var mostRunning: Int { state.withLock(\.mostRunning) }

    func fail(_ request: String, _ errors: ClientError...) { state.withLock { $0.errors[request] = errors } }

    func types(
        lookingFor kinds: [GroupVersionKind], naming words: [String]
    ) async throws(ClientError) -> DiscoveredTypes? {
        state.withLock { $0.newest[kinds.map(\.kind) + words] }
    }

    /// What is learnt by another look for these kinds and words, and these alone.
    func teach(_ wanted: [String], _ types: DiscoveredTypes) { state.withLock { $0.newest[wanted] = types } }

    private func note(_ request: String) throws(ClientError) {
        let error = state.withLock { state -> ClientError? in
            state.log.append(request)
            guard let error = state.errors[request]?.first else { return nil }
            state.errors[request]?.removeFirst()
            return error
        }
        if let error { throw error }
    }

    private func write(_ request: String) async throws(ClientError) {
        state.withLock {
            $0.running += 1
            $0.mostRunning = max($0.mostRunning, $0.running)
        }
        await onWrite(request)
        state.withLock { $0.running -= 1 }
        try note(request)
    }

    private static func key(_ reference: ObjectReference) -> String { "\(reference.type.kind)/\(reference.name)" }

    func get(_ reference: ObjectReference, metadataOnly: Bool) async throws(ClientError) -> Value? {
        try note("get \(Self.key(reference))")
        return state.withLock { $0.objects[Self.key(reference)] }
    }

    func list(_ type: ResourceType, namespace: String?, names: Set<String>) async throws(ClientError) -> [Value]? {
        try note("list \(type.kind)")
        return state.withLock { state in names.compactMap { state.objects["\(type.kind)/\($0)"] } }
    }

    func list(_ type: ResourceType, namespace: String?, limit: Int?) async throws(ClientError) -> [Value] {
        try note("list \(type.kind)")
        return state.withLock { state in
            state.objects.filter { $0.key.hasPrefix("\(type.kind)/") }.map(\.value)
        }
    }

    func apply(_ object: Value, _ reference: ObjectReference, dryRun: Bool) async throws(ClientError) -> Value {
        let uid = object[path: ["metadata", "uid"]]?.string.map { " (uid \($0))" } ?? ""
        try await write("\(dryRun ? "try" : "apply") \(Self.key(reference))\(uid)")
        return object
    }

    func replaceManagedFields(
        _ reference: ObjectReference, _ fields: ManagedFields, resourceVersion: String
    ) async throws(ClientError) {
        try await write("take over \(Self.key(reference)) at \(resourceVersion)")
    }

    func create(_ object: Value, _ reference: ObjectReference) async throws(ClientError) -> Creation {
        try await write("create \(Self.key(reference))")
        guard let live = state.withLock({ $0.objects[Self.key(reference)] }) else { return .created(object) }
        return .merged(live)
    }

    func removeMarks(from object: Value, _ reference: ObjectReference) async throws(ClientError) {
        try await write("remove marks \(Self.key(reference))")
    }

    func delete(
        _ reference: ObjectReference, uid: String, resourceVersion: String?, propagation: Propagation
    ) async throws(ClientError) -> Bool {
        do {
            try await write("delete \(Self.key(reference)) \(uid) at \(resourceVersion ?? "any")")
        } catch {
            guard error.isConflict else { throw error }
            return false
        }
        state.withLock { $0.objects[Self.key(reference)] = nil }
        return true
    }

    func createNamespace(_ name: String) async throws(ClientError) { try await write("create namespace \(name)") }

    func awaitAbsence(_ reference: ObjectReference, uid: String, seconds: Int) async throws(ClientError) -> Bool {
        await onWrite("await absence of \(Self.key(reference))")
        try note("await absence of \(Self.key(reference))")
        return true
    }

    func awaitEstablished(_ reference: ObjectReference, seconds: Int) async throws(ClientError) -> Bool {
        await onWrite("await \(Self.key(reference))")
        try note("await \(Self.key(reference))")
        return true
    }
}

/// Release records that note what becomes of them.
final class FakeRecords: ReleaseRecords {
    private let state = Mutex<(log: [String], errors: [String: StorageError])>(([], [:]))
    /// What the record turns out to say when it is to be marked as failed.
    private let statusAfterFailure: ReleaseStatus
    /// Called at each step before it is done.
    private let onStep: @Sendable (String) -> Void

    init(statusAfterFailure: ReleaseStatus = .failed, onStep: @escaping @Sendable (String) -> Void = { _ in }) {
        self.statusAfterFailure = statusAfterFailure
        self.onStep = onStep
    }

    var log: [String] { state.withLock(\.log) }

    func fail(_ step: String, _ error: StorageError) { state.withLock { $0.errors[step] = error } }

    /// The step meets its error once.
    private func note(_ step: String) throws(StorageError) {
        onStep(step)
        let error = state.withLock { state -> StorageError? in
            state.log.append(step)
            return state.errors.removeValue(forKey: step)
        }
        if let error { throw error }
    }

    func start() async throws(StorageError) { try note("start") }
    func finish() async throws(StorageError) { try note("finish") }
    func complete(_ stage: Stage, _ hooks: [HookOutcome]) async throws(StorageError) {
        let runs = hooks.map { " \($0.name) \($0.run.phase)" }.joined()
        try note("complete \(stage.name)\(runs)")
    }
    func markUninstalling() async throws(StorageError) { try note("uninstalling") }
    func markUninstalled() async throws(StorageError) { try note("uninstalled") }
    func deleteAll() async throws(StorageError) { try note("delete all") }
    func fail(
        _ reason: String, _ hooks: [HookOutcome], isInterrupted: Bool
    ) async throws(StorageError) -> ReleaseStatus {
        try note("fail: \(reason)")
        return statusAfterFailure
    }
    func supersede(_ revision: Int) async throws(StorageError) { try note("supersede \(revision)") }
    func prune(to limit: Int) async throws(StorageError) { try note("prune to \(limit)") }
}

extension ClientError {
    static func answer(_ code: Int, _ reason: String, _ message: String = "no", kind: String = "", name: String = "")
        -> ClientError
    {
        var details = Status.Details()
        details.kind = kind
        details.name = name
        return ClientError(.status(Status(code: code, reason: reason, message: message, details: details)))
    }

    static let missingNamespace = answer(
        404, "NotFound", "namespaces \"ns\" not found", kind: "namespaces", name: "ns")
}
