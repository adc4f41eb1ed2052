/// JSON texts, read and written as Go's encoding/json does.
package enum JSON {
    /// How deeply arrays and objects may lie in one another; Go's own limit.
    package static let maximumDepth = 10_000

    /// The spellings of a written text.
    package enum Style: Hashable, Sendable {
        /// Compact, with `<`, `>` and `&` escaped, as Go's json.Marshal writes.
        case go
        /// Compact, with `<`, `>` and `&` as they are.
        case plain
        /// One member a line, indented by so many spaces.
        case indented(Int)
        /// One member a line, with `<`, `>` and `&` escaped, as Go's json.MarshalIndent writes.
        case goIndented(Int)
    }

    /// Reads a text that holds one value and nothing else.
    ///
    /// Numbers without fraction and exponent that fit stay integers. Of equal keys the last one counts. Invalid UTF-8
    /// becomes U+FFFD. Errors are in Go's words, such as `unexpected end of JSON input`.
    package static func read(_ bytes: UnsafeRawBufferPointer) throws(DocumentError) -> Value {
        .null
    }

    /// Reads a text that holds one value and nothing else; see `read` for a buffer.
    package static func read(_ bytes: [UInt8]) throws(DocumentError) -> Value {
        .null
    }

    /// Reads a text that holds one value and nothing else; see `read` for a buffer.
    package static func read(_ text: String) throws(DocumentError) -> Value {
        .null
    }

    /// The text of a value; members in their own order, or sorted by the bytes of their keys as Go writes maps.
    package static func write(_ value: Value, _ style: Style = .plain, sortedKeys: Bool = false) -> [UInt8] {
        var output: [UInt8] = []
        append(value, to: &output, style, sortedKeys: sortedKeys)
        return output
    }

    /// Appends the text of a value; see `write`.
    package static func append(
        _ value: Value, to output: inout [UInt8], _ style: Style = .plain, sortedKeys: Bool = false
    ) {
    }

    /// Appends a string literal with its quotes; invalid UTF-8 becomes the escape `\ufffd`, as Go 1.23 writes it.
    package static func appendString(
        _ utf8: UnsafeRawBufferPointer, to output: inout [UInt8], escapingHTML: Bool = false
    ) {
    }

    /// Appends a string literal with its quotes; see `appendString` for a buffer.
    package static func appendString(_ text: String, to output: inout [UInt8], escapingHTML: Bool = false) {
    }

    /// Appends a double in encoding/json's form: exponents only below 1e-6 and from 1e21 on.
    package static func appendDouble(_ double: Double, to output: inout [UInt8]) {
    }
}
