import Documents
import Testing

/// What the server warns of.
@Suite struct ServerWarningTests {
    /// An API that the server has deprecated.
    private static let ingress = """
        apiVersion: extensions/v1beta1
        kind: Ingress
        metadata: {name: old}
        spec: {backend: {serviceName: a, servicePort: 80}}
        """

    @Test(arguments: [([], 0), (["--warnings-as-errors"], 1)])
    func warningsAreToldOnceAndFailWhereTheyShall(_ flags: [String], _ status: Int) async throws {
        let lab = try Lab.open()
        let files = [
            "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "templates/a.yaml": Self.ingress,
            "templates/b.yaml": Self.ingress.replacing("name: old", with: "name: older"),
        ]
        try await withFolder(files) { folder in
            try await lab.withNamespace("kube-warnings") { namespace in
                let outcome = try await lab.run(
                    "\(lab.plugins)/kubectl-werf-converge", [folder, "--release", "app", "-n", namespace] + flags)
                #expect(outcome.status == status, "\(outcome.errors)")
                let lines = outcome.errors.split(separator: "\n")
                #expect(lines.count { $0.hasPrefix("Warning: extensions/v1beta1 Ingress is deprecated") } == 1)
                #expect((lines.last == "Error: 1 warning received") == (status == 1))
                // The deploy itself is as good as ever.
                let history = try await lab.plugin("history", "app", "-n", namespace, "-o", "json").succeeded().json()
                #expect(history.array?.compactMap { $0["status"]?.string } == ["deployed"])
            }
        }
    }
}
