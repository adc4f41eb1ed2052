extension GoFormatter {
    // MARK: Integers

    mutating func formatInteger(
        _ integer: Int64, verb: UInt32, of value: TemplateValue, to output: inout [UInt8]
    ) {
        formatInteger(
            magnitude: integer.magnitude, isNegative: integer < 0, isSigned: true, verb: verb, of: value, to: &output)
    }

    mutating func formatInteger(
        magnitude: UInt64, isNegative: Bool, isSigned: Bool, verb: UInt32, of value: TemplateValue,
        to output: inout [UInt8]
    ) {
        switch UnicodeScalar(verb) {
        case "v" where sharpV && !isSigned:
            output += "0x\(String(magnitude, radix: 16))".utf8
        case "v", "d": appendInteger(magnitude, isNegative, radix: 10, prefix: [], to: &output)
        case "b": appendInteger(magnitude, isNegative, radix: 2, prefix: sharp ? Array("0b".utf8) : [], to: &output)
        case "o": appendInteger(magnitude, isNegative, radix: 8, prefix: [], sharpOctal: sharp, to: &output)
        case "O":
            appendInteger(magnitude, isNegative, radix: 8, prefix: Array("0o".utf8), sharpOctal: sharp, to: &output)
        case "x": appendInteger(magnitude, isNegative, radix: 16, prefix: sharp ? Array("0x".utf8) : [], to: &output)
        case "X":
            appendInteger(
                magnitude, isNegative, radix: 16, upperCase: true, prefix: sharp ? Array("0X".utf8) : [], to: &output)
        case "c": pad(character(magnitude, isNegative), to: &output)
        case "q": appendQuotedCharacter(magnitude, isNegative, to: &output)
        case "U": appendUnicode(isNegative ? 0 &- magnitude : magnitude, to: &output)
        default: reportBadVerb(verb, value, to: &output)
        }
    }

    private func appendInteger(
        _ magnitude: UInt64, _ isNegative: Bool, radix: Int, upperCase: Bool = false, prefix: [UInt8],
        sharpOctal: Bool = false, to output: inout [UInt8]
    ) {
        var wanted = 0
        if let precision {
            if precision == 0, magnitude == 0 {
                appendPadding(width ?? 0, zero: false, to: &output)
                return
            }
            wanted = precision
        } else if zero, !minus, let width {
            wanted = width - (isNegative || plus || space ? 1 : 0)
        }
        var digits = Array(String(magnitude, radix: radix, uppercase: upperCase).utf8)
        if digits.count < wanted {
            digits = Array(repeating: UInt8(ascii: "0"), count: wanted - digits.count) + digits
        }
        if sharpOctal, digits.first != UInt8(ascii: "0") { digits.insert(UInt8(ascii: "0"), at: 0) }
        var sign: [UInt8] = []
        if isNegative {
            sign = [UInt8(ascii: "-")]
        } else if plus {
            sign = [UInt8(ascii: "+")]
        } else if space {
            sign = [UInt8(ascii: " ")]
        }
        pad(sign + prefix + digits, zero: false, to: &output)
    }

    private func character(_ magnitude: UInt64, _ isNegative: Bool) -> [UInt8] {
        var text: [UInt8] = []
        UTF8Decoding.append(isNegative ? UTF8Decoding.replacement : UInt32(clamping: magnitude), to: &text)
        return text
    }

    private func appendQuotedCharacter(_ magnitude: UInt64, _ isNegative: Bool, to output: inout [UInt8]) {
        let value = isNegative ? UTF8Decoding.replacement : UInt32(clamping: magnitude)
        let scalar = Unicode.Scalar(value) == nil ? UTF8Decoding.replacement : value
        let quote = UInt8(ascii: "'")
        var text = [quote]
        GoQuoting.appendEscaped(scalar, by: quote, asciiOnly: plus, to: &text)
        pad(text + [quote], to: &output)
    }

    private func appendUnicode(_ magnitude: UInt64, to output: inout [UInt8]) {
        let digits = String(magnitude, radix: 16, uppercase: true)
        let wanted = max(4, precision ?? 4)
        var text = Array(("U+" + String(repeating: "0", count: max(0, wanted - digits.utf8.count)) + digits).utf8)
        if sharp, let value = UInt32(exactly: magnitude), CharacterClass.isPrintable(value) {
            text += [UInt8(ascii: " "), UInt8(ascii: "'")]
            UTF8Decoding.append(value, to: &text)
            text.append(UInt8(ascii: "'"))
        }
        pad(text, zero: false, to: &output)
    }

    // MARK: Floating point

    mutating func formatDouble(
        _ double: Double, verb: UInt32, of value: TemplateValue, to output: inout [UInt8]
    ) {
        guard Verb.ofFloats.contains(verb), let letter = UInt8(exactly: verb) else {
            reportBadVerb(verb, value, to: &output)
            return
        }
        var text = digits(of: double, letter: letter)
        if text.first != UInt8(ascii: "-"), text.first != UInt8(ascii: "+") { text.insert(UInt8(ascii: "+"), at: 0) }
        if space, text.first == UInt8(ascii: "+"), !plus { text[0] = UInt8(ascii: " ") }
        if !double.isFinite {
            let drops =
                double.isNaN && !space && !plus || text.first == UInt8(ascii: "+") && !plus && !double.isInfinite
            pad(drops ? Array(text.dropFirst()) : text, zero: false, to: &output)
            return
        }
        if sharp, letter != UInt8(ascii: "b") { forcePoint(in: &text, letter: letter) }
        guard plus || text.first != UInt8(ascii: "+") else {
            pad(Array(text.dropFirst()), to: &output)
            return
        }
        if zero, !minus, let width, width > text.count {
            output.append(text[0])
            appendPadding(width - text.count, zero: true, to: &output)
            output += text.dropFirst()
        } else {
            pad(text, to: &output)
        }
    }

    private func digits(of double: Double, letter: UInt8) -> [UInt8] {
        switch UnicodeScalar(letter) {
        case "v", "g", "G":
            let isUpperCase = letter == UInt8(ascii: "G")
            guard let precision else { return GoFloat.shortest(double, upperCase: isUpperCase) }
            return GoFloat.text(double, verb: UInt8(ascii: isUpperCase ? "G" : "g"), precision: precision)
        case "x", "X":
            return GoFloat.hexadecimal(double, upperCase: letter == UInt8(ascii: "X"), precision: precision ?? -1)
        case "b": return GoFloat.binary(double)
        default: return GoFloat.text(double, verb: letter, precision: precision ?? 6)
        }
    }

    /// The sharp flag: always a point, and for `%g` all digits of the precision.
    private func forcePoint(in text: inout [UInt8], letter: UInt8) {
        let isGeneral = "vgGx".utf8.contains(letter)
        var missing = isGeneral ? precision ?? 6 : 0
        let marks: [UInt8] = letter | 0x20 == UInt8(ascii: "x") ? Array("pP".utf8) : Array("eE".utf8)
        let end = text.firstIndex { marks.contains($0) } ?? text.count
        let tail = Array(text[end...])
        text.removeSubrange(end...)
        var seenNonZero = false
        for byte in text.dropFirst() where byte != UInt8(ascii: ".") {
            if byte != UInt8(ascii: "0") { seenNonZero = true }
            if seenNonZero { missing -= 1 }
        }
        if !text.contains(UInt8(ascii: ".")) {
            if text.count == 2, text[1] == UInt8(ascii: "0") { missing -= 1 }
            text.append(UInt8(ascii: "."))
        }
        if missing > 0 { text += Array(repeating: UInt8(ascii: "0"), count: missing) }
        text += tail
    }

    // MARK: Strings

    mutating func formatString(
        _ bytes: [UInt8], verb: UInt32, of value: TemplateValue, to output: inout [UInt8]
    ) {
        switch verb {
        case Verb.v where sharpV: appendQuoted(bytes, to: &output)
        case Verb.v, Verb.s: pad(truncated(bytes), to: &output)
        case Verb.x, Verb.X: appendHexadecimal(bytes, upperCase: verb == Verb.X, to: &output)
        case Verb.q: appendQuoted(bytes, to: &output)
        default: reportBadVerb(verb, value, to: &output)
        }
    }

    mutating func formatBytes(
        _ bytes: [UInt8], verb: UInt32, of value: TemplateValue, to output: inout [UInt8]
    ) {
        switch verb {
        case Verb.s, Verb.q, Verb.x, Verb.X: formatString(bytes, verb: verb, of: value, to: &output)
        default:
            if sharpV { output += "[]byte".utf8 }
            output.append(UInt8(ascii: sharpV ? "{" : "["))
            for (index, byte) in bytes.enumerated() {
                if index > 0 { output += sharpV ? Array(", ".utf8) : [UInt8(ascii: " ")] }
                print(.uint8(byte), verb: verb, depth: 1, to: &output)
            }
            output.append(UInt8(ascii: sharpV ? "}" : "]"))
        }
    }

    private func truncated(_ bytes: [UInt8]) -> [UInt8] {
        guard let precision else { return bytes }
        return GoQuoting.prefix(bytes, runes: precision)
    }

    private func appendQuoted(_ bytes: [UInt8], to output: inout [UInt8]) {
        let text = truncated(bytes)
        let backquote = UInt8(ascii: "`")
        if sharp, canBackquote(text) {
            pad([backquote] + text + [backquote], to: &output)
            return
        }
        var quoted: [UInt8] = []
        GoQuoting.appendQuoted(text, asciiOnly: plus, to: &quoted)
        pad(quoted, to: &output)
    }

    private func canBackquote(_ text: [UInt8]) -> Bool {
        let hasControls = text.contains { $0 < 0x20 && $0 != 0x09 || $0 == UInt8(ascii: "`") || $0 == 0x7F }
        return !hasControls && UTF8Decoding.isValid(text)
            && !String(decoding: text, as: UTF8.self).unicodeScalars.contains("\u{FEFF}")
    }

    private func appendHexadecimal(_ bytes: [UInt8], upperCase: Bool, to output: inout [UInt8]) {
        let bytes = bytes.prefix(precision ?? bytes.count)
        if bytes.isEmpty {
            appendPadding(width ?? 0, zero: zero, to: &output)
            return
        }
        let digits = Array((upperCase ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
        let prefix: [UInt8] = sharp ? Array((upperCase ? "0X" : "0x").utf8) : []
        var text = prefix
        for (index, byte) in bytes.enumerated() {
            if space, index > 0 {
                text.append(UInt8(ascii: " "))
                text += prefix
            }
            text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        pad(text, to: &output)
    }
}
