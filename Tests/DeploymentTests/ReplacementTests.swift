import Documents
import Shared
import Testing

@testable import Deployment

/// What becomes of objects that exist: the decision table, value by value.
@Suite struct ReplacementTests {
    enum Fate: String { case none, update, recreate, create, refused }

    private func fate(_ world: World, _ answers: PlanAnswers = PlanAnswers()) -> Fate {
        guard let plan = try? world.plan(answers) else { return .refused }
        for operation in plan.operations {
            switch operation.kind {
            case .create: return .create
            case .update: return .update
            case .recreate: return .recreate
            default: continue
            }
        }
        return .none
    }

    private func job(_ annotations: [String: Value] = [:], status: String? = nil) -> Value {
        let job = object("Job", "j", apiVersion: "batch/v1")
            .setting(["metadata", "annotations"], annotations.isEmpty ? nil : annotations.asValue)
        guard let status else { return job }
        return job.setting(["status"], ["conditions": [["type": .string(status), "status": "True"]]])
    }

    private static let immutable = PlanAnswers.DryRun.refused(
        "Job.batch \"j\" is invalid: spec.template: field is immutable")
    private static let otherwise = PlanAnswers.DryRun.refused("admission webhook \"x\" denied the request")
    private static let differs = PlanAnswers.DryRun.result(["spec": ["changed": true]])

    /// The chart's annotations, those of the live object, what the dry run says, and what is done.
    static let table: [(chart: [String: Value], live: [String: Value], dryRun: PlanAnswers.DryRun?, fate: Fate)] = [
        ([:], [:], differs, .update),
        ([:], [:], immutable, .refused),
        ([:], [:], otherwise, .refused),
        (["werf.io/delete-policy": "before-creation"], [:], nil, .recreate),
        (["werf.io/delete-policy": "before-creation-if-immutable"], [:], immutable, .recreate),
        (["werf.io/delete-policy": "before-creation-if-immutable"], [:], differs, .update),
        (["werf.io/delete-policy": "before-creation-if-immutable"], [:], otherwise, .refused),
        (["werf.io/delete-policy": "succeeded,failed"], [:], differs, .update),
        // Rule 1: keep wins, and in place of a recreate the object is updated.
        (["werf.io/delete-policy": "before-creation", "helm.sh/resource-policy": "keep"], [:], differs, .update),
        (["werf.io/delete-policy": "before-creation"], ["helm.sh/resource-policy": "keep"], differs, .update),
        (["werf.io/delete-policy": "before-creation"], ["werf.io/resource-policy": "keep"], immutable, .refused),
        (
            ["werf.io/delete-policy": "before-creation-if-immutable"], ["helm.sh/resource-policy": "odd"], immutable,
            .refused
        ),
        // What a resource policy skips.
        (["werf.io/resource-policy": "skip-update"], [:], differs, .none),
        (["werf.io/resource-policy": "skip-update"], [:], otherwise, .none),
        (["werf.io/resource-policy": "skip-create"], [:], otherwise, .none),
        (["werf.io/resource-policy": "skip-create"], [:], differs, .update),
        (["werf.io/resource-policy": "skip-recreate", "werf.io/delete-policy": "before-creation"], [:], nil, .none),
        (["werf.io/resource-policy": "skip-recreate"], [:], immutable, .none),
        (["werf.io/resource-policy": "skip-delete"], [:], differs, .update),
        // Rule 3: what is another's, or a controller's, isn't deleted for the sake of a hook.
        (["helm.sh/hook": "pre-upgrade"], [:], nil, .recreate),
        (["helm.sh/hook": "pre-upgrade"], ["meta.helm.sh/release-name": "other"], nil, .refused),
    ]

