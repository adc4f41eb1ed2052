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

extension TemplateError {
    /// Of a parse error Helm shows the place and what follows the last colon.
    init(parsing file: String, _ failure: ParseFailure) {
        let parts = Self.split(Array(failure.text.utf8))
        guard parts.count > 1, let last = parts.last else {
            self.init("parse error in (\(file)): \(failure.text)", file: file)
            return
        }
        self.init("parse error at (\(parts[1])): \(last)", at: parts[1])
    }

    /// An execution error is shown as it is, but a message of `fail` or `required` with the outermost place only.
    init(executing file: String, _ failure: ExecutionFailure, helm: HelmVersion) {
        let goText = Array(failure.text.utf8)
        let parts = Self.split(goText, maximum: 3)
        let location = parts.count > 2 ? parts[1] : file
        let text: String
        if parts.count > 2, let message = UserMessage.message(in: goText) {
            text = "execution error at (\(location)): \(message)"
        } else {
            text = (helm == .v4 ? failure.layered : nil) ?? failure.text
        }
        self.init(text, at: location)
    }

    private init(_ message: String, at location: String) {
        let parts = location.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let numbers = parts.dropFirst().suffix(2).compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        let nameParts = parts.dropLast(numbers.count).map { String(decoding: $0, as: UTF8.self) }
        self.init(
            message, file: nameParts.joined(separator: ":"), line: numbers.first ?? 0,
            column: numbers.count > 1 ? numbers.last : nil)
    }

    /// The parts between `": "`; the last of `maximum` parts is the rest.
    private static func split(_ text: [UInt8], maximum: Int = .max) -> [String] {
        var parts: [String] = []
        var start = 0
        for position in text.indices.dropLast() where parts.count < maximum - 1 && position >= start {
            if text[position] == UInt8(ascii: ":"), text[position + 1] == UInt8(ascii: " ") {
                parts.append(String(decoding: text[start..<position], as: UTF8.self))
                start = position + 2
            }
        }
        return parts + [String(decoding: text[start...], as: UTF8.self)]
    }
}
