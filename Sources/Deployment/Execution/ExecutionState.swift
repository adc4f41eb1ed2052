/// How far a plan has come, as a value: told what happened, it says what to start.
///
/// Nothing new is started after the first failure or an interruption; what writes is let finish. Once the revision is
/// marked as deployed it is too late for an interruption: the tidying up after it is done to the end. What only waits
/// doesn't count against the number of operations that may run at a time.
struct ExecutionState {
    enum Event {
        case began
        case completed(Int)
        case failed(Int, String)
        /// It was given up for a signal, and has changed nothing.
        case stopped(Int, String)
        /// It was given up because something else has failed, and has changed nothing.
        case cancelled(Int)
        case interrupted(String)
    }

    /// How the plan ended.
    enum Outcome: Equatable {
        case running
        case succeeded
        case failed
        case interrupted(String)
    }

    private enum Progress {
        case waiting, running, completed, failed
    }

    private let operations: [Operation]
    private let parallelism: Int
    private var progress: [Progress]
    private var unmet: [Int]
    private var successors: [[Int]]
    private var ready: [Int] = []
    private var runningCount = 0
    private var writingCount = 0
    private var interruption: String?
    /// What went wrong, in the order in which it did.
    private(set) var failures: [(operation: Int, reason: String)] = []

    /// - Parameter parallelism: how many operations may run at a time.
    init(_ plan: DeployPlan, parallelism: Int) {
        operations = plan.operations
        self.parallelism = max(1, parallelism)
        progress = Array(repeating: .waiting, count: operations.count)
        unmet = operations.map(\.after.count)
        successors = Array(repeating: [], count: operations.count)
        for operation in operations {
            for earlier in operation.after where successors.indices.contains(earlier) {
                successors[earlier].append(operation.id)
            }
        }
    }

    /// Takes note of an event and returns the operations to start now.
    mutating func handle(_ event: Event) -> [Int] {
        switch event {
        case .began: ready = unmet.indices.filter { unmet[$0] == 0 }
        case .completed(let id): end(id, as: .completed)
        case .failed(let id, let reason):
            failures.append((id, reason))
            end(id, as: .failed)
        case .stopped(let id, let signal):
            interruption = interruption ?? signal
            end(id, as: .waiting)
        case .cancelled(let id): end(id, as: .waiting)
        case .interrupted(let signal): interruption = interruption ?? signal
        }
        return startable()
    }

    var outcome: Outcome {
        if runningCount > 0 { return .running }
        if !failures.isEmpty { return .failed }
        if progress.allSatisfy({ $0 == .completed }) { return .succeeded }
        if let interruption, !isDeployed { return .interrupted(interruption) }
        return .running
    }

    var completed: [Int] { ids(.completed) }
    var failed: [Int] { ids(.failed) }
    var cancelled: [Int] { ids(.waiting) }

    /// The revision is marked as deployed, or the release is gone.
    var isDeployed: Bool {
        operations.contains { operation in
            operation.isFinal && progress[operation.id] == .completed
        }
    }

    /// The signal that stopped the plan, also when something failed as well.
    var signal: String? { interruption }

    private mutating func end(_ id: Int, as end: Progress) {
        guard progress.indices.contains(id), progress[id] == .running else { return }
        progress[id] = end
        runningCount -= 1
        if !operations[id].onlyWaits { writingCount -= 1 }
        guard end == .completed else { return }
        for next in successors[id] {
            unmet[next] -= 1
            if unmet[next] == 0 { ready.append(next) }
        }
    }

    private mutating func startable() -> [Int] {
        guard failures.isEmpty, interruption == nil || isDeployed else { return [] }
        var started: [Int] = []
        var left: [Int] = []
        for id in ready {
            guard operations[id].onlyWaits || writingCount < parallelism else {
                left.append(id)
                continue
            }
            progress[id] = .running
            runningCount += 1
            if !operations[id].onlyWaits { writingCount += 1 }
            started.append(id)
        }
        ready = left
        return started
    }

    private func ids(_ wanted: Progress) -> [Int] { progress.indices.filter { progress[$0] == wanted } }
}

extension Operation {
    /// It changes nothing: to give it up does no harm.
    var onlyWaits: Bool {
        switch kind {
        case .awaitServed, .awaitReady, .awaitPresence, .awaitAbsence, .barrier: true
        default: false
        }
    }

    /// With it the deploy has succeeded, whatever comes after it.
    var isFinal: Bool {
        switch kind {
        case .finishRevision, .markUninstalled, .deleteRecords: true
        default: false
        }
    }
}
