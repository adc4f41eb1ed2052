/// Whether a text is a URI as Go's net/url takes one, which is what Helm 3.17 checks: it lets most characters pass in
/// a path, but not a bad port, a bad escape or a colon before the first slash.
struct SchemaURI {
    private(set) var hasScheme = false
    private(set) var path: Substring.UTF8View

    /// Splits the text; nil when it isn't one.
    init?(_ text: String) {
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { return nil }
        let (whole, fragment) = Self.cut(text[...].utf8, at: UInt8(ascii: "#"))
        guard Self.hasGoodEscapes(fragment), let schemeEnd = Self.schemeEnd(whole) else { return nil }
        hasScheme = schemeEnd > whole.startIndex
        let (rest, _) = Self.cut(whole[schemeEnd...], at: UInt8(ascii: "?"))
        path = rest
        guard let first = rest.first else { return }
        if first != UInt8(ascii: "/") {
            // Behind a scheme anything goes; without one it must not look like one.
            guard hasScheme || !Self.cut(rest, at: UInt8(ascii: "/")).0.contains(UInt8(ascii: ":")) else { return nil }
        } else if rest.starts(with: "//".utf8), hasScheme || !rest.starts(with: "///".utf8) {
            let behind = rest.dropFirst(2)
            let end = behind.firstIndex(of: UInt8(ascii: "/")) ?? behind.endIndex
            guard Self.isAuthority(behind[..<end]) else { return nil }
            path = behind[end...]
        }
        guard hasScheme && first != UInt8(ascii: "/") || Self.hasGoodEscapes(path) else { return nil }
    }

    private typealias Bytes = Substring.UTF8View

    private static func cut(_ text: Bytes, at byte: UInt8) -> (Bytes, Bytes) {
        guard let at = text.firstIndex(of: byte) else { return (text, text[text.endIndex...]) }
        return (text[..<at], text[text.index(after: at)...])
    }

    /// Where the text goes on behind `scheme:`; its beginning when it has none, nil when only the colon is there.
    private static func schemeEnd(_ text: Bytes) -> Bytes.Index? {
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                if index == text.startIndex { return text.startIndex }
            case UInt8(ascii: ":"): return index == text.startIndex ? nil : text.index(after: index)
            default: return text.startIndex
            }
        }
        return text.startIndex
    }

    /// A percent sign begins two hexadecimal digits.
    private static func hasGoodEscapes(_ text: Bytes) -> Bool {
        text.indices.allSatisfy { index in
            text[index] != UInt8(ascii: "%") || text[index...].dropFirst().prefix(2).count { isHex($0) } == 2
        }
    }

    private static func isHex(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (65...70).contains(byte & 0xDF) }

    private static func isWord(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (65...90).contains(byte & 0xDF) }

    private static func isAuthority(_ text: Bytes) -> Bool {
        guard let at = text.lastIndex(of: UInt8(ascii: "@")) else { return isHost(text) }
        let user = text[..<at]
        let isUser = user.allSatisfy { isWord($0) || "-._:~!$&'()*+,;=%@".utf8.contains($0) }
        return isUser && hasGoodEscapes(user) && isHost(text[text.index(after: at)...])
    }

    private static func isHost(_ text: Bytes) -> Bool {
        if text.first == UInt8(ascii: "[") {
            guard let end = text.lastIndex(of: UInt8(ascii: "]")) else { return false }
            return isPort(text[text.index(after: end)...]) && hasHostBytes(text)
        }
        let port = text.lastIndex(of: UInt8(ascii: ":")) ?? text.endIndex
        return isPort(text[port...]) && hasHostBytes(text)
    }

    /// Nothing, or a colon and digits.
    private static func isPort(_ text: Bytes) -> Bool {
        text.isEmpty || text.first == UInt8(ascii: ":") && text.dropFirst().allSatisfy { (48...57).contains($0) }
    }

    private static func hasHostBytes(_ text: Bytes) -> Bool {
        text.allSatisfy { $0 >= 0x80 || isWord($0) || "-_.~!$&'()*+,;=:[]<>\"%".utf8.contains($0) }
            && hasGoodEscapes(text)
    }
}
