import Documents
import KubernetesClient
import Shared
import Testing

@testable import Deployment

/// The way to a plan, as far as it asks a cluster what the planner doesn't know.
@Suite struct DeployerTests {
    /// The cache of types may lack a kind that only a dependency names.
    @Test(arguments: [
        ("x.external-dependency.werf.io/resource", "things.example.com/one", "things.example.com"),
        ("x.external-dependency.werf.io", "example.com/v1:Thing:one", "Thing"),
    ])
    func looksForTheKindsOfDependencies(key: String, value: String, wanted: String) async throws {
        let cluster = FakeCluster()
        let thing = DiscoveredTypes.GroupVersion(
            group: "example.com", version: "v1", types: [World.type("Thing", group: "example.com")])
        cluster.teach([wanted], DiscoveredTypes(groupVersions: World.served.groupVersions + [thing]))
        var annotations = Object()
        annotations[key] = .string(value)
        let object: Value = [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": "a", "annotations": .object(annotations)],
        ]
        let deployer = Deployer(
            cluster: cluster, server: .new, types: TypeCatalog(World.served), parallelism: 2)
        let request = Deployer.Request(
            target: World(kind: .install).target,
            documents: [SourceDocument(source: "app/templates/a.yaml", object: object)], hooks: [],
            options: PlanInputs.Options())
        let plan = try await deployer.plan(request, situation: ReleaseSituation([]), earlier: []) { _ in [] }
        #expect(plan.titles.contains("wait for Thing/one of somebody else"))
    }
}
