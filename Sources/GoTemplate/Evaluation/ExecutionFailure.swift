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
    static func message(in text: [UInt8]) -> String? {
        let open = Array(start.utf8)
        let close = Array(end.utf8)
        return text.withUnsafeBufferPointer { text in
            let last = text.count - close.count
            var from = 0
            while from < last, !matches(open, text, at: from) { from += 1 }
            guard from < last else { return nil }
            let inside = from + open.count
            var to = last
            while to >= inside, !matches(close, text, at: to) { to -= 1 }
            return to >= inside ? String(decoding: text[inside..<to], as: UTF8.self) : nil
        }
    }

    private static func matches(_ mark: [UInt8], _ text: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        guard position + mark.count <= text.count else { return false }
        for offset in mark.indices where text[position + offset] != mark[offset] { return false }
        return true
    }
}
