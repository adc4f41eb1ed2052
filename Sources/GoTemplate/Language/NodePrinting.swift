// Nodes as error messages show them: as written, with single spaces.

extension NodeEntry {
    var description: String {
        switch printed {
        case .pipeline(let pipeline): pipeline.description
        case .command(let command): command.description
        case .operand(let operand): operand.description
        case .template(let call): call.description
        }
    }
}

extension TemplateCall {
    var description: String {
        var quoted: [UInt8] = []
        GoQuoting.appendQuoted(Array(name.utf8), to: &quoted)
        let data = pipeline.map { " " + $0.description } ?? ""
        return "{{template \(String(decoding: quoted, as: UTF8.self))\(data)}}"
    }
}

extension Pipeline {
    var description: String {
        let commands = commands.map(\.description).joined(separator: " | ")
        if targets.isEmpty { return commands }
        return targets.map(\.name).joined(separator: ", ") + (isAssignment ? " = " : " := ") + commands
    }
}

extension Command {
    var description: String {
        operands.map(\.parenthesized).joined(separator: " ")
    }
}

extension Operand {
    var description: String {
        switch self {
        case .dot: "."
        case .nilLiteral: "nil"
        case .bool(let bool, _): bool ? "true" : "false"
        case .number(let number, _): number.source
        case .string(let string, _): string.source
        case .field(let path, _): path.description
        case .variable(let use, _): use.name + use.fields.description
        case .function(let use, _): use.function.name
        case .pipeline(let pipeline): pipeline.description
        case .chain(let chain, _): chain.receiver.parenthesized + chain.fields.description
        }
    }

    /// A pipeline is an argument in parentheses only.
    var parenthesized: String {
        if case .pipeline(let pipeline) = self { "(\(pipeline.description))" } else { description }
    }

    var id: NodeID {
        switch self {
        case .dot(let id), .nilLiteral(let id), .bool(_, let id), .number(_, let id), .string(_, let id),
            .field(_, let id), .variable(_, let id), .function(_, let id), .chain(_, let id):
            id
        case .pipeline(let pipeline): pipeline.id
        }
    }
}
