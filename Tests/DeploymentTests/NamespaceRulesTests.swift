import Documents
import KubernetesClient
import Shared
import Testing

@testable import Deployment

/// What stands in the way of a namespace's end.
@Suite struct NamespaceRulesTests {
    private let rules = NamespaceRules(plan: nil, revisions: [], release: "app", namespace: "ns")

    private func stranger(_ name: String, _ metadata: [String: Value] = [:], _ type: ResourceType = .secrets) -> String?
    {
        var object = object(type.kind, name)
        for (key, value) in metadata { object = object.setting(["metadata", key], value) }
        return rules.stranger(object, type)
    }

    @Test(arguments: [
        ("sh.helm.release.v1.app.v1", true), ("sh.helm.release.v1.app.v120", true),
        ("sh.helm.release.v1.app.v1.v3", false), ("sh.helm.release.v1.app.v", false),
        ("sh.helm.release.v1.apple.v1", false),
    ])
    func onlyTheReleasesOwnRevisionsMayGo(_ name: String, _ mayGo: Bool) {
        #expect((stranger(name) == nil) == mayGo)
        #expect((stranger(name, [:], .configMaps) == nil) == mayGo)
    }

    @Test func whatAControllerMadeGoesUnlessItIsKept() {
        let owners: Value = [["kind": "Other", "name": "o", "uid": "u"]]
        #expect(stranger("made", ["ownerReferences": owners]) == nil)
        let kept: Value = ["helm.sh/resource-policy": "keep"]
        #expect(
            stranger("made", ["ownerReferences": owners, "annotations": kept])
                == "Secret/made: a resource policy keeps it")
    }

    @Test func othersAreNamed() {
        #expect(stranger("mine") == "Secret/mine")
        let theirs: Value = ["meta.helm.sh/release-name": "b", "meta.helm.sh/release-namespace": "c"]
        let ours: Value = ["meta.helm.sh/release-name": "app", "meta.helm.sh/release-namespace": "ns"]
        #expect(
            stranger("x", ["annotations": ours, "labels": ["app.kubernetes.io/managed-by": "Helm"]])
                == "Secret/x: marked as this release's, yet no revision lists it")
        let marked: [String: Value] = ["annotations": theirs, "labels": ["app.kubernetes.io/managed-by": "Helm"]]
        #expect(stranger("x", marked) == "Secret/x: of release \"b\" in namespace \"c\"")
        #expect(stranger("gone", ["deletionTimestamp": "2026-01-01T00:00:00Z"]) == nil)
    }
}
