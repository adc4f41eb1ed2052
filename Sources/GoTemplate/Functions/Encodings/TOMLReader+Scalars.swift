import GoTime

extension TOMLReader {
    // MARK: Strings

    /// A string in double or single quotes, of one or of several lines.
    mutating func readString() throws(Problem) -> TemplateString {
        let quote = bytes[position]
        let isLong = bytes[position...].starts(with: [quote, quote, quote])
        position += isLong ? 3 : 1
        if isLong {
            if hasPrefix("\r\n") { position += 1 }
            if peek == 0x0A { passNewline() }
        }
        var output: [UInt8] = []
        while let byte = peek {
            if byte == quote, try endString(quote, isLong, &output) { return TemplateString(output) }
            if byte == quote { continue }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                try readEscape(isLong, &output)
            } else if byte == 0x0A {
                guard isLong else { throw problem("strings cannot contain newlines") }
                output.append(byte)
                passNewline()
            } else {
                output.append(byte)
                position += 1
            }
        }
        let mark = String(UnicodeScalar(quote))
        throw problem("unexpected EOF; expected '\(isLong ? mark + mark + mark : mark)'", endsEarly: true)
    }

    /// Passes quotes at the position; true if they end the string.
    private mutating func endString(_ quote: UInt8, _ isLong: Bool, _ output: inout [UInt8]) throws(Problem) -> Bool {
        guard isLong else {
            position += 1
            return true
        }
        let quotes = bytes[position...].prefix { $0 == quote }.count
        position += min(quotes, 5)
        let inner = quotes < 3 ? quotes : min(quotes, 5) - 3
        output += [UInt8](repeating: quote, count: inner)
        return quotes >= 3
    }

    private mutating func readEscape(_ isLong: Bool, _ output: inout [UInt8]) throws(Problem) {
        position += 1
        guard let mark = peek else { return }
        position += 1
        switch mark {
        case UInt8(ascii: "b"): output.append(0x08)
        case UInt8(ascii: "t"): output.append(0x09)
        case UInt8(ascii: "n"): output.append(0x0A)
        case UInt8(ascii: "f"): output.append(0x0C)
        case UInt8(ascii: "r"): output.append(0x0D)
        case UInt8(ascii: "e"): output.append(0x1B)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(mark)
        case UInt8(ascii: "u"): try readScalar(digits: 4, &output)
        case UInt8(ascii: "U"): try readScalar(digits: 8, &output)
        case 0x0A, 0x20, 0x09, 0x0D:
            guard isLong else { throw problem("invalid escape character") }
            // A backslash at the end of a line takes the white space behind it away.
            position -= 1
            while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A {
                if byte == 0x0A { passNewline() } else { position += 1 }
            }
        default:
            let text = String(decoding: [mark], as: UTF8.self)
            throw problem(
                "invalid escape character '\(text)'; only the following escape characters are allowed: "
                    + #"\b, \t, \n, \f, \r, \", \\, \uXXXX, and \UXXXXXXXX"#)
        }
    }

    private mutating func readScalar(digits: Int, _ output: inout [UInt8]) throws(Problem) {
        let text = bytes[position...].prefix(digits)
        guard text.count == digits, let value = NumberConversion.integer(digits: text, radix: 16, isNegative: false),
            let scalar = Unicode.Scalar(UInt32(truncatingIfNeeded: value)), !text.contains(UInt8(ascii: "_"))
        else { throw problem("expected \(digits == 4 ? "four" : "eight") hexadecimal digits after '\\u'") }
        position += digits
        UTF8Decoding.append(scalar.value, to: &output)
    }

    // MARK: Numbers, booleans, dates

    mutating func readPlain() throws(Problem) -> TemplateValue {
        let text = plainText()
        if let value = try number(text) ?? date(text) { return value }
        switch String(decoding: text, as: UTF8.self) {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "inf", "+inf": return .double(.infinity)
        case "-inf": return .double(-.infinity)
        case "nan", "+nan", "-nan": return .double(.nan)
        default: throw notAValue(text)
        }
    }

    private func notAValue(_ text: ArraySlice<UInt8>) -> Problem {
        let first = text.first ?? peek ?? 0
        if first == UInt8(ascii: ".") { return problem("floats must start with a digit, not '.'") }
        if CharacterClass.isDigit(first) { return problem("invalid datetime: \(GoQuoting.quoted(Array(text)))") }
        let word = String(decoding: text, as: UTF8.self).prefix { $0.isLetter }
        if !word.isEmpty { return problem("expected value but found \(GoQuoting.quoted(String(word))) instead") }
        return problem("expected value but found '\(UnicodeScalar(first))' instead")
    }

    /// What stands up to a separator; a date may have one space in it.
    private mutating func plainText() -> ArraySlice<UInt8> {
        func isPlain(_ byte: UInt8) -> Bool { byte > 0x20 && !",]}#=".utf8.contains(byte) }
        let start = position
        position += bytes[position...].prefix(while: isPlain).count
        let isDate = position - start == 10 && bytes[start + 4] == UInt8(ascii: "-")
        if isDate, peek == 0x20, position + 1 < bytes.count, CharacterClass.isDigit(bytes[position + 1]) {
            position += 1 + bytes[(position + 1)...].prefix(while: isPlain).count
        }
        return bytes[start..<position]
    }

    private func number(_ text: ArraySlice<UInt8>) throws(Problem) -> TemplateValue? {
        let isSigned = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+")
        let digits = isSigned ? text.dropFirst() : text
        guard let first = digits.first, CharacterClass.isDigit(first) else { return nil }
        let mark = digits.dropFirst().first
        let isDecimal = digits.allSatisfy { CharacterClass.isDigit($0) || $0 == UInt8(ascii: "_") }
        if isDecimal, first == 0x30, digits.count > 1 {
            throw problem("Invalid integer \(GoQuoting.quoted(Array(text))): cannot have leading zeroes")
        }
        if isDecimal || mark == UInt8(ascii: "x") || mark == UInt8(ascii: "o") || mark == UInt8(ascii: "b") {
            guard let value = NumberConversion.integer(literal: text) else {
                throw badInteger(text)
            }
            return .int64(value)
        }
        let isFloat = digits.allSatisfy { CharacterClass.isDigit($0) || "._eE+-".utf8.contains($0) }
        guard isFloat, digits.contains(where: { ".eE".utf8.contains($0) }) else { return nil }
        let point = digits.firstIndex(of: UInt8(ascii: "."))
        if let point, !digits[(point + 1)...].prefix(1).contains(where: CharacterClass.isDigit) {
            throw problem(
                "Invalid float \(GoQuoting.quoted(Array(text))): '.' must be followed by one or more digits")
        }
        guard let value = NumberConversion.double(Array(text)) else {
            throw problem("Invalid float value: \(GoQuoting.quoted(Array(text)))")
        }
        return .double(value)
    }

    private func badInteger(_ text: ArraySlice<UInt8>) -> Problem {
        let isGrouped = text.contains(UInt8(ascii: "_"))
        if !isGrouped, text.allSatisfy({ CharacterClass.isDigit($0) || $0 == UInt8(ascii: "-") }) {
            return problem("\(String(decoding: text, as: UTF8.self)) is out of range for int64")
        }
        let quoted = GoQuoting.quoted(Array(text))
        return problem("Invalid integer \(quoted)" + (isGrouped ? ": underscores must be surrounded by digits" : ""))
    }

    /// Times without a zone: the library gives them zones of these names.
    static let localTimes: [(zone: String, layout: String)] = [
        ("datetime-local", "2006-01-02T15:04:05.999999999"), ("date-local", "2006-01-02"),
        ("time-local", "15:04:05.999999999"),
    ]

    /// Layouts with the zones.
    private static let dateLayouts =
        [(layout: "2006-01-02T15:04:05.999999999Z07:00", zone: "")]
        + localTimes.map { (layout: $0.layout, zone: $0.zone) }

    private func date(_ text: ArraySlice<UInt8>) -> TemplateValue? {
        guard let first = text.first, CharacterClass.isDigit(first) else { return nil }
        let normal = text.map { $0 == 0x20 || $0 == UInt8(ascii: "t") ? UInt8(ascii: "T") : $0 }
        let string = String(decoding: normal, as: UTF8.self)
        for (layout, zone) in Self.dateLayouts {
            guard var time = try? GoTime.parse(layout: layout, string) else { continue }
            if !zone.isEmpty { time.zoneName = zone }
            return .time(time)
        }
        return nil
    }
}
