/// JSON texts, read and written as Go's encoding/json does.
package enum JSON {
    /// How deeply arrays and objects may lie in one another.
    ///
    /// Go allows ten times as much. With this limit everything that goes through a value by calling itself is safe on
    /// any thread.
    package static let maximumDepth = 1_000

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
    package static func read(
        _ bytes: UnsafeRawBufferPointer, maximumDepth: Int = maximumDepth
    ) throws(DocumentError) -> Value {
        var reader = JSONReader(bytes.bindMemory(to: UInt8.self), maximumDepth: maximumDepth)
        return try reader.readDocument()
    }

    /// Reads a text that holds one value and nothing else; see `read` for a buffer.
    package static func read(_ bytes: [UInt8], maximumDepth: Int = maximumDepth) throws(DocumentError) -> Value {
        try bytes.withUnsafeBytes { bytes in
            Result { () throws(DocumentError) in try read(bytes, maximumDepth: maximumDepth) }
        }.get()
    }

    /// Reads a text that holds one value and nothing else; see `read` for a buffer.
    package static func read(_ text: String, maximumDepth: Int = maximumDepth) throws(DocumentError) -> Value {
        var text = text
        return try text.withUTF8 { bytes in
            Result { () throws(DocumentError) in
                try read(UnsafeRawBufferPointer(bytes), maximumDepth: maximumDepth)
            }
        }.get()
    }

    /// The text of a value; members in their own order, or sorted by the bytes of their keys as Go writes maps.
    ///
    /// A double that isn't finite, which Go refuses to write, becomes `null`.
    package static func write(_ value: Value, _ style: Style = .plain, sortedKeys: Bool = false) -> [UInt8] {
        var output: [UInt8] = []
        append(value, to: &output, style, sortedKeys: sortedKeys)
        return output
    }

    /// Appends the text of a value; see `write`.
    package static func append(
        _ value: Value, to output: inout [UInt8], _ style: Style = .plain, sortedKeys: Bool = false
    ) {
        JSONWriter(style, sortedKeys: sortedKeys).append(value, to: &output, depth: 0)
    }

    /// Appends a string literal with its quotes; invalid UTF-8 becomes the escape `\ufffd`, as Go 1.23 writes it.
    package static func appendString(
        _ utf8: UnsafeRawBufferPointer, to output: inout [UInt8], escapingHTML: Bool = false
    ) {
        JSONStringWriter(escapingHTML: escapingHTML).append(utf8, to: &output)
    }

    /// Appends a string literal with its quotes; see `appendString` for a buffer.
    package static func appendString(_ text: String, to output: inout [UInt8], escapingHTML: Bool = false) {
        var text = text
        text.withUTF8 { appendString(UnsafeRawBufferPointer($0), to: &output, escapingHTML: escapingHTML) }
    }
}