    @Test(arguments: table.indices)
    func decides(_ index: Int) throws {
        let row = Self.table[index]
        var world = World()
        try world.want(job(row.chart))
        world.had(job(row.chart))
        world.exists(job(row.live), isOurs: row.chart["helm.sh/hook"] == nil)
        var answers = PlanAnswers()
        answers.dryRuns[world.desired[0].identity] = row.dryRun
        #expect(fate(world, answers) == row.fate, "\(row)")
    }

    @Test func whatIsSkippedIsNotMade() throws {
        var world = World()
        try world.want(job(["werf.io/resource-policy": "skip-create"]))
        #expect(fate(world) == .none)
        try world.want(configMap("other"))
        #expect(fate(world) == .create)
    }

    @Test func anImmutableChangeNamesTheAnnotation() throws {
        var world = World()
        try world.want(job())
        world.had(job())
        world.exists(job())
        var answers = PlanAnswers()
        answers.dryRuns[world.desired[0].identity] = Self.immutable
        let error = #expect(throws: DeploymentError.self) { try world.plan(answers) }
        #expect(error?.message.contains("\"werf.io/delete-policy\": \"before-creation-if-immutable\"") ?? false)
        #expect(error?.message.contains("app/templates/Job.yaml") ?? false)
    }

    @Test func aControllersObjectIsNotDeletedForAHook() throws {
        var world = World()
        try world.want(job(["helm.sh/hook": "pre-upgrade"]))
        world.exists(
            job().setting(["metadata", "ownerReferences"], [["kind": "CronJob", "name": "c", "controller": true]]),
            isOurs: false)
        let error = #expect(throws: DeploymentError.self) { try world.plan() }
        #expect(error?.message.contains("CronJob \"c\" controls it") ?? false)
    }

    /// What an object that is on its way out is replaced by waits until it is gone.
    @Test func whatIsGoingIsMadeAnew() throws {
        var world = World()
        try world.want(job())
        world.had(job())
        world.exists(job().setting(["metadata", "deletionTimestamp"], "2026-01-01T00:00:00Z"))
        #expect(try world.planner.questions().dryRuns.isEmpty)
        #expect(fate(world) == .recreate)
    }

    /// Rule 16: a leftover that no policy lets us replace is an error that names the policy; what an unfinished deploy
    /// has left isn't.
    @Test(arguments: [
        ("hook-failed", nil, Fate.refused), ("hook-succeeded", "2", .refused), ("hook-failed", "3", .recreate),
        ("before-hook-creation,hook-failed", nil, .recreate),
    ])
    func leftovers(_ policy: String, _ revision: String?, _ expected: Fate) throws {
        var world = World()
        try world.want(
            job(["helm.sh/hook": "pre-upgrade", "helm.sh/hook-delete-policy": .string(policy)]))
        world.had(configMap("x"), revision: 3, status: .failed)
        world.had(configMap("x"), revision: 2)
        let mark: [String: Value] = revision.map { [DesiredObject.revisionAnnotation: .string($0)] } ?? [:]
        world.exists(job(mark, status: "Complete"), isOurs: false)
        #expect(fate(world) == expected)
        guard expected == .refused else { return }
        let error = #expect(throws: DeploymentError.self) { try world.plan() }
        #expect(error?.message.contains("before-hook-creation") ?? false)
    }

    /// Rule 16: an unchanged Job that has failed would fail again.
    @Test(arguments: [
        ([:], ReleaseStatus.failed, Fate.refused), ([:], .deployed, .none),
        (["werf.io/delete-policy": "before-creation"], .failed, .recreate),
        (["werf.io/delete-policy": "failed"], .failed, .recreate),
        (["werf.io/fail-mode": "IgnoreAndContinueDeployProcess"], .failed, .none),
        (["werf.io/track-termination-mode": "NonBlocking"], .failed, .none),
    ])
    func failedJobs(_ annotations: [String: Value], _ last: ReleaseStatus, _ expected: Fate) throws {
        var world = World()
        try world.want(job(annotations))
        world.had(job(annotations), revision: 2, status: last)
        world.had(job(annotations), revision: 1)
        world.exists(job(annotations, status: "Failed"))
        var answers = PlanAnswers()
        let identity = world.desired[0].identity
        if let live = world.live[identity] { answers.dryRuns[identity] = .result(live) }
        #expect(fate(world, answers) == expected)
    }

