package import Documents

/// One way in which a document doesn't satisfy a schema.
package struct SchemaViolation: Hashable, Sendable {
    /// One step down into a document.
    package enum Step: Hashable, Sendable {
        case key(String)
        case index(Int)
    }

    /// Where in the document.
    package var path: [Step]
    /// What is wrong there.
    package var fault: Fault
    /// Nesting below the violation that it explains.
    package var depth = 0

    /// What can be wrong.
    package enum Fault: Hashable, Sendable {
        case falseSchema
        case type(given: String, expected: [String])
        case enumeration([Value])
        case constant(Value)
        case minimum(given: Value, Value, exclusive: Bool)
        case maximum(given: Value, Value, exclusive: Bool)
        case multipleOf(given: Value, Value)
        case minLength(given: Int, Int)
        case maxLength(given: Int, Int)
        case pattern(given: String, String)
        case format(given: Value, String)
        case minItems(given: Int, Int)
        case maxItems(given: Int, Int)
        case equalItems(Int, Int)
        case additionalItems(Int)
        case contains
        case minContains(given: Int, Int)
        case maxContains(given: Int, Int)
        case minProperties(given: Int, Int)
        case maxProperties(given: Int, Int)
        case required([String])
        case additionalProperty(String)
        case propertyName(String)
        case dependency(String, of: String)
        case not
        case allOf
        case anyOf
        case oneOf(matched: [Int])
        case then
        case `else`
    }
}

extension SchemaViolation {
    /// The line that Helm 3.17 prints after `- `: the dotted path, then the fault.
    package var helm3Line: String {
        let place = path.isEmpty ? "(root)" : path.map(Self.dotted).joined(separator: ".")
        return "\(place): \(fault.helm3Text(field: place))"
    }

    /// The line that Helm 4 prints after `- `: the JSON pointer, then the fault.
    package var helm4Line: String { "at '\(pointer)': \(fault.helm4Text)" }

    private static func dotted(_ step: Step) -> String {
        switch step {
        case .key(let key): key
        case .index(let index): String(index)
        }
    }

    private var pointer: String {
        path.map { step in
            "/" + Self.dotted(step).replacing("~", with: "~0").replacing("/", with: "~1")
        }.joined()
    }
}
