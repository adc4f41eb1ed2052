import Documents
import Testing

@testable import Shared

@Suite struct OtherOwnerTests {
    static let ours = Ownership(releaseName: "app", releaseNamespace: "ns")

    static func object(_ name: String?, _ namespace: String?, controller: Bool = false) -> Value {
        var annotations = Object()
        annotations[Ownership.nameAnnotation] = name.map(Value.string)
        annotations[Ownership.namespaceAnnotation] = namespace.map(Value.string)
        let owner: Value = ["kind": "ReplicaSet", "name": "web-1", "controller": .bool(controller)]
        return ["metadata": ["annotations": .object(annotations), "ownerReferences": [owner]]]
    }

    /// What the annotations say, whether a controller is there, and who has the object then.
    static let cases: [(Value, String?)] = [
        (object(nil, nil), nil),
        (object("app", "ns"), nil),
        (object("app", nil), nil),
        (object("other", "ns"), "it belongs to release \"other\" in namespace \"ns\""),
        (object("other", nil), "it belongs to release \"other\" in namespace \"ns\""),
        (object(nil, "there"), "it belongs to release \"app\" in namespace \"there\""),
        (object("app", "ns", controller: true), "ReplicaSet \"web-1\" controls it"),
        (object("other", "ns", controller: true), "it belongs to release \"other\" in namespace \"ns\""),
    ]

    @Test(arguments: cases)
    func whoElseHasIt(_ object: Value, _ expected: String?) {
        #expect(Self.ours.otherOwner(of: object)?.description == expected)
    }

    @Test(arguments: [
        ("", "ConfigMap", "kube-root-ca.crt"), ("", "ServiceAccount", "default"), ("", "Namespace", "kube-system"),
        ("", "ConfigMap", "werf-synchronization"),
    ])
    func whatTheClusterOwnsCannotBeTaken(_ group: String, _ kind: String, _ name: String) {
        let identity = ResourceIdentity(group: group, version: "v1", kind: kind, namespace: "ns", name: name)
        #expect(ReservedObjects.reason(identity, [:]) != nil)
        #expect(ReservedObjects.reason(identity, Self.object(nil, nil, controller: true)) != nil)
    }

    @Test func aReleaseRecordCannotBeTaken() {
        let identity = ResourceIdentity(
            group: "", version: "v1", kind: "Secret", namespace: "ns", name: "sh.helm.release.v1.app.v1")
        #expect(ReservedObjects.reason(identity, ["metadata": ["labels": ["owner": "helm"]]]) != nil)
        #expect(ReservedObjects.reason(identity, [:]) == nil)
    }

    /// Labels, annotations, and the tools that are recognised.
    static let marks: [(labels: Value, annotations: Value, tools: [String])] = [
        ([:], [:], []),
        (["app.kubernetes.io/managed-by": "Helm"], [:], []),
        (["app.kubernetes.io/managed-by": "kustomize"], [:], ["kustomize"]),
        (["app.kubernetes.io/instance": "shop"], [:], []),
        (
            ["app.kubernetes.io/managed-by": "Helm"], ["argocd.argoproj.io/tracking-id": "shop:apps/Deployment:ns/web"],
            ["Argo CD (shop)"]
        ),
        (["argocd.argoproj.io/instance": "shop"], [:], ["Argo CD (shop)"]),
        (
            ["kustomize.toolkit.fluxcd.io/name": "apps", "kustomize.toolkit.fluxcd.io/namespace": "flux-system"], [:],
            ["Flux (flux-system/apps)"]
        ),
        (["kapp.k14s.io/app": "1572", "kapp.k14s.io/association": "v1.ab"], [:], ["kapp (1572)"]),
        (["kapp.k14s.io/app": "1", "olm.owner": "x"], [:], ["kapp (1)", "Operator Lifecycle Manager (x)"]),
    ]

    @Test(arguments: marks.indices)
    func otherToolsAreKnownByTheirMarks(_ index: Int) {
        let (labels, annotations, tools) = Self.marks[index]
        let object: Value = ["metadata": ["labels": labels, "annotations": annotations]]
        #expect(OtherManager.all(of: object).map(\.description) == tools)
    }
}
