/// A template that doesn't parse or fails while it runs.
package struct TemplateError: Error, Hashable, Sendable {
    /// The whole message in Helm's wording.
    package var message: String
    /// The template file in which the error arose, the outermost one when it was included, or "".
    package var file: String
    /// The line in that file, counted from 1, or 0 when it isn't known.
    package var line: Int
    /// The column in bytes, counted from 0, or nil when it isn't known.
    package var column: Int?

    package init(_ message: String, file: String = "", line: Int = 0, column: Int? = nil) {
        self.message = message
        self.file = file
        self.line = line
        self.column = column
    }
}
