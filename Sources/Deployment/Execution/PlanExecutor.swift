package import GoTime
internal import KubernetesClient
internal import Shared

/// Runs a plan: in order, so many operations at a time, until the end, the first failure or an interruption.
package struct PlanExecutor: Sendable {
    private let cluster: any ClusterAccess
    private let tracker: (any ReadinessTracker)?
    private let timeout: Duration?
    private let records: any ReleaseRecords
    private let parallelism: Int
    private let interruption: Interruption
    private let permission: any WritePermission
    private let report: @Sendable (ProgressEvent) -> Void
    private let describe: @Sendable (any Error) -> String
    private let namespaces: MissingNamespaces
    private let lastWriteTime: Duration
    private let now: @Sendable () -> GoTime

    /// - Parameters:
    ///   - tracker: waits for objects; without one nothing is waited for.
    ///   - timeout: how long each object may take to become ready; nil for as long as it needs.
    ///   - permission: asked before everything that is written.
    ///   - creatableNamespaces: namespaces that are created when a write finds them missing.
    ///   - lastWriteTime: how long the writes that are under way may go on after a signal.
    ///   - describe: the words for an error; they become part of the revision's description.
    ///   - report: told of each thing done, from any thread.
    package init(
        cluster: any ClusterAccess, tracker: (any ReadinessTracker)? = nil, timeout: Duration? = nil,
        records: any ReleaseRecords, parallelism: Int, interruption: Interruption,
        permission: any WritePermission = FreePermission(), creatableNamespaces: Set<String>,
        lastWriteTime: Duration = .seconds(10), now: @escaping @Sendable () -> GoTime = { GoTime.now() },
        describe: @escaping @Sendable (any Error) -> String = { "\($0)" },
        report: @escaping @Sendable (ProgressEvent) -> Void
    ) {
        self.cluster = cluster
        self.tracker = tracker
        self.timeout = timeout
        self.now = now
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
        let run = Run(objects: objects(of: plan), halt: Interruption())
        var state = ExecutionState(plan, parallelism: parallelism)
        do {
            try await work(through: plan, &state, run)
        } catch {
            await tracker?.close()
            throw error
        }
        var result = ExecutionReport(
            completed: state.completed.map { plan.operations[$0] },
            failed: state.failures.map { (plan.operations[$0.operation], $0.reason) },
            cancelled: state.cancelled.map { plan.operations[$0] }, signal: state.signal,
            isDeployed: state.isDeployed)
        if state.outcome != .succeeded, !result.isDeployed {
            await settle(&result, plan, run)
            await removeFailed(result, run)
        }
        await tracker?.close()
        return result
    }

    /// What one run of a plan works with.
    private struct Run: Sendable {
        let objects: ObjectWriter
        /// Set off by the first failure: what only waits is given up then.
        let halt: Interruption
        var notes: RunNotes { objects.notes }
    }

    private func objects(of plan: DeployPlan) -> ObjectWriter {
        ObjectWriter(
            cluster: cluster, ownership: plan.target.ownership, propagation: plan.propagation, namespaces: namespaces,
            notes: RunNotes(now: now), report: report)
    }

    /// Deletes the objects that have failed and that their delete policy wants away then.
    private func removeFailed(_ result: ExecutionReport, _ run: Run) async {
        guard result.signal == nil else { return }
        for (operation, _) in result.failed where run.notes.isToBlame(operation) {
            guard case .awaitReady(let object, _) = operation.kind, object.life.deletePolicies.contains(.failed) else {
                continue
            }
            do {
                try await run.objects.remove(object, reason: "it has failed")
            } catch {
                let title = "\(object.identity.kind) \"\(object.identity.name)\""
                report(.warning("\(title), which has failed, couldn't be deleted: \(describe(error))"))
            }
        }
    }

    /// Leaves the record with an end; what it says then is what the deploy came to.
    private func settle(_ result: inout ExecutionReport, _ plan: DeployPlan, _ run: Run) async {
        do {
            let status = try await records.fail(
                result.reason, run.notes.takeHooks(isComplete: false), isInterrupted: result.signal != nil)
            result.isDeployed = status == .deployed
            // Nothing is given up for a revision that never came to be stored.
            guard result.completed.contains(where: \.storesRevision) else { return }
            for operation in plan.operations where operation.isTidying {
                // A failed deploy supersedes nothing, but its revision counts against the limit like any other.
                if case .supersede = operation.kind, !result.isDeployed { continue }
                _ = await perform(operation, run)
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
        /// It was given up without harm because something else had failed.
        var isCancelled = false
    }

    private func work(through plan: DeployPlan, _ state: inout ExecutionState, _ run: Run) async throws {
        try await withThrowingTaskGroup(of: Happening.self) { group in
            group.addTask { .interrupted(await interruption.wait()) }
            var starting = state.handle(.began)
            while true {
                for id in starting {
                    let operation = plan.operations[id]
                    group.addTask { .done(id, await perform(operation, run)) }
                }
                guard state.outcome == .running, let happening = try await group.next() else { break }
                switch happening {
                case .interrupted(let signal?): starting = state.handle(.interrupted(signal))
                case .interrupted(nil): starting = []
                case .done(let id, nil): starting = state.handle(.completed(id))
                case .done(let id, let failure?):
                    if plan.operations[id].isFirst, let error = failure.storage {
                        group.cancelAll()
                        throw error
                    }
                    starting = state.handle(Self.event(id, failure))
                    if !failure.isCancelled { run.halt.interrupt("a failure") }
                }
            }
            group.cancelAll()
        }
    }

    private static func event(_ id: Int, _ failure: Failure) -> ExecutionState.Event {
        if failure.isCancelled { return .cancelled(id) }
        return failure.signal.map { .stopped(id, $0) } ?? .failed(id, failure.reason)
    }

    /// Does one operation; nil when it succeeded.
    private func perform(_ operation: Operation, _ run: Run) async -> Failure? {
        run.notes.began(operation)
        let failure = await attempt(operation, run)
        if failure == nil || !(failure?.isCancelled ?? false || failure?.signal != nil) {
            run.notes.ended(operation, isSuccess: failure == nil)
        }
        return failure
    }

    private func attempt(_ operation: Operation, _ run: Run) async -> Failure? {
        do {
            try await execute(operation, run)
            return nil
        } catch let error as StorageError {
            if operation.isTidying {
                report(.warning("\(operation.title(releaseNamespace: "")): \(describe(error))"))
                return nil
            }
            return Failure(reason: describe(error), storage: error)
        } catch let error as Interruption.TimeIsUp {
            let reason = "\(operation.failureTitle): no answer yet when \(error.signal) ended the wait for it"
            guard operation.onlyWaits else { return Failure(reason: reason) }
            let isSignal = interruption.signal != nil
            return Failure(reason: reason, signal: isSignal ? interruption.signal : nil, isCancelled: !isSignal)
        } catch let error as TrackingFailure {
            if case .awaitReady(let object, _) = operation.kind, object.identity != error.identity {
                run.notes.heldUp(operation)
            }
            return Failure(reason: "\(error)")
        } catch {
            return Failure(reason: "\(operation.failureTitle): \(describe(error))")
        }
    }

    private func execute(_ operation: Operation, _ run: Run) async throws {
        if operation.concernsRecord { return try await write(record: operation, run) }
        guard operation.onlyWaits else {
            return try await interruption.allowing(lastWriteTime) {
                try await permission.await()
                try await run.objects.carryOut(operation)
            }
        }
        try await run.halt.allowing(.zero) {
            try await interruption.allowing(.zero) { try await wait(for: operation, run) }
        }
    }

    private func wait(for operation: Operation, _ run: Run) async throws {
        switch operation.kind {
        case .awaitReady(let object, let live):
            let known = run.notes.answer(to: object) ?? live ?? object.object
            try await tracker?.awaitReadiness(
                of: TrackedObject(
                    identity: object.identity, reference: object.reference, object: known,
                    annotations: object.life.tracking, timeout: timeout))
        case .awaitPresence(let reference):
            try await tracker?.awaitPresence(of: reference, timeout: timeout)
        default: try await run.objects.carryOut(operation)
        }
    }

    private func write(record operation: Operation, _ run: Run) async throws {
        if operation.needsPermission {
            try await interruption.allowing(lastWriteTime) { try await permission.await() }
        }
        switch operation.kind {
        case .startRevision:
            try await namespaces.retrying {
                // Others may be waited for without end: a signal ends that.
                try await interruption.allowing(lastWriteTime) { try await permission.begin() }
                try await records.start()
            }
        case .recordStage(let stage, let ranHooks):
            try await records.complete(stage, ranHooks ? run.notes.takeHooks(isComplete: true) : [])
        case .finishRevision: try await records.finish()
        case .supersede(let revision): try await records.supersede(revision)
        case .prune(let limit): try await records.prune(to: limit)
        case .markUninstalling: try await records.markUninstalling()
        case .markUninstalled: try await records.markUninstalled()
        case .deleteRecords: try await records.deleteAll()
        default: break
        }
    }
}

extension Operation {
    fileprivate var storesRevision: Bool {
        if case .startRevision = kind { true } else { false }
    }

    /// The deploy has succeeded without it.
    fileprivate var isTidying: Bool {
        switch kind {
        case .supersede, .prune: true
        default: false
        }
    }

    /// It carries the deploy on: without the lock that is another's business.
    fileprivate var needsPermission: Bool {
        switch kind {
        case .recordStage, .finishRevision, .markUninstalling, .markUninstalled, .deleteRecords: true
        default: false
        }
    }

    /// Without it nothing may be changed.
    fileprivate var isFirst: Bool {
        switch kind {
        case .startRevision, .markUninstalling: true
        default: false
        }
    }

    /// What failed, as Helm's descriptions begin.
    fileprivate var failureTitle: String {
        switch kind {
        case .create(let object): "failed to create \(object.identity.kind) \"\(object.identity.name)\""
        case .update(let object, _): "cannot update \"\(object.identity.name)\" with kind \(object.identity.kind)"
        case .recreate(let object): "failed to recreate \(object.identity.kind) \"\(object.identity.name)\""
        case .deleteAfterSuccess(let object):
            "failed to delete \(object.identity.kind) \"\(object.identity.name)\""
        case .awaitReady(let object, _): "\(object.identity.kind) \"\(object.identity.name)\""
        case .awaitServed(let object): "\(object.identity.kind) \"\(object.identity.name)\""
        case .delete(let object): "failed to delete \(object.identity.kind) \"\(object.identity.name)\""
        case .awaitAbsence(let object): "\(object.identity.kind) \"\(object.identity.name)\""
        default: title(releaseNamespace: "")
        }
    }
}
