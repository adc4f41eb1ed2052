/// Where `\/` stands in a text: inside double quotes goyaml.v2 takes it for an error.
struct EscapedSlashes {
    /// Positions in characters, ascending, with their lines.
    private var places: ArraySlice<(position: Int, line: Int)> = []

    init(_ text: UnsafeBufferPointer<UInt8>) {
        guard Self.mayHaveSome(text) else { return }
        var places: [(position: Int, line: Int)] = []
        // libyaml doesn't count the byte order mark.
        var (position, line) = (text.starts(with: [0xef, 0xbb, 0xbf]) ? -2 : -1, 1)
        var isEscaped = false
        for byte in text {
            if byte & 0xc0 != 0x80 { position += 1 }
            if byte == 0x0a { line += 1 }
            if isEscaped, byte == UInt8(ascii: "/") { places.append((position, line)) }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        self.places = places[...]
    }

    var isEmpty: Bool { places.isEmpty }

    /// The line of the first place in a range; ranges come in ascending order.
    mutating func first(in range: Range<Int>) -> Int? {
        places = places.drop { $0.position < range.lowerBound }
        guard let first = places.first, first.position < range.upperBound else { return nil }
        return first.line
    }

    private static func mayHaveSome(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var last: UInt8 = 0
        for byte in text {
            if byte == UInt8(ascii: "/"), last == UInt8(ascii: "\\") { return true }
            last = byte
        }
        return false
    }
}

/// goyaml.v2 accepts `\'` in double quotes where libyaml refuses it; there the backslash is taken out and the text is
/// read once more.
struct EscapedQuotes {
    /// Each time costs another reading; a text that needs more of them is refused.
    private static let maximumReadings = 200

    /// Reads a text, as often as it takes.
    static func read<Result>(
        _ text: [UInt8], maximumDepth: Int = JSON.maximumDepth,
        _ body: (inout YAMLComposer) throws(DocumentError) -> Result
    ) throws(DocumentError) -> Result {
        var text = text
        var readings = 0
        while true {
            readings += 1
            var refused: Int?
            let result = text.withUnsafeBufferPointer { text in
                Swift.Result { () throws(DocumentError) in
                    var composer = YAMLComposer(text, maximumDepth: maximumDepth)
                    defer { refused = composer.refusedQuote }
                    return try body(&composer)
                }
            }
            guard case .failure = result, let refused, readings < maximumReadings, mend(&text, at: refused) else {
                return try result.get()
            }
        }
    }

    /// Takes out the backslash at a position in characters and others before quotes in the same scalar; returns false
    /// when it is another escape.
    private static func mend(_ text: inout [UInt8], at position: Int) -> Bool {
        guard let start = offset(of: position, in: text), start + 1 < text.count,
            text[start] == UInt8(ascii: "\\"), text[start + 1] == UInt8(ascii: "'")
        else { return false }
        var mended = text[..<start]
        var rest = text[start...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() {
                if escaped != UInt8(ascii: "'") { mended.append(byte) }
                mended.append(escaped)
            } else {
                mended.append(byte)
                if byte == UInt8(ascii: "\"") { break }
            }
        }
        text = Array(mended + rest)
        return true
    }

    /// The offset of the character at a position, not counting a byte order mark.
    private static func offset(of position: Int, in text: [UInt8]) -> Int? {
        var remaining = position
        for offset in (text.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0)..<text.count where text[offset] & 0xc0 != 0x80 {
            if remaining == 0 { return offset }
            remaining -= 1
        }
        return nil
    }
}