    /// What is unchanged is waited for only when the last deploy failed, or when something else needs it ready.
    @Test(arguments: [(ReleaseStatus.deployed, false), (.failed, true)])
    func unchangedObjectsAreWaitedForAfterAFailure(_ last: ReleaseStatus, _ waits: Bool) throws {
        let web = object("Deployment", "web", apiVersion: "apps/v1")
        var world = World()
        try world.want(web)
        world.had(web, revision: 2, status: last)
        world.had(web, revision: 1)
        world.exists(web)
        var answers = PlanAnswers()
        let identity = world.desired[0].identity
        if let live = world.live[identity] { answers.dryRuns[identity] = .result(live) }
        #expect(try world.plan(answers).titles.contains("wait until Deployment/web is ready") == waits)
    }

    // MARK: Objects that go after success

    @Test(arguments: [
        (["werf.io/delete-policy": "succeeded"], true), ([:], false),
        (["werf.io/delete-policy": "succeeded", "helm.sh/resource-policy": "keep"], false),
        (["helm.sh/hook": "pre-install", "helm.sh/hook-delete-policy": "hook-succeeded"], true),
    ])
    func succeededObjectsGo(_ annotations: [String: Value], _ goes: Bool) throws {
        var world = World(kind: .install)
        try world.want(job(annotations))
        let plan = try world.plan()
        let title = "delete Job/j, which has done its work"
        #expect(plan.titles.contains(title) == goes)
        if goes { #expect(plan.predecessors(of: title).contains("wait until Job/j is ready")) }
    }

    /// Rule 4: an explicit policy on a namespace or a definition in use needs permission.
    @Test(arguments: [("Namespace", "v1"), ("CustomResourceDefinition", "apiextensions.k8s.io/v1")])
    func foundationsNeedPermission(_ kind: String, _ version: String) throws {
        let annotations: Value = ["werf.io/delete-policy": "before-creation"]
        let thing = (kind == "Namespace" ? object("Namespace", "extra") : definition("widgets", kind: "Widget"))
            .setting(["metadata", "annotations"], annotations)
        var world = World()
        try world.want(thing)
        world.had(thing)
        world.exists(thing)
        var answers = PlanAnswers()
        if kind != "Namespace" {
            let asked = try world.planner.questions().crds
            #expect(asked.count == 1)
            #expect(fate(world, answers) == .recreate)
            answers.crdsInUse = Set(asked.map(\.identity.object))
        }
        #expect(fate(world, answers) == .refused)
        world.options.allowsCRDDelete = true
        #expect(fate(world, answers) == .recreate)
    }

    @Test(arguments: [(DeployKind.install, 4), (.upgrade, 0)])
    func replicasAreGivenAtCreationOnly(_ kind: DeployKind, _ replicas: Int) throws {
        let web = object("Deployment", "web", apiVersion: "apps/v1", spec: ["paused": false])
            .setting(["metadata", "annotations"], ["werf.io/replicas-on-creation": "4"])
        var world = World(kind: kind)
        try world.want(web)
        if kind == .upgrade {
            world.had(web)
            world.exists(web, fields: FieldSet(["f:spec": ["f:replicas": [:]]]))
        }
        switch try world.plan().objectChanges.first?.kind {
        case .create(let made)?: #expect(made.object[path: ["spec", "replicas"]] == .integer(Int64(replicas)))
        case .update(let made, let takeover)?:
            #expect(made.object[path: ["spec", "replicas"]] == nil)
            // They are let go of, not reset.
            #expect(takeover?.change.applied.owns(["spec", "replicas"]) == false)
        default: Issue.record("nothing is done")
        }
    }
}
