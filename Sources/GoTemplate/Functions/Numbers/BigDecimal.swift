/// A decimal number of any size: sign, digits and a power of ten.
struct BigDecimal {
    private static let base: UInt64 = 1_000_000_000
    private static let digitsPerWord = 9

    private var isNegative: Bool
    /// The digits in groups of nine, the lowest group first; empty for 0.
    private var words: [UInt32]
    private var exponent: Int

    private init(isNegative: Bool, words: [UInt32], exponent: Int) {
        self.isNegative = isNegative
        self.words = words
        self.exponent = exponent
        while self.words.last == 0 { self.words.removeLast() }
    }

    /// The shortest decimal that reads as the double; nil for infinities and what is no number.
    init?(_ double: Double) {
        guard double.isFinite else { return nil }
        let text = "\(double.magnitude)".utf8
        let mantissa = text.prefix { $0 != UInt8(ascii: "e") }
        let fraction = mantissa.drop { $0 != UInt8(ascii: ".") }.dropFirst()
        let power = Int(Substring(text.dropFirst(mantissa.count + 1))) ?? 0
        let digits = mantissa.filter { $0 != UInt8(ascii: ".") }
        self.init(
            isNegative: double < 0, words: Self.words(of: Array(digits)), exponent: power - fraction.count)
    }

    private static func words(of digits: [UInt8]) -> [UInt32] {
        var words: [UInt32] = []
        var end = digits.count
        while end > 0 {
            let start = max(0, end - digitsPerWord)
            words.append(digits[start..<end].reduce(0) { $0 * 10 + UInt32($1 - 0x30) })
            end = start
        }
        return words
    }

    /// The nearest double.
    var double: Double {
        guard let top = words.last else { return 0 }
        var text = (isNegative ? "-" : "") + String(top)
        for word in words.dropLast().reversed() {
            let digits = String(word)
            text += String(repeating: "0", count: Self.digitsPerWord - digits.utf8.count) + digits
        }
        return Double(text + "e\(exponent)") ?? 0
    }

    var negated: BigDecimal { BigDecimal(isNegative: !isNegative, words: words, exponent: exponent) }

    func adding(_ other: BigDecimal) -> BigDecimal {
        let exponent = min(self.exponent, other.exponent)
        let left = scaled(to: exponent)
        let right = other.scaled(to: exponent)
        if isNegative == other.isNegative {
            return BigDecimal(isNegative: isNegative, words: Self.sum(left, right), exponent: exponent)
        }
        let isLess = Self.isLess(left, right)
        let difference = isLess ? Self.difference(right, left) : Self.difference(left, right)
        return BigDecimal(isNegative: isLess ? other.isNegative : isNegative, words: difference, exponent: exponent)
    }

    func multiplied(by other: BigDecimal) -> BigDecimal {
        BigDecimal(
            isNegative: isNegative != other.isNegative, words: Self.product(words, other.words),
            exponent: exponent + other.exponent)
    }

    /// The quotient with so many places behind the point, rounded half away from zero; nil for a division by 0.
    func divided(by other: BigDecimal, places: Int) -> BigDecimal? {
        if other.words.isEmpty { return nil }
        if words.isEmpty { return self }
        // Both as whole numbers, so that the quotient counts units of the last place.
        let shift = exponent - other.exponent + places
        let dividend = shift > 0 ? scaled(to: exponent - shift) : words
        let divisor = shift < 0 ? other.scaled(to: other.exponent + shift) : other.words
        var (quotient, remainder) = Self.quotient(dividend, divisor)
        if !Self.isLess(Self.sum(remainder, remainder), divisor) { quotient = Self.sum(quotient, [1]) }
        return BigDecimal(isNegative: isNegative != other.isNegative, words: quotient, exponent: -places)
    }

    /// The digits as a count of units of a smaller or the same power of ten.
    private func scaled(to smaller: Int) -> [UInt32] {
        guard !words.isEmpty else { return [] }
        let (whole, rest) = (exponent - smaller).quotientAndRemainder(dividingBy: Self.digitsPerWord)
        var factor: UInt32 = 1
        for _ in 0..<rest { factor *= 10 }
        return [UInt32](repeating: 0, count: whole) + Self.product(words, [factor])
    }

    // MARK: Whole numbers

    private static func isLess(_ left: [UInt32], _ right: [UInt32]) -> Bool {
        let left = left.reversed().drop { $0 == 0 }
        let right = right.reversed().drop { $0 == 0 }
        if left.count != right.count { return left.count < right.count }
        return left.lexicographicallyPrecedes(right)
    }

    private static func sum(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var result: [UInt32] = []
        var carry: UInt64 = 0
        for index in 0..<max(left.count, right.count) {
            carry += UInt64(index < left.count ? left[index] : 0) + UInt64(index < right.count ? right[index] : 0)
            result.append(UInt32(carry % base))
            carry /= base
        }
        if carry > 0 { result.append(UInt32(carry)) }
        return result
    }

    /// `left` isn't less than `right`.
    private static func difference(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var result: [UInt32] = []
        var borrow: Int64 = 0
        for index in left.indices {
            var digit = Int64(left[index]) - borrow - Int64(index < right.count ? right[index] : 0)
            borrow = digit < 0 ? 1 : 0
            if digit < 0 { digit += Int64(base) }
            result.append(UInt32(digit))
        }
        return result
    }

    private static func product(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var result = [UInt32](repeating: 0, count: left.count + right.count)
        for (offset, factor) in left.enumerated() {
            var carry: UInt64 = 0
            for (index, other) in right.enumerated() {
                carry += UInt64(factor) * UInt64(other) + UInt64(result[offset + index])
                result[offset + index] = UInt32(carry % base)
                carry /= base
            }
            result[offset + right.count] = UInt32(carry)
        }
        return result
    }

    /// Long division, each digit of base 10⁹ found by halving.
    private static func quotient(
        _ dividend: [UInt32], _ divisor: [UInt32]
    ) -> (quotient: [UInt32], remainder: [UInt32]) {
        var quotient = [UInt32](repeating: 0, count: dividend.count)
        var remainder: [UInt32] = []
        for index in dividend.indices.reversed() {
            remainder.insert(dividend[index], at: 0)
            var low: UInt32 = 0
            var high = UInt32(base - 1)
            while low < high {
                let middle = low + (high - low + 1) / 2
                if isLess(remainder, product(divisor, [middle])) { high = middle - 1 } else { low = middle }
            }
            quotient[index] = low
            remainder = difference(remainder, Array(product(divisor, [low]).prefix(remainder.count)))
            while remainder.last == 0 { remainder.removeLast() }
        }
        return (quotient, remainder)
    }
}
