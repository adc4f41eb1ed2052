import Documents

/// Keywords that judge numbers and strings.
extension SchemaEvaluator {
    func evaluateNumber(
        _ schema: Object, of node: SchemaNode, _ value: Value, at path: Path, _ outcome: inout Outcome
    ) {
        if let divisor = schema["multipleOf"], !value.isMultiple(of: divisor) {
            outcome.fail(.multipleOf(given: value, divisor), at: path)
        }
        lowerLimit(schema, of: node, value, at: path, &outcome)
        upperLimit(schema, of: node, value, at: path, &outcome)
    }

    private func lowerLimit(
        _ schema: Object, of node: SchemaNode, _ value: Value, at path: Path, _ outcome: inout Outcome
    ) {
        // Draft 4 says with a boolean that the limit itself is outside.
        let excluded = node.draft <= .hybrid && schema["exclusiveMinimum"] == true
        if let limit = schema["minimum"], limit.double != nil {
            if limit.isGreater(than: value) || (excluded && limit.equalsAsJSON(value)) {
                outcome.fail(.minimum(given: value, limit, exclusive: excluded), at: path)
            }
        }
        guard node.draft >= .draft6, let limit = schema["exclusiveMinimum"], limit.double != nil else { return }
        if !value.isGreater(than: limit) { outcome.fail(.minimum(given: value, limit, exclusive: true), at: path) }
    }

    private func upperLimit(
        _ schema: Object, of node: SchemaNode, _ value: Value, at path: Path, _ outcome: inout Outcome
    ) {
        let excluded = node.draft <= .hybrid && schema["exclusiveMaximum"] == true
        if let limit = schema["maximum"], limit.double != nil {
            if value.isGreater(than: limit) || (excluded && limit.equalsAsJSON(value)) {
                outcome.fail(.maximum(given: value, limit, exclusive: excluded), at: path)
            }
        }
        guard node.draft >= .draft6, let limit = schema["exclusiveMaximum"], limit.double != nil else { return }
        if !limit.isGreater(than: value) { outcome.fail(.maximum(given: value, limit, exclusive: true), at: path) }
    }

    mutating func evaluateString(
        _ schema: Object, _ text: String, at path: Path, _ outcome: inout Outcome
    ) throws(SchemaError) {
        if schema["minLength"] != nil || schema["maxLength"] != nil {
            let length = text.unicodeScalars.count
            if let limit = schema["minLength"]?.count, length < limit {
                outcome.fail(.minLength(given: length, limit), at: path)
            }
            if let limit = schema["maxLength"]?.count, length > limit {
                outcome.fail(.maxLength(given: length, limit), at: path)
            }
        }
        if let source = schema["pattern"]?.string, try !pattern(source).matches(text) {
            outcome.fail(.pattern(given: text, source), at: path)
        }
    }
}
