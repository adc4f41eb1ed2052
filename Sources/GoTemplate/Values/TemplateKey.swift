/// A key of a map, or the name of a field: bytes with their first eight as a number, so that most comparisons are
/// comparisons of two integers.
package struct TemplateKey: Sendable {
    /// The first eight bytes, the first one highest, filled up with zeros.
    let prefix: UInt64
    /// The whole key.
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var prefix: UInt64 = 0
        for position in 0..<8 {
            prefix = prefix << 8 | (position < bytes.count ? UInt64(bytes[position]) : 0)
        }
        self.prefix = prefix
    }

    package init(_ string: TemplateString) {
        self.init(string.bytes)
    }

    package init(_ text: String) {
        self.init(Array(text.utf8))
    }

    package var string: TemplateString { TemplateString(bytes) }
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The key begins with an upper-case letter, as the names of Go's methods and exported fields do.
    var isExported: Bool {
        let first = UInt8(truncatingIfNeeded: prefix >> 56)
        return first >= 0x80 || (0x41...0x5A).contains(first)
    }
}

extension TemplateKey: Comparable, Hashable {
    package static func == (left: TemplateKey, right: TemplateKey) -> Bool {
        left.prefix == right.prefix && (left.bytes.count <= 8 || left.bytes == right.bytes)
            && left.bytes.count == right.bytes.count
    }

    package static func < (left: TemplateKey, right: TemplateKey) -> Bool {
        if left.prefix != right.prefix { return left.prefix < right.prefix }
        if left.bytes.count <= 8 || right.bytes.count <= 8 { return left.bytes.count < right.bytes.count }
        return left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    package func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

extension TemplateKey: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) {
        self.init(text)
    }
}
