import Documents
import FoundationEssentials
import Testing

/// The cache of the server's types stays behind when a version of a group gains a kind; nobody may notice.
@Suite struct NewKindTests {
    @Test func aKindThatTheCacheMissedIsSeenByTemplatesAndDeployed() async throws {
        let lab = try Lab.open()
        let group = "kube-\(UUID().uuidString.prefix(8).lowercased()).example.com"
        let files = [
            "old.yaml": definition("Old", group), "new.yaml": definition("New", group),
            "d/Chart.yaml": "apiVersion: v2\nname: d\nversion: 1.0.0\n",
            "d/templates/all.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bare}\n",
            "stranger.yaml": "apiVersion: \(group)/v1\nkind: New\nmetadata: {name: stranger}\n",
            "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
            "c/templates/all.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: seen}
            data:
              new: "{{ .Capabilities.APIVersions.Has "\(group)/v1/New" }}"
              never: "{{ .Capabilities.APIVersions.Has "\(group)/v1/Never" }}"
            {{- if .Capabilities.APIVersions.Has "\(group)/v1/New" }}
            ---
            apiVersion: \(group)/v1
            kind: New
            metadata: {name: one}
            {{- end }}
            ---
            # A test is left alone, so nobody need know its kind.
            apiVersion: \(group)/v1
            kind: Never
            metadata: {name: test, annotations: {helm.sh/hook: test}}
            """,
        ]
        try await withFolder(files) { folder in
            try await lab.withNamespace("kube-new-kind") { namespace in
                defer { try? FileManager.default.removeItem(atPath: "\(folder)/theirs") }
                func theirs(_ arguments: String...) async throws -> Outcome {
                    // kubectl's cache must not bring ours up to date.
                    try await lab.run(
                        "\(lab.peers)/kubectl-1.37.1/kubectl", ["--cache-dir", "\(folder)/theirs"] + arguments)
                }
                func ours(_ command: String, _ arguments: String..., cache: String = "ours") async throws -> String {
                    try await lab.run(
                        "\(lab.plugins)/kubectl-werf-\(command)",
                        arguments + ["-n", namespace, "--cache-dir", "\(folder)/\(cache)", "-v"]
                    ).succeeded().errors
                }
                func converge() async throws -> String {
                    try await ours("converge", "\(folder)/c", "--release", "app")
                }
                func define(_ name: String) async throws {
                    try await theirs("apply", "-f", "\(folder)/\(name).yaml").succeeded()
                    try await theirs("wait", "--for=condition=Established", "-f", "\(folder)/\(name).yaml").succeeded()
                    // The list of groups follows the condition.
                    while try await !theirs("get", "--raw", "/apis/\(group)/v1").output.contains("\(name)s") {}
                }
                do {
                    try await define("old")
                    _ = try await converge()
                    for cache in ["before-rollback", "before-dismiss", "before-namespace"] {
                        try FileManager.default.copyItem(atPath: "\(folder)/ours", toPath: "\(folder)/\(cache)")
                    }
                    try await define("new")
                    let second = try await converge()
                    #expect(second.split(separator: "\n").count { $0.hasPrefix("GET /apis/\(group)/v1 ") } == 1)
                    let seen = try await theirs("get", "configmap", "seen", "-n", namespace, "-o", "json").json()
                    #expect(seen["data"] == ["new": "true", "never": "false"])
                    try await theirs("get", "news.\(group)", "one", "-n", namespace).succeeded()
                    _ = try await ours("rollback", "app", "2", cache: "before-rollback")
                    try await theirs("get", "news.\(group)", "one", "-n", namespace).succeeded()
                    _ = try await ours("dismiss", "app", cache: "before-dismiss")
                    #expect(try await theirs("get", "news.\(group)", "one", "-n", namespace).status == 1)
                    // What a namespace holds isn't known from the cache: nobody's object of the new kind is in it.
                    _ = try await ours("converge", "\(folder)/d", "--release", "bare", cache: "before-namespace")
                    try await theirs("apply", "-n", namespace, "-f", "\(folder)/stranger.yaml").succeeded()
                    let refusal = try await lab.run(
                        "\(lab.plugins)/kubectl-werf-dismiss",
                        [
                            "bare", "--with-namespace", "-n", namespace, "--cache-dir", "\(folder)/before-namespace",
                        ])
                    #expect(refusal.status == 1)
                    #expect(refusal.errors.contains("New/stranger"))
                    try await theirs("get", "news.\(group)", "stranger", "-n", namespace).succeeded()
                } catch {
                    _ = try? await theirs("delete", "crd", "olds.\(group)", "news.\(group)", "--ignore-not-found")
                    throw error
                }
                try await theirs("delete", "crd", "olds.\(group)", "news.\(group)").succeeded()
            }
        }
    }

    private func definition(_ kind: String, _ group: String) -> String {
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: \(kind.lowercased())s.\(group)}
        spec:
          group: \(group)
          scope: Namespaced
          names: {kind: \(kind), plural: \(kind.lowercased())s}
          versions:
            - name: v1
              served: true
              storage: true
              schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        """
    }
}
