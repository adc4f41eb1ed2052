import Documents
import RegularExpressions

/// Is a schema of drafts 4 to 7 one that Helm 3.17 can read? What it says when it can't is said here too.
struct SchemaCheck {
    private let schema: Object
    private let draft: SchemaDraft

    /// Checks the keywords of one schema; the schemas in it are checked for themselves.
    static func check(_ schema: Object, draft: SchemaDraft) throws(SchemaError) {
        let check = SchemaCheck(schema: schema, draft: draft)
        try check.names()
        // Beside a reference no other keyword is looked at.
        guard schema["$ref"] == nil else { return }
        try check.types()
        try check.members()
        try check.elements()
        try check.numbers()
        try check.limit("minLength", under: "maxLength")
        try check.strings()
        try check.limit("minProperties", under: "maxProperties")
        try check.lists()
        try check.branches()
    }

    /// Checks the keyword `type` alone.
    static func checkTypes(_ schema: Object) throws(SchemaError) {
        try SchemaCheck(schema: schema, draft: .hybrid).types()
    }

    /// A place where a schema must stand.
    static func checkSchema(_ schema: Value, draft: SchemaDraft) throws(SchemaError) {
        switch schema {
        case .object: return
        case .bool where draft >= .draft6: return
        default: throw SchemaError("Expected: valid schema, given: Invalid JSON")
        }
    }

    // MARK: Words

    private func require(_ isRight: Bool, _ message: @autoclosure () -> String) throws(SchemaError) {
        guard isRight else { throw SchemaError(message()) }
    }

    /// The keyword, if it is there, must pass.
    private func require(
        _ keyword: String, _ isRight: (Value) -> Bool, _ message: @autoclosure () -> String
    ) throws(SchemaError) {
        guard let value = schema[keyword] else { return }
        try require(isRight(value), message())
    }

    private func isSchema(_ value: Value) -> Bool { value.object != nil || value.bool != nil }

    private func wrongType(_ keyword: String, _ expected: String) -> String {
        "Invalid type. Expected: \(expected), given: \(keyword)"
    }

    // MARK: Keywords

    private func names() throws(SchemaError) {
        try require("$schema", { $0.string != nil }, "$schema must be of type string")
        for keyword in [draft.idKeyword, "title", "description", "$ref"] {
            try require(keyword, { $0.string != nil }, wrongType(keyword, "string"))
        }
        let areSchemas = { (value: Value) in value.object?.allSatisfy { isSchema($0.value) } == true }
        try require("definitions", areSchemas, wrongType("definitions", "array of schemas"))
    }

    private func types() throws(SchemaError) {
        guard let keyword = schema["type"] else { return }
        guard let types = SchemaTypes(keyword), keyword.array?.count ?? 1 == types.names.count else {
            throw SchemaError(wrongType("type", "string/array of strings"))
        }
        var seen: Set<String> = []
        for name in types.names {
            let known = SchemaTypes.known.joined(separator: " ")
            try require(
                SchemaTypes.known.contains(name),
                "has a primitive type that is NOT VALID -- given: /\(name)/ Expected valid values are:[\(known)]")
            try require(seen.insert(name).inserted, "\(name) type is duplicated")
        }
    }

    private func members() throws(SchemaError) {
        try require("properties", { $0.object != nil }, "properties must be of type object")
        try require("additionalProperties", isSchema, wrongType("additionalProperties", "boolean/valid schema"))
        try require("patternProperties", { $0.object != nil }, wrongType("patternProperties", "valid schema"))
        for member in schema["patternProperties"]?.object ?? Object() {
            try require(isPattern(member.key), "Invalid regex pattern '\(member.key)'")
        }
        if draft >= .draft6 {
            // The message names the wrong keyword in Helm too.
            try require("propertyNames", isSchema, wrongType("patternProperties", "valid schema"))
        }
        try require("dependencies", { $0.object != nil }, "dependencies must be of type object")
        for member in schema["dependencies"]?.object ?? Object() {
            let areNames = member.value.array?.allSatisfy { $0.string != nil } == true
            try require(
                areNames || isSchema(member.value), "dependency must be of type schema or array of strings")
        }
    }

