import Documents
import Shared
import Testing

@testable import Deployment

/// What a preview says becomes of each object.
@Suite struct PlanPreviewTests {
    private func preview(_ world: World, _ answers: PlanAnswers = PlanAnswers()) throws -> PlanPreview {
        let plan = try world.planner.plan(answers)
        let inputs = PlanInputs(
            target: world.target, desired: world.desired, earlier: EarlierRevisions(world.earlier), live: world.live,
            liveDropped: world.liveDropped, types: world.types, superseded: [], storedCount: 1,
            options: world.options)
        return PlanPreviewer(inputs: inputs, answers: answers).preview(plan)
    }

    private func map(_ data: Value, annotations: Value? = nil) -> Value {
        var metadata: Object = Object([.init(key: "name", value: "a")])
        metadata["annotations"] = annotations
        return ["apiVersion": "v1", "kind": "ConfigMap", "metadata": .object(metadata), "data": data]
    }

    private func answers(_ world: World, _ answer: PlanAnswers.DryRun) -> PlanAnswers {
        var answers = PlanAnswers()
        for desired in world.desired { answers.dryRuns[desired.identity] = answer }
        return answers
    }

    private let applied = FieldSet(["f:data": ["f:a": [:], "f:b": [:]]].object ?? Object())

    @Test func aNewObjectComesAsItIsAskedFor() throws {
        var world = World()
        try world.want(map(["a": "1"]))
        let change = try #require(try preview(world).changes.first)
        #expect(change.action == .create && change.before == nil && change.after?["data"] == ["a": "1"])
    }

    @Test func anUpdateIsWhatTheServerSaysOfIt() throws {
        var world = World()
        try world.want(map(["a": "2"]))
        world.exists(map(["a": "1"]), fields: applied)
        let result = map(["a": "2", "defaulted": "x"])
        let change = try #require(try preview(world, answers(world, .result(result))).changes.first)
        #expect(change.action == .update && change.before?["data"] == ["a": "1"])
        #expect(change.after?["data"] == ["a": "2", "defaulted": "x"])
    }

    @Test func fieldsThatATakeOverDropsAreGone() throws {
        var world = World()
        world.had(map(["a": "1", "b": "2"]), isApplied: false)
        try world.want(map(["a": "1"]))
        let entry: Value = [
            "manager": "helm", "operation": "Update", "apiVersion": "v1", "fieldsType": "FieldsV1",
            "fieldsV1": ["f:data": ["f:a": [:], "f:b": [:]]],
        ]
        let other: Value = [
            "manager": "someone", "operation": "Update", "apiVersion": "v1", "fieldsType": "FieldsV1",
            "fieldsV1": ["f:data": ["f:c": [:]]],
        ]
        let live = map(["a": "1", "b": "2", "c": "3"]).setting(["metadata", "managedFields"], [entry, other])
        world.exists(live)
        // The trial knows nothing of the take-over that comes before the apply.
        let change = try #require(try preview(world, answers(world, .result(live))).changes.first)
        #expect(change.after?["data"] == ["a": "1", "c": "3"])
        #expect(change.diff(ObjectDiff.Options()).text.contains("-   b: \"2\"\n"))
    }

    @Test func withoutTheRightToTryItIsReckonedHere() throws {
        var world = World()
        try world.want(map(["a": "2"]))
        var live = map(["a": "1", "b": "2", "theirs": "3"])
        live = live.setting(["metadata", "namespace"], "ns")
        world.exists(live, fields: applied)
        let shown = try preview(world, answers(world, .untried("no patch")))
        let change = try #require(shown.changes.first)
        #expect(change.after?["data"] == ["a": "2", "theirs": "3"] && change.untried == "no patch")
        let warnings = shown.plan.notices.filter { if case .warning = $0 { true } else { false } }
        #expect(warnings.count == 1)
        var same = World()
        try same.want(map(["a": "1", "b": "2"]))
        same.exists(live, fields: applied)
        let unchanged = try preview(same, answers(same, .untried("no patch")))
        #expect(unchanged.changes.isEmpty && unchanged.plan.unchanged.count == 1)
    }

    @Test func whatDeploysSayOfThemselvesDoesNotCount() throws {
        for (key, isCounted) in [("ci.werf.io/commit", false), ("project.werf.io/env", false), ("mine", true)] {
            var world = World()
            try world.want(map(["a": "1"], annotations: .object(Object([.init(key: key, value: "2")]))))
            world.exists(map(["a": "1"], annotations: .object(Object([.init(key: key, value: "1")]))), fields: applied)
            let result = try #require(world.live.values.first)
                .setting(["metadata", "annotations", key], "2")
            let shown = try preview(world, answers(world, .result(result)))
            #expect(shown.changes.count == 1 && shown.counted.isEmpty == !isCounted, "\(key)")
            #expect(shown.plan.usefulOperations.isEmpty == !isCounted)
        }
    }

