/// The built-in functions that compare and decide: `and or not eq ne lt le gt ge`.
enum ComparisonFunctions {
    static let functions: [TemplateFunction] = [
        TemplateFunction(
            "and", Signature([.reflected], variadic: .reflected), .list { _, _ in .null },
            treatment: .stopsAt(truth: false)),
        TemplateFunction(
            "or", Signature([.reflected], variadic: .reflected), .list { _, _ in .null },
            treatment: .stopsAt(truth: true)),
        TemplateFunction("not", Signature([.reflected]), .unary { _, value in .bool(!value.isTrue) }),
        TemplateFunction("eq", [.reflected], variadic: .reflected) { context, arguments in
            guard let first = arguments.first, arguments.count > 1 else {
                throw FunctionError("missing argument for comparison")
            }
            for other in arguments.dropFirst() where try isEqual(first, other, context.helmVersion) {
                return .bool(true)
            }
            return .bool(false)
        },
        comparison("ne") { left, right, helm in try !isEqual(left, right, helm) },
        comparison("lt", isLess),
        comparison("le") { left, right, helm in
            try isLess(left, right, helm) || isEqual(left, right, helm)
        },
        comparison("gt") { left, right, helm in
            try !(isLess(left, right, helm) || isEqual(left, right, helm))
        },
        comparison("ge") { left, right, helm in try !isLess(left, right, helm) },
    ]

    private static func comparison(
        _ name: String,
        _ body: @escaping @Sendable (TemplateValue, TemplateValue, HelmVersion) throws -> Bool
    ) -> TemplateFunction {
        TemplateFunction(
            name, Signature([.reflected, .reflected]),
            .binary { context, left, right in .bool(try body(left, right, context.helmVersion)) })
    }

    /// A value as comparisons see it.
    private enum Comparable {
        case bool(Bool)
        case int(Int64)
        case unsigned(UInt64)
        case double(Double)
        case string(TemplateString)
        case complex(Double, Double)
        /// Values without an order; nil too.
        case other
    }

    private static func comparable(_ value: TemplateValue) -> Comparable {
        switch value {
        case .bool(let bool): .bool(bool)
        case .int(let int): .int(Int64(int))
        case .int64(let int): .int(int)
        case .uint64(let int): .unsigned(int)
        case .uint8(let int): .unsigned(UInt64(int))
        case .double(let double): .double(double)
        case .string(let string): .string(string)
        case .complex(let real, let imaginary): .complex(real, imaginary)
        case .object(let object): object.integer.map { .int($0) } ?? .other
        case .null, .bytes, .list, .map, .named: .other
        }
    }

    /// Go's `eq` of two values.
    static func isEqual(
        _ left: TemplateValue, _ right: TemplateValue, _ helm: HelmVersion
    ) throws(FunctionError) -> Bool {
        switch (comparable(left), comparable(right)) {
        case (.bool(let left), .bool(let right)): return left == right
        case (.int(let left), .int(let right)): return left == right
        case (.unsigned(let left), .unsigned(let right)): return left == right
        case (.int(let left), .unsigned(let right)): return left >= 0 && UInt64(left.magnitude) == right
        case (.unsigned(let left), .int(let right)): return right >= 0 && left == right.magnitude
        case (.double(let left), .double(let right)): return left == right
        case (.string(let left), .string(let right)): return left.bytes == right.bytes
        case (.complex(let real, let imaginary), .complex(let otherReal, let otherImaginary)):
            return real == otherReal && imaginary == otherImaginary
        case (.other, .other): return try isSame(left, right)
        default:
            if left.isNull || right.isNull { return false }
            throw incompatible(left, right, helm)
        }
    }

    /// Equality of values without an order: nils, and objects that Go can compare.
    private static func isSame(_ left: TemplateValue, _ right: TemplateValue) throws(FunctionError) -> Bool {
        if left.isNull || right.isNull { return isNil(left) && isNil(right) }
        guard left.goKind == right.goKind else {
            throw FunctionError(
                "non-comparable types \(shown(left)): \(left.goTypeName), \(right.goTypeName): \(shown(right))")
        }
        if isNil(left) || isNil(right) { return isNil(left) && isNil(right) }
        if case .object(let one) = left, case .object(let other) = right { return one.isEqual(to: other) }
        throw FunctionError("non-comparable type \(shown(right)): \(right.goTypeName)")
    }

    private static func isNil(_ value: TemplateValue) -> Bool {
        switch value {
        case .null: true
        case .list(let list): list.isNil
        case .map(let map): map.isNil
        default: false
        }
    }

    /// Go prints the values of these errors by `%s`.
    private static func shown(_ value: TemplateValue) -> String {
        GoPrinting.formatted("%s", [value]).text
    }

    /// Go's `lt`.
    static func isLess(
        _ left: TemplateValue, _ right: TemplateValue, _ helm: HelmVersion
    ) throws(FunctionError) -> Bool {
        switch (comparable(left), comparable(right)) {
        case (.other, _), (_, .other), (.bool, .bool), (.complex, .complex):
            throw FunctionError("invalid type for comparison")
        case (.int(let left), .int(let right)): return left < right
        case (.unsigned(let left), .unsigned(let right)): return left < right
        case (.int(let left), .unsigned(let right)): return left < 0 || left.magnitude < right
        case (.unsigned(let left), .int(let right)): return right >= 0 && left < right.magnitude
        case (.double(let left), .double(let right)): return left < right
        case (.string(let left), .string(let right)): return left < right
        default: throw incompatible(left, right, helm)
        }
    }

    private static func incompatible(
        _ left: TemplateValue, _ right: TemplateValue, _ helm: HelmVersion
    ) -> FunctionError {
        let types = helm == .v4 ? ": \(left.goTypeName) and \(right.goTypeName)" : ""
        return FunctionError("incompatible types for comparison" + types)
    }
}
