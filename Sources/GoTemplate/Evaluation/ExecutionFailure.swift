/// A template that fails while it runs, in Go's words.
///
/// Every template on the way out adds its place in front. The parts are joined only at the end, so that an error from
/// thousands of templates down costs no more than its length.
struct ExecutionFailure: Error {
    /// One part of the text with what comes after it.
    private final class Part: Sendable {
        /// Such as `template: FILE:LINE:COLUMN: executing "NAME" at <CONTEXT>: …`.
        let text: String
        /// The same over several lines, as Helm 4 shows it, or nil where Helm 4 keeps Go's words for the whole.
        let layered: String?
        let rest: Part?

        init(_ text: String, layered: String?, rest: Part? = nil) {
            self.text = text
            self.layered = layered
            self.rest = rest
        }
    }

    private let first: Part

    private init(_ first: Part) {
        self.first = first
    }

    /// A failure whose text Helm 4 leaves as it is, unless `layered` says how it shows it.
    init(_ text: String, layered: String? = nil) {
        self.init(Part(text, layered: layered))
    }

    /// The failure with another text in front; without a `layered` one Helm 4 keeps Go's words.
    func prefixed(by text: String, layered: String? = nil) -> ExecutionFailure {
        ExecutionFailure(Part(text, layered: first.layered == nil ? nil : layered, rest: first))
    }

    /// The whole text in Go's words.
    var text: String { joined(\.text) }

    /// The whole text as Helm 4 shows it, or nil where it keeps Go's words.
    var layered: String? { first.layered == nil ? nil : joined { $0.layered ?? "" } }

    private func joined(_ text: (Part) -> String) -> String {
        var whole = ""
        var part: Part? = first
        while let current = part {
            whole += text(current)
            part = current.rest
        }
        return whole
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
