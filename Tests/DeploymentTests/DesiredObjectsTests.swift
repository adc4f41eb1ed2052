import Documents
import KubernetesClient
import Shared
import Testing

@testable import Deployment

@Suite struct DesiredObjectsTests {
    private func objects(
        _ documents: Value..., metadata: ExtraMetadata = ExtraMetadata(), server: ServerVersion = .new
    ) throws -> [DesiredObject] {
        try DesiredObjects(
            target: World().target, metadata: metadata, types: TypeCatalog(World.served), server: server
        ).objects(crds: [], templates: documents.map { SourceDocument(source: "app/templates/x.yaml", object: $0) })
    }

    private func fault(_ document: Value) -> String {
        do throws(DeploymentError) {
            _ = try DesiredObjects(
                target: World().target, metadata: ExtraMetadata(), types: TypeCatalog(World.served), server: .new
            ).objects(crds: [], templates: [SourceDocument(source: "app/templates/x.yaml", object: document)])
            return ""
        } catch {
            return error.message
        }
    }

    @Test func aBadAnnotationIsFoundInItsFile() throws {
        let document = configMap("a", annotations: ["werf.io/weight": "x"])
        let text = "kind: ConfigMap\nmetadata:\n  annotations:\n    \"werf.io/weight\": x\n    # werf.io/weight\n"
        do throws(DeploymentError) {
            _ = try DesiredObjects(
                target: World().target, metadata: ExtraMetadata(), types: TypeCatalog(World.served), server: .new
            ).objects(
                crds: [],
                templates: [SourceDocument(source: "t.yaml", object: document, text: .init(content: text, line: 10))])
            Issue.record("no error")
        } catch {
            #expect(error.message.contains("t.yaml, line 13 of its output: ConfigMap \"a\": "), "\(error.message)")
        }
    }

