/// How functions that calculate read any value as a number: what can't be read is 0.
enum NumberConversion {
    /// Toward zero from doubles; strings as Go literals, with a fraction of zeros dropped.
    static func integer(_ value: TemplateValue) -> Int64 {
        switch value {
        case .int(let int): Int64(int)
        case .int64(let int): int
        case .uint64(let int): Int64(bitPattern: int)
        case .uint8(let int): Int64(int)
        case .double(let double): integer(double)
        case .bool(let bool): bool ? 1 : 0
        case .string(let string): integer(string.bytes) ?? 0
        case .object(let object) where object.goTypeName == "time.Weekday" || object.goTypeName == "time.Month":
            object.integer ?? 0
        default: 0
        }
    }

    /// Go's conversion on amd64: what doesn't fit is the smallest integer.
    static func integer(_ double: Double) -> Int64 {
        Int64(exactly: double.rounded(.towardZero)) ?? .min
    }

    static func double(_ value: TemplateValue) -> Double {
        switch value {
        case .int(let int): Double(int)
        case .int64(let int): Double(int)
        case .uint64(let int): Double(int)
        case .uint8(let int): Double(int)
        case .double(let double): double
        case .bool(let bool): bool ? 1 : 0
        case .string(let string): double(string.bytes) ?? 0
        case .object(let object) where object.goTypeName == "time.Weekday" || object.goTypeName == "time.Month":
            Double(object.integer ?? 0)
        default: 0
        }
    }

    private static func integer(_ text: [UInt8]) -> Int64? {
        integer(literal: withoutZeroFraction(text))
    }

    /// `5.00` as `5`.
    private static func withoutZeroFraction(_ text: [UInt8]) -> ArraySlice<UInt8> {
        let zeros = text.reversed().prefix { $0 == 0x30 }.count
        let point = text.count - zeros - 1
        return zeros > 0 && point >= 0 && text[point] == UInt8(ascii: ".") ? text[..<point] : text[...]
    }

    /// Go's `ParseInt` with base 0: decimal, `0x`, `0o`, `0b` or octal by a leading 0, with underscores between digits.
    static func integer(literal text: ArraySlice<UInt8>) -> Int64? {
        let isNegative = text.first == UInt8(ascii: "-")
        var digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
        guard !digits.isEmpty, hasProperUnderscores(digits) else { return nil }
        var radix = 10
        if digits.first == 0x30, digits.count > 1 {
            let mark = digits[digits.startIndex + 1] | 0x20
            switch mark {
            case UInt8(ascii: "x"): radix = 16
            case UInt8(ascii: "b"): radix = 2
            case UInt8(ascii: "o"): radix = 8
            default: radix = 8
            }
            let hasMark = mark == UInt8(ascii: "x") || mark == UInt8(ascii: "b") || mark == UInt8(ascii: "o")
            digits = digits.dropFirst(hasMark ? 2 : 1)
        }
        return integer(digits: digits, radix: radix, isNegative: isNegative)
    }

    /// Digits of a base, with underscores left out.
    static func integer(digits: ArraySlice<UInt8>, radix: Int, isNegative: Bool) -> Int64? {
        var value: UInt64 = 0
        var count = 0
        for byte in digits where byte != UInt8(ascii: "_") {
            guard let digit = Unicode.Scalar(byte).hexDigit, digit < radix else { return nil }
            let (scaled, overflow) = value.multipliedReportingOverflow(by: UInt64(radix))
            let (sum, sumOverflow) = scaled.addingReportingOverflow(UInt64(digit))
            if overflow || sumOverflow { return nil }
            value = sum
            count += 1
        }
        guard count > 0 else { return nil }
        if isNegative { return value <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- value) : nil }
        return Int64(exactly: value)
    }

    /// Underscores stand between digits only, or right behind a base mark.
    private static func hasProperUnderscores(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.contains(UInt8(ascii: "_")) else { return true }
        let bytes = Array(text)
        let hasMark = bytes.count > 1 && bytes[0] == 0x30 && "xob".utf8.contains(bytes[1] | 0x20)
        var previousIsDigit = hasMark
        for byte in bytes.dropFirst(hasMark ? 2 : 0) {
            let isDigit = byte != UInt8(ascii: "_") && Unicode.Scalar(byte).hexDigit != nil
            if byte == UInt8(ascii: "_"), !previousIsDigit { return false }
            if !isDigit, byte != UInt8(ascii: "_"), previousIsDigit == false { return false }
            previousIsDigit = isDigit
        }
        return bytes.last != UInt8(ascii: "_")
    }

    /// Go's `ParseFloat`: decimal or hexadecimal with an exponent, `Inf`, `Infinity`, `NaN`; what overflows is nil.
    static func double(_ text: [UInt8]) -> Double? {
        let unsigned = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") ? text.dropFirst() : text[...]
        let small = unsigned.map { $0 | 0x20 }
        if small.elementsEqual("inf".utf8) || small.elementsEqual("infinity".utf8) {
            return text.first == UInt8(ascii: "-") ? -.infinity : .infinity
        }
        if small.elementsEqual("nan".utf8) { return text.count == 3 ? .nan : nil }
        guard isFloatLiteral(unsigned), hasProperUnderscoresInFloat(unsigned) else { return nil }
        let digits = text.filter { $0 != UInt8(ascii: "_") }
        guard let double = Double(String(decoding: digits, as: UTF8.self)), double.isFinite else { return nil }
        return double
    }

    private static func hasProperUnderscoresInFloat(_ text: ArraySlice<UInt8>) -> Bool {
        let bytes = Array(text)
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "_") {
            guard index > 0, index + 1 < bytes.count else { return false }
            let before = bytes[index - 1]
            let follows = Unicode.Scalar(before).hexDigit != nil || (index == 2 && before | 0x20 == UInt8(ascii: "x"))
            guard follows, Unicode.Scalar(bytes[index + 1]).hexDigit != nil else { return false }
        }
        return true
    }

    private static func isFloatLiteral(_ text: ArraySlice<UInt8>) -> Bool {
        let bytes = text.filter { $0 != UInt8(ascii: "_") }
        let isHexadecimal = bytes.count > 2 && bytes[0] == 0x30 && bytes[1] | 0x20 == UInt8(ascii: "x")
        let exponentMark = isHexadecimal ? UInt8(ascii: "p") : UInt8(ascii: "e")
        let body = bytes.dropFirst(isHexadecimal ? 2 : 0)
        let mantissa = body.prefix { $0 | 0x20 != exponentMark }
        var points = 0
        var digits = 0
        for byte in mantissa {
            if byte == UInt8(ascii: ".") { points += 1; continue }
            guard let digit = Unicode.Scalar(byte).hexDigit, isHexadecimal || digit < 10 else { return false }
            digits += 1
        }
        guard digits > 0, points <= 1 else { return false }
        var exponent = body.dropFirst(mantissa.count)
        if exponent.isEmpty { return !isHexadecimal }
        exponent = exponent.dropFirst()
        if exponent.first == UInt8(ascii: "-") || exponent.first == UInt8(ascii: "+") {
            exponent = exponent.dropFirst()
        }
        return !exponent.isEmpty && exponent.allSatisfy(CharacterClass.isDigit)
    }
}

extension Unicode.Scalar {
    /// The value of a digit in base 16.
    fileprivate var hexDigit: Int? {
        switch value {
        case 0x30...0x39: Int(value) - 0x30
        case 0x41...0x46: Int(value) - 0x41 + 10
        case 0x61...0x66: Int(value) - 0x61 + 10
        default: nil
        }
    }
}
