#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Numbers as strconv reads them with base 0: `0x`, `0b`, `0o` and leading-zero octal prefixes, underscores between
/// digits.
enum GoNumber {
    /// A signed integer, or nil for a bad syntax or an overflow.
    static func integer(_ text: String) -> Int64? {
        var digits = Array(text.utf8)[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        guard let magnitude = magnitude(digits) else { return nil }
        if isNegative {
            return magnitude <= UInt64(Int64.max) + 1 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
        }
        return Int64(exactly: magnitude)
    }

    /// An unsigned integer without sign, or nil.
    static func unsigned(_ text: String) -> UInt64? {
        magnitude(Array(text.utf8)[...])
    }

    private static func magnitude(_ text: ArraySlice<UInt8>) -> UInt64? {
        guard let (base, written) = baseAndDigits(text), isUnderscoreCorrect(text) else { return nil }
        let digits = written.filter { $0 != UInt8(ascii: "_") }
        guard !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        for byte in digits {
            guard let digit = digitValue(byte), digit < base else { return nil }
            let (product, isTooLarge) = value.multipliedReportingOverflow(by: base)
            let (sum, overflows) = product.addingReportingOverflow(digit)
            if isTooLarge || overflows { return nil }
            value = sum
        }
        return value
    }

    private static func baseAndDigits(_ text: ArraySlice<UInt8>) -> (UInt64, [UInt8])? {
        guard let first = text.first else { return nil }
        guard first == UInt8(ascii: "0"), text.count > 1 else { return (10, Array(text)) }
        let rest = Array(text.dropFirst(2))
        switch text[text.startIndex + 1] | 0x20 {
        case UInt8(ascii: "x"): return text.count > 2 ? (16, rest) : nil
        case UInt8(ascii: "b"): return text.count > 2 ? (2, rest) : nil
        case UInt8(ascii: "o"): return text.count > 2 ? (8, rest) : nil
        default: return (8, Array(text.dropFirst()))
        }
    }

    private static func digitValue(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// Underscores stand between digits only, or between a prefix and a digit.
    private static func isUnderscoreCorrect(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.contains(UInt8(ascii: "_")) else { return true }
        var rest = text
        var previous: UInt8 = UInt8(ascii: "^")
        var isHexadecimal = false
        if rest.count >= 2, rest.first == UInt8(ascii: "0"), let second = rest.dropFirst().first,
            [UInt8(ascii: "b"), UInt8(ascii: "o"), UInt8(ascii: "x")].contains(second | 0x20)
        {
            isHexadecimal = second | 0x20 == UInt8(ascii: "x")
            rest = rest.dropFirst(2)
            previous = UInt8(ascii: "0")
        }
        for byte in rest {
            let isDigit = CharacterClass.isDigit(byte) || isHexadecimal && digitValue(byte) != nil
            if isDigit {
                previous = UInt8(ascii: "0")
            } else if byte == UInt8(ascii: "_") {
                guard previous == UInt8(ascii: "0") else { return false }
                previous = byte
            } else {
                if previous == UInt8(ascii: "_") { return false }
                previous = UInt8(ascii: "!")
            }
        }
        return previous != UInt8(ascii: "_")
    }

    /// A floating-point number as strconv reads it (decimal, or hexadecimal with a binary exponent), or nil for a bad
    /// syntax or a number that is too large.
    static func double(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let unsigned =
            bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") ? bytes.dropFirst() : bytes[...]
        switch String(decoding: unsigned, as: UTF8.self).lowercased() {
        case "inf", "infinity": return bytes.first == UInt8(ascii: "-") ? -.infinity : .infinity
        case "nan": return .nan
        default: break
        }
        let isHexadecimal = unsigned.starts(with: "0x".utf8) || unsigned.starts(with: "0X".utf8)
        guard isUnderscoreCorrect(unsigned) else { return nil }
        let plain = bytes.filter { $0 != UInt8(ascii: "_") }
        guard isFloatSyntax(unsigned.filter { $0 != UInt8(ascii: "_") }, isHexadecimal: isHexadecimal) else {
            return nil
        }
        return String(decoding: plain, as: UTF8.self).withCString { start in
            var end: UnsafeMutablePointer<CChar>?
            let value = strtod(start, &end)
            return end?.pointee == 0 && value.isFinite ? value : nil
        }
    }

    private static func isFloatSyntax(_ text: [UInt8], isHexadecimal: Bool) -> Bool {
        var rest = text[...]
        if isHexadecimal { rest = rest.dropFirst(2) }
        let isDigit: (UInt8) -> Bool = { isHexadecimal ? digitValue($0) != nil : CharacterClass.isDigit($0) }
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var fractionCount = 0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fractionCount = rest.prefix(while: isDigit).count
            rest = rest.dropFirst(fractionCount)
        }
        guard whole.count + fractionCount > 0 else { return false }
        guard let mark = rest.first else { return !isHexadecimal }
        guard mark | 0x20 == UInt8(ascii: isHexadecimal ? "p" : "e") else { return false }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        return !rest.isEmpty && rest.allSatisfy(CharacterClass.isDigit)
    }
}
