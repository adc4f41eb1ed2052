/// Values in Go's own syntax, as error messages show them (`%#v`).
enum GoSyntax {
    /// The value as goyaml holds it: `map[interface {}]interface {}{"a":1}`.
    static func text(_ value: Value) -> String {
        switch value {
        case .null: return "interface {}(nil)"
        case .bool(let bool): return bool ? "true" : "false"
        case .integer(let integer): return String(integer)
        case .double(let double): return text(double)
        case .string(let string): return quoted(string)
        case .array(let array): return "[]interface {}{\(array.map(text).joined(separator: ", "))}"
        case .object(let object):
            let members = object.sortedByKey().map { "\(quoted($0.key)):\(text($0.value))" }
            return "map[interface {}]interface {}{\(members.joined(separator: ", "))}"
        }
    }

    private static func text(_ double: Double) -> String {
        guard double.isFinite else { return double.isNaN ? "NaN" : double > 0 ? "+Inf" : "-Inf" }
        var text: [UInt8] = []
        GoFloat(double).appendGeneral(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// A string literal as strconv.Quote writes it.
    static func quoted(_ string: String) -> String {
        var text = "\""
        for scalar in string.unicodeScalars { text += escaped(scalar) }
        return text + "\""
    }

    private static func escaped(_ scalar: UnicodeScalar) -> String {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\u{07}": "\\a"
        case "\u{08}": "\\b"
        case "\u{0c}": "\\f"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\u{0b}": "\\v"
        case " "..."~": String(scalar)
        case "\0"..."\u{7f}": "\\x" + hex(scalar, digits: 2)
        default: isPrintable(scalar) ? String(scalar) : unicodeEscape(scalar)
        }
    }

    /// Go prints letters, marks, numbers, punctuation and symbols as they are.
    private static func isPrintable(_ scalar: UnicodeScalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            false
        default: true
        }
    }

    private static func unicodeEscape(_ scalar: UnicodeScalar) -> String {
        scalar.value <= 0xffff ? "\\u" + hex(scalar, digits: 4) : "\\U" + hex(scalar, digits: 8)
    }

    private static func hex(_ scalar: UnicodeScalar, digits: Int) -> String {
        let text = String(scalar.value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
