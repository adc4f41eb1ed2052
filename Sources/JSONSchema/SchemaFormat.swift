import Documents
import RegularExpressions

/// The keyword `format`, for the formats that Helm 3.17 checks.
enum SchemaFormat {
    /// Whether `value` is of the format; unknown formats accept everything.
    ///
    /// Helm 3.17 finds no number to be of a format that it knows, as if only strings could be; other values pass.
    static func accepts(_ format: String, _ value: Value, _ draft: SchemaDraft) -> Bool {
        if let text = value.string { return accepts(format, text) ?? true }
        return value.double == nil || draft > .hybrid || accepts(format, "") == nil
    }

    /// Whether `text` is of the format; nil when the format is unknown.
    private static func accepts(_ format: String, _ text: String) -> Bool? {
        switch format {
        case "date": isDate(text[...])
        case "time": isTime(text[...])
        case "date-time": isDateTime(text)
        case "hostname": isHostname(text)
        case "email", "idn-email": isEmail(text)
        case "ipv4": isIPv4(text[...]) || text.contains(".") && isIPv6(text)
        case "ipv6": isIPv6(text)
        case "uri", "iri": isURI(text) { $0.hasScheme }
        case "uri-reference", "iri-reference": isURI(text) { _ in true }
        case "uri-template": isURI(text) { hasPairedBraces($0.path) }
        case "uuid": isUUID(text)
        case "regex": (try? RegularExpression(text)) != nil
        case "json-pointer": isPointer(text[...])
        case "relative-json-pointer": isRelativePointer(text)
        default: nil
        }
    }

    private static func isDate(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2], let year = number(parts[0]),
            let month = number(parts[1]), let day = number(parts[2]), (1...12).contains(month)
        else { return false }
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }

    private static func isTime(_ text: Substring) -> Bool {
        var clock = text
        if let zone = text.lastIndex(where: { "Zz+-".contains($0) }) {
            clock = text[..<zone]
            let offset = text[text.index(after: zone)...]
            let isZulu = text[zone] == "Z" || text[zone] == "z"
            guard isZulu ? offset.isEmpty : isOffset(offset) else { return false }
        }
        if let dot = clock.firstIndex(of: ".") {
            guard number(clock[clock.index(after: dot)...]) != nil else { return false }
            clock = clock[..<dot]
        }
        let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [2, 2, 2] else { return false }
        return zip(parts, [24, 60, 60]).allSatisfy { part, limit in number(part).map { $0 < limit } ?? false }
    }

    private static func isOffset(_ text: Substring) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [2, 2] else { return false }
        return zip(parts, [24, 60]).allSatisfy { part, limit in number(part).map { $0 < limit } ?? false }
    }

    private static func isDateTime(_ text: String) -> Bool {
        guard let mark = text.firstIndex(of: "T") else { return isDate(text[...]) || isTime(text[...]) }
        let time = text[text.index(after: mark)...]
        return isDate(text[..<mark]) && isTime(time) && time.contains { "Z+-".contains($0) }
    }

    private static func isHostname(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 255 else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") }
                && label.first != "-" && label.last != "-"
        }
    }

    /// An address, or a name with an address in angle brackets.
    private static func isEmail(_ text: String) -> Bool {
        if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
            return isAddress(text[text.index(after: open)...].dropLast())
        }
        return isAddress(text[...])
    }

    private static func isAddress(_ text: Substring) -> Bool {
        guard let at = text.lastIndex(of: "@") else { return false }
        let local = text[..<at]
        let domain = text[text.index(after: at)...]
        let isQuoted = local.count > 1 && local.hasPrefix("\"") && local.hasSuffix("\"")
        let dotted = !local.hasPrefix(".") && !local.hasSuffix(".") && !local.contains("..")
        guard !local.isEmpty, isQuoted || (dotted && !local.contains(where: { " @(),:;<>[]\\\"".contains($0) })) else {
            return false
        }
        return !domain.isEmpty && !domain.contains(" ") && !domain.hasPrefix(".") && !domain.hasSuffix(".")
    }

    private static func isIPv4(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count) && (part.utf8.count == 1 || part.first != "0")
                    && number(part).map { $0 < 256 } ?? false
            }
    }

    private static func isIPv6(_ text: String) -> Bool {
        var groups = text.split(separator: ":", omittingEmptySubsequences: false)
        guard groups.count >= 3, groups.count <= 9 else { return false }
        var wanted = 8
        if let last = groups.last, last.contains(".") {
            guard isIPv4(last) else { return false }
            groups.removeLast()
            wanted -= 2
        }
        let gaps = text.ranges(of: "::").count
        guard gaps <= 1, !text.contains(":::") else { return false }
        if groups.first == "", gaps == 0 || !text.hasPrefix("::") { return false }
        if groups.last == "", wanted == 8, !text.hasSuffix("::") { return false }
        let filled = groups.filter { !$0.isEmpty }
        guard filled.allSatisfy({ $0.utf8.count <= 4 && $0.allSatisfy(\.isHexDigit) }) else { return false }
        return gaps == 1 ? filled.count < wanted : filled.count == wanted
    }

    private static func isURI(_ text: String, _ isRight: (SchemaURI) -> Bool) -> Bool {
        SchemaURI(text).map(isRight) ?? false && !text.contains("\\")
    }

    /// Every opening brace has its closing one.
    private static func hasPairedBraces(_ path: Substring.UTF8View) -> Bool {
        var isOpen = false
        for byte in path {
            if byte == UInt8(ascii: "{") { isOpen = true }
            if byte == UInt8(ascii: "}") { isOpen = false }
        }
        return !isOpen
    }

    private static func isUUID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12] && parts.allSatisfy { $0.utf8.allSatisfy(isLowerHex) }
    }

    private static func isPointer(_ text: Substring) -> Bool {
        guard !text.isEmpty else { return true }
        guard text.hasPrefix("/") else { return false }
        let parts = text.split(separator: "~", omittingEmptySubsequences: false).dropFirst()
        return parts.allSatisfy { $0.first == "0" || $0.first == "1" }
    }

    private static func isRelativePointer(_ text: String) -> Bool {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits == "0" || digits.first != "0" else { return false }
        let rest = text.dropFirst(digits.count)
        return rest == "#" || isPointer(rest)
    }

    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }

    private static func isWord(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (65...90).contains(byte & 0xDF) }

    private static func isLowerHex(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (97...102).contains(byte) }
}