    private func isPattern(_ source: String) -> Bool { (try? RegularExpression(source)) != nil }

    private func elements() throws(SchemaError) {
        let areSchemas = { (value: Value) in isSchema(value) || value.array?.allSatisfy(isSchema) == true }
        try require("items", areSchemas, wrongType("items", "valid schema/array of schemas"))
        try require("additionalItems", isSchema, wrongType("additionalItems", "boolean/valid schema"))
    }

    private func numbers() throws(SchemaError) {
        try require("multipleOf", { $0.double != nil }, wrongType("multipleOf", "number"))
        try require("multipleOf", { $0.double ?? 0 > 0 }, "multipleOf must be strictly greater than 0")
        for (limit, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
            try require(limit, { $0.double != nil }, "\(limit) must be of a number")
            try self.exclusive(exclusive, of: limit)
        }
    }

    /// Draft 4 says with a boolean that the limit itself is outside, later drafts give a limit of its own.
    private func exclusive(_ keyword: String, of limit: String) throws(SchemaError) {
        let allowsBool = draft == .draft4 || draft == .hybrid
        let allowsNumber = draft != .draft4
        let expected = allowsBool ? allowsNumber ? "boolean/number" : "boolean" : "number"
        try require(
            keyword, { allowsBool && $0.bool != nil || allowsNumber && $0.double != nil },
            wrongType(keyword, expected))
        try require(
            schema[keyword]?.bool == nil || schema[limit] != nil, "\(keyword) cannot be used without \(limit)")
    }

    /// Two numbers of things, the first at most the second.
    private func limit(_ least: String, under most: String) throws(SchemaError) {
        for keyword in [least, most] { try count(keyword) }
        guard let lower = schema[least]?.count, let upper = schema[most]?.count else { return }
        try require(lower <= upper, "\(least) cannot be greater than \(most)")
    }

    private func count(_ keyword: String) throws(SchemaError) {
        // The drafts from 6 on allow 2.0, Helm doesn't: no reason to refuse it.
        try require(keyword, { $0.integer != nil }, "\(keyword) must be of an integer")
        try require(keyword, { $0.integer ?? 0 >= 0 }, "\(keyword) must be greater than or equal to 0")
    }

    private func strings() throws(SchemaError) {
        try require("pattern", { $0.string != nil }, "pattern must be of a string")
        try require("pattern", { isPattern($0.string ?? "") }, "pattern must be a valid regex")
        try require("format", { $0.string != nil }, "format must be of type string")
    }

    private func lists() throws(SchemaError) {
        if let required = schema["required"] {
            guard let names = required.array else { throw SchemaError("required must be of an array") }
            try require(names.allSatisfy { $0.string != nil }, "required items must be string")
            try require(Set(names).count == names.count, "required items must be unique")
        }
        for keyword in ["minItems", "maxItems"] { try count(keyword) }
        try require("uniqueItems", { $0.bool != nil }, "uniqueItems must be of a boolean")
        guard let enumeration = schema["enum"] else { return }
        guard let values = enumeration.array else { throw SchemaError("enum must be of an array") }
        try require(Set(values.map(\.withNumbersNormalised)).count == values.count, "enum items must be unique")
    }

    private func branches() throws(SchemaError) {
        // The message names the wrong keyword in Helm too.
        for (keyword, name) in [("oneOf", "oneOf"), ("anyOf", "anyOf"), ("allOf", "anyOf")] {
            try require(keyword, { $0.array != nil }, "\(name) must be of an array")
        }
        for keyword in draft >= .draft7 ? ["not", "if", "then", "else"] : ["not"] {
            try require(keyword, isSchema, "\(keyword) must be of an object")
        }
    }
}
