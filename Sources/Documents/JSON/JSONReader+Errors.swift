extension JSONReader {
    /// The error that the next byte doesn't belong here, or that the text ends here.
    @inline(never)
    func unexpected(_ place: String) -> DocumentError {
        guard position < bytes.count else { return failure("unexpected end of JSON input") }
        return failure("invalid character \(Self.quoted(bytes[position])) \(place)")
    }

    /// An error at the current position.
    @inline(never)
    func failure(_ message: String) -> DocumentError {
        let before = bytes[..<min(position, bytes.count)]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        return DocumentError(message, line: line, column: before.count - lineStart + 1)
    }

    /// A byte as Go's reader shows it: the character of that number in single quotes, escaped if it can't be seen.
    private static func quoted(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "'"): "'\\''"
        case UInt8(ascii: "\\"): "'\\\\'"
        case 0x07: "'\\a'"
        case 0x08: "'\\b'"
        case 0x0c: "'\\f'"
        case 0x0a: "'\\n'"
        case 0x0d: "'\\r'"
        case 0x09: "'\\t'"
        case 0x0b: "'\\v'"
        case 0..<0x20, 0x7f: "'\\x\(hex(byte, digits: 2))'"
        case 0x80...0xa0, 0xad: "'\\u\(hex(byte, digits: 4))'"
        default: "'\(Character(UnicodeScalar(byte)))'"
        }
    }

    private static func hex(_ byte: UInt8, digits: Int) -> String {
        let text = String(byte, radix: 16)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
