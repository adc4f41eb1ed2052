internal import KubernetesClient
internal import Shared

/// Runs a plan: in order, so many operations at a time, until the end, the first failure or an interruption.
package struct PlanExecutor: Sendable {
    private let cluster: any ClusterAccess
    private let records: any ReleaseRecords
    private let parallelism: Int
    private let interruption: Interruption
    private let permission: any WritePermission
    private let report: @Sendable (ProgressEvent) -> Void
    private let describe: @Sendable (any Error) -> String
    private let namespaces: MissingNamespaces
    private let lastWriteTime: Duration

    /// - Parameters:
    ///   - permission: asked before everything that is written.
    ///   - creatableNamespaces: namespaces that are created when a write finds them missing.
    ///   - lastWriteTime: how long the writes that are under way may go on after a signal.
    ///   - describe: the words for an error; they become part of the revision's description.
    ///   - report: told of each thing done, from any thread.
    package init(
        cluster: any ClusterAccess, records: any ReleaseRecords, parallelism: Int, interruption: Interruption,
        permission: any WritePermission = FreePermission(), creatableNamespaces: Set<String>,
        lastWriteTime: Duration = .seconds(10),
        describe: @escaping @Sendable (any Error) -> String = { "\($0)" },
        report: @escaping @Sendable (ProgressEvent) -> Void
    ) {
        self.cluster = cluster
        self.records = records
        self.parallelism = parallelism
        self.interruption = interruption
        self.permission = permission
        self.lastWriteTime = lastWriteTime
        self.describe = describe
        self.report = report
        namespaces = MissingNamespaces(cluster: cluster, creatable: creatableNamespaces, report: report)
    }

    /// Runs the plan and leaves the revision deployed or failed.
    ///
    /// - Throws: a `StorageError` when the revision couldn't even be stored: nothing was changed then.
    package func run(_ plan: DeployPlan) async throws -> ExecutionReport {
        var state = ExecutionState(plan, parallelism: parallelism)
        try await work(through: plan, &state)
        var result = ExecutionReport(
            completed: state.completed.map { plan.operations[$0] },
            failed: state.failures.map { (plan.operations[$0.operation], $0.reason) },
            notStarted: state.notStarted.map { plan.operations[$0] }, signal: state.signal,
            isDeployed: state.isDeployed)
        if state.outcome != .succeeded, !result.isDeployed { await settle(&result, plan) }
        return result
    }

    private func objects(of plan: DeployPlan) -> ObjectWriter {
        ObjectWriter(cluster: cluster, ownership: plan.target.ownership, namespaces: namespaces, report: report)
    }

    /// Leaves the record with an end; what it says then is what the deploy came to.
    private func settle(_ result: inout ExecutionReport, _ plan: DeployPlan) async {
        do {
            result.isDeployed = try await records.fail(result.reason) == .deployed
            for operation in plan.operations where operation.isTidying {
                // A failed deploy supersedes nothing, but its revision counts against the limit like any other.
                if case .supersede = operation.kind, !result.isDeployed { continue }
                _ = await perform(operation, objects(of: plan))
            }
        } catch {
            report(.warning("the revision couldn't be marked as failed: \(describe(error))"))
        }
    }

    private enum Happening: Sendable {
        case done(Int, Failure?)
        case interrupted(String?)
    }

    private struct Failure: Error {
        var reason: String
        /// The revision couldn't be stored: there is nothing to settle.
        var storage: StorageError?
        /// The signal for which it was given up without harm.
        var signal: String?
    }

    private func work(through plan: DeployPlan, _ state: inout ExecutionState) async throws {
        let objects = objects(of: plan)
        try await withThrowingTaskGroup(of: Happening.self) { group in
            group.addTask { .interrupted(await interruption.wait()) }
            var starting = state.handle(.began)
            while true {
                for id in starting {
                    let operation = plan.operations[id]
                    group.addTask { .done(id, await perform(operation, objects)) }
                }
                guard state.outcome == .running, let happening = try await group.next() else { break }
                switch happening {
                case .interrupted(let signal?): starting = state.handle(.interrupted(signal))
                case .interrupted(nil): starting = []
                case .done(let id, nil): starting = state.handle(.completed(id))
                case .done(let id, let failure?):
                    if case .startRevision = plan.operations[id].kind, let error = failure.storage {
                        group.cancelAll()
                        throw error
                    }
                    starting = state.handle(failure.signal.map { .stopped(id, $0) } ?? .failed(id, failure.reason))
                }
            }
            group.cancelAll()
        }
    }

    /// Does one operation; nil when it succeeded.
    private func perform(_ operation: Operation, _ objects: ObjectWriter) async -> Failure? {
        do {
            try await execute(operation, objects)
            return nil
        } catch let error as StorageError {
            if operation.isTidying {
                report(.warning("\(operation.title(releaseNamespace: "")): \(describe(error))"))
                return nil
            }
            return Failure(reason: describe(error), storage: error)
        } catch let error as Interruption.TimeIsUp {
            let reason = "\(operation.failureTitle): no answer yet when \(error.signal) ended the wait for it"
            return Failure(reason: reason, signal: operation.onlyWaits ? error.signal : nil)
        } catch {
            return Failure(reason: "\(operation.failureTitle): \(describe(error))")
        }
    }

    private func execute(_ operation: Operation, _ objects: ObjectWriter) async throws {
        if operation.concernsRecord { return try await write(record: operation) }
        let time = operation.onlyWaits ? .zero : lastWriteTime
        try await interruption.allowing(time) {
            if !operation.onlyWaits { try await permission.await() }
            try await objects.carryOut(operation)
        }
    }

    private func write(record operation: Operation) async throws {
        switch operation.kind {
        case .startRevision:
            try await namespaces.retrying {
                try await permission.begin()
                try await records.start()
            }
        case .finishRevision:
            try await interruption.allowing(lastWriteTime) { try await permission.await() }
            try await records.finish()
        case .supersede(let revision): try await records.supersede(revision)
        case .prune(let limit): try await records.prune(to: limit)
        default: break
        }
    }
}

extension Operation {
    /// The deploy has succeeded without it.
    fileprivate var isTidying: Bool {
        switch kind {
        case .supersede, .prune: true
        default: false
        }
    }

    /// It changes nothing: to give it up does no harm.
    fileprivate var onlyWaits: Bool {
        switch kind {
        case .awaitServed, .awaitAbsence, .barrier: true
        default: false
        }
    }

    /// What failed, as Helm's descriptions begin.
    fileprivate var failureTitle: String {
        switch kind {
        case .create(let object): "failed to create \(object.identity.kind) \"\(object.identity.name)\""
        case .update(let object, _): "cannot update \"\(object.identity.name)\" with kind \(object.identity.kind)"
        case .awaitServed(let object): "\(object.identity.kind) \"\(object.identity.name)\""
        case .delete(let object): "failed to delete \(object.identity.kind) \"\(object.identity.name)\""
        case .awaitAbsence(let object): "\(object.identity.kind) \"\(object.identity.name)\""
        default: title(releaseNamespace: "")
        }
    }
}
