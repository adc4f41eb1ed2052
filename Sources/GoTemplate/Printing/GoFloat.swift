#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Doubles as strconv writes them.
package enum GoFloat {
    /// The digits of a finite number: 0.d1d2d3… × 10^point.
    struct Decimal {
        var isNegative: Bool
        var digits: [UInt8]
        var point: Int
    }

    /// The shortest digits that read back as the same number; `[0]` for zero.
    static func decimal(_ double: Double) -> Decimal {
        var digits: [UInt8] = []
        var point = 0
        var seenPoint = false
        var exponent = 0
        var text = Array("\(double.magnitude)".utf8)[...]
        if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
            exponent = Int(String(decoding: text[(mark + 1)...], as: UTF8.self)) ?? 0
            text = text[..<mark]
        }
        for byte in text {
            if byte == UInt8(ascii: ".") {
                seenPoint = true
            } else {
                digits.append(byte)
                if !seenPoint { point += 1 }
            }
        }
        let leadingZeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(leadingZeros)
        point += exponent - leadingZeros
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if digits.isEmpty { (digits, point) = ([UInt8(ascii: "0")], 1) }
        return Decimal(isNegative: double.sign == .minus, digits: digits, point: point)
    }

    /// `%v`: the shortest digits, with an exponent below 1e-4 and from 1e+21 or, when the digits are fewer than the
    /// places before the point, from 1e+6 on.
    package static func shortest(_ double: Double, upperCase: Bool = false) -> [UInt8] {
        if let special = special(double) { return special }
        let decimal = decimal(double)
        let exponent = decimal.point - 1
        let limit = 6
        if double != 0, exponent < -4 || exponent >= max(limit, 0) {
            return scientific(decimal, mark: UInt8(ascii: upperCase ? "E" : "e"))
        }
        return plain(decimal)
    }

    /// `strconv.FormatFloat(…, 'f', -1, 64)`: the shortest digits without an exponent.
    package static func plain(_ double: Double) -> [UInt8] {
        special(double) ?? plain(decimal(double))
    }

    /// Shortest digits with an exponent of at least two digits, as `%e` with precision -1.
    static func scientific(_ decimal: Decimal, mark: UInt8) -> [UInt8] {
        var text: [UInt8] = decimal.isNegative ? [UInt8(ascii: "-")] : []
        text.append(decimal.digits.first ?? UInt8(ascii: "0"))
        if decimal.digits.count > 1 {
            text.append(UInt8(ascii: "."))
            text += decimal.digits.dropFirst()
        }
        let exponent = decimal.point - 1
        text += [mark, UInt8(ascii: exponent < 0 ? "-" : "+")]
        if exponent.magnitude < 10 { text.append(UInt8(ascii: "0")) }
        text += "\(exponent.magnitude)".utf8
        return text
    }

    private static func plain(_ decimal: Decimal) -> [UInt8] {
        let zero = UInt8(ascii: "0")
        var text: [UInt8] = decimal.isNegative ? [UInt8(ascii: "-")] : []
        if decimal.point <= 0 {
            text += [zero, UInt8(ascii: ".")]
            text += Array(repeating: zero, count: -decimal.point)
            text += decimal.digits
        } else if decimal.point >= decimal.digits.count {
            text += decimal.digits
            text += Array(repeating: zero, count: decimal.point - decimal.digits.count)
        } else {
            text += decimal.digits[..<decimal.point]
            text.append(UInt8(ascii: "."))
            text += decimal.digits[decimal.point...]
        }
        if decimal.digits == [zero] { return decimal.isNegative ? [UInt8(ascii: "-"), zero] : [zero] }
        return text
    }

    static func special(_ double: Double) -> [UInt8]? {
        if double.isNaN { return Array("NaN".utf8) }
        if double.isInfinite { return Array((double < 0 ? "-Inf" : "+Inf").utf8) }
        return nil
    }

    /// A number with a given count of digits; `verb` is one of `e E f F g G`.
    static func text(_ double: Double, verb: UInt8, precision: Int) -> [UInt8] {
        if let special = special(double) { return special }
        // The C library rounds the exact binary value half to even, as Go does.
        let conversion = String(decoding: [verb], as: UTF8.self)
        return withVaList([CInt(clamping: precision), double]) { list in
            var buffer = [UInt8](repeating: 0, count: 400 + max(0, precision))
            let count = buffer.withUnsafeMutableBytes { bytes in
                vsnprintf(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, "%.*\(conversion)", list)
            }
            return Array(buffer.prefix(max(0, Int(count))))
        }
    }

    /// `%x`: hexadecimal mantissa, binary exponent; a negative precision asks for all digits needed.
    static func hexadecimal(_ double: Double, upperCase: Bool, precision: Int) -> [UInt8] {
        if let special = special(double) { return special }
        var mantissa = double.significandBitPattern
        var exponent = Int(double.exponent == Int.min ? 0 : double.exponent)
        if double == 0 {
            (mantissa, exponent) = (0, 0)
        } else {
            if double.isSubnormal {
                mantissa <<= UInt64(max(0, mantissa.leadingZeroBitCount - 11))
            } else {
                mantissa |= 1 << 52
            }
        }
        // One digit before the point, thirteen after it.
        var digits = 13
        if precision >= 0, precision < 13 {
            let dropped = UInt64(4 * (13 - precision))
            let half: UInt64 = 1 << (dropped - 1)
            let rest = mantissa & ((1 << dropped) - 1)
            mantissa >>= dropped
            if rest > half || rest == half && mantissa & 1 == 1 { mantissa += 1 }
            if mantissa >= 1 << (UInt64(4 * precision) + 1) {
                mantissa >>= 1
                exponent += 1
            }
            digits = precision
        }
        var fraction = digits > 0 ? String(mantissa & ((1 << UInt64(4 * digits)) - 1), radix: 16) : ""
        fraction = String(repeating: "0", count: max(0, digits - fraction.utf8.count)) + fraction
        if precision < 0 {
            while fraction.hasSuffix("0") { fraction.removeLast() }
        } else if precision > 13 {
            fraction += String(repeating: "0", count: precision - 13)
        }
        let whole = mantissa >> UInt64(4 * digits)
        let power = (exponent < 0 ? "-" : "+") + (exponent.magnitude < 10 ? "0" : "") + "\(exponent.magnitude)"
        let text =
            (double.sign == .minus ? "-" : "") + "0x\(whole)" + (fraction.isEmpty ? "" : "." + fraction) + "p" + power
        return Array((upperCase ? text.uppercased() : text).utf8)
    }

    /// `%b`: decimal mantissa and binary exponent.
    static func binary(_ double: Double) -> [UInt8] {
        if let special = special(double) { return special }
        let isNormal = double.exponentBitPattern != 0
        let mantissa = double.significandBitPattern | (isNormal ? 1 << 52 : 0)
        let exponent = (isNormal ? Int(double.exponentBitPattern) : 1) - 1075
        return Array("\(double.sign == .minus ? "-" : "")\(mantissa)p\(exponent < 0 ? "" : "+")\(exponent)".utf8)
    }
}
