import KubernetesClient
import Testing

@testable import Shared

@Suite struct ObjectArgumentTests {
    static let texts: [(String, ObjectArgument?)] = [
        ("deploy/web", ObjectArgument(type: "deploy", namespace: nil, name: "web")),
        ("deployments.apps/shop/web", ObjectArgument(type: "deployments.apps", namespace: "shop", name: "web")),
        ("web", nil), ("/web", nil), ("deploy/", nil), ("a/b/c/d", nil), ("a//c", nil), ("", nil),
    ]

    @Test(arguments: texts)
    func isRead(_ text: String, _ expected: ObjectArgument?) {
        #expect(ObjectArgument(text) == expected)
        if let expected { #expect(expected.text == text) }
    }

    @Test(arguments: [("ns", "configmaps/a"), ("other", "configmaps/ns/a")])
    func namesANamespaceWhereItHasTo(_ namespace: String, _ text: String) {
        let reference = ObjectReference(type: .configMaps, namespace: "ns", name: "a")
        #expect(ObjectArgument(reference, in: namespace).text == text)
        let plain = ObjectReference(type: .namespaces, namespace: nil, name: "a")
        #expect(ObjectArgument(plain, in: namespace).text == "namespaces/a")
    }

    @Test(arguments: [
        ("plain-1.x/y:z", "plain-1.x/y:z"), ("", "''"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("$(id)", "'$(id)'"),
        ("a=b", "'a=b'"), ("~", "'~'"), ("ü", "'ü'"),
    ])
    func wordsAreQuotedForTheShell(_ word: String, _ expected: String) {
        #expect(ShellText.line([word]) == expected)
    }
}