    @Test func oddAnnotationsAreToldOf() throws {
        let object = try #require(
            try objects(configMap("a", annotations: ["helm.sh/resource-policy": "Keep", "werf.io/mine": "x"])).first)
        #expect(
            object.oddities == [
                "app/templates/x.yaml: ConfigMap \"a\": annotation \"helm.sh/resource-policy\" is \"Keep\", "
                    + "which counts as \"keep\"",
                "app/templates/x.yaml: ConfigMap \"a\": annotation \"werf.io/mine\" means nothing",
            ])
    }

    @Test func placesAndMarks() throws {
        let object = try #require(try objects(configMap("a")).first)
        #expect(object.identity.namespace == "ns")
        #expect(object.object[path: ["metadata", "namespace"]] == "ns")
        #expect(World.ownership.owns(object.object))
        #expect(object.title(releaseNamespace: "ns") == "ConfigMap/a")
        #expect(object.title(releaseNamespace: "other") == "ConfigMap/a (namespace ns)")
    }

    @Test func otherNamespacesStay() throws {
        let object = try #require(try objects(configMap("a", namespace: "far")).first)
        #expect(object.reference.namespace == "far")
    }

    @Test func clusterScopedKindsLoseTheirNamespace() throws {
        let namespace = object("Namespace", "n").setting(["metadata", "namespace"], "ns")
        let object = try #require(try objects(namespace).first)
        #expect(object.reference.namespace == nil)
        #expect(object.object[path: ["metadata", "namespace"]] == nil)
    }

    @Test func listsAreTakenApart() throws {
        let list: Value = ["apiVersion": "v1", "kind": "List", "items": [configMap("a"), configMap("b")]]
        let typed: Value = [
            "apiVersion": "v1", "kind": "ConfigMapList", "items": [["metadata": ["name": "c"]]],
        ]
        #expect(try objects(list, typed, .null).map(\.identity.name) == ["a", "b", "c"])
    }

    /// A faulty document, and what its error says besides the template.
    static let faults: [(document: Value, words: [String])] = [
        (["kind": "ConfigMap", "metadata": ["name": "a"]], ["\"a\"", "apiVersion"]),
        (["apiVersion": "v1", "metadata": ["name": "a"]], ["\"a\"", "kind"]),
        (["apiVersion": "v1", "kind": "ConfigMap"], ["ConfigMap", "metadata.name"]),
        (["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["generateName": "a-"]], ["generateName"]),
        (["a", "b"], ["a list"]),
        ("text", ["a text"]),
        (
            ["apiVersion": "no.such/v1", "kind": "Thing", "metadata": ["name": "a"]],
            ["no matches for kind \"Thing\" in version \"no.such/v1\"", "ensure CRDs are installed first"]
        ),
        (configMap("a", annotations: ["x": 1]), ["metadata.annotations.x", "quotes"]),
        (configMap("a").setting(["metadata", "labels", "on"], true), ["metadata.labels.on", "boolean"]),
    ]

    @Test(arguments: faults.indices)
    func faultsNameTheTemplate(_ index: Int) {
        let message = fault(Self.faults[index].document)
        #expect(message.hasPrefix("app/templates/x.yaml: "), "\(message)")
        for word in Self.faults[index].words { #expect(message.contains(word), "\(message)") }
    }

    @Test func allFaultsAreNamedAtOnce() throws {
        let error = #expect(throws: DeploymentError.self) {
            try objects(["kind": "A"], ["kind": "B"], configMap("x"), configMap("x"))
        }
        #expect(error?.message.split(separator: "\n").count == 3)
        #expect(error?.message.contains("ConfigMap \"x\" in namespace \"ns\" is in the chart twice") ?? false)
    }

    @Test func anObjectInTwoVersionsIsTwice() throws {
        let types = TypeCatalog(
            DiscoveredTypes(groupVersions: [
                .init(
                    group: "extensions", version: "v1",
                    types: [World.type("Ingress", group: "extensions")]),
                .init(
                    group: "networking.k8s.io", version: "v1",
                    types: [World.type("Ingress", group: "networking.k8s.io")]),
            ]))
        let documents = ["extensions/v1", "networking.k8s.io/v1"].map {
            SourceDocument(source: "x", object: object("Ingress", "in", apiVersion: $0))
        }
        #expect(throws: DeploymentError.self) {
            try DesiredObjects(
                target: World().target, metadata: ExtraMetadata(), types: types, server: .new
            ).objects(crds: [], templates: documents)
        }
    }

    @Test func secretsAreAppliedWithTheirData() throws {
        let secret: Value = [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s"], "data": ["a": "eA==", "b": "eQ=="],
            "stringData": ["b": "text"],
        ]
        let object = try #require(try objects(secret).first).object
        #expect(object["stringData"] == nil)
        #expect(object["data"] == ["a": "eA==", "b": "dGV4dA=="])
    }

    @Test func oldServersGetProtocols() throws {
        let service = object("Service", "s", spec: ["ports": [["port": 80], ["port": 53, "protocol": "UDP"]]])
        let pod: Value = [
            "containers": [["name": "c", "ports": [["containerPort": 80]]]],
            "initContainers": [["name": "i", "ports": [["containerPort": 81]]]],
        ]
        let deployment = object(
            "Deployment", "d", apiVersion: "apps/v1", spec: ["template": ["spec": pod]])
        let old = try objects(service, deployment, server: .old)
        #expect(old[0].object[path: ["spec", "ports"]]?[0]?["protocol"] == "TCP")
        #expect(old[0].object[path: ["spec", "ports"]]?[1]?["protocol"] == "UDP")
        let spec = old[1].object[path: ["spec", "template", "spec"]]
        #expect(spec?["containers"]?[0]?["ports"]?[0]?["protocol"] == "TCP")
        #expect(spec?["initContainers"]?[0]?["ports"]?[0]?["protocol"] == "TCP")
        let new = try objects(service)
        #expect(new[0].object[path: ["spec", "ports"]]?[0]?["protocol"] == nil)
    }

    @Test func quantitiesBecomeText() throws {
        let claim = object(
            "PersistentVolumeClaim", "p", spec: ["resources": ["requests": ["storage": 5, "x": 0.5]], "n": 1])
        let spec = try #require(try objects(claim).first?.object["spec"])
        #expect(spec[path: ["resources", "requests"]] == ["storage": "5", "x": "0.5"])
        #expect(spec["n"] == 1)
    }

    @Test func whatServersWriteIsLeftOut() throws {
        let copied = configMap("a").setting(["metadata", "uid"], "1").setting(["metadata", "creationTimestamp"], .null)
            .setting(["metadata", "labels"], .null).setting(["status"], ["a": 1])
        let object = try #require(try objects(copied).first).object
        #expect(object[path: ["metadata", "uid"]] == nil)
        #expect(object[path: ["metadata", "creationTimestamp"]] == nil)
        #expect(object["status"] == nil)
    }

    @Test func anyonesObjectsAreNotMarked() throws {
        let object = try #require(
            try objects(configMap("a", annotations: ["werf.io/ownership": "anyone"])).first)
        #expect(object.ownership == .anyone)
        #expect(!World.ownership.owns(object.object))
    }
}

