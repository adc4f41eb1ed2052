/// A text that is not the document it should be.
package struct DocumentError: Error, Hashable, Sendable {
    /// What is wrong, in the words of Go's reader where users know them (`yaml: …`, `invalid character …`).
    package var message: String
    /// The line, counted from 1, or nil when it isn't known.
    package var line: Int?
    /// The column in bytes, counted from 1, or nil when it isn't known.
    package var column: Int?

    package init(_ message: String, line: Int? = nil, column: Int? = nil) {
        self.message = message
        self.line = line
        self.column = column
    }
}
