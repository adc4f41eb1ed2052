import Documents
import KubernetesClient
import Shared
import TestServers
import Testing

@testable import HelmTwo
@testable import TillerRecords

/// What is found out of a release before anything is planned, and what the server says to trying it.
@Suite struct MigrationReadingTests {
    /// The labels and annotations of a live object, and the tool that they give away.
    static let managers: [(labels: [String: String], annotations: [String: String], tool: String?)] = [
        ([:], [:], nil), (["app.kubernetes.io/managed-by": "Tiller"], [:], nil),
        (["app.kubernetes.io/managed-by": "Helm"], [:], nil),
        (["app.kubernetes.io/managed-by": "pulumi"], [:], "pulumi"),
        ([:], ["argocd.argoproj.io/tracking-id": "shop:x"], "Argo CD"),
        (["kapp.k14s.io/app": "1"], [:], "kapp"),
    ]

    private static func object(_ texts: [String: String]) -> Object {
        Object(texts.map { .init(key: $0.key, value: .string($0.value)) })
    }

    @Test(arguments: 0..<managers.count) func otherToolsGiveThemselvesAway(_ row: Int) async throws {
        let (labels, annotations, tool) = Self.managers[row]
        try await MemoryCluster.with { cluster in
            try cluster.addTiller(1...1)
            cluster.add("cm", labels: Self.object(labels), annotations: Self.object(annotations))
            let plan = MigrationRules().plan(try await cluster.facts())
            var found: String?
            if case .managed(_, let manager) = plan.blockers.first { found = manager.tool }
            #expect(found == tool)
            #expect(plan.blockers.count == (tool == nil ? 0 : 1))
        }
    }

    @Test func aChartsOwnLabelIsNoOtherTools() async throws {
        try await MemoryCluster.with { cluster in
            try cluster.addTiller(1...1) { old in
                old.manifest += "  labels: {app.kubernetes.io/managed-by: pulumi}\n"
            }
            cluster.add("cm", labels: Self.object(["app.kubernetes.io/managed-by": "pulumi"]))
            #expect(MigrationRules().plan(try await cluster.facts()).blockers.isEmpty)
        }
    }

    /// What another Tiller's newest record is, and whether it is in the way.
    static let rivals: [(String, Value?, Bool?)] = [
        ("gone", nil, nil), ("unreadable", ["data": ["release": "!!!!"]], false), ("without data", [:], false),
    ]

    @Test(arguments: 0..<rivals.count) func onlyARivalThatIsGoneIsPassedOver(_ row: Int) async throws {
        let (name, change, isReadable) = Self.rivals[row]
        try await MemoryCluster.with { cluster in
            try cluster.addTiller(1...1)
            let own = MemoryCluster.path("kube-system", "app.v1")
            let path = MemoryCluster.path("other", "app.v1")
            var rival = try #require(cluster[own]?.object)
            var metadata = try #require(rival["metadata"]?.object)
            metadata["namespace"] = "other"
            rival["metadata"] = .object(metadata)
            rival["data"] = change?["data"]
            cluster[path] = .object(rival)
            let found = try await cluster.found()
            #expect(found.others.count == 1)
            if change == nil { cluster[path] = nil }
            let facts = try await MigrationReader(try cluster.source(), .init())
                .facts(of: found, types: MemoryCluster.types) {}
            #expect(facts.rivals.first?.isReadable == isReadable, "\(name)")
        }
    }

    /// What is asked for, and where the release, which is in `there`, would be.
    static let places: [(MigrationReader.Request, target: String, expected: String?)] = [
        (.init(), "there", nil), (.init(namespace: "there"), "there", nil), (.init(namespace: "x"), "there", "x"),
        (.init(targetNamespace: "y"), "y", nil), (.init(targetNamespace: "y", namespace: "x"), "y", nil),
    ]

    @Test(arguments: 0..<places.count) func onlyATargetMovesARelease(_ row: Int) async throws {
        let (request, target, expected) = Self.places[row]
        try await MemoryCluster.with { cluster in
            try cluster.addTiller(1...1)
            let facts = try await cluster.facts(request)
            #expect(facts.target.namespace == target)
            #expect(facts.expectedNamespace == expected)
        }
    }

    @Test func aNamespaceSelectsReleases() async throws {
        try await MemoryCluster.with { cluster in
            try cluster.addTiller(1...1, "here")
            try cluster.addTiller(1...2, "elsewhere") { $0.namespace = "x" }
            try cluster.addTiller(1...1, "broken")
            let path = MemoryCluster.path("kube-system", "broken.v1")
            var broken = try #require(cluster[path]?.object)
            broken["data"] = ["release": "!!!!"]
            cluster[path] = .object(broken)
            let source = try cluster.source()
            let found = try await TillerSearch(source.tiller, namespace: "kube-system", driver: nil).find(nil).releases
            #expect(found.count == 3)
            let selected = try await MigrationReader(source, .init(namespace: "there")).selected(of: found)
            #expect(selected.releases.map(\.name) == ["here"])
            #expect(selected.unknown == ["broken"])
            #expect(try await MigrationReader(source, .init()).selected(of: found).releases.count == 3)
        }
    }

    // MARK: Trying it

    private func rehearse(
        _ answer: @escaping @Sendable (LoopbackServer.Request) -> LoopbackServer.Answer?
    ) async throws -> MigrationRehearsal.Findings {
        var found = MigrationRehearsal.Findings()
        try await MemoryCluster.with { cluster in
            try cluster.addTiller(1...1)
            cluster.add("cm")
            let plan = MigrationRules().plan(try await cluster.facts())
            // Somebody writes the object meanwhile.
            cluster[MemoryCluster.path("there", "cm")] = [
                "metadata": ["name": "cm", "namespace": "there", "uid": "uid-cm", "resourceVersion": "77"]
            ]
            cluster.answerInstead(answer)
            found = try await MigrationRehearsal(try cluster.source()) { "\($0)" }
                .findings(on: plan, deletesRecords: true)
            #expect(cluster.writes.isEmpty)
        }
        return found
    }

    @Test func anotherStateOfAnObjectIsNoRefusal() async throws {
        #expect(try await rehearse { _ in nil } == MigrationRehearsal.Findings())
    }

    @Test func whatCantBeTriedIsOnlyTold() async throws {
        let words = "admission webhook \"w\" does not support dry run"
        let found = try await rehearse { request in
            request.method == "GET" ? nil : MemoryCluster.refusal(400, "BadRequest", words)
        }
        #expect(found.refusals.isEmpty)
        #expect(found.untried.contains { $0.contains(words) })
    }

    @Test func aMissingNamespaceIsKnownAsSuch() async throws {
        let found = try await rehearse { request in
            request.method == "POST"
                ? MemoryCluster.refusal(404, "NotFound", "namespaces \"there\" not found", kind: "namespaces") : nil
        }
        #expect(found.lacksNamespace)
        #expect(!found.refusals.isEmpty)
        let other = try await rehearse { request in
            request.method == "POST" ? MemoryCluster.refusal(403, "Forbidden", "no") : nil
        }
        #expect(!other.lacksNamespace)
        #expect(!other.refusals.isEmpty)
    }
}
