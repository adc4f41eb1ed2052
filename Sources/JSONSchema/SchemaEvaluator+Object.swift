import Documents

/// Keywords that judge objects.
extension SchemaEvaluator {
    mutating func evaluateObject(
        _ schema: Object, of node: SchemaNode, _ members: Object, at path: Path, _ outcome: inout Outcome
    ) throws(SchemaError) {
        if let limit = schema["minProperties"]?.count, members.count < limit {
            outcome.fail(.minProperties(given: members.count, limit), at: path)
        }
        if let limit = schema["maxProperties"]?.count, members.count > limit {
            outcome.fail(.maxProperties(given: members.count, limit), at: path)
        }
        required(schema, of: node, members, at: path, &outcome)
        try additional(schema, of: node, members, at: path, &outcome)
        if node.draft >= .draft6, let names = schema["propertyNames"] {
            for member in members {
                let result = try evaluate(node.below(names), .string(member.key), at: path)
                guard !result.isValid else { continue }
                outcome.fail(.propertyName(member.key), at: path)
                outcome.mergeBelow(result)
            }
        }
        if let properties = schema["properties"]?.object {
            for member in members {
                guard let property = properties[member.key] else { continue }
                outcome.seen.keys.insert(member.key)
                outcome.mergeBelow(try evaluate(node.below(property), member.value, at: path + [.key(member.key)]))
            }
        }
        if node.draft > .hybrid, let unevaluated = schema["unevaluatedProperties"] {
            try judgeUnseen(unevaluated, of: node, members, at: path, &outcome)
        }
    }

    private func required(
        _ schema: Object, of node: SchemaNode, _ members: Object, at path: Path, _ outcome: inout Outcome
    ) {
        let names = (schema["required"]?.array ?? []).compactMap(\.string)
        let missing = names.filter { members[$0] == nil }
        outcome.score += names.count - missing.count
        guard !missing.isEmpty else { return }
        if node.draft > .hybrid {
            outcome.fail(.required(missing), at: path)
        } else {
            for name in missing { outcome.fail(.required([name]), at: path) }
        }
    }

    /// `patternProperties`, and `additionalProperties` for members that neither it nor `properties` describes.
    private mutating func additional(
        _ schema: Object, of node: SchemaNode, _ members: Object, at path: Path, _ outcome: inout Outcome
    ) throws(SchemaError) {
        let properties = schema["properties"]?.object
        let patternProperties = schema["patternProperties"]?.object
        let rest = schema["additionalProperties"]
        guard patternProperties != nil || rest != nil else { return }
        for member in members {
            let isProperty = properties?[member.key] != nil
            var fitsPattern = false
            let below = path + [.key(member.key)]
            for property in patternProperties ?? Object() {
                guard try pattern(property.key).matches(member.key) else { continue }
                fitsPattern = true
                outcome.seen.keys.insert(member.key)
                outcome.mergeBelow(try evaluate(node.below(property.value), member.value, at: below))
            }
            if fitsPattern { outcome.score += 1 }
            guard !isProperty, !fitsPattern, let rest else { continue }
            outcome.seen.keys.insert(member.key)
            if rest == false {
                outcome.fail(.additionalProperty(member.key), at: path)
            } else {
                outcome.mergeBelow(try evaluate(node.below(rest), member.value, at: below))
            }
        }
    }

    private mutating func judgeUnseen(
        _ schema: Value, of node: SchemaNode, _ members: Object, at path: Path, _ outcome: inout Outcome
    ) throws(SchemaError) {
        guard !outcome.seen.allKeys else { return }
        for member in members where !outcome.seen.keys.contains(member.key) {
            outcome.mergeBelow(try evaluate(node.below(schema), member.value, at: path + [.key(member.key)]))
        }
        outcome.seen.allKeys = true
    }
}
