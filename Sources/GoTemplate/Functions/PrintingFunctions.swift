/// The built-in functions that print and escape: `print println printf html js urlquery`.
enum PrintingFunctions {
    static let functions: [TemplateFunction] = [
        TemplateFunction(variadic: "print") { (values: [TemplateValue]) -> TemplateString in
            var output: [UInt8] = []
            GoPrinting.print(values, to: &output)
            return TemplateString(output)
        },
        TemplateFunction(variadic: "println") { (values: [TemplateValue]) -> TemplateString in
            var output: [UInt8] = []
            GoPrinting.printLine(values, to: &output)
            return TemplateString(output)
        },
        TemplateFunction(variadic: "printf") { (format: TemplateString, values: [TemplateValue]) -> TemplateString in
            GoPrinting.formatted(format, values)
        },
        TemplateFunction(variadic: "html") { (values: [TemplateValue]) in
            TemplateString(html(text(of: values)))
        },
        TemplateFunction(variadic: "js") { (values: [TemplateValue]) in
            TemplateString(javaScript(text(of: values)))
        },
        TemplateFunction(variadic: "urlquery") { (values: [TemplateValue]) in
            TemplateString(query(text(of: values)))
        },
    ]

    /// The arguments as one text: a single string as it is, anything else as `print` does, nil as `<no value>`.
    private static func text(of values: [TemplateValue]) -> [UInt8] {
        if values.count == 1, case .string(let string) = values[0] { return string.bytes }
        var output: [UInt8] = []
        GoPrinting.print(values.map { $0.isNull ? .text("<no value>") : $0 }, to: &output)
        return output
    }

    private static func html(_ text: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        for byte in text {
            switch byte {
            case 0: output += "\u{FFFD}".utf8
            case UInt8(ascii: "\""): output += "&#34;".utf8
            case UInt8(ascii: "'"): output += "&#39;".utf8
            case UInt8(ascii: "&"): output += "&amp;".utf8
            case UInt8(ascii: "<"): output += "&lt;".utf8
            case UInt8(ascii: ">"): output += "&gt;".utf8
            default: output.append(byte)
            }
        }
        return output
    }

    private static func javaScript(_ text: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var position = 0
        while position < text.count {
            let (scalar, count) = UTF8Decoding.scalar(text, at: position)
            appendJavaScript(scalar, text[position..<(position + count)], to: &output)
            position += count
        }
        return output
    }

    private static func appendJavaScript(_ scalar: UInt32, _ bytes: ArraySlice<UInt8>, to output: inout [UInt8]) {
        switch scalar {
        case UInt32(UInt8(ascii: "\\")), UInt32(UInt8(ascii: "'")), UInt32(UInt8(ascii: "\"")):
            output.append(UInt8(ascii: "\\"))
            output += bytes
        case UInt32(UInt8(ascii: "<")), UInt32(UInt8(ascii: ">")), UInt32(UInt8(ascii: "&")),
            UInt32(UInt8(ascii: "=")), 0..<0x20:
            appendEscape(scalar, to: &output)
        case 0x20..<0x80: output += bytes
        default:
            let isInvalid = bytes.count == 1
            if isInvalid || !CharacterClass.isPrintable(scalar) {
                appendEscape(scalar, to: &output)
            } else {
                output += bytes
            }
        }
    }

    private static func appendEscape(_ scalar: UInt32, to output: inout [UInt8]) {
        let digits = String(scalar, radix: 16, uppercase: true)
        output += ("\\u" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits).utf8
    }

    private static func query(_ text: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in text {
            if CharacterClass.isASCIILetter(byte) || CharacterClass.isDigit(byte) || "-_.~".utf8.contains(byte) {
                output.append(byte)
            } else if byte == UInt8(ascii: " ") {
                output.append(UInt8(ascii: "+"))
            } else {
                output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return output
    }
}
