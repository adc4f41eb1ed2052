package import ArgumentParser

/// Flags that take `key=value,key=value`, by the rules of pflag's maps.
package enum PairList {
    /// The pairs of all occurrences of a flag, or of the variable when the flag isn't given; later ones win.
    ///
    /// - Throws: a usage error that names the flag.
    package static func pairs(
        _ texts: [String], _ flag: String, _ environment: PluginEnvironment, _ variable: String
    ) throws(ValidationError) -> [String: String] {
        let given = texts.isEmpty ? [environment.text(variable)].compactMap(\.self) : texts
        var pairs: [String: String] = [:]
        for text in given {
            for (key, value) in try read(text, flag) { pairs[key] = value }
        }
        return pairs
    }

    private static func read(_ text: String, _ flag: String) throws(ValidationError) -> [(String, String)] {
        switch text.utf8.count(where: { $0 == UInt8(ascii: "=") }) {
        case 0:
            throw ValidationError("invalid argument \"\(text)\" for \(flag): \(text) must be formatted as key=value")
        case 1: return [try pair(trimmed(text), flag)]
        default: return try fields(text, flag).map { field throws(ValidationError) in try pair(field, flag) }
        }
    }

    private static func pair(_ text: String, _ flag: String) throws(ValidationError) -> (String, String) {
        guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")), equals > text.utf8.startIndex else {
            throw ValidationError("invalid argument \"\(text)\" for \(flag): \(text) must be formatted as key=value")
        }
        return (String(text[..<equals]), String(text[text.utf8.index(after: equals)...]))
    }

    private static func trimmed(_ text: String) -> String {
        var rest = text.utf8.drop { $0 == UInt8(ascii: "\"") }
        while rest.last == UInt8(ascii: "\"") { rest = rest.dropLast() }
        return String(rest) ?? ""
    }

    /// The fields of one record of comma-separated values; quotes protect commas, a doubled quote is one.
    private static func fields(_ text: String, _ flag: String) throws(ValidationError) -> [String] {
        var fields: [[UInt8]] = [[]]
        var isQuoted = false
        var previous: UInt8?
        for byte in text.utf8 {
            let isQuote = byte == UInt8(ascii: "\"")
            if isQuote {
                if !isQuoted, previous == byte { fields[fields.count - 1].append(byte) }
                isQuoted.toggle()
            } else if byte == UInt8(ascii: ","), !isQuoted {
                fields.append([])
            } else {
                fields[fields.count - 1].append(byte)
            }
            previous = isQuote && !isQuoted ? byte : nil
        }
        if isQuoted {
            throw ValidationError("invalid argument \"\(text)\" for \(flag): extraneous or missing \" in quoted-field")
        }
        return fields.map { String(decoding: $0, as: UTF8.self) }
    }
}
