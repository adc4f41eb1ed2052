internal import Documents
internal import KubernetesClient
internal import Deployment
package import Shared
internal import Synchronization

/// Writes marks: tries every change first, then makes them, several at a time.
package struct MarkWriter: Sendable {
    private let access: any MarkAccess
    private let parallelism: Int
    private let pause: @Sendable (Duration) async -> Void

    package init(
        access: any MarkAccess, parallelism: Int,
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        self.access = access
        self.parallelism = parallelism
        self.pause = pause
    }

    /// What came of one change.
    private enum Outcome: Sendable {
        case done
        case notStarted
        case failed(String, isChanged: Bool)
    }

    /// Has the server try every change.
    ///
    /// - Throws: an error that names every object whose change would fail: for want of rights, since it is gone, since
    ///   it was changed.
    package func rehearse(_ changes: [MarkChange]) async throws {
        let outcomes = try await Parallel.map(changes, limit: parallelism) { await outcome(of: $0, dryRun: true) }
        try Task.checkCancellation()
        try refuse(changes, outcomes, advice: ["Nothing was changed."])
    }

    /// Makes every change.
    ///
    /// - Parameters:
    ///   - permission: returns when something new may be written.
    ///   - report: called for each object that is done.
    /// - Throws: an error that names every object whose change failed; what hadn't begun by then is left as it is.
    package func write(
        _ changes: [MarkChange], permission: @escaping @Sendable () async throws -> Void,
        report: @escaping @Sendable (ResourceIdentity) -> Void
    ) async throws {
        let hasFailed = Atomic(false)
        let outcomes = try await Parallel.map(changes, limit: parallelism) { change in
            guard !Task.isCancelled, !hasFailed.load(ordering: .relaxed) else { return Outcome.notStarted }
            do { try await permission() } catch {
                hasFailed.store(true, ordering: .relaxed)
                return .failed("\(error)", isChanged: false)
            }
            // What is on its way is seen through, also after a signal.
            let outcome = await Task { await self.outcome(of: change, dryRun: false) }.value
            if case .done = outcome { report(change.identity) } else { hasFailed.store(true, ordering: .relaxed) }
            return outcome
        }
        let done = outcomes.count { if case .done = $0 { true } else { false } }
        try refuse(changes, outcomes, advice: ["\(done) of \(changes.count) objects are written."])
        try Task.checkCancellation()
    }

    private func refuse(_ changes: [MarkChange], _ outcomes: [Outcome], advice: [String]) throws(AdoptionError) {
        var (faults, areChanged) = ([String](), true)
        for (change, outcome) in zip(changes, outcomes) {
            guard case .failed(let reason, let isChanged) = outcome else { continue }
            areChanged = areChanged && isChanged
            faults.append("\(change.identity.kind)/\(change.identity.name): \(reason)")
        }
        guard !faults.isEmpty else { return }
        let more = faults.count - Self.listed
        let shown = faults.prefix(Self.listed) + (more > 0 ? ["… and \(more) more"] : [])
        throw AdoptionError(areChanged ? .changed : .write, shown.joined(separator: "\n"), advice: advice)
    }

    /// How many objects are named before they are only counted.
    private static let listed = 20

    // MARK: One object

    private static let pauses: [Duration] = [.milliseconds(200), .seconds(1), .seconds(3), .seconds(5)]

    private func outcome(of change: MarkChange, dryRun: Bool) async -> Outcome {
        var change = change
        var pauses = Self.pauses[...]
        while true {
            do {
                try await access.patch(change.reference, change.patch, dryRun: dryRun)
                return .done
            } catch {
                if dryRun, Self.cannotTry(error) { return .done }
                if error.isNotFound { return .failed("it is gone", isChanged: true) }
                guard error.isConflict || Self.leavesDoubt(error), let next = pauses.popFirst() else {
                    return .failed(error.message, isChanged: false)
                }
                if !error.isConflict { await pause(next) }
                if let outcome = await look(at: &change) { return outcome }
            }
        }
    }

    /// Sees what became of a change without an answer, or against an object that has moved on; nil to make it again.
    private func look(at change: inout MarkChange) async -> Outcome? {
        let live: Value?
        do {
            live = try await access.metadata(change.reference)
        } catch {
            return Self.leavesDoubt(error) ? nil : .failed(error.message, isChanged: false)
        }
        guard let live, live["metadata"]?["uid"]?.string == change.uid else {
            return .failed("it is gone", isChanged: true)
        }
        let now = OwnerMarks(of: live)
        if change.wanted.allSatisfy({ now.values[$0.key] == $0.value }) { return .done }
        guard Fingerprint.of(live) == change.fingerprint else {
            return .failed("it was changed meanwhile", isChanged: true)
        }
        change.resourceVersion = live["metadata"]?["resourceVersion"]?.string ?? change.resourceVersion
        return nil
    }

    /// The request may have been carried out, or will be when it is made again.
    private static func leavesDoubt(_ error: ClientError) -> Bool {
        switch error.kind {
        case .connection, .timeout, .unreadable: true
        case .status(let status): status.code >= 500 || status.code == 429
        case .cancelled, .credentials, .unknownType: false
        }
    }

    /// A webhook with side effects, or a server without trials: the write itself will tell.
    private static func cannotTry(_ error: ClientError) -> Bool {
        guard let message = error.status?.message.lowercased() else { return false }
        return message.contains("dry run") || message.contains("dryrun")
    }
}
