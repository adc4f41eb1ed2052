import Documents
import Shared
import Testing

@testable import Deployment

/// The order of a deploy: stages, weights, hooks, dependencies.
@Suite struct StageTests {
    private func job(_ name: String, _ annotations: [String: Value] = [:]) -> Value {
        object("Job", name, apiVersion: "batch/v1").setting(["metadata", "annotations"], annotations.asValue)
    }

    private func deployment(_ name: String, _ annotations: [String: Value] = [:]) -> Value {
        object("Deployment", name, apiVersion: "apps/v1").setting(["metadata", "annotations"], annotations.asValue)
    }

    /// The example of the user's document: a Job of the first installation, before the Deployment.
    @Test(arguments: DeployKind.allCases)
    func theUsersExample(_ kind: DeployKind) throws {
        var world = World(kind: kind)
        try world.want(
            job("myapp-db-init", ["werf.io/deploy-on": "pre-install", "werf.io/delete-policy": "before-creation"]),
            deployment("myapp", ["werf.io/deploy-on": "install,upgrade,rollback"]))
        let plan = try world.plan()
        #expect(plan.titles.contains("create Job/myapp-db-init") == (kind == .install))
        #expect(plan.titles.contains("create Deployment/myapp") == (kind != .uninstall))
        guard kind == .install else { return }
        #expect(
            plan.predecessors(of: "create Deployment/myapp").isSuperset(of: [
                "create Job/myapp-db-init", "wait until Job/myapp-db-init is ready", "record the end of stage pre",
            ]))
    }

    @Test func stagesFollowEachOther() throws {
        var world = World(kind: .install)
        try world.want(
            job("before", ["helm.sh/hook": "pre-install"]), job("after", ["helm.sh/hook": "post-install"]),
            deployment("web"), definition("widgets", kind: "Widget"))
        let plan = try world.plan()
        let steps = [
            "create CustomResourceDefinition/widgets.example.com", "create Job/before", "create Deployment/web",
            "create Job/after", "mark the revision as deployed",
        ]
        for (earlier, later) in zip(steps, steps.dropFirst()) {
            #expect(plan.predecessors(of: later).contains(earlier), "\(earlier) before \(later)")
        }
        for (waited, later) in [("before", "create Deployment/web"), ("after", "mark the revision as deployed")] {
            #expect(plan.predecessors(of: later).contains("wait until Job/\(waited) is ready"))
        }
        #expect(plan.predecessors(of: "create Job/after").contains("wait until Deployment/web is ready"))
    }

    /// Rule 15: one hook after another, by weight and then by name.
    @Test func hooksRunInARow() throws {
        var world = World(kind: .install)
        try world.want(
            job("b", ["helm.sh/hook": "pre-install"]), job("a", ["helm.sh/hook": "pre-install"]),
            job("z", ["helm.sh/hook": "pre-install", "helm.sh/hook-weight": "-1"]),
            job("free", ["helm.sh/hook": "pre-install", "werf.io/weight": "0"]))
        let plan = try world.plan()
        #expect(plan.predecessors(of: "create Job/a").contains("wait until Job/z is ready"))
        #expect(plan.predecessors(of: "create Job/b").contains("wait until Job/a is ready"))
        #expect(!plan.predecessors(of: "create Job/a").contains("create Job/b"))
        #expect(!plan.predecessors(of: "create Job/free").contains("create Job/a"))
        #expect(plan.predecessors(of: "create Job/free").contains("wait until Job/z is ready"))
    }

    @Test func aWeightWaitsForTheOneBefore() throws {
        var world = World(kind: .install)
        try world.want(
            deployment("second", ["werf.io/weight": "10"]), deployment("first", ["werf.io/weight": "-10"]),
            configMap("late", annotations: ["werf.io/weight": "10"]))
        let plan = try world.plan()
        for late in ["create Deployment/second", "create ConfigMap/late"] {
            #expect(plan.predecessors(of: late).contains("wait until Deployment/first is ready"))
        }
        #expect(plan.predecessors(of: "create Deployment/second").contains("create ConfigMap/late"))
    }

    /// Kinds inside one weight are applied in barriers, and never wait for readiness.
    @Test func barriersDontWaitForReadiness() throws {
        var world = World(kind: .install)
        try world.want(
            deployment("web"), object("Ingress", "in", apiVersion: "networking.k8s.io/v1"),
            object("PersistentVolumeClaim", "data"))
        let plan = try world.plan()
        let before = plan.predecessors(of: "create Ingress/in")
        #expect(before.isSuperset(of: ["create Deployment/web", "create PersistentVolumeClaim/data"]))
        #expect(!before.contains { $0.hasPrefix("wait") })
        #expect(plan.predecessors(of: "mark the revision as deployed").contains("wait until Deployment/web is ready"))
    }

    @Test(arguments: [("present", false), ("ready", true)])
    func dependenciesOrder(_ state: String, _ waits: Bool) throws {
        var world = World(kind: .install)
        try world.want(
            deployment("api", ["werf.io/deploy-dependency-db": .string("state=\(state),kind=StatefulSet,name=db")]),
            object("StatefulSet", "db", apiVersion: "apps/v1").setting(
                ["metadata", "annotations"], ["werf.io/weight": "5"]))
        let plan = try world.plan()
        let before = plan.predecessors(of: "create Deployment/api")
        #expect(before.contains("create StatefulSet/db"))
        #expect(before.contains("wait until StatefulSet/db is ready") == waits)
    }

    @Test func aDependencyOnNothingIsTold() throws {
        var world = World(kind: .install)
        try world.want(deployment("api", ["werf.io/deploy-dependency-db": "state=ready,kind=StatefulSet,name=bd"]))
        let notices = try world.plan().notices
        #expect(notices.count == 1)
        #expect("\(notices)".contains("dependency \\\"db\\\""))
    }

    @Test func anExternalObjectIsAwaited() throws {
        var world = World(kind: .install)
        try world.want(
            deployment("api", ["x.external-dependency.werf.io": "v1:Secret:vault"]),
            deployment("b", ["x.external-dependency.werf.io/resource": "secrets/vault"]), deployment("c"))
        let plan = try world.plan()
        let wait = "wait for Secret/vault of somebody else"
        #expect(plan.titles.filter { $0 == wait }.count == 1)
        #expect(plan.predecessors(of: "create Deployment/api").contains(wait))
        #expect(plan.predecessors(of: "create Deployment/b").contains(wait))
        #expect(!plan.predecessors(of: "create Deployment/c").contains(wait))
    }

    @Test func anExternalObjectOfNoKindIsAFault() throws {
        var world = World(kind: .install)
        try world.want(deployment("api", ["x.external-dependency.werf.io": "no.such/v1:Thing:vault"]))
        let error = #expect(throws: DeploymentError.self) { try world.plan() }
        #expect(error?.message.contains("Thing") ?? false)
    }

    @Test func aCycleIsNamed() throws {
        var world = World(kind: .install)
        try world.want(
            deployment("a", ["werf.io/deploy-dependency-b": "state=ready,kind=Deployment,name=b"]),
            deployment("b", ["werf.io/deploy-dependency-a": "state=present,kind=Deployment,name=a"]), configMap("c"))
        let error = #expect(throws: DeploymentError.self) { try world.plan() }
        for part in ["create Deployment/a", "create Deployment/b", "wait until Deployment/b is ready"] {
            #expect(error?.message.contains(part) ?? false, "\(error?.message ?? "")")
        }
        #expect(!(error?.message.contains("ConfigMap") ?? true))
    }

    /// An object without a weight waits for what its manifest names.
    @Test func manifestsNameWhatTheyNeed() throws {
        let spec: Value = [
            "template": [
                "spec": [
                    "serviceAccountName": "runner",
                    "containers": [["envFrom": [["configMapRef": ["name": "settings"]]]]],
                    "volumes": [
                        ["secret": ["secretName": "keys"]], ["persistentVolumeClaim": ["claimName": "data"]],
                        ["configMap": ["name": "maybe", "optional": true]],
                    ],
                ]
            ]
        ]
        var world = World(kind: .install)
        try world.want(
            object("Deployment", "api", apiVersion: "apps/v1", spec: spec).setting(
                ["metadata", "annotations"], ["werf.io/deploy-dependency-x": "state=present,kind=Service,name=x"]),
            object("ServiceAccount", "runner"), configMap("settings"), object("Secret", "keys"),
            object("PersistentVolumeClaim", "data"), configMap("maybe"), object("Service", "x"))
        let before = try world.plan().predecessors(of: "create Deployment/api")
        #expect(
            before.isSuperset(of: [
                "create ServiceAccount/runner", "create ConfigMap/settings", "create Secret/keys",
                "create PersistentVolumeClaim/data", "create Service/x",
            ]))
        #expect(!before.contains("create ConfigMap/maybe"))
    }

    /// What weights say counts more than what manifests name.
    @Test func weightsOverrideWhatManifestsName() throws {
        let spec: Value = ["template": ["spec": ["serviceAccountName": "runner"]]]
        var world = World(kind: .install)
        try world.want(
            object("Job", "early", apiVersion: "batch/v1", spec: spec).setting(
                ["metadata", "annotations"], ["werf.io/weight": "-1"]), object("ServiceAccount", "runner"))
        let plan = try world.plan()
        #expect(plan.predecessors(of: "create ServiceAccount/runner").contains("create Job/early"))
    }

    @Test func droppedObjectsGoBetweenMainAndPost() throws {
        var world = World()
        try world.want(deployment("new"), job("after", ["helm.sh/hook": "post-upgrade"]))
        world.had(configMap("old"))
        world.exists(configMap("old"))
        let plan = try world.plan()
        #expect(plan.predecessors(of: "delete ConfigMap/old").contains("wait until Deployment/new is ready"))
        #expect(plan.predecessors(of: "create Job/after").contains("delete ConfigMap/old"))
    }

    /// Rendered but not of this deploy: neither applied nor deleted.
    @Test func whatADeployLeavesOutStays() throws {
        var world = World()
        try world.want(
            configMap("first", annotations: ["werf.io/deploy-on": "install"]),
            job("hook", ["helm.sh/hook": "pre-install", "werf.io/ownership": "release"]))
        world.had(
            configMap("first", annotations: ["werf.io/deploy-on": "install"]),
            job("hook", ["helm.sh/hook": "pre-install", "werf.io/ownership": "release"]))
        world.exists(configMap("first"))
        #expect(try world.plan().titles == ["store the revision", "mark the revision as deployed"])
    }

    @Test func withoutHooksOnlyTheyStay() throws {
        var world = World(kind: .install)
        world.options.runsHooks = false
        try world.want(
            job("hook", ["helm.sh/hook": "pre-install"]), job("early", ["werf.io/deploy-on": "pre-install"]))
        let plan = try world.plan()
        #expect(!plan.titles.contains("create Job/hook"))
        #expect(plan.titles.contains("create Job/early"))
    }

    /// Without tracking only hooks are waited for, and what must be known to be ready.
    @Test func withoutTracking() throws {
        var world = World(kind: .install)
        world.options.tracks = false
        try world.want(
            deployment("web"), job("hook", ["helm.sh/hook": "pre-install"]),
            job("once", ["werf.io/delete-policy": "succeeded"]))
        let waits = try world.plan().titles.filter { $0.hasPrefix("wait") }
        #expect(Set(waits) == ["wait until Job/hook is ready", "wait until Job/once is ready"])
    }
}
