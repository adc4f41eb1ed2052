package import Documents

/// Values as Go's `fmt` prints them in Helm's messages.
package enum GoText {
    /// What `%v` prints.
    package static func plain(_ value: Value) -> String {
        print(value) { scalar($0) }
    }

    /// What `%t` prints: a verb for booleans, so that anything else is marked as misplaced.
    package static func truth(_ value: Value) -> String {
        if value.isNull { return "%!t(<nil>)" }
        return print(value) { misplaced($0) }
    }

    /// What `%q` prints for a text.
    package static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                quoted += scalar.value < 16 ? "\\x0" : "\\x"
                quoted += String(scalar.value, radix: 16)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// What `%v` prints for a double: the shortest digits, with an exponent from 1e6 on and below 1e-4.
    package static func double(_ number: Double) -> String {
        guard number.isFinite else { return number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf" }
        if number == 0 { return number.sign == .minus ? "-0" : "0" }
        let (digits, exponent) = shortest(number.magnitude)
        return (number < 0 ? "-" : "") + layOut(digits, exponent)
    }

    /// The text that Helm's YAML reader gives a field that wants one, or nil when the value isn't a scalar.
    static func yamlScalar(_ value: Value) -> String? {
        switch value {
        case .bool, .integer, .double: scalar(value)
        default: nil
        }
    }

    /// The type's name in Go, as `%T` prints it for decoded JSON and YAML.
    package static func typeName(_ value: Value) -> String {
        switch value {
        case .null: "<nil>"
        case .bool: "bool"
        case .integer: "int64"
        case .double: "float64"
        case .string: "string"
        case .array: "[]interface {}"
        case .object: "map[string]interface {}"
        }
    }

    private static func print(_ value: Value, _ scalar: (Value) -> String) -> String {
        switch value {
        case .array(let list):
            return "[" + list.map { print($0, scalar) }.joined(separator: " ") + "]"
        case .object(let object):
            let members = object.sortedByKey().map { scalar(.string($0.key)) + ":" + print($0.value, scalar) }
            return "map[" + members.joined(separator: " ") + "]"
        case .null: return "<nil>"
        default: return scalar(value)
        }
    }

    private static func misplaced(_ value: Value) -> String {
        if case .bool = value { return scalar(value) }
        return "%!t(\(typeName(value))=\(scalar(value)))"
    }

    private static func scalar(_ value: Value) -> String {
        switch value {
        case .bool(let bool): bool ? "true" : "false"
        case .integer(let number): String(number)
        case .double(let number): double(number)
        case .string(let text): text
        default: ""
        }
    }

    /// The digits without leading and trailing zeros, and the exponent of the first one.
    private static func shortest(_ number: Double) -> (digits: [UInt8], exponent: Int) {
        var digits: [UInt8] = []
        var (exponent, point) = (0, -1)
        let parts = number.description.utf8.split(separator: UInt8(ascii: "e"))
        for byte in parts.first.map(Array.init) ?? [] {
            if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
        }
        if parts.count > 1 { exponent = Int(String(decoding: parts[1], as: UTF8.self)) ?? 0 }
        exponent += (point < 0 ? digits.count : point) - 1
        while digits.count > 1, digits.first == UInt8(ascii: "0") {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, exponent)
    }

    private static func layOut(_ digits: [UInt8], _ exponent: Int) -> String {
        let text = String(decoding: digits, as: UTF8.self)
        if exponent < -4 || exponent >= 6 {
            let size = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
            let fraction = digits.count > 1 ? "." + text.dropFirst() : ""
            return "\(text.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(size)"
        }
        if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + text }
        let whole = exponent + 1
        if digits.count <= whole { return text + String(repeating: "0", count: whole - digits.count) }
        return "\(text.prefix(whole)).\(text.dropFirst(whole))"
    }
}
