import FoundationEssentials
import Testing

/// What a chart renders to is what the real Helm prints, byte for byte.
@Suite struct RenderingTests {
    static let charts = ["ten", "slow"]

    @Test(arguments: charts)
    func sameAsHelm(_ chart: String) async throws {
        try await expectSame(try Lab.open().chart(chart))
    }

    @Test func examplesSameAsHelm() async throws {
        let examples = try Lab.open().chart("../../../examples")
        let names = try FileManager.default.contentsOfDirectory(atPath: examples)
            .filter { FileManager.default.fileExists(atPath: "\(examples)/\($0)/Chart.yaml") }
        #expect(!names.isEmpty)
        for name in names { try await expectSame("\(examples)/\(name)") }
    }

    @Test func schemasAreReadAsDeclaredWhenAsked() async throws {
        let lab = try Lab.open()
        let schema = """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {"a": {}},
             "unevaluatedProperties": false}
            """
        let files = [
            "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "values.yaml": "a: 1\nb: 2\n",
            "values.schema.json": schema,
        ]
        try await withFolder(files) { folder in
            try await lab.plugin("render", folder).succeeded()
            let refused = try await lab.plugin("render", folder, "--schema-dialect", "declared")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("at '/b': false schema"), "\(refused.errors)")
        }
    }

    private func expectSame(_ chart: String) async throws {
        let lab = try Lab.open()
        let tail = ["-n", "ns", "--kube-version", "1.31.0"]
        let ours = try await lab.run(
            "\(lab.plugins)/kubectl-werf-render", [chart, "--release", "rel"] + tail
        ).succeeded()
        let theirs = try await lab.run(
            "\(lab.peers)/helm-3.17.3/helm", ["template", "rel", chart] + tail
        ).succeeded()
        #expect(ours.output == theirs.output, "\(chart)")
    }
}
