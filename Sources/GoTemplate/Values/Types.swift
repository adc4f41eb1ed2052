extension TemplateValue {
    /// The Go type's name, as `%T` and Go's error messages print it.
    package var goTypeName: String {
        switch self {
        case .null: "<nil>"
        case .bool: "bool"
        case .int: "int"
        case .int64: "int64"
        case .uint64: "uint64"
        case .uint8: "uint8"
        case .double: "float64"
        case .string: "string"
        case .bytes: "[]uint8"
        case .list(let list): list.goTypeName
        case .map(let map): map.goTypeName
        case .named(let named): named.goTypeName
        case .object(let object): object.goTypeName
        case .complex: "complex128"
        }
    }

    /// The kind of the Go type.
    package var goKind: GoKind {
        switch self {
        case .null: .invalid
        case .bool: .bool
        case .int: .int
        case .int64: .int64
        case .uint64: .uint64
        case .uint8: .uint8
        case .double: .float64
        case .string: .string
        case .bytes, .list: .slice
        case .map: .map
        case .named(let named): named.map != nil ? .map : .slice
        case .object(let object): object.goKind
        case .complex: .complex128
        }
    }
}

extension TemplateList {
    /// The Go type's name.
    package var goTypeName: String {
        switch element {
        case .any: "[]interface {}"
        case .string: "[]string"
        case .int: "[]int"
        case .list: "[][]interface {}"
        case .map: "[]map[string]interface {}"
        }
    }
}

extension TemplateMap {
    /// The Go type's name.
    package var goTypeName: String {
        switch element {
        case .any: "map[string]interface {}"
        case .string: "map[string]string"
        case .bytes: "map[string][]uint8"
        }
    }
}
