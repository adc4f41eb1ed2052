import Documents

/// Keywords that judge arrays.
extension SchemaEvaluator {
    mutating func evaluateArray(
        _ schema: Object, of node: SchemaNode, _ elements: [Value], at path: Path, _ outcome: inout Outcome
    ) throws(SchemaError) {
        try items(schema, of: node, elements, at: path, &outcome)
        if let limit = schema["minItems"]?.count, elements.count < limit {
            outcome.fail(.minItems(given: elements.count, limit), at: path)
        }
        if let limit = schema["maxItems"]?.count, elements.count > limit {
            outcome.fail(.maxItems(given: elements.count, limit), at: path)
        }
        if schema["uniqueItems"] == true, let (first, second) = Self.equalPair(elements) {
            outcome.fail(.equalItems(first, second), at: path)
        }
        if node.draft >= .draft6, let contained = schema["contains"] {
            try contains(contained, schema, of: node, elements, at: path, &outcome)
        }
        if node.draft > .hybrid, let unevaluated = schema["unevaluatedItems"], !outcome.seen.allIndices {
            for (index, element) in elements.enumerated() where !outcome.seen.indices.contains(index) {
                outcome.mergeBelow(try evaluate(node.below(unevaluated), element, at: path + [.index(index)]))
            }
            outcome.seen.allIndices = true
        }
    }

    /// The first elements by schemas of their own, the rest by one for all.
    private mutating func items(
        _ schema: Object, of node: SchemaNode, _ elements: [Value], at path: Path, _ outcome: inout Outcome
    ) throws(SchemaError) {
        let isTuple = schema["items"]?.array != nil && node.draft < .draft202012
        let first = (node.draft == .draft202012 ? schema["prefixItems"] : isTuple ? schema["items"] : nil)?.array ?? []
        let rest = isTuple ? schema["additionalItems"] : schema["items"]
        for (index, (element, own)) in zip(elements, first).enumerated() {
            outcome.seen.indices.insert(index)
            outcome.mergeBelow(try evaluate(node.below(own), element, at: path + [.index(index)]))
        }
        guard let rest, elements.count > first.count || !isTuple else { return }
        if isTuple, rest == false {
            outcome.fail(.additionalItems(elements.count - first.count), at: path)
            return
        }
        outcome.seen.allIndices = true
        for (index, element) in elements.enumerated().dropFirst(first.count) {
            outcome.mergeBelow(try evaluate(node.below(rest), element, at: path + [.index(index)]))
        }
    }

    private mutating func contains(
        _ contained: Value, _ schema: Object, of node: SchemaNode, _ elements: [Value], at path: Path,
        _ outcome: inout Outcome
    ) throws(SchemaError) {
        var matched: [Int] = []
        var best: Outcome?
        for (index, element) in elements.enumerated() {
            let result = try evaluate(node.below(contained), element, at: path + [.index(index)])
            if result.isValid {
                matched.append(index)
            } else if best.map({ result.score > $0.score }) ?? true {
                best = result
            }
        }
        if node.draft == .draft202012 { outcome.seen.indices.formUnion(matched) }
        guard node.draft > .hybrid else {
            if matched.isEmpty {
                outcome.fail(.contains, at: path)
                if let best { outcome.mergeBelow(best) }
            }
            return
        }
        let least = schema["minContains"]?.count ?? 1
        if matched.count < least {
            outcome.fail(schema["minContains"] == nil ? .contains : .minContains(given: matched.count, least), at: path)
        }
        if let most = schema["maxContains"]?.count, matched.count > most {
            outcome.fail(.maxContains(given: matched.count, most), at: path)
        }
    }

    /// The first two elements that are equal.
    private static func equalPair(_ elements: [Value]) -> (Int, Int)? {
        var seen: [Value: Int] = [:]
        for (index, element) in elements.enumerated() {
            let normal = element.withNumbersNormalised
            if let earlier = seen[normal] { return (earlier, index) }
            seen[normal] = index
        }
        return nil
    }
}
