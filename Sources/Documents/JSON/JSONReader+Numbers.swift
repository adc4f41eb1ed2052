extension JSONReader {
    /// Reads a number; the next byte is a digit or a minus.
    @inline(__always)
    mutating func readNumber() throws(DocumentError) -> Value {
        let start = position
        let isNegative = next == UInt8(ascii: "-")
        if isNegative { position &+= 1 }
        let firstDigit = position
        var magnitude: Int64 = 0
        // After a leading zero the integer part is over.
        let startsWithZero = next == UInt8(ascii: "0")
        while let digit = nextDigit {
            magnitude = magnitude &* 10 &+ Int64(digit)
            position &+= 1
            if startsWithZero { break }
        }
        let digits = position &- firstDigit
        // Eighteen digits never overflow; -0 is no integer.
        if digits > 0, digits <= 18, next != UInt8(ascii: "."), next | 0x20 != UInt8(ascii: "e"),
            magnitude != 0 || !isNegative
        {
            return .integer(isNegative ? -magnitude : magnitude)
        }
        return try readLongNumber(from: start, digits: digits)
    }

    @inline(__always)
    private var nextDigit: UInt8? {
        let digit = next &- UInt8(ascii: "0")
        return digit < 10 ? digit : nil
    }

    /// Goes on with a number whose integer part has been skipped.
    private mutating func readLongNumber(from start: Int, digits: Int) throws(DocumentError) -> Value {
        guard digits > 0 else { throw unexpected("in numeric literal") }
        var isInteger = true
        if next == UInt8(ascii: ".") {
            isInteger = false
            position &+= 1
            try skipDigits("after decimal point in numeric literal")
        }
        if next | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            position &+= 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position &+= 1 }
            try skipDigits("in exponent of numeric literal")
        }
        return try number(String(decoding: bytes[start..<position], as: UTF8.self), isInteger: isInteger)
    }

    private mutating func skipDigits(_ place: String) throws(DocumentError) {
        guard nextDigit != nil else { throw unexpected(place) }
        while nextDigit != nil { position &+= 1 }
    }

    private func number(_ text: String, isInteger: Bool) throws(DocumentError) -> Value {
        if isInteger, text != "-0", let integer = Int64(text) { return .integer(integer) }
        guard let double = Double(text), double.isFinite else {
            throw failure("json: cannot unmarshal number \(text) into Go value of type float64")
        }
        return .double(double)
    }
}
