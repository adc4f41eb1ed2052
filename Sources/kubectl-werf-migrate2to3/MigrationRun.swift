internal import ArgumentParser
internal import DeployCommands
internal import HelmTwo
internal import KubernetesClient
internal import PluginKit
internal import Shared
internal import Synchronization

/// One run of the command: everything is looked at, shown, and then written.
struct MigrationRun: Sendable {
    let source: MigrationSource
    let search: TillerSearch
    let request: MigrationReader.Request
    /// The release at Tiller's; nil for all.
    let name: String?
    let tillerNamespace: String
    /// How long others that work on a release are waited for; nil for ever.
    let wait: Duration?
    let isDryRun: Bool
    /// A dry run ends with status 2 when something would be written.
    let tellsByStatus: Bool
    let isConfirmed: Bool

    func migrate(rules: MigrationRules, deletesRecords: Bool) async throws {
        let reader = MigrationReader(source, request)
        let found = try await selected(reader)
        var facts = try await self.facts(found, reader)
        var plans = rules.plans(facts)
        if plans.allSatisfy(\.blockers.isEmpty) {
            for (index, plan) in plans.enumerated() {
                facts[index].rehearsal = try await MigrationRehearsal(source) { ErrorWording.sentence(of: $0) }
                    .findings(on: plan, deletesRecords: deletesRecords)
            }
            plans = rules.plans(facts)
        }
        let report = MigrationReport(driver: source.driver, deletesRecords: deletesRecords)
        let text = plans.map { report.text(of: $0) }.joined()
        if isDryRun { Console.write(text) } else { Console.tell(text) }
        let blocked = plans.filter { !$0.blockers.isEmpty }
        guard blocked.isEmpty else { throw BlockedMigration(blocked: blocked, count: plans.count) }
        let due = zip(plans, facts).filter { $0.0.isDue(deletesRecords: deletesRecords) }
        if isDryRun, tellsByStatus, !due.isEmpty { throw ExitCode(2) }
        if isDryRun || due.isEmpty { return }
        try Confirmation.ask(Wording.question(due.map(\.0)), isConfirmed: isConfirmed)
        for (index, (plan, facts)) in due.enumerated() {
            if due.count > 1 { Console.tell("[\(index + 1)/\(due.count)] \(plan.name)\n") }
            try await write(plan, facts, reader, deletesRecords: deletesRecords)
        }
    }

    /// The releases that were asked for; of all those of the namespace, if one is named.
    private func selected(_ reader: MigrationReader) async throws -> [TillerSearch.Found] {
        let found = try await releases()
        guard name == nil else { return found }
        let (selected, unknown) = try await reader.selected(of: found)
        for name in unknown {
            Console.warn(
                "release \"\(name)\" is left out: its newest record can't be read, so its namespace isn't known")
        }
        if selected.isEmpty, let namespace = request.namespace, !found.isEmpty {
            Console.tell("none of Helm 2's releases is in namespace \"\(namespace)\"\n")
        }
        return selected
    }

    /// The releases that were asked for.
    func releases() async throws -> [TillerSearch.Found] {
        let result = try await search.find(name)
        if !result.releases.isEmpty { return result.releases }
        guard let name else {
            Console.tell("Helm 2 has no releases in namespace \"\(tillerNamespace)\"\n")
            return []
        }
        throw MissingRelease(name: name, namespace: tillerNamespace, elsewhere: result.elsewhere)
    }

    private func facts(_ found: [TillerSearch.Found], _ reader: MigrationReader) async throws -> [MigrationFacts] {
        let types = found.isEmpty ? DiscoveredTypes(groupVersions: []) : try await source.client.resourceTypes(.checked)
        var facts: [MigrationFacts] = []
        for (index, release) in found.enumerated() {
            let meter = Meter("looking at \(release.name)" + (found.count > 1 ? " (\(index + 1)/\(found.count))" : ""))
            facts.append(try await reader.facts(of: release, types: types) { meter.advance() })
        }
        return facts
    }

    private func write(
        _ plan: MigrationPlan, _ facts: MigrationFacts, _ reader: MigrationReader, deletesRecords: Bool
    ) async throws {
        let lock = RunLock(
            .init(release: plan.target.name, namespace: plan.target.namespace, wait: wait),
            access: KubernetesLock(source.client, namespace: plan.target.namespace))
        try await lock.take()
        do {
            try await reader.requireCurrent(facts, for: plan)
            try await write(plan, lock, deletesRecords: deletesRecords)
        } catch {
            await lock.release()
            throw error
        }
        await lock.release()
    }

    private func write(_ plan: MigrationPlan, _ lock: RunLock, deletesRecords: Bool) async throws {
        let meter = Meter("writing \(plan.name)")
        let writer = MigrationWriter(source, plan, permission: { try await lock.await() }) { progress in
            if case .stored = progress { meter.advance() }
        }
        try await writer.write(id: lock.holder.run)
        let place = "release \"\(plan.target.name)\" in namespace \"\(plan.target.namespace)\""
        if plan.stage != .done {
            Console.tell(
                "\(place): \(Wording.count(plan.written.count, "revision")) written and compared, "
                    + "\(Wording.count(plan.marked.count, "object")) marked as the release's\n")
        }
        guard deletesRecords else { return }
        let (deleted, kept) = try await writer.deleteRecords(id: lock.holder.run)
        for entry in kept { Console.warn("\(entry.title) stays: Helm 3 has that revision otherwise by now") }
        let left = plan.rows.count - deleted
        Console.tell(
            "\(Wording.count(deleted, "record")) of Helm 2 deleted"
                + (left > 0 ? ", \(left) left: Helm 3 doesn't have what they hold" : "") + "\n")
    }
}

/// Counts, and says so now and then.
final class Meter: Sendable {
    private static let step = 100
    private let subject: String
    private let count = Mutex(0)

    init(_ subject: String) { self.subject = subject }

    func advance() {
        let count = count.withLock { count in
            count += 1
            return count
        }
        if count % Self.step == 0 { Console.tell("\(subject): \(count) revisions\n") }
    }
}
