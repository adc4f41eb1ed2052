import Testing

@testable import Deployment

@Suite struct PlanDrawingTests {
    private func plan() throws -> DeployPlan {
        var world = World(kind: .install)
        try world.want(configMap("a"), object("Deployment", "web", apiVersion: "apps/v1"))
        return try world.plan()
    }

    @Test func graphviz() throws {
        let text = PlanDrawing.text(of: try plan(), .dot)
        #expect(text.hasPrefix("digraph \"install of release app, revision 3\" {\n"))
        #expect(text.contains("n1 [label=\"create ConfigMap/a\""))
        #expect(text.contains("  n0 -> n1;\n"))
        #expect(text.contains("label=\"wait until Deployment/web is ready\", style=\"rounded,dashed\""))
        #expect(text.hasSuffix("}\n"))
    }

    @Test func mermaid() throws {
        let text = PlanDrawing.text(of: try plan(), .mermaid)
        #expect(text.hasPrefix("flowchart LR\n"))
        #expect(text.contains("n1[\"create ConfigMap/a\"]:::change\n"))
        #expect(text.contains("  n0 --> n1\n"))
    }

    @Test func everyOperationIsDrawnAndEveryEdge() throws {
        let plan = try plan()
        for format in [PlanDrawing.Format.dot, .mermaid] {
            let lines = PlanDrawing.text(of: plan, format).split(separator: "\n")
            #expect(
                lines.filter { $0.contains(" -> ") || $0.contains(" --> ") }.count
                    == plan.operations.flatMap(\.after).count)
            for operation in plan.operations {
                #expect(lines.contains { $0.contains(operation.title(releaseNamespace: "ns")) })
            }
        }
    }

    @Test(arguments: [("a.dot", PlanDrawing.Format.dot), ("x/b.mmd", .mermaid), ("c.gv", .dot), ("d.txt", nil)])
    func theNameSaysTheFormat(_ path: String, _ format: PlanDrawing.Format?) {
        #expect(PlanDrawing.Format(path: path) == format)
    }
}
