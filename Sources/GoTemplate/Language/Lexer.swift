/// Cuts a template into tokens, one at a time, as the parser asks for them.
struct Lexer {
    /// Counting of lines differs: Helm 3 doesn't count those inside comments.
    let countsCommentLines: Bool
    private let delimiters: Delimiters
    let input: [UInt8]
    private(set) var position = 0
    private var start = 0
    private var line = 1
    private var startLine = 1
    private var parenthesisDepth = 0
    private var isInsideAction = false
    private var hasFailed = false

    init(_ input: [UInt8], delimiters: Delimiters = .braces, countsCommentLines: Bool) {
        self.input = input
        self.delimiters = delimiters
        self.countsCommentLines = countsCommentLines
    }

    /// The next token; after an error there is only the end.
    mutating func next() -> Token {
        if hasFailed { return Token(kind: .end, position: input.count, value: [], line: startLine) }
        return isInsideAction ? insideAction() : text()
    }

    // MARK: Text and delimiters

    private mutating func text() -> Token {
        while true {
            guard let delimiter = find(delimiters.openingBytes, from: position) else { return textToEnd() }
            if delimiter > position {
                let end = hasLeftTrimMarker(at: delimiter + 2) ? endOfText(before: delimiter) : delimiter
                let token = take(.text, upTo: end, countingLines: true)
                skip(to: delimiter)
                if !token.value.isEmpty { return token }
            }
            if let token = leftDelimiter() { return token }
        }
    }

    private mutating func textToEnd() -> Token {
        if position >= input.count { return take(.end, upTo: position) }
        return take(.text, upTo: input.count, countingLines: true)
    }

    /// The delimiter as a token, an error, or nil after a comment.
    private mutating func leftDelimiter() -> Token? {
        position += Delimiters.count
        let markerEnd = position + (hasLeftTrimMarker(at: position) ? 2 : 0)
        if matches("/*", at: markerEnd) {
            skip(to: markerEnd)
            return comment()
        }
        let token = take(.leftDelimiter, upTo: position)
        isInsideAction = true
        parenthesisDepth = 0
        skip(to: markerEnd)
        return token
    }

    private mutating func comment() -> Token? {
        guard let end = find(Array("*/".utf8), from: position + 2) else { return failure("unclosed comment") }
        position = end + 2
        let (isDelimiter, isTrimming) = atRightDelimiter()
        guard isDelimiter else { return failure("comment ends before closing delimiter") }
        _ = take(.text, upTo: position, countingLines: countsCommentLines)
        position += (isTrimming ? 2 : 0) + Delimiters.count
        skip(to: isTrimming ? endOfSpace(from: position) : position)
        return nil
    }

    private mutating func rightDelimiter() -> Token {
        let isTrimming = atRightDelimiter().isTrimming
        if isTrimming { skip(to: position + 2) }
        let token = take(.rightDelimiter, upTo: position + Delimiters.count)
        if isTrimming { skip(to: endOfSpace(from: position)) }
        isInsideAction = false
        return token
    }

    private func atRightDelimiter() -> (isDelimiter: Bool, isTrimming: Bool) {
        if hasRightTrimMarker(at: position), matches(delimiters.closing, at: position + 2) { return (true, true) }
        return (matches(delimiters.closing, at: position), false)
    }

    private func hasLeftTrimMarker(at position: Int) -> Bool {
        position + 1 < input.count && input[position] == UInt8(ascii: "-")
            && CharacterClass.isSpace(input[position + 1])
    }

    private func hasRightTrimMarker(at position: Int) -> Bool {
        position >= 0 && position + 1 < input.count && CharacterClass.isSpace(input[position])
            && input[position + 1] == UInt8(ascii: "-")
    }

    private func endOfText(before end: Int) -> Int {
        var end = end
        while end > start, CharacterClass.isSpace(input[end - 1]) { end -= 1 }
        return end
    }

    private func endOfSpace(from position: Int) -> Int {
        var end = position
        while end < input.count, CharacterClass.isSpace(input[end]) { end += 1 }
        return end
    }

    // MARK: Inside an action

