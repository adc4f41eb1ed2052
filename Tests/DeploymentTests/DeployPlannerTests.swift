import Documents
import KubernetesClient
import Shared
import Testing

@testable import Deployment

@Suite struct DeployPlannerTests {
    @Test func installsInBarriers() throws {
        var world = World(kind: .install, storedCount: 0)
        try world.want(
            object("Ingress", "in", apiVersion: "networking.k8s.io/v1"),
            object("Deployment", "web", apiVersion: "apps/v1"), configMap("cm"), object("Service", "svc"),
            object("Namespace", "other"))
        let plan = try world.plan()
        #expect(plan.titles.first == "store the revision")
        #expect(plan.titles.last == "mark the revision as deployed")
        #expect(plan.predecessors(of: "create Namespace/other").isSuperset(of: ["store the revision"]))
        #expect(
            plan.predecessors(of: "create ConfigMap/cm").isSuperset(of: ["create Namespace/other"]))
        #expect(!plan.predecessors(of: "create ConfigMap/cm").contains("create Service/svc"))
        #expect(
            plan.predecessors(of: "create Deployment/web").isSuperset(of: ["create ConfigMap/cm", "create Service/svc"])
        )
        #expect(plan.predecessors(of: "create Ingress/in").contains("create Deployment/web"))
        #expect(plan.predecessors(of: "mark the revision as deployed").contains("create Ingress/in"))
    }

    @Test func everyEdgeLeadsBackwards() throws {
        var world = World()
        try world.want(configMap("a"), object("Service", "b"), object("Deployment", "c", apiVersion: "apps/v1"))
        world.had(configMap("old"), object("Secret", "old"))
        world.exists(configMap("old"), uid: "8")
        world.exists(object("Secret", "old"), uid: "9")
        let plan = try world.plan()
        for (index, operation) in plan.operations.enumerated() {
            #expect(operation.id == index)
            #expect(operation.after.allSatisfy { $0 < index })
        }
    }

    @Test func anEqualObjectIsLeftAlone() throws {
        let fields = FieldSet([
            "f:data": ["f:k": [:]],
            "f:metadata": [
                "f:labels": ["f:app.kubernetes.io/managed-by": [:]],
                "f:annotations": ["f:meta.helm.sh/release-name": [:], "f:meta.helm.sh/release-namespace": [:]],
            ],
        ])
        var world = World()
        try world.want(configMap("a"))
        world.had(configMap("a"))
        world.exists(configMap("a"), fields: fields)
        #expect(try world.planner.questions().dryRuns.isEmpty)
        let plan = try world.plan()
        #expect(plan.objectChanges.isEmpty)
        #expect(plan.unchanged.map(\.name) == ["a"])
        #expect(plan.titles == ["store the revision", "mark the revision as deployed"])
    }

    /// What is uncertain is asked; the answer decides.
    @Test(arguments: [true, false])
    func aDryRunDecides(_ isSame: Bool) throws {
        var world = World()
        try world.want(configMap("a"))
        world.had(configMap("a"))
        world.exists(configMap("a"))
        let asked = try world.planner.questions().dryRuns
        #expect(asked.map(\.identity.name) == ["a"])
        let desired = try #require(asked.first)
        let live = try #require(world.live[desired.identity])
        var answers = PlanAnswers()
        answers.dryRuns[desired.identity] = .result(isSame ? live : live.setting(["data", "k"], "new"))
        let plan = try world.plan(answers)
        #expect(plan.objectChanges.isEmpty == isSame)
        #expect(plan.titles.contains("update ConfigMap/a") == !isSame)
    }

    @Test func aRefusedDryRunStopsEverything() throws {
        var world = World()
        try world.want(configMap("a"), configMap("b"))
        world.had(configMap("a"), configMap("b"))
        world.exists(configMap("a"))
        world.exists(configMap("b"))
        var answers = PlanAnswers()
        for desired in world.desired { answers.dryRuns[desired.identity] = .refused("field is immutable") }
        let error = #expect(throws: DeploymentError.self) { try world.plan(answers) }
        #expect(error?.message.contains("ConfigMap/a (app/templates/ConfigMap.yaml)") ?? false)
        #expect(error?.message.contains("ConfigMap/b") ?? false)
    }

    @Test func aServerWithoutDryRunsIsSaid() throws {
        var world = World()
        try world.want(configMap("a"))
        world.had(configMap("a"))
        world.exists(configMap("a"))
        var answers = PlanAnswers()
        answers.dryRuns[world.desired[0].identity] = .impossible("webhook doesn't support dry run")
        let plan = try world.plan(answers)
        #expect(plan.titles.contains("update ConfigMap/a"))
        #expect(plan.notices.count == 1)
    }

    @Test func whatHelmThreeWroteIsTakenOver() throws {
        var world = World()
        try world.want(configMap("a", ["k": "v"]))
        world.had(configMap("a", ["k": "v", "old": "1"]), isApplied: false)
        world.exists(configMap("a", ["k": "v", "old": "1"]))
        let identity = world.desired[0].identity
        let entry: Value = [
            "manager": "helm", "operation": "Update", "apiVersion": "v1",
            "fieldsV1": ["f:data": ["f:k": [:], "f:old": [:]]],
        ]
        world.live[identity] = world.live[identity]?.setting(["metadata", "managedFields"], [entry])
        let plan = try world.plan()
        let operation = try #require(plan.objectChanges.first)
        guard case .update(_, let takeover?) = operation.kind else {
            Issue.record("\(operation)")
            return
        }
        #expect(takeover.resourceVersion == "7")
        #expect(takeover.change.applied.owns(["data", "old"]))
    }

    @Test func replicasOfAScaledDeploymentAreAskedFor() throws {
        let spec: Value = ["replicas": 3]
        var world = World()
        try world.want(object("Deployment", "web", apiVersion: "apps/v1", spec: ["paused": false]))
        world.had(object("Deployment", "web", apiVersion: "apps/v1", spec: spec))
        world.exists(
            object("Deployment", "web", apiVersion: "apps/v1", spec: spec),
            fields: FieldSet(["f:spec": ["f:replicas": [:]]]))
        #expect(try world.planner.questions().scalerNamespaces == ["ns"])
        var answers = PlanAnswers()
        answers.scalers = [
            [
                "kind": "HorizontalPodAutoscaler", "metadata": ["namespace": "ns"],
                "spec": ["scaleTargetRef": ["kind": "Deployment", "name": "web", "apiVersion": "apps/v1"]],
            ]
        ]
        let plan = try world.plan(answers)
        guard case .update(_, let takeover?)? = plan.objectChanges.first?.kind else {
            Issue.record("\(plan.titles)")
            return
        }
        #expect(!takeover.change.applied.owns(["spec", "replicas"]))
        guard case .update(_, nil)? = try world.plan().objectChanges.first?.kind else {
            Issue.record("replicas go when nothing drives them")
            return
        }
    }

    @Test func definitionsGoFirstAndAreAwaited() throws {
        var world = World(kind: .install)
        try world.want(
            ["apiVersion": "example.com/v1", "kind": "Widget", "metadata": ["name": "w"]], configMap("cm"),
            crds: [definition("widgets", kind: "Widget"), definition("gears", kind: "Gear")])
        let plan = try world.plan()
        let wait = "wait for CustomResourceDefinition/widgets.example.com"
        #expect(plan.titles.contains(wait))
        #expect(!plan.titles.contains("wait for CustomResourceDefinition/gears.example.com"))
        #expect(plan.predecessors(of: "create Widget/w").isSuperset(of: [wait, "create ConfigMap/cm"]))
        #expect(plan.predecessors(of: "create ConfigMap/cm").contains(wait))
        #expect(world.desired.first?.ownership == .anyone)
        #expect(world.desired.first?.object[path: ["metadata", "labels"]] == nil)
    }

    @Test func successSupersedesAndPrunes() throws {
        var world = World()
        world.superseded = [2, 1]
        world.storedCount = 10
        let plan = try world.plan()
        #expect(
            plan.titles == [
                "store the revision", "mark the revision as deployed", "mark revision 2 as superseded",
                "mark revision 1 as superseded", "keep 10 revisions",
            ])
        #expect(plan.predecessors(of: "mark revision 2 as superseded").contains("mark the revision as deployed"))
        world.storedCount = 9
        #expect(try !world.plan().titles.contains("keep 10 revisions"))
        world.storedCount = 100
        world.options.historyLimit = 0
        #expect(try !world.plan().titles.contains { $0.hasPrefix("keep") })
    }

    // The live scope and stored versions, the chart's, and whether that is refused.
    @Test(arguments: [
        ("Namespaced", ["v1"], "Namespaced", ["v1"], false),
        ("Namespaced", ["v1"], "Cluster", ["v1"], true),
        ("Namespaced", ["v1alpha1", "v1"], "Namespaced", ["v1"], true),
        ("Namespaced", ["v1"], "Namespaced", ["v1", "v2"], false),
    ])
    func definitionsKeepTheirObjects(
        _ scope: String, _ stored: [String], _ newScope: String, _ versions: [String], _ isRefused: Bool
    ) throws {
        var world = World()
        try world.want(crds: [definition("widgets", kind: "Widget", scope: newScope, versions: versions)])
        world.exists(
            definition("widgets", kind: "Widget", scope: scope, versions: stored)
                .setting(["status"], ["storedVersions": .array(stored.map(Value.string))]))
        if isRefused {
            #expect(throws: DeploymentError.self) { try world.plan() }
        } else {
            #expect(throws: Never.self) { try world.plan() }
        }
    }
}
