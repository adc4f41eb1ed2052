/// Cuts the output of a template into its documents, where Helm 3.17.3 cuts it.
///
/// A separator is `---` at the start of the text or of a line, with the white space around it; one that follows
/// another without a line break of its own belongs to the next document.
enum DocumentSplitting {
    /// The documents as ranges of `text`, trimmed, none of them empty.
    static func documents(in text: [UInt8]) -> [Range<Int>] {
        let whole = trimmed(text, 0..<text.count)
        var documents: [Range<Int>] = []
        var (start, position) = (whole.lowerBound, whole.lowerBound)
        while let separator = nextSeparator(text, from: position, in: whole) {
            if separator.lowerBound > start { documents.append(trimmed(text, start..<separator.lowerBound)) }
            (start, position) = (separator.upperBound, separator.upperBound)
        }
        if start < whole.upperBound { documents.append(trimmed(text, start..<whole.upperBound)) }
        return documents
    }

    private static let dash = UInt8(ascii: "-")
    private static let newline = UInt8(ascii: "\n")

    /// The next separator with the white space around it.
    private static func nextSeparator(_ text: [UInt8], from position: Int, in whole: Range<Int>) -> Range<Int>? {
        text.withUnsafeBufferPointer { bytes in
            if position == whole.lowerBound, startsWithDashes(bytes, at: position, before: whole.upperBound) {
                return position..<endOfSpace(bytes, from: position + 3, before: whole.upperBound)
            }
            var line = position
            while line < whole.upperBound {
                if bytes[line] == newline, startsWithDashes(bytes, at: line + 1, before: whole.upperBound) {
                    let end = endOfSpace(bytes, from: line + 4, before: whole.upperBound)
                    return startOfSpace(bytes, before: line, from: position)..<end
                }
                line += 1
            }
            return nil
        }
    }

    private static func startsWithDashes(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int, before end: Int) -> Bool {
        end - start >= 3 && bytes[start] == dash && bytes[start + 1] == dash && bytes[start + 2] == dash
    }

    private static func endOfSpace(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, before end: Int) -> Int {
        var position = start
        while position < end, isExpressionSpace(bytes[position]) { position += 1 }
        return position
    }

    private static func startOfSpace(_ bytes: UnsafeBufferPointer<UInt8>, before end: Int, from start: Int) -> Int {
        var position = end
        while position > start, isExpressionSpace(bytes[position - 1]) { position -= 1 }
        return position
    }

    /// White space as regular expressions have it: without the vertical tab.
    private static func isExpressionSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D
    }

    /// The part of `range` without white space at its ends, U+0085 and U+00A0 among it.
    static func trimmed(_ text: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end {
            if text[start].isSpace {
                start += 1
            } else if end - start >= 2, isWideSpace(text[start], text[start + 1]) {
                start += 2
            } else {
                break
            }
        }
        while end > start {
            if text[end - 1].isSpace {
                end -= 1
            } else if end - start >= 2, isWideSpace(text[end - 2], text[end - 1]) {
                end -= 2
            } else {
                break
            }
        }
        return start..<end
    }

    private static func isWideSpace(_ first: UInt8, _ second: UInt8) -> Bool {
        first == 0xC2 && (second == 0x85 || second == 0xA0)
    }
}
