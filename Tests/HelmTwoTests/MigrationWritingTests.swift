import Documents
import KubernetesClient
import Shared
import Synchronization
import Testing

@testable import HelmTwo
@testable import TillerRecords

/// What a migration and its undo write, and when they don't.
@Suite struct MigrationWritingTests {
    private static let target = ConvertedRevision.Target(name: "app", namespace: "there")

    /// Permission that is taken away after so many writes.
    private final class Lease: Sendable {
        struct Lost: Error {}

        private let left: Atomic<Int>
        init(_ count: Int) { left = Atomic(count) }

        func ask() throws {
            if left.wrappingSubtract(1, ordering: .relaxed).oldValue <= 0 { throw Lost() }
        }
    }

    private func migrate(_ cluster: MemoryCluster, _ lease: Lease, deletes: Bool = false) async throws {
        let plan = MigrationRules().plan(try await cluster.facts())
        try #require(plan.blockers.isEmpty)
        let writer = MigrationWriter(try cluster.source(), plan, permission: { try lease.ask() }, report: { _ in })
        try await writer.write(id: "run")
        if deletes { _ = try await writer.deleteRecords(id: "run") }
    }

    private func withRelease(_ body: (MemoryCluster) async throws -> Void) async throws {
        try await MemoryCluster.with { cluster in
            try cluster.addTiller(1...2)
            cluster.add("cm")
            try await body(cluster)
        }
    }

    /// The journal twice, two revisions, one object; then two records and the journal.
    private static let writes = 8

    @Test(arguments: 0...writes) func nothingIsWrittenWithoutTheLock(_ allowed: Int) async throws {
        try await withRelease { cluster in
            let lease = Lease(allowed)
            if allowed == Self.writes {
                try await migrate(cluster, lease, deletes: true)
            } else {
                await #expect(throws: Lease.Lost.self) { try await migrate(cluster, lease, deletes: true) }
            }
            #expect(cluster.writes.count == allowed)
        }
    }

    @Test(arguments: 0...4) func nothingIsTakenBackWithoutTheLock(_ allowed: Int) async throws {
        try await withRelease { cluster in
            try await migrate(cluster, Lease(Self.writes))
            let before = cluster.writes.count
            let undo = MigrationUndo(try cluster.source(), name: "app", target: Self.target)
            let lease = Lease(allowed)
            if allowed == 4 {
                #expect(try await undo.run { try lease.ask() }.revisions == 2)
            } else {
                await #expect(throws: Lease.Lost.self) { try await undo.run { try lease.ask() } }
            }
            #expect(cluster.writes.count - before == allowed)
        }
    }

    @Test func aMigrationIsFoundWhereverItWent() async throws {
        try await withRelease { cluster in
            let request = MigrationReader.Request(targetName: "new", targetNamespace: "moved")
            let source = try cluster.source(.configMap, storageNamespace: "records")
            let facts = try await MigrationReader(source, request)
                .facts(of: try await cluster.found(), types: MemoryCluster.types) {}
            let plan = MigrationRules().plan(facts)
            try await MigrationWriter(source, plan, permission: {}, report: { _ in }).write(id: "run")
            // Nobody says where: neither the storage nor the name nor the namespace.
            let found = try await cluster.source().journals(in: nil)
            let (journal, home) = try #require(found.first)
            #expect(journal.formerName == "app")
            #expect(journal.target == .init(name: "new", namespace: "moved"))
            let undone = try await MigrationUndo(home, name: "app", target: journal.target).run {}
            #expect(undone.revisions == 2)
            #expect(undone.objects == 1)
            #expect(try await cluster.source().journals(in: nil).isEmpty)
        }
    }

    /// What may happen to the release's object while somebody reads the plan.
    static let changes: [(String, @Sendable (MemoryCluster) -> Void, Bool)] = [
        ("nothing", { _ in }, false),
        ("an annotation", { $0.add("cm", annotations: Object([.init(key: "a", value: "b")])) }, false),
        ("gone", { $0[MemoryCluster.path("there", "cm")] = nil }, true),
        (
            "another's",
            { $0.add("cm", annotations: Object([.init(key: "meta.helm.sh/release-name", value: "x")])) }, true
        ),
        (
            "made anew",
            { cluster in
                cluster.add("cm")
                let path = MemoryCluster.path("there", "cm")
                cluster[path] = ["metadata": ["name": "cm", "namespace": "there", "uid": "new"]]
            }, true
        ),
    ]

    @Test(arguments: 0..<changes.count) func objectsAreLookedAtAgainBeforeTheFirstWrite(_ row: Int) async throws {
        let (name, change, isChanged) = Self.changes[row]
        try await withRelease { cluster in
            let facts = try await cluster.facts()
            let plan = MigrationRules().plan(facts)
            change(cluster)
            do {
                try await MigrationReader(try cluster.source(), .init()).requireCurrent(facts, for: plan)
                #expect(!isChanged, "\(name)")
            } catch MigrationError.objectChanged(_, let object, isBegun: false) {
                #expect(isChanged, "\(name)")
                #expect(object == "configmaps \"cm\" in namespace \"there\"")
            }
        }
    }

    @Test func anObjectThatComesIsAChangeToo() async throws {
        try await MemoryCluster.with { cluster in
            try cluster.addTiller(1...1)
            let facts = try await cluster.facts()
            cluster.add("cm")
            await #expect(throws: MigrationError.self) {
                try await MigrationReader(try cluster.source(), .init())
                    .requireCurrent(facts, for: MigrationRules().plan(facts))
            }
        }
    }

    @Test func aRecordThatIsGoneMeanwhileIsNamed() async throws {
        try await withRelease { cluster in
            let plan = MigrationRules().plan(try await cluster.facts())
            cluster[MemoryCluster.path("kube-system", "app.v2")] = nil
            do {
                _ = try await MigrationRehearsal(try cluster.source()) { "\($0)" }
                    .findings(on: plan, deletesRecords: false)
                Issue.record("nothing is missed")
            } catch MigrationError.unreadable(let entry, let reason) {
                #expect(entry.title == "ConfigMap kube-system/app.v2")
                #expect(reason == "it is gone")
            }
        }
    }
}
