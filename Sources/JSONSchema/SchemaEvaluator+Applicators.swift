import Documents

/// Keywords that judge the same place by other schemas.
extension SchemaEvaluator {
    typealias Path = [SchemaViolation.Step]

    mutating func evaluateApplicators(
        _ schema: Object, of node: SchemaNode, _ value: Value, at path: Path, _ outcome: inout Outcome
    ) throws(SchemaError) {
        if let branches = schema["anyOf"]?.array { try anyOf(branches, of: node, value, at: path, &outcome) }
        if let branches = schema["oneOf"]?.array { try oneOf(branches, of: node, value, at: path, &outcome) }
        if let branches = schema["allOf"]?.array { try allOf(branches, of: node, value, at: path, &outcome) }
        if let not = schema["not"] {
            if try evaluate(node.below(not), value, at: path).isValid { outcome.fail(.not, at: path) }
        }
        if case .object(let members) = value { try dependencies(schema, of: node, members, at: path, &outcome) }
        if node.draft >= .draft7, let condition = schema["if"] {
            try conditional(condition, schema, of: node, value, at: path, &outcome)
        }
    }

    private mutating func anyOf(
        _ branches: [Value], of node: SchemaNode, _ value: Value, at path: Path, _ outcome: inout Outcome
    ) throws(SchemaError) {
        var best: Outcome?
        var matched = false
        for branch in branches {
            let result = try evaluate(node.below(branch), value, at: path)
            if result.isValid {
                matched = true
                outcome.seen.formUnion(result.seen)
                // Only `unevaluated…` wants to know what further branches saw.
                if node.draft.refStandsAlone { return }
            } else if best.map({ result.score > $0.score }) ?? true {
                best = result
            }
        }
        guard !matched else { return }
        outcome.fail(.anyOf, at: path)
        if let best { outcome.mergeBelow(best) }
    }

    private mutating func oneOf(
        _ branches: [Value], of node: SchemaNode, _ value: Value, at path: Path, _ outcome: inout Outcome
    ) throws(SchemaError) {
        var best: Outcome?
        var matched: [Int] = []
        for (number, branch) in branches.enumerated() {
            let result = try evaluate(node.below(branch), value, at: path)
            if result.isValid {
                matched.append(number)
                outcome.seen.formUnion(result.seen)
            } else if best.map({ result.score > $0.score }) ?? true {
                best = result
            }
        }
        guard matched.count != 1 else { return }
        outcome.fail(.oneOf(matched: matched), at: path)
        if matched.isEmpty, let best { outcome.mergeBelow(best) }
    }

    private mutating func allOf(
        _ branches: [Value], of node: SchemaNode, _ value: Value, at path: Path, _ outcome: inout Outcome
    ) throws(SchemaError) {
        var failed = false
        for branch in branches {
            let result = try evaluate(node.below(branch), value, at: path)
            failed = failed || !result.isValid
            outcome.merge(result)
        }
        if failed { outcome.fail(.allOf, at: path) }
    }

    private mutating func conditional(
        _ condition: Value, _ schema: Object, of node: SchemaNode, _ value: Value, at path: Path,
        _ outcome: inout Outcome
    ) throws(SchemaError) {
        let result = try evaluate(node.below(condition), value, at: path)
        if result.isValid { outcome.seen.formUnion(result.seen) }
        guard let branch = schema[result.isValid ? "then" : "else"] else { return }
        let consequence = try evaluate(node.below(branch), value, at: path)
        guard !consequence.isValid else { return outcome.seen.formUnion(consequence.seen) }
        outcome.fail(result.isValid ? .then : .else, at: path)
        outcome.merge(consequence)
    }

    private mutating func dependencies(
        _ schema: Object, of node: SchemaNode, _ members: Object, at path: Path, _ outcome: inout Outcome
    ) throws(SchemaError) {
        var keywords = ["dependencies"]
        if node.draft > .hybrid { keywords = ["dependencies", "dependentRequired", "dependentSchemas"] }
        for keyword in keywords {
            guard let table = schema[keyword]?.object else { continue }
            for dependency in table where members[dependency.key] != nil {
                if let names = dependency.value.array {
                    for name in names.compactMap(\.string) where members[name] == nil {
                        outcome.fail(.dependency(name, of: dependency.key), at: path)
                    }
                } else {
                    outcome.merge(try evaluate(node.below(dependency.value), .object(members), at: path))
                }
            }
        }
    }
}

extension SchemaNode {
    /// A schema that stands in this one.
    func below(_ schema: Value) -> SchemaNode { SchemaNode(schema: schema, base: base, draft: draft) }
}