    private mutating func insideAction() -> Token {
        if atRightDelimiter().isDelimiter {
            return parenthesisDepth == 0 ? rightDelimiter() : failure("unclosed left paren")
        }
        guard position < input.count else { return failure("unclosed action") }
        let byte = input[position]
        switch byte {
        case 0x20, 0x09, 0x0D, 0x0A: return space()
        case UInt8(ascii: "="): return take(.assign, upTo: position + 1)
        case UInt8(ascii: ":"):
            return matches(":=", at: position) ? take(.declare, upTo: position + 2) : failure("expected :=")
        case UInt8(ascii: "|"): return take(.pipe, upTo: position + 1)
        case UInt8(ascii: "\""): return quoted(.string, by: byte, unterminated: "unterminated quoted string")
        case UInt8(ascii: "'"):
            return quoted(.characterConstant, by: byte, unterminated: "unterminated character constant")
        case UInt8(ascii: "`"): return rawQuoted()
        case UInt8(ascii: "$"): return name(.variable)
        case UInt8(ascii: "."): return dot()
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
        case UInt8(ascii: "("), UInt8(ascii: ")"): return parenthesis(byte)
        default: return identifierOrCharacter()
        }
    }

    private mutating func space() -> Token {
        let end = endOfSpace(from: position)
        // The space before a trimming delimiter belongs to the delimiter.
        if hasRightTrimMarker(at: end - 1), matches(delimiters.closing, at: end + 1) {
            return end - 1 == position ? rightDelimiter() : take(.space, upTo: end - 1, countingLines: true)
        }
        return take(.space, upTo: end, countingLines: true)
    }

    private mutating func dot() -> Token {
        if position + 1 < input.count, !CharacterClass.isDigit(input[position + 1]) { return name(.field) }
        return number()
    }

    private mutating func parenthesis(_ byte: UInt8) -> Token {
        if byte == UInt8(ascii: "(") {
            parenthesisDepth += 1
            return take(.leftParenthesis, upTo: position + 1)
        }
        parenthesisDepth -= 1
        if parenthesisDepth < 0 { return failure("unexpected right paren") }
        return take(.rightParenthesis, upTo: position + 1)
    }

    /// A field, a variable, or a lone dot; the first byte is its sign.
    private mutating func name(_ kind: Token.Kind) -> Token {
        position += 1
        if isAtTerminator(position) {
            if case .field = kind { return take(.dot, upTo: position) }
            return take(.variable, upTo: position)
        }
        position = endOfName(from: position)
        return isAtTerminator(position) ? take(kind, upTo: position) : badCharacter()
    }

    private mutating func identifierOrCharacter() -> Token {
        let (scalar, count) = UTF8Decoding.scalar(input, at: position)
        guard CharacterClass.isAlphanumeric(scalar) else {
            if scalar < 0x80, CharacterClass.isPrintable(scalar) { return take(.character, upTo: position + count) }
            return failure("unrecognized character in action: \(GoQuoting.unicode(scalar))")
        }
        position = endOfName(from: position)
        guard isAtTerminator(position) else { return badCharacter() }
        let word = String(decoding: input[start..<position], as: UTF8.self)
        if let keyword = Token.Keyword(rawValue: word) { return take(.keyword(keyword), upTo: position) }
        return take(word == "true" || word == "false" ? .bool : .identifier, upTo: position)
    }

    private func endOfName(from position: Int) -> Int {
        var end = position
        while end < input.count {
            let (scalar, count) = UTF8Decoding.scalar(input, at: end)
            guard CharacterClass.isAlphanumeric(scalar) else { break }
            end += count
        }
        return end
    }

