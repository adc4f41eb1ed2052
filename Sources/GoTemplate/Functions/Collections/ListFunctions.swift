/// Functions on lists; every one has a `must` twin that does the same.
enum ListFunctions {
    static let functions: [TemplateFunction] = making + twins(parts + changes)

    /// The functions, and again under the names with `must` in front.
    private static func twins(_ functions: [TemplateFunction]) -> [TemplateFunction] {
        functions + functions.map { $0.named("must" + $0.name.prefix(1).uppercased() + $0.name.dropFirst()) }
    }

    /// The elements of a list; any other value is an error that begins with `problem`.
    private static func elements(_ value: TemplateValue, _ problem: String) throws -> [TemplateValue] {
        if let list = value.list { return list.elements }
        if value.isNull { throw FunctionError("runtime error: invalid memory address or nil pointer dereference") }
        throw FunctionError("\(problem) type \(value.goKind.rawValue)")
    }

    // MARK: Making lists

    private static let making: [TemplateFunction] = [
        TemplateFunction(variadic: "list") { (values: [TemplateValue]) in TemplateList(values) },
        TemplateFunction(variadic: "tuple") { (values: [TemplateValue]) in TemplateList(values) },
        TemplateFunction(variadic: "concat") { (lists: [TemplateValue]) -> TemplateList in
            var result: [TemplateValue] = []
            for list in lists {
                if list.list == nil, !list.isNull {
                    throw FunctionError("Cannot concat type \(list.goKind.rawValue) as list")
                }
                result += try elements(list, "")
            }
            return result.isEmpty ? .nilList() : TemplateList(result)
        },
    ]

    // MARK: Parts

    private static let parts: [TemplateFunction] = [
        TemplateFunction("first") { (list: TemplateValue) in
            try elements(list, "Cannot find first on").first ?? .null
        },
        TemplateFunction("last") { (list: TemplateValue) in
            try elements(list, "Cannot find last on").last ?? .null
        },
        TemplateFunction("rest") { (list: TemplateValue) -> TemplateList in
            let elements = try elements(list, "Cannot find rest on")
            return elements.isEmpty ? .nilList() : TemplateList(Array(elements.dropFirst()))
        },
        TemplateFunction("initial") { (list: TemplateValue) -> TemplateList in
            let elements = try elements(list, "Cannot find initial on")
            return elements.isEmpty ? .nilList() : TemplateList(Array(elements.dropLast()))
        },
        TemplateFunction(variadic: "slice") { (list: TemplateValue, bounds: [TemplateValue]) in
            try slice(list, bounds.map { Int(NumberConversion.integer($0)) })
        },
        TemplateFunction("chunk") { (size: Int, list: TemplateValue) in
            try chunks(elements(list, "Cannot chunk"), size: size)
        },
        TemplateFunction("has") { (needle: TemplateValue, list: TemplateValue) -> Bool in
            if list.isNull { return false }
            return try elements(list, "Cannot find has on").contains { DeepComparison.isEqual(needle, $0) }
        },
    ]

    private static func slice(_ value: TemplateValue, _ bounds: [Int]) throws -> TemplateValue {
        guard let list = value.list else {
            if value.isNull {
                throw FunctionError("runtime error: invalid memory address or nil pointer dereference")
            }
            throw FunctionError("list should be type of slice or array but \(value.goKind.rawValue)")
        }
        if list.isEmpty { return .null }
        let start = bounds.first ?? 0
        let end = bounds.count < 2 ? list.count : bounds[1]
        guard start >= 0, start <= end, end <= list.count else {
            throw FunctionError("reflect.Value.Slice: slice index out of bounds")
        }
        if case .bytes(let bytes) = value { return .bytes(Array(bytes[start..<end])) }
        return .list(TemplateList(Array(list.elements[start..<end]), element: list.element))
    }

    /// Sizes that make no sense, by the library's arithmetic: the count of chunks may round to none or one.
    private static func oddChunks(_ elements: [TemplateValue], size: Int) throws -> TemplateList {
        let length = Double(elements.count)
        let count = ((length - 1) / Double(size)).rounded(.down) + 1
        if count == 0 { return TemplateList([], element: .list) }
        guard count == 1, length.truncatingRemainder(dividingBy: Double(size)) == length, length > 0 else {
            throw FunctionError("runtime error: makeslice: len out of range")
        }
        return TemplateList([.list(TemplateList(elements))], element: .list)
    }

    private static func chunks(_ elements: [TemplateValue], size: Int) throws -> TemplateList {
        guard size > 0 else { return try oddChunks(elements, size: size) }
        let chunks = stride(from: 0, to: elements.count, by: size).map { start -> TemplateValue in
            .list(TemplateList(Array(elements[start..<Swift.min(start + size, elements.count)])))
        }
        return TemplateList(chunks, element: .list)
    }

    // MARK: Changes

    private static let changes: [TemplateFunction] = [
        TemplateFunction("append", append),
        TemplateFunction("push", append),
        TemplateFunction("prepend") { (list: TemplateValue, value: TemplateValue) in
            TemplateList([value] + (try elements(list, "Cannot prepend on")))
        },
        TemplateFunction("reverse") { (list: TemplateValue) in
            TemplateList(try elements(list, "Cannot find reverse on").reversed())
        },
        TemplateFunction("uniq") { (list: TemplateValue) in
            TemplateList(unique(try elements(list, "Cannot find uniq on")))
        },
        TemplateFunction(variadic: "without") { (list: TemplateValue, omitted: [TemplateValue]) in
            TemplateList(
                try elements(list, "Cannot find without on").filter { element in
                    !omitted.contains { DeepComparison.isEqual($0, element) }
                })
        },
        TemplateFunction("compact") { (list: TemplateValue) in
            TemplateList(try elements(list, "Cannot compact on").filter { !DeepComparison.isEmpty($0) })
        },
    ]

    @Sendable private static func append(_ list: TemplateValue, _ value: TemplateValue) throws -> TemplateList {
        TemplateList(try elements(list, "Cannot push on") + [value])
    }

    private static func unique(_ elements: [TemplateValue]) -> [TemplateValue] {
        var result: [TemplateValue] = []
        var strings: Set<TemplateString> = []
        for element in elements {
            if case .string(let string) = element {
                if strings.insert(string).inserted { result.append(element) }
            } else if !result.contains(where: { DeepComparison.isEqual($0, element) }) {
                result.append(element)
            }
        }
        return result
    }
}
