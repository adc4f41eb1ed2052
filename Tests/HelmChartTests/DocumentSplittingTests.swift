import Testing

@testable import HelmChart

@Suite struct DocumentSplittingTests {
    @Test(arguments: [
        ("", []), ("  \n\n", []), ("a", ["a"]), ("---\na\n", ["a"]), ("a\n---\nb", ["a", "b"]),
        ("a\n---\n---\nb", ["a", "---\nb"]), ("a\n--- # c\nb", ["a", "# c\nb"]), ("a\n---b: 1", ["a", "b: 1"]),
        ("x: |\n  ---\n  y", ["x: |\n  ---\n  y"]), ("a\r\n---\r\nb\r\n", ["a", "b"]),
        ("a\n\n\n   \n---\n\n\nb", ["a", "b"]), ("a\n----\nb", ["a", "-\nb"]), ("a ---\nb", ["a ---\nb"]),
        ("---", []), ("a\n---", ["a"]), ("...\na", ["...\na"]), ("\u{A0}a\u{85}", ["a"]),
    ]) func splits(_ text: String, _ expected: [String]) {
        let bytes = Array(text.utf8)
        let documents = DocumentSplitting.documents(in: bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
        #expect(documents == expected)
    }

    @Test func knownKindsComeFirst() {
        let kinds = ["Zeta", "Ingress", "", "ConfigMap", "Alpha", "Namespace", "Service", "ConfigMap"]
        let sorted = InstallOrder.sorted(Array(kinds.enumerated())) { $0.element }
        #expect(
            sorted.map(\.element) == ["Namespace", "ConfigMap", "ConfigMap", "Service", "Ingress", "", "Alpha", "Zeta"])
        #expect(sorted.map(\.offset) == [5, 3, 7, 6, 1, 2, 4, 0])
    }
}
