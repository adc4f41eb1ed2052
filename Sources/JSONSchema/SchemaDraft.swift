import Documents

/// The draft that a schema is written in; later drafts compare greater.
enum SchemaDraft: Int, Comparable, Sendable {
    case draft4 = 4
    case draft6 = 6
    case draft7 = 7
    /// Drafts 4, 6 and 7 at once, which is how Helm 3.17 reads a schema that names none of them.
    case hybrid = 8
    case draft201909 = 2019
    case draft202012 = 2020

    /// The draft of a schema by its `$schema`.
    init(of schema: Value, reading: JSONSchema.Options.Reading) {
        let named = schema["$schema"]?.string.flatMap { Self.named($0) }
        switch (reading, named) {
        case (.asHelm3, let draft?) where draft <= .draft7: self = draft
        case (.asHelm3, _): self = .hybrid
        case (.declared, let draft): self = draft ?? .draft202012
        }
    }

    /// The draft of a `$schema` URI.
    static func named(_ uri: String) -> SchemaDraft? {
        var name = uri[...]
        for scheme in ["https://", "http://"] where name.hasPrefix(scheme) { name = name.dropFirst(scheme.count) }
        if name.hasSuffix("#") { name = name.dropLast() }
        return switch name {
        case "json-schema.org/draft-04/schema": .draft4
        case "json-schema.org/draft-06/schema": .draft6
        case "json-schema.org/draft-07/schema": .draft7
        case "json-schema.org/draft/2019-09/schema": .draft201909
        case "json-schema.org/draft/2020-12/schema": .draft202012
        default: nil
        }
    }

    static func < (left: SchemaDraft, right: SchemaDraft) -> Bool { left.rawValue < right.rawValue }

    /// The keyword under which a schema names itself.
    var idKeyword: String { self == .draft4 ? "id" : "$id" }

    /// Beside `$ref` no other keyword counts.
    var refStandsAlone: Bool { self <= .hybrid }

    /// Whether a keyword that holds schemas means something in the draft.
    func knows(_ keyword: String) -> Bool {
        switch keyword {
        case "contains", "propertyNames": self >= .draft6
        case "if", "then", "else": self >= .draft7
        case "$defs", "contentSchema", "dependentSchemas", "prefixItems", "unevaluatedItems", "unevaluatedProperties":
            self > .hybrid
        default: true
        }
    }

    /// Keywords whose value is a schema.
    static let schemaKeywords: Set<String> = [
        "additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not",
        "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties",
    ]
    /// Keywords whose value is an array of schemas.
    static let schemaArrayKeywords: Set<String> = ["allOf", "anyOf", "oneOf", "items", "prefixItems"]
    /// Keywords whose value is an object of schemas.
    static let schemaMapKeywords: Set<String> = [
        "$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties",
    ]
}
