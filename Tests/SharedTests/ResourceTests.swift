import Documents
import Testing

@testable import Shared

@Suite struct OwnershipTests {
    let ownership = Ownership(releaseName: "web", releaseNamespace: "shop")
    let identity = ResourceIdentity(apiVersion: "v1", kind: "ConfigMap", namespace: "shop", name: "cm")

    @Test func marksAndOwns() {
        var object: Value = ["metadata": ["name": "cm", "labels": ["app.kubernetes.io/managed-by": "x", "a": "b"]]]
        #expect(!ownership.owns(object))
        ownership.mark(&object)
        #expect(ownership.owns(object))
        #expect(object["metadata"]?["labels"]?["a"] == "b")
        #expect(Ownership(of: object) == ownership)
    }

    @Test func refusesInHelmsWords() {
        let object: Value = ["metadata": ["annotations": ["meta.helm.sh/release-name": "other"]]]
        #expect(
            ownership.refusal(of: object, identity) == """
                ConfigMap "cm" in namespace "shop" exists and cannot be imported into the current release: invalid \
                ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to \
                "Helm"; annotation validation error: key "meta.helm.sh/release-name" must equal "web": current value is \
                "other"; annotation validation error: missing key "meta.helm.sh/release-namespace": must be set to "shop"
                """)
    }
}

@Suite struct ResourceIdentityTests {
    @Test(arguments: [("apps/v1", "apps", "v1"), ("v1", "", "v1"), ("a.b/v1beta1", "a.b", "v1beta1")])
    func takesApiVersionsApart(_ apiVersion: String, _ group: String, _ version: String) {
        let identity = ResourceIdentity(apiVersion: apiVersion, kind: "K", namespace: "", name: "n")
        #expect(identity.group == group && identity.version == version && identity.apiVersion == apiVersion)
    }

    @Test func aMoveBetweenGroupsIsOneObject() {
        let old = ResourceIdentity(apiVersion: "extensions/v1beta1", kind: "Ingress", namespace: "s", name: "n")
        let new = ResourceIdentity(apiVersion: "networking.k8s.io/v1", kind: "Ingress", namespace: "s", name: "n")
        #expect(old != new && old.object == new.object)
    }

    @Test(arguments: [#"{"kind":"A","metadata":{"name":"n"}}"#, #"{"apiVersion":"v1","kind":"A"}"#, "[]"])
    func needsAllParts(_ text: String) throws {
        #expect(ResourceIdentity(of: try JSON.read(text)) == nil)
    }
}
