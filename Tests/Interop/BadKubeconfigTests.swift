import Documents
import FoundationEssentials
import Testing

/// A cluster that can't be reached, or that doesn't let us in: what happened, to what, exit status 1.
@Suite struct BadKubeconfigTests {
    @Test func missingFile() async throws {
        try await expectRefusal(["--kubeconfig", "/nonexistent/kubeconfig"], "/nonexistent/kubeconfig")
    }

    @Test func notYAML() async throws {
        try await withFile("clusters: [\n  - {") { path in
            try await expectRefusal(["--kubeconfig", path], path)
        }
    }

    @Test func unknownContext() async throws {
        try await expectRefusal(["--context", "nowhere"], "context", "nowhere")
    }

    @Test func authorityAndInsecureContradict() async throws {
        let text = """
            apiVersion: v1
            kind: Config
            current-context: c
            clusters: [{name: k, cluster: {server: "https://127.0.0.1:1", insecure-skip-tls-verify: true,
              certificate-authority-data: QQ==}}]
            contexts: [{name: c, context: {cluster: k, user: u}}]
            users: [{name: u, user: {}}]
            """
        try await withFile(text) { path in
            try await expectRefusal(["--kubeconfig", path], "certificate", "insecure")
        }
    }

    @Test func removedAuthProvider() async throws {
        let text = """
            apiVersion: v1
            kind: Config
            current-context: c
            clusters: [{name: k, cluster: {server: "https://127.0.0.1:1"}}]
            contexts: [{name: c, context: {cluster: k, user: u}}]
            users: [{name: u, user: {auth-provider: {name: gcp}}}]
            """
        try await withFile(text) { path in
            try await expectRefusal(["--kubeconfig", path], "gcp")
        }
    }

    @Test func nobodyListens() async throws {
        try await expectRefusal(["--server", "https://127.0.0.1:9"], "127.0.0.1:9", "refused")
    }

    @Test func expiredCertificate() async throws {
        let path = try environment("KW_TEST_EXPIRED_KUBECONFIG")
        try await expectRefusal(["--kubeconfig", path], "logged in")
    }

    @Test func wrongToken() async throws {
        let lab = try Lab.open()
        let view = try await lab.kubectl("config", "view", "--raw", "--minify", "-o", "json").succeeded().json()
        var config = view
        guard case .object(var top) = config else { throw LabError("no kubeconfig") }
        top["users"] = [["name": .string("u"), "user": ["token": "not-a-token"]]]
        top["contexts"] = [
            ["name": "c", "context": ["cluster": view["clusters"]?[0]?["name"] ?? .null, "user": "u"]]
        ]
        top["current-context"] = "c"
        config = .object(top)
        try await withFile(String(decoding: JSON.write(config), as: UTF8.self)) { path in
            let outcome = try await expectRefusal(["--kubeconfig", path], "logged in")
            #expect(!outcome.errors.contains("not-a-token"), "a token reached an error")
        }
    }

    @Test func forbiddenNamesVerbResourceAndNamespace() async throws {
        let path = try environment("KW_TEST_LIMITED_KUBECONFIG")
        try await expectRefusal(["--kubeconfig", path, "-n", "kube-public"], "list", "secrets", "kube-public")
    }

    private func environment(_ name: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[name] else {
            throw LabError("\(name) isn't set: run these tests through scripts/test")
        }
        return value
    }

    /// `list` fails with status 1, prints nothing on stdout, and one `Error: …` line first that holds each word.
    @discardableResult
    private func expectRefusal(
        _ arguments: [String], _ words: String..., location: SourceLocation = #_sourceLocation
    ) async throws -> Outcome {
        let lab = try Lab.open()
        let outcome = try await lab.run("\(lab.plugins)/kubectl-werf-list", arguments)
        #expect(outcome.status == 1, sourceLocation: location)
        #expect(outcome.output == "", sourceLocation: location)
        #expect(outcome.errors.hasPrefix("Error: "), "\(outcome.errors)", sourceLocation: location)
        for word in words {
            #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: location)
        }
        return outcome
    }
}
