import Testing

/// A chart that can't be deployed is refused with its cause and its place, before anything is stored.
@Suite struct BadChartTests {
    struct BadChart: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// Template files by name; nil for a folder that is no chart.
        var templates: [String: String]?
        /// What the error must name.
        var words: [String]
    }

    static let configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"

    static let charts = [
        BadChart(testDescription: "not a chart", templates: nil, words: ["Chart.yaml"]),
        BadChart(
            testDescription: "failing template", templates: ["a.yaml": "a: 1\nb: {{ .Values.x.y }}\n"],
            words: ["bad/templates/a.yaml:2:", ".Values.x.y", "nil pointer"]),
        BadChart(
            testDescription: "unknown function", templates: ["a.yaml": "\n\n{{ nosuch 1 }}"],
            words: ["bad/templates/a.yaml:3", "\"nosuch\" not defined"]),
        BadChart(
            testDescription: "fail", templates: ["a.yaml": "{{ fail \"no good\" }}"],
            words: ["bad/templates/a.yaml:1:3", "no good"]),
        BadChart(
            testDescription: "not YAML", templates: ["a.yaml": configMap + "data:\n  a: [1\n"],
            words: ["bad/templates/a.yaml", "yaml: line"]),
        BadChart(
            testDescription: "no kind", templates: ["a.yaml": "apiVersion: v1\nmetadata:\n  name: a\n"],
            words: ["bad/templates/a.yaml", "kind"]),
        BadChart(
            testDescription: "no name", templates: ["a.yaml": "apiVersion: v1\nkind: ConfigMap\n"],
            words: ["bad/templates/a.yaml", "name"]),
        BadChart(
            testDescription: "unknown kind",
            templates: ["a.yaml": "apiVersion: no.such/v1\nkind: Thing\nmetadata:\n  name: a\n"],
            words: ["Thing", "no.such/v1"]),
        BadChart(
            testDescription: "the same object twice", templates: ["a.yaml": configMap, "b.yaml": configMap],
            words: ["ConfigMap", "a", "bad/templates/a.yaml", "bad/templates/b.yaml"]),
    ]

    @Test(arguments: charts)
    func refused(_ chart: BadChart) async throws {
        let lab = try Lab.open()
        var files = ["README.md": "no chart"]
        if let templates = chart.templates {
            files = ["Chart.yaml": "apiVersion: v2\nname: bad\nversion: 1.0.0\n"]
            for (name, text) in templates { files["templates/\(name)"] = text }
        }
        try await withFolder(files) { folder in
            try await lab.withNamespace("bad-chart") { namespace in
                let outcome = try await lab.plugin("converge", folder, "--release", "app", "-n", namespace)
                #expect(outcome.status == 1)
                #expect(outcome.errors.hasPrefix("Error: "))
                for word in chart.words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
                let stored = try await lab.kubectl("get", "secrets", "-n", namespace, "-l", "owner=helm", "-o", "name")
                #expect(stored.output == "", "a revision was stored")
            }
        }
    }

    @Test(arguments: ["Upper", "under_score", "-dash", "", String(repeating: "a", count: 54)])
    func refusedName(_ name: String) async throws {
        let lab = try Lab.open()
        let outcome = try await lab.plugin("converge", lab.chart("ten"), "--release", name, "-n", "default")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("name"), "\(outcome.errors)")
    }

    @Test func anObjectTheServerRefusesFailsTheRevision() async throws {
        let lab = try Lab.open()
        let service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  ports:\n    - port: 123456\n"
        let files = ["Chart.yaml": "apiVersion: v2\nname: bad\nversion: 1.0.0\n", "templates/a.yaml": service]
        try await withFolder(files) { folder in
            try await lab.withNamespace("invalid") { namespace in
                let outcome = try await lab.plugin("converge", folder, "--release", "app", "-n", namespace)
                #expect(outcome.status == 1)
                for word in ["Service", "spec.ports[0].port"] {
                    #expect(outcome.errors.contains(word), "\(outcome.errors)")
                }
                let history = try await lab.helm(.three, "history", "app", "-n", namespace, "-o", "json").json()
                #expect(history[0]?["status"] == "failed")
            }
        }
    }
}
