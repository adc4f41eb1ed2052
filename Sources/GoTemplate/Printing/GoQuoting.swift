/// Go's quoted strings: writing them as `%q` does, reading them as strconv does.
package enum GoQuoting {
    private static let hexadecimal = Array("0123456789abcdef".utf8)

    /// Appends `bytes` in double quotes with Go's escapes.
    package static func appendQuoted(
        _ bytes: [UInt8], by quote: UInt8 = UInt8(ascii: "\""), asciiOnly: Bool = false, to output: inout [UInt8]
    ) {
        output.append(quote)
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte < 0x80 {
                appendEscaped(UInt32(byte), by: quote, asciiOnly: asciiOnly, to: &output)
                position += 1
                continue
            }
            let (scalar, count) = UTF8Decoding.scalar(bytes, at: position)
            if count == 1 {
                output += [
                    UInt8(ascii: "\\"), UInt8(ascii: "x"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)],
                ]
            } else {
                appendEscaped(scalar, by: quote, asciiOnly: asciiOnly, to: &output)
            }
            position += count
        }
        output.append(quote)
    }

    /// `text` in double quotes with Go's escapes.
    package static func quoted(_ text: String) -> String {
        var output: [UInt8] = []
        appendQuoted(Array(text.utf8), to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// Appends one scalar, escaped where Go's quoting escapes it.
    static func appendEscaped(_ scalar: UInt32, by quote: UInt8, asciiOnly: Bool, to output: inout [UInt8]) {
        if scalar == UInt32(quote) || scalar == UInt32(UInt8(ascii: "\\")) {
            output += [UInt8(ascii: "\\"), UInt8(truncatingIfNeeded: scalar)]
            return
        }
        if scalar < 0x80 ? (0x20..<0x7F).contains(scalar) : !asciiOnly && CharacterClass.isPrintable(scalar) {
            UTF8Decoding.append(scalar, to: &output)
            return
        }
        output.append(UInt8(ascii: "\\"))
        switch scalar {
        case 0x07...0x0D: output.append(Array("abtnvfr".utf8)[Int(scalar) - 7])
        case 0..<0x20, 0x7F: appendHexadecimal(scalar, mark: "x", digits: 2, to: &output)
        case 0..<0x10000: appendHexadecimal(scalar, mark: "u", digits: 4, to: &output)
        default: appendHexadecimal(scalar, mark: "U", digits: 8, to: &output)
        }
    }

    private static func appendHexadecimal(
        _ value: UInt32, mark: Unicode.Scalar, digits: UInt32, to output: inout [UInt8]
    ) {
        output.append(UInt8(ascii: mark))
        for digit in (0..<digits).reversed() { output.append(hexadecimal[Int(value >> (4 * digit) & 15)]) }
    }

    /// A scalar as `%#U` prints it: `U+002D '-'`.
    static func unicode(_ scalar: UInt32) -> String {
        let digits = String(scalar, radix: 16, uppercase: true)
        let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
        guard CharacterClass.isPrintable(scalar) || scalar == UTF8Decoding.replacement else { return code }
        return code + " '\(Unicode.Scalar(scalar).map { String($0) } ?? "\u{FFFD}")'"
    }

    /// The first `runes` runes of `bytes`.
    static func prefix(_ bytes: [UInt8], runes: Int) -> [UInt8] {
        var position = 0
        for _ in 0..<max(0, runes) where position < bytes.count {
            position += UTF8Decoding.scalar(bytes, at: position).count
        }
        return Array(bytes[..<position])
    }

    /// The contents of a quoted Go string or character constant, or nil when its syntax is wrong.
    static func unquoted(_ source: ArraySlice<UInt8>) -> [UInt8]? {
        guard source.count >= 2, let quote = source.first, source.last == quote else { return nil }
        let inner = Array(source.dropFirst().dropLast())
        if quote == UInt8(ascii: "`") { return inner.filter { $0 != UInt8(ascii: "\r") } }
        if !inner.contains(where: { $0 == UInt8(ascii: "\\") || $0 >= 0x80 }) { return inner }
        var reader = EscapeReader(bytes: inner, quote: quote)
        return reader.readAll()
    }
}

/// Reads the inside of a quoted string.
private struct EscapeReader {
    let bytes: [UInt8]
    let quote: UInt8
    var position = 0
    var output: [UInt8] = []

    mutating func readAll() -> [UInt8]? {
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "\\") {
                position += 1
                guard readEscape() else { return nil }
            } else if bytes[position] < 0x80 {
                output.append(bytes[position])
                position += 1
            } else {
                let (scalar, count) = UTF8Decoding.scalar(bytes, at: position)
                UTF8Decoding.append(scalar, to: &output)
                position += count
            }
        }
        return output
    }

    private mutating func readEscape() -> Bool {
        guard position < bytes.count else { return false }
        let mark = bytes[position]
        position += 1
        switch mark {
        case UInt8(ascii: "a"): output.append(0x07)
        case UInt8(ascii: "b"): output.append(0x08)
        case UInt8(ascii: "f"): output.append(0x0C)
        case UInt8(ascii: "n"): output.append(0x0A)
        case UInt8(ascii: "r"): output.append(0x0D)
        case UInt8(ascii: "t"): output.append(0x09)
        case UInt8(ascii: "v"): output.append(0x0B)
        case UInt8(ascii: "\\"): output.append(mark)
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            guard mark == quote else { return false }
            output.append(mark)
        case UInt8(ascii: "x"):
            guard let value = number(digits: 2, radix: 16) else { return false }
            output.append(UInt8(truncatingIfNeeded: value))
        case UInt8(ascii: "u"): return readScalar(digits: 4)
        case UInt8(ascii: "U"): return readScalar(digits: 8)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            position -= 1
            guard let value = number(digits: 3, radix: 8), value <= 255 else { return false }
            output.append(UInt8(truncatingIfNeeded: value))
        default: return false
        }
        return true
    }

    private mutating func readScalar(digits: Int) -> Bool {
        guard let value = number(digits: digits, radix: 16), Unicode.Scalar(value) != nil else { return false }
        UTF8Decoding.append(value, to: &output)
        return true
    }

    private mutating func number(digits: Int, radix: Int) -> UInt32? {
        guard position + digits <= bytes.count else { return nil }
        let text = bytes[position..<(position + digits)]
        position += digits
        guard text.allSatisfy({ CharacterClass.isDigit($0) || CharacterClass.isASCIILetter($0) }) else { return nil }
        return UInt32(String(decoding: text, as: UTF8.self), radix: radix)
    }
}
