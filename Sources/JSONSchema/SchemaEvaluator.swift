import Documents
import RegularExpressions

/// Judges documents: a walk over schema and document together.
struct SchemaEvaluator {
    let resources: SchemaResources
    let options: JSONSchema.Options
    /// The resources entered on the way here, outermost first: what dynamic references look through.
    var scope: [String] = []
    private var depth = 0
    private var patterns: [String: RegularExpression] = [:]

    /// References in a circle, or a schema that people don't write.
    private static let deepest = 400

    init(resources: SchemaResources, options: JSONSchema.Options) {
        self.resources = resources
        self.options = options
    }

    /// What one schema says of one place in a document.
    struct Outcome {
        var violations: [SchemaViolation] = []
        /// How near the document came, by Helm 3.17's reckoning: it explains `anyOf` by the branch that came nearest.
        var score = 0
        /// The members and elements that some keyword judged, for `unevaluated…`.
        var seen = Seen()

        var isValid: Bool { violations.isEmpty }

        mutating func fail(_ fault: SchemaViolation.Fault, at path: [SchemaViolation.Step]) {
            violations.append(SchemaViolation(path: path, fault: fault))
            score -= 2
        }

        /// Takes over all that another outcome says of the same place.
        mutating func merge(_ other: Outcome) {
            violations += other.violations
            score += other.score
            seen.formUnion(other.seen)
        }

        /// Takes over what an outcome says of a place below.
        mutating func mergeBelow(_ other: Outcome) {
            violations += other.violations
            score += other.score
        }
    }

    /// Members and elements that have been judged.
    struct Seen {
        var keys: Set<String> = []
        var indices: Set<Int> = []
        var allKeys = false
        var allIndices = false

        mutating func formUnion(_ other: Seen) {
            keys.formUnion(other.keys)
            indices.formUnion(other.indices)
            allKeys = allKeys || other.allKeys
            allIndices = allIndices || other.allIndices
        }
    }

    /// Judges `value`, which stands at `path`, by a schema.
    mutating func evaluate(
        _ node: SchemaNode, _ value: Value, at path: [SchemaViolation.Step]
    ) throws(SchemaError) -> Outcome {
        guard depth < Self.deepest else {
            throw SchemaError("schema is invalid: its references go in a circle, or are nested too deeply")
        }
        depth += 1
        defer { depth -= 1 }
        var outcome = Outcome()
        switch node.schema {
        case .bool(true): break
        case .bool(false): outcome.fail(.falseSchema, at: path)
        case .object(let object):
            let node = resources.entered(node)
            scope.append(node.base)
            defer { scope.removeLast() }
            try evaluate(object, of: node, value, at: path, &outcome)
        default: throw SchemaError("schema is invalid: it must be an object or a boolean")
        }
        return outcome
    }

    private mutating func evaluate(
        _ schema: Object, of node: SchemaNode, _ value: Value, at path: [SchemaViolation.Step], _ outcome: inout Outcome
    ) throws(SchemaError) {
        if let reference = schema["$ref"]?.string {
            let target = try resources.resolve(reference, from: node)
            outcome.merge(try evaluate(target, value, at: path))
            if node.draft.refStandsAlone { return }
        }
        try evaluateDynamicReferences(schema, of: node, value, at: path, &outcome)
        if let expected = SchemaTypes(schema["type"]), !expected.allow(value, draft: node.draft) {
            outcome.fail(.type(given: SchemaTypes.name(of: value), expected: expected.names), at: path)
            return
        }
        try evaluateApplicators(schema, of: node, value, at: path, &outcome)
        evaluateCommon(schema, of: node, value, at: path, &outcome)
        switch value {
        case .object(let members): try evaluateObject(schema, of: node, members, at: path, &outcome)
        case .array(let elements): try evaluateArray(schema, of: node, elements, at: path, &outcome)
        case .string(let text): try evaluateString(schema, text, at: path, &outcome)
        case .integer, .double: evaluateNumber(schema, of: node, value, at: path, &outcome)
        case .null, .bool: break
        }
        if options.checksFormats, let format = schema["format"]?.string,
            !SchemaFormat.accepts(format, value, node.draft)
        {
            outcome.fail(.format(given: value, format), at: path)
        }
        // One for the schema, one for each group of keywords that its value is judged by.
        switch value {
        case .null, .bool: outcome.score += 3
        default: outcome.score += 4
        }
    }

    private mutating func evaluateDynamicReferences(
        _ schema: Object, of node: SchemaNode, _ value: Value, at path: [SchemaViolation.Step], _ outcome: inout Outcome
    ) throws(SchemaError) {
        if node.draft == .draft202012, let reference = schema["$dynamicRef"]?.string {
            var target = try resources.resolve(reference, from: node)
            if let name = URIReference(reference).fragment, target.schema["$dynamicAnchor"]?.string == name {
                target = outermost { $0.dynamicAnchor(name, in: $1) } ?? target
            }
            outcome.merge(try evaluate(target, value, at: path))
        }
        if node.draft == .draft201909, let reference = schema["$recursiveRef"]?.string {
            var target = try resources.resolve(reference, from: node)
            if target.schema["$recursiveAnchor"] == true {
                let marked = outermost { resources, base in
                    resources.resource(base).flatMap { $0.schema["$recursiveAnchor"] == true ? $0 : nil }
                }
                target = marked ?? target
            }
            outcome.merge(try evaluate(target, value, at: path))
        }
    }

    /// What is found in the outermost resource that has it.
    private func outermost(_ find: (SchemaResources, String) -> SchemaNode?) -> SchemaNode? {
        for base in scope {
            if let found = find(resources, base) { return found }
        }
        return nil
    }

    private func evaluateCommon(
        _ schema: Object, of node: SchemaNode, _ value: Value, at path: [SchemaViolation.Step], _ outcome: inout Outcome
    ) {
        if node.draft >= .draft6, let constant = schema["const"], !constant.equalsAsJSON(value) {
            outcome.fail(.constant(constant), at: path)
        }
        if let allowed = schema["enum"]?.array, !allowed.contains(where: { $0.equalsAsJSON(value) }) {
            outcome.fail(.enumeration(allowed), at: path)
        }
    }

    /// The pattern, compiled once.
    mutating func pattern(_ source: String) throws(SchemaError) -> RegularExpression {
        if let known = patterns[source] { return known }
        do {
            let compiled = try RegularExpression(source)
            patterns[source] = compiled
            return compiled
        } catch {
            throw SchemaError("schema is invalid: pattern \(source) can't be read: \(error.message)")
        }
    }
}
