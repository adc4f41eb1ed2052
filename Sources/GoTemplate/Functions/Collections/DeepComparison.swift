/// Go's `reflect.DeepEqual`, emptiness and deep copies.
enum DeepComparison {
    /// The values have the same type and the same contents.
    static func isEqual(_ left: TemplateValue, _ right: TemplateValue) -> Bool {
        var comparison = Comparison()
        return comparison.isEqual(left, right)
    }

    /// Deeper values can only be such that contain themselves.
    private static let maximumDepth = 10_000

    /// One comparison, which looks at each two maps or lists once: shared and self-containing values cost no more.
    private struct Comparison {
        /// Two maps, or the elements of two lists, by their places in memory.
        private struct Pair: Hashable {
            let left: UInt
            let right: UInt
        }

        /// Those that are equal, or still being compared; the first difference ends everything.
        private var seen: Set<Pair> = []
        private var depth = 0

        mutating func isEqual(_ left: TemplateValue, _ right: TemplateValue) -> Bool {
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
            case (.list(let left), .list(let right)): return isEqual(left, right)
            case (.map(let left), .map(let right)): return isEqual(left, right)
            case (.named(let left), .named(let right)):
                return left.goTypeName == right.goTypeName && isEqual(left.contents, right.contents)
            case (.object(let left), .object(let right)):
                return left.goTypeName == right.goTypeName && left.isEqual(to: right)
            case (.complex(let left, let leftImaginary), .complex(let right, let rightImaginary)):
                return left == right && leftImaginary == rightImaginary
            default: return false
            }
        }

        private mutating func isEqual(_ left: TemplateList, _ right: TemplateList) -> Bool {
            guard left.element == right.element, left.isNil == right.isNil, left.count == right.count else {
                return false
            }
            let places = Pair(left: Self.place(left.elements), right: Self.place(right.elements))
            guard places.left != places.right, seen.insert(places).inserted, depth < maximumDepth else { return true }
            depth += 1
            defer { depth -= 1 }
            for (left, right) in zip(left.elements, right.elements) where !isEqual(left, right) { return false }
            return true
        }

        private mutating func isEqual(_ left: TemplateMap, _ right: TemplateMap) -> Bool {
            guard left.element == right.element, left.isNil == right.isNil, left.count == right.count else {
                return false
            }
            let places = Pair(left: Self.place(left), right: Self.place(right))
            guard places.left != places.right, seen.insert(places).inserted, depth < maximumDepth else { return true }
            depth += 1
            defer { depth -= 1 }
            for (left, right) in zip(left.entries, right.entries) {
                guard left.key == right.key, isEqual(left.value, right.value) else { return false }
            }
            return true
        }

        private static func place(_ map: TemplateMap) -> UInt {
            UInt(bitPattern: Unmanaged.passUnretained(map).toOpaque())
        }

        /// Lists of one length at one place are the same list.
        private static func place(_ elements: [TemplateValue]) -> UInt {
            elements.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
        }
    }

    /// A map in the value contains itself.
    static func containsItself(_ value: TemplateValue) -> Bool {
        var path = PathWatch()
        return containsItself(value, depth: 0, &path)
    }

    private static func containsItself(_ value: TemplateValue, depth: Int, _ path: inout PathWatch) -> Bool {
        switch value {
        case .list(let list) where list.element != .string && list.element != .int:
            return list.elements.contains { containsItself($0, depth: depth + 1, &path) }
        case .map(let map):
            guard path.enter(map, depth: depth) else { return true }
            defer { path.leave(map, depth: depth) }
            return map.entries.contains { containsItself($0.value, depth: depth + 1, &path) }
        case .named(let named): return containsItself(named.contents, depth: depth + 1, &path)
        default: return false
        }
    }

    /// A copy that shares no map with the value.
    static func copy(_ value: TemplateValue) throws -> TemplateValue {
        var path = PathWatch()
        return try copy(value, depth: 0, &path)
    }

    private static func copy(_ value: TemplateValue, depth: Int, _ path: inout PathWatch) throws -> TemplateValue {
        switch value {
        case .list(let list):
            if list.isNil { return value }
            return .list(
                TemplateList(try list.elements.map { try copy($0, depth: depth + 1, &path) }, element: list.element))
        case .map(let map):
            if map.isNil { return value }
            guard path.enter(map, depth: depth) else { throw FunctionError("the value contains itself") }
            defer { path.leave(map, depth: depth) }
            let copied = map.shallowCopy()
            for entry in map.entries {
                switch entry.value {
                case .list, .map, .named: copied[entry.key] = try copy(entry.value, depth: depth + 1, &path)
                default: break
                }
            }
            return .map(copied)
        case .named(let named):
            return .named(
                NamedValue(
                    try copy(named.contents, depth: depth + 1, &path), goTypeName: named.goTypeName,
                    methods: named.methods))
        default: return value
        }
    }

    /// False, zero, an empty text or collection, or nil.
    static func isEmpty(_ value: TemplateValue) -> Bool { !value.isTrue }
}
