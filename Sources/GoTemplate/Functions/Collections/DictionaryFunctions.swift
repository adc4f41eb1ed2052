/// Functions on maps.
enum DictionaryFunctions {
    static let functions: [TemplateFunction] = reading + changing + MapMerging.functions

    private static let reading: [TemplateFunction] = [
        TemplateFunction("get") { (map: TemplateMap, key: TemplateString) in map[key] ?? .text("") },
        TemplateFunction("hasKey") { (map: TemplateMap, key: TemplateString) in map[key] != nil },
        TemplateFunction(variadic: "pluck") { (key: TemplateString, maps: [TemplateMap]) in
            TemplateList(maps.compactMap { $0[key] })
        },
        TemplateFunction(variadic: "keys") { (maps: [TemplateMap]) in
            TemplateList(strings: maps.flatMap { $0.entries.map(\.key.string) })
        },
        TemplateFunction("values") { (map: TemplateMap) in TemplateList(map.entries.map(\.value)) },
        TemplateFunction(variadic: "pick") { (map: TemplateMap, keys: [TemplateString]) in
            TemplateMap(keys.compactMap { key in map[key].map { (key, $0) } })
        },
        TemplateFunction(variadic: "omit") { (map: TemplateMap, keys: [TemplateString]) in
            let rest = map.shallowCopy()
            for key in keys { rest[key] = nil }
            return rest
        },
        TemplateFunction(variadic: "dig") { (arguments: [TemplateValue]) in try dig(arguments) },
    ]

    private static let changing: [TemplateFunction] = [
        TemplateFunction(variadic: "dict") { (values: [TemplateValue]) in
            let map = TemplateMap()
            for index in stride(from: 0, to: values.count, by: 2) {
                map[values[index].stringForm] = index + 1 < values.count ? values[index + 1] : .text("")
            }
            return map
        },
        TemplateFunction("set") { (map: TemplateMap, key: TemplateString, value: TemplateValue) -> TemplateMap in
            if map.isNil { throw FunctionError("assignment to entry in nil map") }
            map[key] = value
            return map
        },
        TemplateFunction("unset") { (map: TemplateMap, key: TemplateString) in
            map[key] = nil
            return map
        },
        TemplateFunction("deepCopy") { (value: TemplateValue) in try copied(value) },
        TemplateFunction("mustDeepCopy") { (value: TemplateValue) in try copied(value) },
        TemplateFunction("deepEqual") { (left: TemplateValue, right: TemplateValue) in
            DeepComparison.isEqual(left, right)
        },
    ]

    private static func copied(_ value: TemplateValue) throws -> TemplateValue {
        if value.isNull { throw FunctionError("reflect: call of reflect.Value.Type on zero Value") }
        return try DeepComparison.copy(value)
    }

    /// Follows keys downwards: `dig "a" "b" DEFAULT MAP`.
    private static func dig(_ arguments: [TemplateValue]) throws -> TemplateValue {
        guard arguments.count >= 3, let last = arguments.last else {
            throw FunctionError("dig needs at least three arguments")
        }
        var map = try asserted(last, as: "map[string]interface {}") { plainMap($0) }
        let keys = try arguments.dropLast(2).map { try asserted($0, as: "string", \.string) }
        for (index, key) in keys.enumerated() {
            guard let step = map[key] else { return arguments[arguments.count - 2] }
            if index == keys.count - 1 { return step }
            map = try asserted(step, as: "map[string]interface {}") { plainMap($0) }
        }
        return .null
    }

    private static func plainMap(_ value: TemplateValue) -> TemplateMap? {
        guard case .map(let map) = value, map.element == .any else { return nil }
        return map
    }

    /// Go's type assertion, with its words.
    private static func asserted<T>(
        _ value: TemplateValue, as typeName: String, _ cast: (TemplateValue) -> T?
    ) throws -> T {
        if let result = cast(value) { return result }
        let found = value.isNull ? "nil" : value.goTypeName
        throw FunctionError("interface conversion: interface {} is \(found), not \(typeName)")
    }
}
