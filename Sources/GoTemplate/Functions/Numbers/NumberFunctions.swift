/// Functions that convert and calculate.
enum NumberFunctions {
    static let functions: [TemplateFunction] = conversions + integers + decimals + doubles + sequences

    // MARK: Conversions

    private static let conversions: [TemplateFunction] = [
        TemplateFunction("int") { (value: TemplateValue) in Int(NumberConversion.integer(value)) },
        TemplateFunction("int64") { (value: TemplateValue) in NumberConversion.integer(value) },
        TemplateFunction("float64") { (value: TemplateValue) in NumberConversion.double(value) },
        TemplateFunction("atoi") { (text: TemplateString) in decimal(text) ?? 0 },
        TemplateFunction("toDecimal") { (value: TemplateValue) -> Int64 in
            let text = GoPrinting.text(value).bytes[...]
            let isNegative = text.first == UInt8(ascii: "-")
            let digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
            guard !digits.contains(UInt8(ascii: "_")) else { return 0 }
            return NumberConversion.integer(digits: digits, radix: 8, isNegative: isNegative) ?? 0
        },
    ]

    private static func decimal(_ text: TemplateString) -> Int? {
        let isNegative = text.bytes.first == UInt8(ascii: "-")
        let digits =
            isNegative || text.bytes.first == UInt8(ascii: "+") ? text.bytes.dropFirst() : text.bytes[...]
        guard !digits.contains(UInt8(ascii: "_")) else { return nil }
        return NumberConversion.integer(digits: digits, radix: 10, isNegative: isNegative).map { Int($0) }
    }

    // MARK: Integers

    private static let integers: [TemplateFunction] = [
        TemplateFunction(variadic: "add") { (values: [TemplateValue]) in
            values.reduce(Int64(0)) { $0 &+ NumberConversion.integer($1) }
        },
        TemplateFunction("add1") { (value: TemplateValue) in NumberConversion.integer(value) &+ 1 },
        TemplateFunction("sub") { (left: TemplateValue, right: TemplateValue) in
            NumberConversion.integer(left) &- NumberConversion.integer(right)
        },
        TemplateFunction(variadic: "mul") { (first: TemplateValue, others: [TemplateValue]) in
            others.reduce(NumberConversion.integer(first)) { $0 &* NumberConversion.integer($1) }
        },
        TemplateFunction("div") { (left: TemplateValue, right: TemplateValue) in
            try divided(left, right).quotient
        },
        TemplateFunction("mod") { (left: TemplateValue, right: TemplateValue) in
            try divided(left, right).remainder
        },
        TemplateFunction(variadic: "max", maximum),
        TemplateFunction(variadic: "biggest", maximum),
        TemplateFunction(variadic: "min") { (first: TemplateValue, others: [TemplateValue]) in
            others.reduce(NumberConversion.integer(first)) { Swift.min($0, NumberConversion.integer($1)) }
        },
    ]

    @Sendable private static func maximum(_ first: TemplateValue, _ others: [TemplateValue]) -> Int64 {
        others.reduce(NumberConversion.integer(first)) { Swift.max($0, NumberConversion.integer($1)) }
    }

    private static func divided(
        _ left: TemplateValue, _ right: TemplateValue
    ) throws -> (quotient: Int64, remainder: Int64) {
        let left = NumberConversion.integer(left)
        let right = NumberConversion.integer(right)
        guard right != 0 else { throw FunctionError("runtime error: integer divide by zero") }
        if right == -1 { return (0 &- left, 0) }
        return (left / right, left % right)
    }

    // MARK: Decimal arithmetic on doubles

    private static let decimals: [TemplateFunction] = [
        TemplateFunction(variadic: "addf") { (values: [TemplateValue]) in
            try calculated(.double(0), values) { $0.adding($1) }
        },
        TemplateFunction("add1f") { (value: TemplateValue) in
            try calculated(value, [.int(1)]) { $0.adding($1) }
        },
        TemplateFunction(variadic: "subf") { (first: TemplateValue, others: [TemplateValue]) in
            try calculated(first, others) { $0.adding($1.negated) }
        },
        TemplateFunction(variadic: "mulf") { (first: TemplateValue, others: [TemplateValue]) in
            try calculated(first, others) { $0.multiplied(by: $1) }
        },
        TemplateFunction(variadic: "divf") { (first: TemplateValue, others: [TemplateValue]) in
            try calculated(first, others) { left, right in
                guard let quotient = left.divided(by: right, places: 16) else {
                    throw FunctionError("decimal division by 0")
                }
                return quotient
            }
        },
    ]

