/// The built-in functions that look into values: `len index call`.
enum CollectionBuiltIns {
    static let functions: [TemplateFunction] = [
        TemplateFunction(
            "len", Signature([.reflected]),
            .unary { context, value in
                .int(try length(of: value, isContained: context.evaluator?.nilIsContained ?? false))
            }),
        TemplateFunction("index", [.reflected], variadic: .reflected) { _, arguments in
            guard var item = arguments.first else { return .null }
            if item.isNull { throw FunctionError("index of untyped nil") }
            for index in arguments.dropFirst() { item = try element(of: item, at: index) }
            return item
        },
        TemplateFunction("call", [.reflected], variadic: .reflected) { context, arguments in
            guard let function = arguments.first, !function.isNull else { throw FunctionError("call of nil") }
            let name = context.evaluator?.currentNodeText ?? ""
            throw FunctionError("non-function \(name) of type \(function.goTypeName)")
        },
    ]

    private static func length(of value: TemplateValue, isContained: Bool) throws(FunctionError) -> Int {
        switch value {
        case .string(let string): return string.count
        case .bytes(let bytes): return bytes.count
        case .list(let list): return list.count
        case .map(let map): return map.count
        case .named(let named): return named.map?.count ?? named.list?.count ?? 0
        case .null:
            throw FunctionError(
                isContained ? "len of nil pointer" : "reflect: call of reflect.Value.Type on zero Value")
        default: throw FunctionError("len of type \(value.goTypeName)")
        }
    }

    private static func element(of item: TemplateValue, at index: TemplateValue) throws(FunctionError) -> TemplateValue
    {
        switch item {
        case .null: throw FunctionError("index of nil pointer")
        case .string(let string):
            let at = try position(index, in: string.count, "string index out of range")
            return .uint8(string.bytes[at])
        case .bytes(let bytes): return .uint8(bytes[try position(index, in: bytes.count)])
        case .list(let list): return list.elements[try position(index, in: list.count)]
        case .map(let map): return try element(of: map, at: index)
        case .named(let named): return try element(of: named.contents, at: index)
        default: throw FunctionError("can't index item of type \(item.goTypeName)")
        }
    }

    private static func element(of map: TemplateMap, at key: TemplateValue) throws(FunctionError) -> TemplateValue {
        switch key {
        case .string(let key): return map[key] ?? map.zeroElement
        case .null: throw FunctionError("value is nil; should be of type string")
        default: throw FunctionError("value has type \(key.goTypeName); should be string")
        }
    }

    private static func position(
        _ index: TemplateValue, in count: Int, _ panic: String = "slice index out of range"
    ) throws(FunctionError) -> Int {
        let position: Int
        switch index {
        case .int(let int): position = int
        case .int64(let int): position = Int(int)
        case .uint64(let int): position = Int(truncatingIfNeeded: int)
        case .uint8(let int): position = Int(int)
        case .object(let object) where object.integer != nil: position = Int(object.integer ?? 0)
        case .null: throw FunctionError("cannot index slice/array with nil")
        default: throw FunctionError("cannot index slice/array with type \(index.goTypeName)")
        }
        if position < 0 || position > count { throw FunctionError("index out of range: \(position)") }
        if position == count { throw FunctionError("reflect: \(panic)") }
        return position
    }
}
