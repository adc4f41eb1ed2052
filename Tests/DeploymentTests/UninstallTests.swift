import Documents
import Shared
import Testing

@testable import Deployment

/// Plans that take a release away, and that go back to an earlier revision of it.
@Suite struct UninstallTests {
    private func job(_ name: String, _ annotations: [String: Value]) -> Value {
        object("Job", name, apiVersion: "batch/v1").setting(["metadata", "annotations"], annotations.asValue)
    }

    private func deployment(_ name: String) -> Value { object("Deployment", name, apiVersion: "apps/v1") }

    @Test func everythingGoesInOrderAndTheRecordsLast() throws {
        var world = World(kind: .uninstall)
        world.had(configMap("cm"), deployment("web"), object("Ingress", "in", apiVersion: "networking.k8s.io/v1"))
        for (number, thing) in [
            configMap("cm"), deployment("web"), object("Ingress", "in", apiVersion: "networking.k8s.io/v1"),
        ].enumerated() {
            world.exists(thing, uid: "\(number)")
        }
        let plan = try world.plan()
        #expect(plan.titles.first == "mark the release as being uninstalled")
        #expect(plan.titles.last == "delete the revisions")
        #expect(plan.predecessors(of: "delete Deployment/web").contains("wait until Ingress/in is gone"))
        #expect(plan.predecessors(of: "delete ConfigMap/cm").contains("wait until Deployment/web is gone"))
        #expect(plan.predecessors(of: "delete the revisions").contains("wait until ConfigMap/cm is gone"))
    }

