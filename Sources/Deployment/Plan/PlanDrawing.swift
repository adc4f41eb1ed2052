/// Draws a plan as a graph that people can look at: an arrow leads from what comes first to what waits for it.
package enum PlanDrawing {
    /// How a drawing is written down.
    package enum Format: Hashable, Sendable {
        /// Graphviz.
        case dot
        case mermaid

        /// The format that a file's name asks for; nil for names that end in neither `.dot` nor `.mmd`.
        package init?(path: String) {
            if path.hasSuffix(".dot") || path.hasSuffix(".gv") {
                self = .dot
            } else if path.hasSuffix(".mmd") || path.hasSuffix(".mermaid") {
                self = .mermaid
            } else {
                return nil
            }
        }
    }

    /// The drawing of a plan.
    package static func text(of plan: DeployPlan, _ format: Format) -> String {
        switch format {
        case .dot: dot(plan)
        case .mermaid: mermaid(plan)
        }
    }

    private static func edges(_ plan: DeployPlan) -> [(from: Int, to: Int)] {
        plan.operations.flatMap { operation in operation.after.sorted().map { (from: $0, to: operation.id) } }
    }

    private static func label(_ operation: Operation, _ plan: DeployPlan) -> String {
        operation.title(releaseNamespace: plan.target.namespace)
    }

    // MARK: Graphviz

    private static func dot(_ plan: DeployPlan) -> String {
        let target = plan.target
        var text =
            "digraph \(quoted("\(target.kind.rawValue) of release \(target.name), revision \(target.revision)")) {\n"
        text += "  rankdir=LR;\n  node [fontname=\"sans-serif\", shape=box, style=rounded];\n"
        for operation in plan.operations {
            text += "  n\(operation.id) [label=\(quoted(label(operation, plan)))\(style(operation))];\n"
        }
        for edge in edges(plan) { text += "  n\(edge.from) -> n\(edge.to);\n" }
        return text + "}\n"
    }

    private static func style(_ operation: Operation) -> String {
        switch operation.look {
        case .change: ", style=\"rounded,filled\", fillcolor=\"#dcebff\""
        case .removal: ", style=\"rounded,filled\", fillcolor=\"#ffdfdc\""
        case .wait: ", style=\"rounded,dashed\""
        case .record: ", shape=folder, style=\"\""
        case .step: ", shape=plaintext, style=\"\""
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for character in text.unicodeScalars {
            if character == "\"" || character == "\\" { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }

    // MARK: Mermaid

    private static func mermaid(_ plan: DeployPlan) -> String {
        var text = "flowchart LR\n"
        for operation in plan.operations {
            let label = label(operation, plan).replacing("\"", with: "#quot;")
            text += "  n\(operation.id)\(shape(operation, label)):::\(operation.look.rawValue)\n"
        }
        for edge in edges(plan) { text += "  n\(edge.from) --> n\(edge.to)\n" }
        return text + "  classDef change fill:#dcebff\n  classDef removal fill:#ffdfdc\n"
            + "  classDef wait stroke-dasharray:4\n  classDef record fill:#eeeeee\n  classDef step stroke:none,fill:none\n"
    }

    private static func shape(_ operation: Operation, _ label: String) -> String {
        switch operation.look {
        case .wait: "([\"\(label)\"])"
        case .record: "[/\"\(label)\"/]"
        case .change, .removal, .step: "[\"\(label)\"]"
        }
    }
}

extension Operation {
    /// How a drawing shows the operation.
    fileprivate enum Look: String {
        case change, removal, wait, record, step
    }

    fileprivate var look: Look {
        switch kind {
        case .create, .update, .recreate: .change
        case .delete, .deleteAfterSuccess: .removal
        case .barrier: .step
        default: concernsRecord ? .record : .wait
        }
    }
}
