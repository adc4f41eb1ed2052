import Documents
import Shared
import Testing

@testable import Deployment

@Suite struct AdoptionTests {
    static let sentence =
        "ConfigMap \"a\" in namespace \"ns\" exists and cannot be imported into the current release: invalid ownership "
        + "metadata; label validation error: missing key \"app.kubernetes.io/managed-by\": must be set to \"Helm\"; "
        + "annotation validation error: missing key \"meta.helm.sh/release-name\": must be set to \"app\"; "
        + "annotation validation error: missing key \"meta.helm.sh/release-namespace\": must be set to \"ns\""

    @Test(arguments: [(false, "install"), (true, "update")])
    func everyForeignObjectIsNamed(_ isUpgrade: Bool, _ verb: String) throws {
        var world = World(kind: isUpgrade ? .upgrade : .install)
        try world.want(configMap("a"), configMap("b"), configMap("new"))
        world.exists(configMap("a"), isOurs: false)
        world.exists(configMap("b"), isOurs: false)
        let error = try #require(throws: DeploymentError.self) { try world.planner.questions() }
        let lines = error.message.split(separator: "\n")
        let prefix = "rendered manifests contain a resource that already exists. Unable to continue with \(verb): "
        #expect(lines.count == 2)
        #expect(lines[0] == prefix + Self.sentence)
        #expect(lines[1] == Self.sentence.replacing("\"a\" in", with: "\"b\" in"))
        #expect(error.advice?.contains("--force-adoption") ?? false)
    }

    enum Outcome { case adopted, refused }

    /// What the live object says; what our last revision lists; forced; what the other's newest revision lists.
    static let cases: [(metadata: Value, isListed: Bool, isForced: Bool, isClaimed: Bool, outcome: Outcome)] = [
        ([:], false, false, false, .refused),
        ([:], false, true, false, .adopted),
        ([:], true, false, false, .adopted),
        (["labels": ["app.kubernetes.io/managed-by": "Helm"]], true, false, false, .adopted),
        (["annotations": ["meta.helm.sh/release-name": "other"]], true, false, false, .refused),
        (["annotations": ["meta.helm.sh/release-name": "other"]], false, true, false, .adopted),
        (["annotations": ["meta.helm.sh/release-name": "other"]], false, true, true, .refused),
        (["ownerReferences": [["kind": "X", "name": "x", "controller": true]]], false, true, false, .refused),
    ]

    @Test(arguments: cases.indices)
    func adopts(_ index: Int) throws {
        let item = Self.cases[index]
        var world = World()
        world.options.forcesAdoption = item.isForced
        try world.want(configMap("a"))
        if item.isListed { world.had(configMap("a")) }
        var live = configMap("a")
        for member in item.metadata.object ?? Object() { live = live.setting(["metadata", member.key], member.value) }
        world.exists(live, isOurs: false)
        let attempt = { () throws -> DeployPlan in
            let questions = try world.planner.questions()
            var answers = PlanAnswers()
            for claimant in questions.claimants {
                #expect(claimant == Ownership(releaseName: "other", releaseNamespace: "ns"))
                answers.claims[claimant] = item.isClaimed ? [world.desired[0].identity.object] : []
            }
            return try world.planner.plan(answers)
        }
        switch item.outcome {
        case .adopted: #expect(try attempt().titles.contains("update ConfigMap/a"))
        case .refused: #expect(throws: DeploymentError.self) { try attempt() }
        }
    }

    /// Labels and annotations of the live object, forced, and the command line that is told; nil for none.
    static let advice: [(labels: Value, annotations: Value, isForced: Bool, line: String?)] = [
        ([:], [:], false, "kubectl werf-adopt app -n ns configmaps/a"),
        (
            [:], ["argocd.argoproj.io/tracking-id": "x:y"], false,
            "kubectl werf-adopt app -n ns configmaps/a --take-from configmaps/a"
        ),
        (
            [:], ["meta.helm.sh/release-name": "other"], false,
            "kubectl werf-adopt app -n ns --from-release other configmaps/a"
        ),
        (
            [:], ["meta.helm.sh/release-namespace": "there"], false,
            "kubectl werf-adopt app -n ns --from-release app --from-namespace there configmaps/a"
        ),
    ]

    @Test(arguments: advice.indices)
    func theWayOutIsACommandLine(_ index: Int) throws {
        let item = Self.advice[index]
        var world = World()
        try world.want(configMap("a"))
        let live = configMap("a").setting(["metadata", "labels"], item.labels)
            .setting(["metadata", "annotations"], item.annotations)
        world.exists(live, isOurs: false)
        let error = try #require(throws: DeploymentError.self) { try world.planner.questions() }
        let lines = (error.advice ?? "").split(separator: "\n").filter { $0.hasPrefix("  ") }
        #expect(lines == [item.line.map { "  \($0)" }].compactMap { $0.map { $0[...] } })
    }

    @Test func whatNobodyMayTakeIsInNoCommandLine() throws {
        var world = World()
        try world.want(configMap("a"))
        let controller: Value = ["kind": "X", "name": "x", "controller": true]
        world.exists(configMap("a").setting(["metadata", "ownerReferences"], [controller]), isOurs: false)
        let error = try #require(throws: DeploymentError.self) { try world.planner.questions() }
        #expect(error.advice == "Nothing was changed.")
        #expect(error.message.hasSuffix("; it can't be adopted: X \"x\" controls it"))
    }
}
