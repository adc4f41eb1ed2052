/// The declared Go type of a function's parameter; arguments that don't fit fail with Go's words before the function
/// is called.
package enum ParameterKind: Hashable, Sendable {
    /// `interface {}`: everything, nil too.
    case any
    /// `reflect.Value`: everything, as the built-in functions take it.
    case reflected
    case bool, string, int, int64, uint32, double
    /// `map[string]interface {}`: also the contents of named maps such as `.Values`; a missing value becomes nil map.
    case map
    /// `[]interface {}`; a missing value becomes a nil list.
    case list
    /// An object whose `goTypeName` is the given name, such as `time.Time`.
    case object(String)

    /// The type's name in error messages.
    package var goTypeName: String {
        switch self {
        case .any: "interface {}"
        case .reflected: "reflect.Value"
        case .bool: "bool"
        case .string: "string"
        case .int: "int"
        case .int64: "int64"
        case .uint32: "uint32"
        case .double: "float64"
        case .map: "map[string]interface {}"
        case .list: "[]interface {}"
        case .object(let name): name
        }
    }
}

/// What a function or method takes.
package struct Signature: Sendable {
    /// The fixed parameters.
    package let parameters: [ParameterKind]
    /// The type of any number of further arguments, or nil.
    package let variadic: ParameterKind?

    package init(_ parameters: [ParameterKind], variadic: ParameterKind? = nil) {
        self.parameters = parameters
        self.variadic = variadic
    }

    /// The type of the argument at `position`.
    func kind(at position: Int) -> ParameterKind {
        position < parameters.count ? parameters[position] : variadic ?? .any
    }
}
