import Documents

/// Values as goyaml.v3 sees them: not through JSON, so that bytes are numbers and structs have Go's field names.
struct YAMLConversion {
    private let stack = StackLimit.current()
    private var path = PathWatch()

    mutating func node(_ value: TemplateValue, depth: Int = 0) throws -> YAMLNode {
        guard depth == 0 || !stack.isNearlyExhausted else { throw Self.cycle }
        switch value {
        case .bytes(let bytes): return .sequence(bytes.map { .value(.integer(Int64($0))) })
        case .list(let list): return .sequence(try list.elements.map { try node($0, depth: depth + 1) })
        case .map(let map):
            guard path.enter(map, depth: depth) else { throw Self.cycle }
            defer { path.leave(map, depth: depth) }
            return .mapping(
                try map.entries.map { .init(key: $0.key.text, node: try node($0.value, depth: depth + 1)) })
        case .named(let named): return try node(named.contents, depth: depth + 1)
        case .object(let object): return try node(object, depth: depth)
        case .complex: throw FunctionError("cannot marshal type: complex128")
        default: return .value(value.document)
        }
    }

    private static let cycle = FunctionError("the value contains itself")

    private mutating func node(_ object: any TemplateObject, depth: Int) throws -> YAMLNode {
        switch object {
        case let time as TimeObject: .word(time.time.rfc3339Nano)
        case is DurationObject: .value(.string(object.printedText?.text ?? ""))
        default:
            object.fields.isEmpty || object.printedText != nil
                ? .value(object.document)
                : .structure(
                    try object.fields.map {
                        .init(key: $0.name.text.lowercased(), node: try node($0.value, depth: depth + 1))
                    })
        }
    }
}