    private func isAtTerminator(_ position: Int) -> Bool {
        guard position < input.count else { return true }
        switch input[position] {
        case 0x20, 0x09, 0x0D, 0x0A, UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "|"), UInt8(ascii: ":"),
            UInt8(ascii: "("), UInt8(ascii: ")"):
            return true
        default: return matches(delimiters.closing, at: position)
        }
    }

    private mutating func badCharacter() -> Token {
        failure("bad character \(GoQuoting.unicode(UTF8Decoding.scalar(input, at: position).value))")
    }

    private mutating func quoted(_ kind: Token.Kind, by quote: UInt8, unterminated: String) -> Token {
        var end = position + 1
        while end < input.count, input[end] != UInt8(ascii: "\n") {
            if input[end] == quote { return take(kind, upTo: end + 1) }
            if input[end] == UInt8(ascii: "\\") {
                end += 1
                guard end < input.count, input[end] != UInt8(ascii: "\n") else { break }
            }
            end += 1
        }
        return failure(unterminated)
    }

    private mutating func rawQuoted() -> Token {
        var end = position + 1
        while end < input.count {
            if input[end] == UInt8(ascii: "`") { return take(.rawString, upTo: end + 1, countingLines: true) }
            end += 1
        }
        return failure("unterminated raw quoted string")
    }

    // MARK: Numbers

    private mutating func number() -> Token {
        guard scanNumber() else { return badNumber() }
        if position < input.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(input[position]) {
            guard scanNumber(), input[position - 1] == UInt8(ascii: "i") else { return badNumber() }
            return take(.complex, upTo: position)
        }
        return take(.number, upTo: position)
    }

    private mutating func badNumber() -> Token {
        var quoted: [UInt8] = []
        GoQuoting.appendQuoted(Array(input[start..<position]), to: &quoted)
        return failure("bad number syntax: " + String(decoding: quoted, as: UTF8.self))
    }

    private mutating func scanNumber() -> Bool {
        accept("+-")
        var digits: StaticString = "0123456789_"
        var exponent: StaticString = "eE"
        if accept("0") {
            if accept("xX") {
                (digits, exponent) = ("0123456789abcdefABCDEF_", "pP")
            } else if accept("oO") {
                (digits, exponent) = ("01234567_", "")
            } else if accept("bB") {
                (digits, exponent) = ("01_", "")
            }
        }
        acceptRun(digits)
        if accept(".") { acceptRun(digits) }
        if accept(exponent) {
            accept("+-")
            acceptRun("0123456789_")
        }
        accept("i")
        guard position < input.count else { return true }
        let (scalar, count) = UTF8Decoding.scalar(input, at: position)
        if CharacterClass.isAlphanumeric(scalar) {
            position += count
            return false
        }
        return true
    }

    @discardableResult
    private mutating func accept(_ bytes: StaticString) -> Bool {
        guard position < input.count else { return false }
        let byte = input[position]
        guard bytes.withUTF8Buffer({ $0.contains(byte) }) else { return false }
        position += 1
        return true
    }

    private mutating func acceptRun(_ bytes: StaticString) {
        while accept(bytes) {}
    }

    // MARK: Tokens and places

    private mutating func take(_ kind: Token.Kind, upTo end: Int, countingLines: Bool = false) -> Token {
        if countingLines { countLines(from: start, to: end) }
        let token = Token(kind: kind, position: start, value: input[start..<end], line: startLine)
        position = end
        start = end
        startLine = line
        return token
    }

    private mutating func skip(to end: Int) {
        countLines(from: start, to: end)
        position = end
        start = end
        startLine = line
    }

    private mutating func countLines(from start: Int, to end: Int) {
        for position in start..<end where input[position] == UInt8(ascii: "\n") { line += 1 }
    }

    private mutating func failure(_ message: String) -> Token {
        hasFailed = true
        return Token(kind: .error, position: start, value: Array(message.utf8)[...], line: startLine)
    }

    private func matches(_ text: StaticString, at position: Int) -> Bool {
        guard position >= 0, position + text.utf8CodeUnitCount <= input.count else { return false }
        return text.withUTF8Buffer { bytes in
            for (offset, byte) in bytes.enumerated() where input[position + offset] != byte { return false }
            return true
        }
    }

    /// The place of the first of the two bytes `pair` at or after `from`.
    private func find(_ pair: [UInt8], from: Int) -> Int? {
        input.withUnsafeBufferPointer { bytes in
            var at = from
            while at + 1 < bytes.count {
                if bytes[at] == pair[0], bytes[at + 1] == pair[1] { return at }
                at += 1
            }
            return nil
        }
    }
}
