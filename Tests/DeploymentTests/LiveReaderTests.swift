import Documents
import KubernetesClient
import Shared
import Testing

@testable import Deployment

@Suite struct LiveReaderTests {
    private func read(_ cluster: FakeCluster, _ world: World) async throws -> [ResourceIdentity: Value] {
        try await LiveReader(cluster: cluster, parallelism: 8).live(of: world.desired, types: world.types)
    }

    @Test func fewObjectsAreReadOneByOne() async throws {
        var world = World()
        try world.want(configMap("a"), configMap("b"))
        let cluster = FakeCluster(["ConfigMap/b": configMap("b")])
        let live = try await read(cluster, world)
        #expect(Set(cluster.log) == ["get ConfigMap/a", "get ConfigMap/b"])
        #expect(live.keys.map(\.name) == ["b"])
    }

    @Test func manyObjectsAreListed() async throws {
        var world = World()
        for number in 0..<20 { try world.want(configMap("cm-\(number)")) }
        let cluster = FakeCluster(["ConfigMap/cm-3": configMap("cm-3"), "ConfigMap/foreign": configMap("foreign")])
        let live = try await read(cluster, world)
        #expect(cluster.log == ["list ConfigMap"])
        #expect(live.keys.map(\.name) == ["cm-3"])
    }

    @Test func whoMayNotListReadsOneByOne() async throws {
        var world = World()
        for number in 0..<20 { try world.want(configMap("cm-\(number)")) }
        let cluster = FakeCluster(["ConfigMap/cm-3": configMap("cm-3")])
        cluster.fail("list ConfigMap", .answer(403, "Forbidden"))
        let live = try await read(cluster, world)
        #expect(cluster.log.count == 21)
        #expect(live.count == 1)
    }

    @Test func whatCannotBeReadIsNamed() async throws {
        var world = World()
        try world.want(configMap("a"))
        let cluster = FakeCluster()
        cluster.fail("get ConfigMap/a", .answer(403, "Forbidden", "configmaps \"a\" is forbidden"))
        let error = await #expect(throws: DeploymentError.self) { try await read(cluster, world) }
        #expect(
            error?.message.hasPrefix(
                "could not get information about the resource ConfigMap \"a\" in namespace \"ns\": ") ?? false)
    }

    @Test func kindsThatOnlyComeNowAreNotAskedFor() async throws {
        var world = World()
        try world.want(
            ["apiVersion": "example.com/v1", "kind": "Widget", "metadata": ["name": "w"]],
            crds: [definition("widgets", kind: "Widget")])
        let cluster = FakeCluster()
        _ = try await read(cluster, world)
        #expect(cluster.log == ["get CustomResourceDefinition/widgets.example.com"])
    }

    /// What a failed trial means: refused, or nothing about the real apply.
    @Test(arguments: [
        (422, "Invalid", "spec.selector: field is immutable", true),
        (403, "Forbidden", "exceeded quota", true),
        (400, "BadRequest", "admission webhook denied the request", true),
        (500, "", "failed to create typed patch object: field not declared in schema", true),
        (400, "BadRequest", "admission webhook \"x\" does not support dry run", false),
        (500, "InternalError", "failed calling webhook \"x\"", false),
        (415, "UnsupportedMediaType", "no", false),
        (503, "ServiceUnavailable", "no", false),
    ])
    func trialsThatFail(_ code: Int, _ reason: String, _ message: String, _ isRefused: Bool) {
        switch DryRunFailure.answer(to: .answer(code, reason, message)) {
        case .refused: #expect(isRefused)
        case .impossible: #expect(!isRefused)
        case .result, .untried: Issue.record("a failure is no result")
        }
    }

    /// Who may only look gets a preview; a quota refuses whoever asks.
    @Test(arguments: [
        ("configmaps \"a\" is forbidden: User \"u\" cannot patch resource \"configmaps\" in API group \"\"", true),
        ("configmaps \"a\" is forbidden: exceeded quota: q", false),
    ])
    func theRightToLookIsEnoughForAPreview(_ message: String, _ isUntried: Bool) async throws {
        var world = World()
        try world.want(configMap("a"))
        world.exists(configMap("a"))
        let questions = try world.planner.questions()
        #expect(questions.dryRuns.count == 1)
        for isPreview in [true, false] {
            let cluster = FakeCluster()
            cluster.fail("try ConfigMap/a", .answer(403, "Forbidden", message))
            let answers = try await LiveReader(cluster: cluster, parallelism: 1).answers(
                to: questions, types: world.types, isPreview: isPreview
            ) { _ in [] }
            switch answers.dryRuns.values.first {
            case .untried: #expect(isPreview && isUntried)
            case .refused: #expect(!isPreview || !isUntried)
            default: Issue.record("neither")
            }
        }
    }

    @Test func streamsPickWhatIsWanted() throws {
        var picked = PickedObjects(names: ["b"], most: 3)
        for name in ["a", "b", "c"] {
            try JSON.write(configMap(name)).withUnsafeBytes { try picked.take($0) }
        }
        #expect(picked.objects == [configMap("b")])
        #expect(throws: PickedObjects.TooMany.self) {
            try JSON.write(configMap("d")).withUnsafeBytes { try picked.take($0) }
        }
    }
}
