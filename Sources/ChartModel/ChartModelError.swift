internal import Documents

/// What is wrong with a chart's record or its values.
package enum ChartModelError: Error, Hashable, Sendable {
    /// A member isn't of the type Helm's reader wants; the message is in the words of Go's `encoding/json`.
    case wrongType(String)
    /// A subchart's values aren't a table; the message is Helm's.
    case typeMismatch(String)

    /// The error in Helm's words.
    package var message: String {
        switch self {
        case .wrongType(let message), .typeMismatch(let message): message
        }
    }

    static func wrongType(_ value: Value, field: String, _ type: String) -> ChartModelError {
        .wrongType("json: cannot unmarshal \(value.jsonKind) into Go struct field \(field) of type \(type)")
    }
}

extension Value {
    /// What Go's `encoding/json` calls this value in its errors.
    package var jsonKind: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .integer: "number"
        case .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
