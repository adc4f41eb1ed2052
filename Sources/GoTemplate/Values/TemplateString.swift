/// A string inside a template: bytes, usually but not always valid UTF-8, as Go's strings are.
package struct TemplateString: Hashable, Sendable {
    /// The bytes of the string.
    package var bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(_ text: String) {
        bytes = Array(text.utf8)
    }

    package var isEmpty: Bool { bytes.isEmpty }

    /// The number of bytes.
    package var count: Int { bytes.count }

    /// The string as Swift text; bytes that are no UTF-8 become U+FFFD.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension TemplateString: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    package init(stringLiteral text: String) {
        self.init(text)
    }
}

extension TemplateString {
    package func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

extension TemplateString: Comparable {
    package static func < (left: TemplateString, right: TemplateString) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension TemplateString: CustomStringConvertible {
    package var description: String { text }
}
