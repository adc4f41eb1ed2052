/// A template that fails while it runs, in Go's words.
struct ExecutionFailure: Error {
    /// The whole text: `template: FILE:LINE:COLUMN: executing "NAME" at <CONTEXT>: …`.
    var text: String
    /// The same over several lines, as Helm 4 shows it, or nil where Helm 4 keeps Go's words.
    var layered: String?

    /// A failure whose text Helm 4 leaves as it is.
    init(_ text: String, layered: String? = nil) {
        self.text = text
        self.layered = layered
    }
}

/// Marks a message of `fail` and `required` as the one that the user shall see.
enum UserMessage {
    private static let start = "HELM_ERR_START"
    private static let end = "HELM_ERR_END"

    static func framed(_ message: String) -> String {
        start + message + end
    }

    /// What stands between the first opening and the last closing mark.
    static func message(in text: String) -> String? {
        let bytes = Array(text.utf8)
        guard let from = firstRange(of: Array(start.utf8), in: bytes[...]),
            let to = lastRange(of: Array(end.utf8), in: bytes[from.upperBound...])
        else { return nil }
        return String(decoding: bytes[from.upperBound..<to.lowerBound], as: UTF8.self)
    }

    private static func firstRange(of mark: [UInt8], in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        guard bytes.count >= mark.count else { return nil }
        return (bytes.startIndex...(bytes.endIndex - mark.count)).first { bytes[$0...].starts(with: mark) }
            .map { $0..<($0 + mark.count) }
    }

    private static func lastRange(of mark: [UInt8], in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        guard bytes.count >= mark.count else { return nil }
        return (bytes.startIndex...(bytes.endIndex - mark.count)).last { bytes[$0...].starts(with: mark) }
            .map { $0..<($0 + mark.count) }
    }
}