    @Test func theHistoryMayStay() throws {
        var world = World(kind: .uninstall)
        world.options.keepsHistory = true
        #expect(
            try world.plan().titles == ["mark the release as being uninstalled", "mark the release as uninstalled"])
    }

    /// The union of what every revision since the last good one may have made.
    @Test func objectsOfFailedRevisionsGoToo() throws {
        var world = World(kind: .uninstall)
        world.had(configMap("tried"), revision: 3, status: .failed)
        world.had(configMap("good"), revision: 2)
        world.exists(configMap("tried"), uid: "1")
        world.exists(configMap("good"), uid: "2")
        let titles = try world.plan().titles
        #expect(titles.contains("delete ConfigMap/tried") && titles.contains("delete ConfigMap/good"))
    }

    /// What a killed uninstall had begun to delete is waited for.
    @Test func whatIsGoingIsAwaited() throws {
        var world = World(kind: .uninstall)
        world.had(configMap("cm"))
        world.exists(configMap("cm").setting(["metadata", "deletionTimestamp"], "2026-01-01T00:00:00Z"))
        #expect(
            try world.plan().predecessors(of: "delete the revisions").contains("wait until ConfigMap/cm is gone"))
    }

    @Test func whatIsKeptStaysAndIsTold() throws {
        var world = World(kind: .uninstall)
        let kept = configMap("kept", annotations: ["helm.sh/resource-policy": "keep"])
        world.had(kept, configMap("anyones", annotations: ["werf.io/ownership": "anyone"]))
        world.exists(kept, uid: "1")
        world.exists(configMap("anyones"), uid: "2", isOurs: false)
        let plan = try world.plan()
        #expect(plan.objectChanges.isEmpty)
        #expect(plan.notices.count == 2)
    }

    /// Hooks of the uninstall run around it; other hooks' objects stay unless they are asked for.
    @Test(arguments: [false, true])
    func hooksRunAroundIt(_ deletesHooks: Bool) throws {
        var world = World(kind: .uninstall)
        world.options.deletesHooks = deletesHooks
        let before = job("before", ["helm.sh/hook": "pre-delete"])
        let after = job("after", ["helm.sh/hook": "post-delete", "helm.sh/hook-delete-policy": "hook-succeeded"])
        let old = job("old", ["helm.sh/hook": "pre-install"])
        try world.want(before, after, old)
        world.had(configMap("cm"), hooks: [before, after, old])
        world.exists(configMap("cm"), uid: "1")
        world.exists(old, uid: "2", isOurs: false)
        let plan = try world.plan()
        #expect(plan.predecessors(of: "delete ConfigMap/cm").contains("wait until Job/before is ready"))
        #expect(plan.predecessors(of: "create Job/after").contains("wait until ConfigMap/cm is gone"))
        #expect(plan.predecessors(of: "delete the revisions").contains("delete Job/after, which has done its work"))
        #expect(plan.titles.contains("delete Job/old") == deletesHooks)
        #expect(plan.titles.contains("delete Job/before, which has done its work") == deletesHooks)
    }

    /// Rule 17: what only an uninstall deploys is the release's, and goes at the uninstall's end.
    @Test func whatItMakesForItselfGoesAtItsEnd() throws {
        var world = World(kind: .uninstall)
        try world.want(job("cleanup", ["werf.io/deploy-on": "delete"]))
        world.had(hooks: [job("cleanup", ["werf.io/deploy-on": "delete"])])
        let plan = try world.plan()
        #expect(plan.titles.contains("create Job/cleanup"))
        let end = "delete Job/cleanup, which has done its work"
        #expect(plan.predecessors(of: end).contains("wait until Job/cleanup is ready"))
        #expect(plan.predecessors(of: "delete the revisions").contains(end))
        // Left over from an uninstall that was killed, and told by its marks.
        world.exists(job("cleanup", [:]))
        #expect(try world.plan().titles.contains(end))
    }

    /// Hooks that belong to the release go when they leave the chart, and with the release.
    @Test(arguments: [DeployKind.upgrade, .uninstall])
    func hooksOfTheReleaseAreDropped(_ kind: DeployKind) throws {
        var world = World(kind: kind)
        let hook = job("h", ["helm.sh/hook": "pre-install", "werf.io/ownership": "release"])
        world.had(hooks: [hook, job("free", ["helm.sh/hook": "pre-install"])])
        world.exists(hook, uid: "1")
        world.exists(job("free", ["helm.sh/hook": "pre-install"]), uid: "2", isOurs: false)
        let titles = try world.plan().titles
        #expect(titles.contains("delete Job/h"))
        #expect(!titles.contains("delete Job/free"))
    }

    @Test func deleteDependenciesAreKeptTo() throws {
        var world = World()
        let database = object("StatefulSet", "db", apiVersion: "apps/v1").setting(
            ["metadata", "annotations"], ["werf.io/delete-dependency-api": "state=absent,kind=Deployment,name=api"])
        world.had(database, deployment("api"))
        world.exists(database, uid: "1")
        world.exists(deployment("api"), uid: "2")
        #expect(
            try world.plan().predecessors(of: "delete StatefulSet/db").isSuperset(of: [
                "delete Deployment/api", "wait until Deployment/api is gone",
            ]))
    }

    /// A rollback drops what only the failed revision had, and runs the hooks of rollbacks.
    @Test func aRollbackGoesBack() throws {
        var world = World(kind: .rollback)
        try world.want(
            configMap("old"), job("undo", ["helm.sh/hook": "pre-rollback"]), job("do", ["helm.sh/hook": "pre-upgrade"]))
        world.had(configMap("old"), configMap("new"), revision: 3, status: .failed)
        world.had(configMap("old"), revision: 2)
        world.exists(configMap("new"), uid: "1")
        let titles = try world.plan().titles
        #expect(titles.contains("delete ConfigMap/new"))
        #expect(titles.contains("create ConfigMap/old"))
        #expect(titles.contains("create Job/undo"))
        #expect(!titles.contains("create Job/do"))
    }

    // MARK: Going on where a killed deploy stopped

    @Test(arguments: [([Stage](), true), ([.pre], false), ([.post], true)])
    func hooksOfACompletedStageDontRunAgain(_ completed: [Stage], _ runs: Bool) throws {
        var world = World()
        world.completedStages = Set(completed)
        let hook = job("h", ["helm.sh/hook": "pre-upgrade", "helm.sh/hook-delete-policy": "hook-succeeded"])
        try world.want(hook, job("general", ["werf.io/deploy-on": "pre-upgrade"]))
        world.exists(hook, isOurs: false)
        world.had(configMap("x"), revision: 3, status: .failed)
        let titles = try? world.plan().titles
        if runs {
            // Left over by the last good revision, or by nobody knows whom: it can't be told to have run.
            #expect(titles == nil)
        } else {
            #expect(titles?.contains("create Job/general") ?? false)
            #expect(titles?.contains { $0.hasSuffix("Job/h") } == false)
            // What was to go after its success goes now.
            #expect(titles?.contains("delete Job/h, which has done its work") ?? false)
        }
    }

    private func release(_ manifest: String = "m", hook: String = "h") -> Release {
        var release = Release(name: "app", namespace: "ns", version: 3, info: ReleaseInfo(status: .failed))
        release.manifest = manifest
        release.hooks = [
            ReleaseHook(name: "h", kind: "Job", path: "t.yaml", manifest: hook, events: ["pre-install"])
        ]
        return release
    }

    /// Rule 16: only a killed deploy of the very same render is gone on with.
    @Test(arguments: [
        ("m", "h", DeployKind.install, true), ("other", "h", .install, false), ("m", "other", .install, false),
        ("m", "h", .upgrade, false),
    ])
    func theJournalCountsForTheSameRender(_ manifest: String, _ hook: String, _ kind: DeployKind, _ counts: Bool) {
        var killed = release()
        killed[extra: DeployJournal.key] = DeployJournal(kind: .install, completed: [.pre]).value
        killed.hooks[0].lastRun.phase = "Succeeded"
        var next = release(manifest, hook: hook)
        let journal = DeployJournal.begin(kind, &next, after: killed)
        #expect(journal.completed == (counts ? [.pre] : []))
        #expect(next.hooks[0].lastRun.phase == (counts ? "Succeeded" : ""))
        #expect(DeployJournal(of: next) == journal)
        // A deploy that came to its end has taken its journal out.
        var finished = release()
        #expect(DeployJournal.begin(kind, &finished, after: release()).completed.isEmpty)
    }
}