    private static func calculated(
        _ first: TemplateValue, _ others: [TemplateValue],
        _ operation: (BigDecimal, BigDecimal) throws -> BigDecimal
    ) throws -> Double {
        try others.reduce(exact(first)) { try operation($0, exact($1)) }.double
    }

    private static func exact(_ value: TemplateValue) throws -> BigDecimal {
        let double = NumberConversion.double(value)
        if let decimal = BigDecimal(double) { return decimal }
        let name = double.isNaN ? "NaN" : double < 0 ? "-Inf" : "+Inf"
        throw FunctionError("Cannot create a Decimal from \(name)")
    }

    // MARK: Doubles

    private static let doubles: [TemplateFunction] = [
        TemplateFunction("floor") { (value: TemplateValue) in NumberConversion.double(value).rounded(.down) },
        TemplateFunction("ceil") { (value: TemplateValue) in NumberConversion.double(value).rounded(.up) },
        TemplateFunction(variadic: "round") { (value: TemplateValue, places: Int, on: [Double]) in
            rounded(NumberConversion.double(value), places: places, on: on.first ?? 0.5)
        },
        TemplateFunction(variadic: "maxf") { (first: TemplateValue, others: [TemplateValue]) in
            others.reduce(NumberConversion.double(first)) { largest($0, NumberConversion.double($1)) }
        },
        TemplateFunction(variadic: "minf") { (first: TemplateValue, others: [TemplateValue]) in
            others.reduce(NumberConversion.double(first)) { -largest(-$0, -NumberConversion.double($1)) }
        },
    ]

    /// The larger one; what is no number wins, as in Go, but for infinity.
    private static func largest(_ left: Double, _ right: Double) -> Double {
        if left == .infinity || right == .infinity { return .infinity }
        if left.isNaN || right.isNaN { return .nan }
        if left == 0, right == 0 { return left.sign == .minus ? right : left }
        return left > right ? left : right
    }

    /// Up when the rest is at least `on`, else down; so negative numbers go down, whatever their rest.
    private static func rounded(_ value: Double, places: Int, on: Double) -> Double {
        let power = powerOfTen(places)
        let digit = power * value
        guard digit.isFinite else { return digit / power }
        let rest = digit - digit.rounded(.towardZero)
        return digit.rounded(rest >= on ? .up : .down) / power
    }

    private static func powerOfTen(_ exponent: Int) -> Double {
        if exponent < -323 { return 0 }
        if exponent > 308 { return .infinity }
        return Double("1e\(exponent)") ?? 0
    }

    // MARK: Sequences

    private static let maximumCount = 1 << 24

    private static let sequences: [TemplateFunction] = [
        TemplateFunction("until") { (count: Int) in
            TemplateList(try steps(0, count, count < 0 ? -1 : 1).map { .int($0) }, element: .int)
        },
        TemplateFunction("untilStep") { (start: Int, stop: Int, step: Int) in
            TemplateList(try steps(start, stop, step).map { .int($0) }, element: .int)
        },
        TemplateFunction(variadic: "seq") { (values: [Int]) in try sequence(values) },
    ]

    private static func steps(_ start: Int, _ stop: Int, _ step: Int) throws -> [Int] {
        guard step != 0, stop < start ? step < 0 : step > 0 else { return [] }
        let (distance, overflow) = stop.subtractingReportingOverflow(start)
        guard !overflow, distance.magnitude / step.magnitude <= UInt(maximumCount) else {
            throw FunctionError("runtime error: makeslice: len out of range")
        }
        return Array(stride(from: start, to: stop, by: step))
    }

    private static func sequence(_ values: [Int]) throws -> TemplateString {
        let start: Int
        let end: Int
        var step: Int?
        switch values.count {
        case 1: (start, end) = (1, values[0])
        case 2: (start, end) = (values[0], values[1])
        case 3:
            (start, end, step) = (values[0], values[2], values[1])
            if values[2] < values[0], values[1] > 0 { return "" }
        default: return ""
        }
        let direction = end < start ? -1 : 1
        let numbers = try steps(start, end &+ direction, step ?? direction)
        return TemplateString(numbers.map { String($0) }.joined(separator: " "))
    }
}
