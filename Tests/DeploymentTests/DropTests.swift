import Documents
import Shared
import Testing

@testable import Deployment

@Suite struct DropTests {
    enum Fate: Equatable { case deleted, kept, nothing, refused }

    private func fate(_ world: World, of title: String, _ answers: PlanAnswers = PlanAnswers()) -> Fate {
        guard let plan = try? world.plan(answers) else { return .refused }
        if plan.titles.contains("delete \(title)") { return .deleted }
        let isKept = plan.notices.contains { notice in
            if case .kept(let identity, _) = notice { identity.title(releaseNamespace: "ns") == title } else { false }
        }
        return isKept ? .kept : .nothing
    }

    /// Annotations in the chart's last revision, annotations on the live object.
    static let policies: [(chart: [String: Value], live: [String: Value], fate: Fate)] = [
        ([:], [:], .deleted),
        (["helm.sh/resource-policy": "keep"], [:], .kept),
        (["helm.sh/resource-policy": " Keep "], [:], .kept),
        (["helm.sh/resource-policy": "whatever"], [:], .kept),
        (["helm.sh/resource-policy": ""], [:], .deleted),
        ([:], ["helm.sh/resource-policy": "keep"], .kept),
        ([:], ["helm.sh/resource-policy": "other"], .kept),
        (["werf.io/resource-policy": "skip-delete"], [:], .kept),
        (["werf.io/resource-policy": "skip-update,keep"], [:], .kept),
        (["werf.io/resource-policy": "skip-update"], [:], .deleted),
        ([:], ["werf.io/resource-policy": "keep"], .kept),
        (["werf.io/ownership": "anyone"], [:], .kept),
    ]

    @Test(arguments: policies.indices)
    func policyDecides(_ index: Int) {
        let item = Self.policies[index]
        var world = World()
        world.had(configMap("a", annotations: item.chart.asValue))
        world.exists(configMap("a", annotations: item.live.asValue))
        #expect(fate(world, of: "ConfigMap/a") == item.fate)
    }

    @Test func whatIsNotMarkedAsOursStays() {
        var world = World()
        world.had(configMap("a"))
        world.exists(configMap("a"), isOurs: false)
        #expect(fate(world, of: "ConfigMap/a") == .kept)
    }

    @Test func whatIsNotThereOrGoingIsNoMatter() {
        var world = World()
        world.had(configMap("a"), configMap("b"))
        world.exists(configMap("b").setting(["metadata", "deletionTimestamp"], "2026-01-01T00:00:00Z"))
        #expect(fate(world, of: "ConfigMap/a") == .nothing)
        #expect(fate(world, of: "ConfigMap/b") == .nothing)
    }

    @Test func objectsOfFailedRevisionsGoAsWell() {
        var world = World()
        world.had(configMap("tried"), revision: 3, status: .failed)
        world.had(configMap("old"), revision: 2)
        world.exists(configMap("tried"), uid: "1")
        world.exists(configMap("old"), uid: "2")
        #expect(fate(world, of: "ConfigMap/tried") == .deleted)
        #expect(fate(world, of: "ConfigMap/old") == .deleted)
    }

    /// A chart that names the same object in another group or version doesn't lose it.
    @Test func aMovedObjectIsTheSameObject() throws {
        var world = World()
        try world.want(object("Ingress", "in", apiVersion: "networking.k8s.io/v1"))
        world.had(object("Ingress", "in", apiVersion: "extensions/v1beta1"))
        world.exists(object("Ingress", "in", apiVersion: "networking.k8s.io/v1"))
        #expect(fate(world, of: "Ingress/in") == .nothing)
        #expect(try world.planner.questions().dryRuns.count == 1)
    }

    @Test func anObjectWithTheSameUIDStays() throws {
        var world = World()
        try world.want(configMap("new"))
        world.had(configMap("old"))
        world.exists(configMap("new"), uid: "same")
        world.exists(configMap("old"), uid: "same")
        #expect(fate(world, of: "ConfigMap/old") == .nothing)
    }

    @Test func aNamespaceNeedsPermission() {
        var world = World()
        world.had(object("Namespace", "extra"), object("Namespace", "ns"))
        world.exists(object("Namespace", "ns"), uid: "2")
        #expect(fate(world, of: "Namespace/ns") == .kept)
        world.exists(object("Namespace", "extra"), uid: "1")
        #expect(fate(world, of: "Namespace/extra") == .refused)
        world.options.allowsCRDDelete = true
        #expect(fate(world, of: "Namespace/extra") == .deleted)
        #expect(fate(world, of: "Namespace/ns") == .kept)
    }

    @Test func aDefinitionInUseNeedsPermission() throws {
        var world = World()
        world.had(definition("widgets", kind: "Widget"))
        world.exists(definition("widgets", kind: "Widget"))
        let title = "CustomResourceDefinition/widgets.example.com"
        let asked = try world.planner.questions().crds
        #expect(asked.count == 1)
        #expect(fate(world, of: title) == .deleted)
        var answers = PlanAnswers()
        answers.crdsInUse = Set(asked.map(\.identity.object))
        #expect(fate(world, of: title, answers) == .refused)
        world.options.allowsCRDDelete = true
        #expect(fate(world, of: title, answers) == .deleted)
    }

    @Test func deletesComeAfterTheNewAndInReverse() throws {
        var world = World()
        try world.want(configMap("new"), object("Deployment", "new", apiVersion: "apps/v1"))
        world.had(configMap("old"), object("Deployment", "old", apiVersion: "apps/v1"))
        world.exists(configMap("old"), uid: "1")
        world.exists(object("Deployment", "old", apiVersion: "apps/v1"), uid: "2")
        let plan = try world.plan()
        #expect(plan.predecessors(of: "delete Deployment/old").contains("create Deployment/new"))
        #expect(plan.predecessors(of: "delete ConfigMap/old").contains("delete Deployment/old"))
        #expect(plan.predecessors(of: "mark the revision as deployed").contains("delete ConfigMap/old"))
    }

    @Test func whatNeedsTheSameThingGoesFirst() throws {
        let spec: Value = ["ports": [["port": 80, "nodePort": 30080]]]
        var world = World()
        try world.want(object("Service", "new", spec: spec))
        world.had(object("Service", "old", spec: spec))
        world.exists(object("Service", "old", spec: spec))
        let plan = try world.plan()
        #expect(
            plan.predecessors(of: "create Service/new").isSuperset(of: [
                "delete Service/old", "wait until Service/old is gone",
            ]))
    }

    @Test func anUnservedKindIsSaid() throws {
        var world = World()
        world.had(object("Gone", "x", apiVersion: "old.example.com/v1"))
        let plan = try world.plan()
        #expect(plan.notices.count == 1)
        #expect(plan.objectChanges.isEmpty)
    }

    @Test(arguments: [
        (nil, Propagation.foreground), ("Orphan", .orphan), ("Background", .background), ("nonsense", .foreground),
    ])
    func propagationFollowsTheAnnotation(_ text: String?, _ expected: Propagation) throws {
        var world = World()
        let annotations: Value? = text.map { ["werf.io/delete-propagation": .string($0)] }
        world.had(configMap("a", annotations: annotations))
        world.exists(configMap("a"))
        guard case .delete(let dropped)? = try world.plan().objectChanges.first?.kind else {
            Issue.record("nothing is deleted")
            return
        }
        #expect(dropped.propagation == expected)
        #expect(dropped.uid == "1")
    }
}
