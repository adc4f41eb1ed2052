import Documents

/// The types that a schema allows.
struct SchemaTypes {
    var names: [String]

    /// All types that there are.
    static let known = ["array", "boolean", "integer", "number", "null", "object", "string"]

    /// Reads the keyword `type`; nil when there is none.
    init?(_ keyword: Value?) {
        switch keyword {
        case .string(let name)?: names = [name]
        case .array(let several)?: names = several.compactMap(\.string)
        default: return nil
        }
    }

    func allow(_ value: Value, draft: SchemaDraft) -> Bool {
        let name = Self.name(of: value)
        return names.contains(name) || (name == "integer" && names.contains("number"))
    }

    /// The type of a value; a number without a fraction is an integer, however it is written.
    static func name(of value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .double(let double): double == double.rounded() ? "integer" : "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension Value {
    /// A limit that counts things: a number without a fraction, from 0 up.
    var count: Int? {
        guard let integer, integer >= 0 else { return nil }
        return Int(exactly: integer)
    }

    /// Equal as JSON sees it: 1 and 1.0 are one number.
    func equalsAsJSON(_ other: Value) -> Bool {
        switch (self, other) {
        case (.integer(let left), .integer(let right)): left == right
        case (.integer, .double), (.double, .integer), (.double, .double): double == other.double
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.equalsAsJSON($1) }
        case (.object(let left), .object(let right)):
            left.count == right.count && left.allSatisfy { right[$0.key]?.equalsAsJSON($0.value) == true }
        default: self == other
        }
    }

    /// The same value with numbers that have no fraction as integers, so that `==` compares as JSON does.
    var withNumbersNormalised: Value {
        switch self {
        case .double(let double): Int64(exactly: double).map(Value.integer) ?? self
        case .array(let elements): .array(elements.map(\.withNumbersNormalised))
        case .object(let members):
            .object(Object(members.map { .init(key: $0.key, value: $0.value.withNumbersNormalised) }))
        default: self
        }
    }

    func isGreater(than other: Value) -> Bool {
        if case .integer(let left) = self, case .integer(let right) = other { return left > right }
        guard let left = double, let right = other.double else { return false }
        return left > right
    }

    func isMultiple(of divisor: Value) -> Bool {
        if case .integer(let left) = self, case .integer(let right) = divisor {
            return right == 0 || right == -1 || left % right == 0
        }
        guard let left = double, let right = divisor.double, right != 0 else { return true }
        let quotient = left / right
        // Decimal fractions aren't exact in binary: 0.0075 / 0.0001 is just beside 75.
        return quotient.isFinite && abs(quotient - quotient.rounded()) <= max(1e-9, quotient.ulp)
    }
}