@Suite struct ExtraMetadataTests {
    @Test func pairsAreSplitAtTheFirstEqualsSign() throws {
        let metadata = try ExtraMetadata(annotations: ["a=b=c", "x=", "a=2"], labels: ["l=v"])
        #expect(metadata.annotations == ["a": "2", "x": ""])
        #expect(metadata.labels == ["l": "v"])
    }

    @Test(arguments: ["", "=v", "novalue"])
    func brokenPairs(_ text: String) {
        #expect(throws: DeploymentError.self) { try ExtraMetadata(annotations: [text], labels: []) }
        #expect(throws: DeploymentError.self) { try ExtraMetadata(annotations: [], labels: [text]) }
    }

    @Test func aLabelThatCannotBeOnePointsToAnnotations() {
        let error = #expect(throws: DeploymentError.self) {
            try ExtraMetadata(annotations: [], labels: ["gitlab-user-email=vasya@mydomain.com"])
        }
        #expect(error?.message.contains("--add-annotation gitlab-user-email=vasya@mydomain.com") ?? false)
    }

    @Test(arguments: [
        ("a", true), ("a.b-c_d", true), ("example.com/a", true), ("Example.com/a", false), ("a/b/c", false),
        ("-a", false), ("a-", false), ("/a", false), ("a/", false), ("ä", false),
    ])
    func keys(_ key: String, _ isValid: Bool) { #expect((LabelSyntax.fault(inKey: key) == nil) == isValid) }

    @Test(arguments: [("", true), ("a", true), ("A.b_c-1", true), ("a@b", false), ("a b", false), ("-a", false)])
    func values(_ value: String, _ isValid: Bool) { #expect((LabelSyntax.fault(inValue: value) == nil) == isValid) }

    @Test func longOnes() {
        let (fits, long) = (String(repeating: "a", count: 63), String(repeating: "a", count: 64))
        #expect(LabelSyntax.fault(inValue: fits) == nil)
        #expect(LabelSyntax.fault(inValue: long) != nil)
        #expect(LabelSyntax.fault(inKey: "x.y/\(fits)") == nil)
        #expect(LabelSyntax.fault(inKey: long) != nil)
    }

    @Test func serviceAnnotationsAreNotStored() throws {
        let metadata = try ExtraMetadata(
            annotations: ["gitlab.ci.werf.io/job=1", "project.werf.io/env=dev", "mine=1", "werf.io/version=2"],
            labels: ["l=1"])
        #expect(metadata.stored.annotations == ["mine": "1"])
        #expect(metadata.stored.labels == ["l": "1"])
        var object = configMap("a")
        metadata.write(to: &object)
        #expect(object[path: ["metadata", "annotations"]]?.object?.count == 4)
    }
}
