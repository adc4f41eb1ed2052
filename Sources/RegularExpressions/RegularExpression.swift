//! RegularExpressions: RE2's regular expressions, as Go's package regexp runs them.
//!
//! Purpose: templates and `list --filter` use Go's expressions; syntax, error texts, which match is preferred (leftmost,
//! then first alternative) and replacement templates are Go's, and the time is linear in the text.
//! May import: nothing but the C library.

/// A compiled regular expression over UTF-8 bytes.
///
/// A byte that isn't UTF-8 counts as U+FFFD, one byte long.
package struct RegularExpression: Sendable {
    /// A place where the expression matched.
    package struct Match: Sendable {
        /// The whole match.
        package let range: Range<Int>
        let slots: [Int]

        /// What a group matched, as byte offsets, or nil if it took no part.
        ///
        /// Group 0 is the whole match.
        package func group(_ index: Int) -> Range<Int>? {
            guard index >= 0, index * 2 + 1 < slots.count, slots[index * 2] >= 0, slots[index * 2 + 1] >= 0 else {
                return nil
            }
            return slots[index * 2]..<slots[index * 2 + 1]
        }
    }

    /// The expression as it was written.
    package let pattern: [UInt8]
    /// The names of the groups by number, empty for those without; the first is the whole match.
    package let groupNames: [String]
    private let program: Program

    /// Compiles an expression in RE2's syntax.
    package init(_ pattern: String) throws(RegularExpressionError) {
        try self.init(bytes: Array(pattern.utf8))
    }

    /// Compiles an expression in RE2's syntax; bytes that are no UTF-8 are an error.
    package init(bytes: [UInt8]) throws(RegularExpressionError) {
        var parser = Parser(bytes)
        let node = try parser.parse()
        pattern = bytes
        groupNames = parser.names
        program = Compiler.compile(node, groups: parser.names.count)
    }

    /// The text in which every character stands for itself.
    package static func quoteMeta(_ text: [UInt8]) -> [UInt8] {
        let special = Array(#"\.+*?()|[]{}^$"#.utf8)
        var quoted: [UInt8] = []
        quoted.reserveCapacity(text.count)
        for byte in text {
            if special.contains(byte) { quoted.append(UInt8(ascii: "\\")) }
            quoted.append(byte)
        }
        return quoted
    }
}

// MARK: - Searching

extension RegularExpression {
    /// The expression matches somewhere in the text.
    package func matches(_ text: [UInt8]) -> Bool {
        firstMatch(in: text) != nil
    }

    /// The expression matches somewhere in the text.
    package func matches(_ text: String) -> Bool {
        matches(Array(text.utf8))
    }

    /// The leftmost match that begins at or after the byte offset `from`, which is inside the text or its end.
    package func firstMatch(in text: [UInt8], from: Int = 0) -> Match? {
        guard from >= 0, from <= text.count else { return nil }
        return text.withUnsafeBufferPointer { bytes in
            var search = Search(program, Input(bytes: bytes), from: from)
            return search.match(from: from)
        }
    }

    /// All matches one after another; at most `limit` if it isn't negative.
    ///
    /// An empty match right behind another match doesn't count.
    package func allMatches(in text: [UInt8], limit: Int = -1) -> [Match] {
        text.withUnsafeBufferPointer { bytes in
            let input = Input(bytes: bytes)
            var search = Search(program, input, from: 0)
            var matches: [Match] = []
            var position = 0
            var previousEnd = -1
            while position <= input.count, limit < 0 || matches.count < limit {
                guard let match = search.match(from: position) else { break }
                let end = match.range.upperBound
                if end > position || match.range.lowerBound != previousEnd { matches.append(match) }
                previousEnd = end
                position = end > position ? end : next(in: input, after: position)
            }
            return matches
        }
    }

    private func next(in input: Input, after position: Int) -> Int {
        position + (position < input.count ? UTF8Text.scalar(in: input.bytes, at: position).length : 1)
    }
}

// MARK: - Replacing and splitting

extension RegularExpression {
    /// The text with every match replaced; `$1`, `$name` and `${name}` in the template stand for groups.
    package func replacingMatches(in text: [UInt8], with template: [UInt8]) -> [UInt8] {
        guard template.contains(UInt8(ascii: "$")) else { return replacingMatches(in: text, literally: template) }
        let template = ReplacementTemplate(template, groupNames: groupNames)
        return replacingMatches(in: text) { template.append($0, of: text, to: &$1) }
    }

    /// The text with every match replaced by the same bytes.
    package func replacingMatches(in text: [UInt8], literally replacement: [UInt8]) -> [UInt8] {
        replacingMatches(in: text) { $1 += replacement }
    }

    private func replacingMatches(in text: [UInt8], _ append: (Match, inout [UInt8]) -> Void) -> [UInt8] {
        text.withUnsafeBufferPointer { bytes in
            let input = Input(bytes: bytes)
            var search = Search(program, input, from: 0)
            var result: [UInt8] = []
            var lastEnd = 0
            var position = 0
            while position <= input.count, let match = search.match(from: position) {
                result += bytes[lastEnd..<match.range.lowerBound]
                // Not for an empty match right behind another one.
                if match.range.upperBound > lastEnd || match.range.lowerBound == 0 { append(match, &result) }
                lastEnd = match.range.upperBound
                position = max(lastEnd, next(in: input, after: position))
            }
            result += bytes[lastEnd...]
            return result
        }
    }

    /// The pieces between matches, at most `limit` if it isn't negative, the last one with all the rest; nil when
    /// `limit` is 0.
    package func split(_ text: [UInt8], limit: Int = -1) -> [ArraySlice<UInt8>]? {
        if limit == 0 { return nil }
        if !pattern.isEmpty, text.isEmpty { return [[]] }
        var pieces: [ArraySlice<UInt8>] = []
        var begin = 0
        var end = 0
        for match in allMatches(in: text, limit: limit) {
            if limit > 0, pieces.count == limit - 1 { break }
            end = match.range.lowerBound
            if match.range.upperBound != 0 { pieces.append(text[begin..<end]) }
            begin = match.range.upperBound
        }
        if end != text.count { pieces.append(text[begin...]) }
        return pieces
    }
}
