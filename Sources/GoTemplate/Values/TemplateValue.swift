/// A value inside a template, by its Go type.
package enum TemplateValue {
    /// No value: Go's nil. Whether it is a nil inside a container or nothing at all, the evaluator knows from where
    /// the value came.
    case null
    case bool(Bool)
    /// Go's `int`: number literals, `until`, `len`.
    case int(Int)
    /// Go's `int64`: arithmetic functions and `--set`.
    case int64(Int64)
    /// Go's `uint64`: the parts of a semantic version.
    case uint64(UInt64)
    /// Go's `uint8`: one byte of a string.
    case uint8(UInt8)
    /// Go's `float64`: every number that came from YAML or JSON.
    case double(Double)
    case string(TemplateString)
    /// Go's `[]uint8`.
    case bytes([UInt8])
    case list(TemplateList)
    case map(TemplateMap)
    /// A map or list of a named Go type, with methods (`.Values`, `.Files`, `.Capabilities.APIVersions`).
    case named(NamedValue)
    /// A value with fields and methods (`.Chart`, times, versions).
    indirect case object(any TemplateObject)
    /// Go's `complex128`: literals such as `1i`.
    indirect case complex(real: Double, imaginary: Double)
}

extension TemplateValue {
    /// The value is Go's nil (not a nil map or slice, which have a type).
    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The string, if it is one.
    package var string: TemplateString? {
        if case .string(let string) = self { string } else { nil }
    }

    /// The map, if this is a `map[string]...`, named or not.
    package var map: TemplateMap? {
        switch self {
        case .map(let map): map
        case .named(let named): named.map
        default: nil
        }
    }

    /// The list, if this is a slice (named or not, also of bytes).
    package var list: TemplateList? {
        switch self {
        case .list(let list): list
        case .named(let named): named.list
        case .bytes(let bytes): TemplateList(bytes.map { .uint8($0) })
        default: nil
        }
    }

    /// What Go's templates take as true: everything but false, zero, empty strings and collections, and nil.
    package var isTrue: Bool {
        switch self {
        case .null: false
        case .bool(let bool): bool
        case .int(let int): int != 0
        case .int64(let int): int != 0
        case .uint64(let int): int != 0
        case .uint8(let int): int != 0
        case .double(let double): double != 0
        case .string(let string): !string.isEmpty
        case .bytes(let bytes): !bytes.isEmpty
        case .list(let list): !list.isEmpty
        case .map(let map): !map.isEmpty
        case .named(let named): !named.isEmpty
        case .object(let object): object.isTrue
        case .complex(let real, let imaginary): real != 0 || imaginary != 0
        }
    }

    /// A string value.
    package static func text(_ text: String) -> TemplateValue {
        .string(TemplateString(text))
    }
}
