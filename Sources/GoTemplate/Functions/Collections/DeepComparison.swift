/// Go's `reflect.DeepEqual`, emptiness and deep copies.
enum DeepComparison {
    /// The values have the same type and the same contents.
    static func isEqual(_ left: TemplateValue, _ right: TemplateValue) -> Bool {
        isEqual(left, right, depth: 0)
    }

    /// Deeper values can only be such that contain themselves.
    private static let maximumDepth = 10_000

    private static func isEqual(_ left: TemplateValue, _ right: TemplateValue, depth: Int) -> Bool {
        if depth > maximumDepth { return true }
        switch (left, right) {
        case (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.int(let left), .int(let right)): return left == right
        case (.int64(let left), .int64(let right)): return left == right
        case (.uint64(let left), .uint64(let right)): return left == right
        case (.uint8(let left), .uint8(let right)): return left == right
        case (.double(let left), .double(let right)): return left == right
        case (.string(let left), .string(let right)): return left == right
        case (.bytes(let left), .bytes(let right)): return left == right
        case (.list(let left), .list(let right)): return isEqual(left, right, depth: depth)
        case (.map(let left), .map(let right)): return isEqual(left, right, depth: depth)
        case (.named(let left), .named(let right)):
            return left.goTypeName == right.goTypeName && isEqual(left.contents, right.contents, depth: depth + 1)
        case (.object(let left), .object(let right)):
            return left.goTypeName == right.goTypeName && left.isEqual(to: right)
        case (.complex(let left, let leftImaginary), .complex(let right, let rightImaginary)):
            return left == right && leftImaginary == rightImaginary
        default: return false
        }
    }

    private static func isEqual(_ left: TemplateList, _ right: TemplateList, depth: Int) -> Bool {
        left.element == right.element && left.isNil == right.isNil && left.count == right.count
            && zip(left.elements, right.elements).allSatisfy { isEqual($0, $1, depth: depth + 1) }
    }

    private static func isEqual(_ left: TemplateMap, _ right: TemplateMap, depth: Int) -> Bool {
        if left === right { return true }
        return left.element == right.element && left.isNil == right.isNil && left.count == right.count
            && zip(left.entries, right.entries).allSatisfy {
                $0.key == $1.key && isEqual($0.value, $1.value, depth: depth + 1)
            }
    }

    /// Lists and maps lie more than `limit` levels inside each other.
    static func isDeep(_ value: TemplateValue, limit: Int) -> Bool {
        switch value {
        case .list(let list) where list.element == .any || list.element == .list:
            limit <= 0 || list.elements.contains { isDeep($0, limit: limit - 1) }
        case .map(let map): limit <= 0 || map.entries.contains { isDeep($0.value, limit: limit - 1) }
        case .named(let named): limit <= 0 || isDeep(named.contents, limit: limit - 1)
        default: false
        }
    }

    /// A copy that shares no map with the value.
    static func copy(_ value: TemplateValue, depth: Int = 0) throws -> TemplateValue {
        guard depth <= maximumDepth else { throw FunctionError("the value contains itself") }
        switch value {
        case .list(let list):
            if list.isNil { return value }
            return .list(
                TemplateList(try list.elements.map { try copy($0, depth: depth + 1) }, element: list.element))
        case .map(let map):
            if map.isNil { return value }
            let copied = map.shallowCopy()
            for entry in map.entries {
                switch entry.value {
                case .list, .map, .named: copied[entry.key] = try copy(entry.value, depth: depth + 1)
                default: break
                }
            }
            return .map(copied)
        case .named(let named):
            return .named(
                NamedValue(
                    try copy(named.contents, depth: depth + 1), goTypeName: named.goTypeName, methods: named.methods))
        default: return value
        }
    }

    /// False, zero, an empty text or collection, or nil.
    static func isEmpty(_ value: TemplateValue) -> Bool { !value.isTrue }
}
