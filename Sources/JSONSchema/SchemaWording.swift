import Documents

/// The words for what is wrong, as chart authors know them from Helm.
extension SchemaViolation.Fault {
    /// Helm 3.17's words.
    func helm3Text(field: String) -> String {
        switch self {
        case .falseSchema: "False always fails validation"
        case .type(let given, let expected): "Invalid type. Expected: \(Self.list(expected)), given: \(given)"
        case .enumeration(let values):
            "\(field) must be one of the following: \(values.map(Self.json).joined(separator: ", "))"
        case .constant(let value): "\(field) does not match: \(Self.json(value))"
        case .minimum(_, let limit, false): "Must be greater than or equal to \(Self.number(limit))"
        case .minimum(_, let limit, true): "Must be greater than \(Self.number(limit))"
        case .maximum(_, let limit, false): "Must be less than or equal to \(Self.number(limit))"
        case .maximum(_, let limit, true): "Must be less than \(Self.number(limit))"
        case .multipleOf(_, let divisor): "Must be a multiple of \(Self.number(divisor))"
        case .minLength(_, let limit): "String length must be greater than or equal to \(limit)"
        case .maxLength(_, let limit): "String length must be less than or equal to \(limit)"
        case .pattern(_, let pattern): "Does not match pattern '\(pattern)'"
        case .format(_, let format): "Does not match format '\(format)'"
        default: structureText
        }
    }

    private var structureText: String {
        switch self {
        case .minItems(_, let limit): "Array must have at least \(limit) items"
        case .maxItems(_, let limit): "Array must have at most \(limit) items"
        case .equalItems(let first, let second): "array items[\(first),\(second)] must be unique"
        case .additionalItems: "No additional items allowed on array"
        case .contains, .minContains, .maxContains: "At least one of the items must match"
        case .minProperties(_, let limit): "Must have at least \(limit) properties"
        case .maxProperties(_, let limit): "Must have at most \(limit) properties"
        case .required(let names): "\(names.joined(separator: ", ")) is required"
        case .additionalProperty(let name): "Additional property \(name) is not allowed"
        case .propertyName(let name): "Property name of \"\(name)\" does not match"
        case .dependency(let name, _): "Has a dependency on \(name)"
        case .not: "Must not validate the schema (not)"
        case .allOf: "Must validate all the schemas (allOf)"
        case .anyOf: "Must validate at least one schema (anyOf)"
        case .oneOf: "Must validate one and only one schema (oneOf)"
        case .then: "Must validate \"then\" as \"if\" was valid"
        case .else: "Must validate \"else\" as \"if\" was not valid"
        default: ""
        }
    }

    /// Helm 4's words.
    var helm4Text: String {
        switch self {
        case .falseSchema: "false schema"
        case .type(let given, let expected): "got \(given), want \(expected.joined(separator: " or "))"
        case .enumeration(let values): "value must be one of \(values.map(Self.quoted).joined(separator: ", "))"
        case .constant(let value): "value must be \(Self.quoted(value))"
        case .minimum(let given, let limit, let exclusive):
            "\(exclusive ? "exclusiveMinimum" : "minimum"): got \(Self.json(given)), want \(Self.json(limit))"
        case .maximum(let given, let limit, let exclusive):
            "\(exclusive ? "exclusiveMaximum" : "maximum"): got \(Self.json(given)), want \(Self.json(limit))"
        case .multipleOf(let given, let divisor): "multipleOf: got \(Self.json(given)), want \(Self.json(divisor))"
        case .minLength(let given, let limit): "minLength: got \(given), want \(limit)"
        case .maxLength(let given, let limit): "maxLength: got \(given), want \(limit)"
        case .pattern(let given, let pattern): "'\(given)' does not match pattern '\(pattern)'"
        case .format(let given, let format): "\(Self.quoted(given)) is not valid \(format)"
        default: structureText4
        }
    }

    private var structureText4: String {
        switch self {
        case .minItems(let given, let limit): "minItems: got \(given), want \(limit)"
        case .maxItems(let given, let limit): "maxItems: got \(given), want \(limit)"
        case .equalItems(let first, let second): "items at \(first) and \(second) are equal"
        case .additionalItems(let count): "last \(count) additionalItem(s) not allowed"
        case .contains: "no items match contains schema"
        case .minContains(let given, let limit):
            "min \(limit) items required to match contains schema, but matched \(given)"
        case .maxContains(let given, let limit):
            "max \(limit) items required to match contains schema, but matched \(given)"
        case .minProperties(let given, let limit): "minProperties: got \(given), want \(limit)"
        case .maxProperties(let given, let limit): "maxProperties: got \(given), want \(limit)"
        case .required(let names):
            (names.count == 1 ? "missing property " : "missing properties ")
                + names.map { "'\($0)'" }.joined(separator: ", ")
        case .additionalProperty(let name): "additional properties '\(name)' not allowed"
        case .propertyName(let name): "invalid propertyName '\(name)'"
        case .dependency(let name, let property): "properties '\(name)' required, if '\(property)' exists"
        case .not: "'not' failed"
        case .allOf: "'allOf' failed"
        case .anyOf: "'anyOf' failed"
        case .oneOf(let matched):
            matched.isEmpty
                ? "'oneOf' failed, none matched"
                : "'oneOf' failed, subschemas \(matched.map(String.init).joined(separator: ", ")) matched"
        case .then: "'then' failed"
        case .else: "'else' failed"
        default: ""
        }
    }

    private static func list(_ types: [String]) -> String {
        types.count == 1 ? types[0] : "[\(types.joined(separator: ","))]"
    }

    private static func json(_ value: Value) -> String {
        String(decoding: JSON.write(value, .go, sortedKeys: true), as: UTF8.self)
    }

    private static func quoted(_ value: Value) -> String { value.string.map { "'\($0)'" } ?? json(value) }

    /// A limit as Go prints a big.Float: the fewest digits that tell it apart, with an exponent from 1e+06 on.
    private static func number(_ value: Value) -> String {
        guard let double = value.double, double.isFinite, double != 0 else { return "0" }
        var text: [UInt8] = []
        GoFloat(double).appendGeneral(to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