    /// A new commit alone must not make a deploy wait for what nothing starts anew.
    @Test func whatDeploysSayOfThemselvesIsNotWaitedFor() throws {
        for (key, waits) in [("ci.werf.io/commit", 0), ("mine", 1)] {
            func deployment(_ value: Value) -> Value {
                [
                    "apiVersion": "apps/v1", "kind": "Deployment",
                    "metadata": ["name": "d", "annotations": .object(Object([.init(key: key, value: value)]))],
                ]
            }
            var world = World()
            try world.want(deployment("2"))
            world.exists(deployment("1"), fields: applied)
            let result = try #require(world.live.values.first).setting(["metadata", "annotations", key], "2")
            let plan = try world.planner.plan(answers(world, .result(result)))
            let waiting = plan.operations.filter { if case .awaitReady = $0.kind { true } else { false } }
            #expect(waiting.count == waits, "\(key)")
        }
    }

    @Test func aJobMadeAnewIsComparedWithWhatWasAskedForLast() throws {
        func job(_ image: Value) -> Value {
            [
                "apiVersion": "batch/v1", "kind": "Job",
                "metadata": ["name": "j", "annotations": ["werf.io/delete-policy": "before-creation"]],
                "spec": ["image": image],
            ]
        }
        var world = World()
        world.had(job("one"))
        try world.want(job("two"))
        world.exists(job("one").setting(["spec", "defaulted"], "x"))
        let change = try #require(try preview(world).changes.first)
        #expect(change.action == .recreate && change.runs)
        let text = change.diff(ObjectDiff.Options()).text
        #expect(text.contains("-   image: one\n+   image: two\n") && !text.contains("defaulted"), "\(text)")
        // The one that is there is kept aside, to be compared when the plan is run.
        #expect(change.replaced?["spec"] == ["image": "one", "defaulted": "x"])
        #expect(change.replaced?[path: ["metadata", "uid"]] == "1")
        #expect(change.replaced?[path: ["metadata", "resourceVersion"]] == Value?.none)
        for (live, uid) in [(job("by hand"), "1"), (job("one").setting(["spec", "defaulted"], "x"), "2")] {
            var later = world
            later.live = [:]
            later.exists(live, uid: uid)
            let found = try preview(later).changes
            #expect(PlanComparison.differences(approved: [change], now: found).count == 1)
        }
        #expect(PlanComparison.differences(approved: [change], now: try preview(world).changes).isEmpty)
    }

    @Test func whatIsDroppedIsAllRemoved() throws {
        var world = World()
        world.had(map(["a": "1"]))
        world.exists(map(["a": "1"]))
        let change = try #require(try preview(world).changes.first)
        #expect(change.action == .delete && change.after == nil && change.before?["data"] == ["a": "1"])
        #expect(change.source == "app/t.yaml")
    }

    // MARK: Apply, reckoned here

    @Test func listsAreMergedAsTheirFieldsSay() {
        let fields: Value = [
            "manager": "helm", "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1",
            "fieldsV1": [
                "f:spec": [
                    "f:containers": [
                        "k:{\"name\":\"a\"}": [".": [:], "f:name": [:], "f:image": [:]],
                        "k:{\"name\":\"gone\"}": [".": [:], "f:name": [:]],
                    ],
                    "f:args": [:], "f:finalizers": [".": [:], "v:\"x\"": [:]],
                ]
            ],
        ]
        let live: Value = [
            "metadata": ["managedFields": [fields]],
            "spec": [
                "containers": [["name": "gone", "pull": "Always"], ["name": "a", "image": "1", "pull": "Always"]],
                "args": ["one", "two"], "finalizers": ["x", "theirs"],
            ],
        ]
        let desired: Value = [
            "spec": [
                "containers": [["name": "a", "image": "2"], ["name": "b"]], "args": ["three"], "finalizers": ["y"],
            ]
        ]
        let result = LocalApply.result(of: desired, on: live)
        #expect(
            result["spec"] == [
                "containers": [["name": "a", "image": "2", "pull": "Always"], ["name": "b"]], "args": ["three"],
                "finalizers": ["theirs", "y"],
            ])
    }

    @Test func whatSomeoneElseOwnsTooStays() {
        let owned = FieldSet(["f:data": ["f:a": [:], "f:b": [:], "f:c": [:]]].object ?? Object())
        let other = FieldSet(["f:data": ["f:b": [:]]].object ?? Object())
        let removal = FieldRemoval(owned: owned, others: [other])
        let left = removal.applied(to: map(["a": "1", "b": "2", "c": "3", "d": "4"]), desired: map(["a": "1"]))
        #expect(left["data"] == ["a": "1", "b": "2", "d": "4"])
    }
}

extension Value {
    fileprivate init(_ object: Object) { self = .object(object) }
}
