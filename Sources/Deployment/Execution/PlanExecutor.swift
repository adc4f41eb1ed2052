internal import KubernetesClient
internal import Shared

/// Runs a plan: in order, so many operations at a time, until the end, the first failure or an interruption.
package struct PlanExecutor: Sendable {
    private let cluster: any ClusterAccess
    private let records: any ReleaseRecords
    private let parallelism: Int
    private let interruption: Interruption
    private let report: @Sendable (ProgressEvent) -> Void
    private let describe: @Sendable (any Error) -> String
    private let namespaces: MissingNamespaces
    private let lastWriteTime: Duration

    /// - Parameters:
    ///   - creatableNamespaces: namespaces that are created when a write finds them missing.
    ///   - lastWriteTime: how long the writes that are under way may go on after a signal.
    ///   - describe: the words for an error; they become part of the revision's description.
    ///   - report: told of each thing done, from any thread.
    package init(
        cluster: any ClusterAccess, records: any ReleaseRecords, parallelism: Int, interruption: Interruption,
        creatableNamespaces: Set<String>, lastWriteTime: Duration = .seconds(10),
        describe: @escaping @Sendable (any Error) -> String = { "\($0)" },
        report: @escaping @Sendable (ProgressEvent) -> Void
    ) {
        self.cluster = cluster
        self.records = records
        self.parallelism = parallelism
        self.interruption = interruption
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

    /// Leaves the record with an end; what it says then is what the deploy came to.
    private func settle(_ result: inout ExecutionReport, _ plan: DeployPlan) async {
        do {
            result.isDeployed = try await records.fail(result.reason) == .deployed
            for operation in plan.operations where operation.isTidying {
                // A failed deploy supersedes nothing, but its revision counts against the limit like any other.
                if case .supersede = operation.kind, !result.isDeployed { continue }
                _ = await perform(operation)
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
        try await withThrowingTaskGroup(of: Happening.self) { group in
            group.addTask { .interrupted(await interruption.wait()) }
            var starting = state.handle(.began)
            while true {
                for id in starting {
                    let operation = plan.operations[id]
                    group.addTask { .done(id, await perform(operation)) }
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
    private func perform(_ operation: Operation) async -> Failure? {
        do {
            try await execute(operation)
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

    private func execute(_ operation: Operation) async throws {
        if operation.concernsRecord { return try await write(record: operation) }
        let time = operation.onlyWaits ? .zero : lastWriteTime
        try await interruption.allowing(time) { try await change(operation) }
    }

    private func write(record operation: Operation) async throws {
        switch operation.kind {
        case .startRevision: try await namespaces.retrying { try await records.start() }
        case .finishRevision: try await records.finish()
        case .supersede(let revision): try await records.supersede(revision)
        case .prune(let limit): try await records.prune(to: limit)
        default: break
        }
    }

    private func change(_ operation: Operation) async throws {
        switch operation.kind {
        case .create(let object): try await create(object)
        case .update(let object, let takeover): try await update(object, takeover)
        case .awaitServed(let object): try await awaitServed(object)
        case .delete(let object): try await delete(object)
        case .awaitAbsence(let object): try await awaitAbsence(object)
        default: break
        }
    }

    private func create(_ object: DesiredObject) async throws {
        try await namespaces.retrying {
            try await Retrying.transient { () async throws(ClientError) in
                _ = try await cluster.apply(object.object, object.reference, dryRun: false)
            }
        }
        report(.created(object.identity))
    }

    private func update(_ object: DesiredObject, _ takeover: Operation.Takeover?) async throws {
        if let takeover { try await take(over: object, takeover) }
        try await Retrying.transient { () async throws(ClientError) in
            _ = try await cluster.apply(object.object, object.reference, dryRun: false)
        }
        report(.updated(object.identity))
    }

    /// Rewrites managed fields; an object that changed meanwhile is read again and looked at anew.
    private func take(over object: DesiredObject, _ takeover: Operation.Takeover) async throws(ClientError) {
        var change: FieldTakeover.Change? = takeover.change
        var version = takeover.resourceVersion
        for attempt in 1... {
            guard let wanted = change else { return }
            do {
                return try await cluster.replaceManagedFields(
                    object.reference, wanted.managedFields, resourceVersion: version)
            } catch {
                guard error.isConflict || error.isInvalid, attempt < 5 else { throw error }
            }
            guard let live = try await cluster.get(object.reference, metadataOnly: false) else { return }
            change = takeover.rule.change(live: live, desired: object.object)
            version = live[path: ["metadata", "resourceVersion"]]?.string ?? ""
        }
    }

    /// How long a CRD may take to be established: as long as Helm gives it.
    private static let servingSeconds = 60
    private static let absenceSeconds = 300

    private func awaitServed(_ object: DesiredObject) async throws {
        guard try await cluster.awaitEstablished(object.reference, seconds: Self.servingSeconds) else {
            throw DeploymentError(
                .execution, "it isn't established after \(Self.servingSeconds) seconds; kubectl describe tells why")
        }
        report(.served(object.identity))
    }

    private func delete(_ object: DroppedObject) async throws {
        try await cluster.delete(object.reference, uid: object.uid, propagation: object.propagation)
        report(.deleted(object.identity))
    }

    private func awaitAbsence(_ object: DroppedObject) async throws {
        guard try await cluster.awaitAbsence(object.reference, uid: object.uid, seconds: Self.absenceSeconds) else {
            throw DeploymentError(
                .execution, "it is still there after \(Self.absenceSeconds) seconds; look at its finalizers")
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
