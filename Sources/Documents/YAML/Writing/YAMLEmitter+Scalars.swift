extension YAMLEmitter {
    /// Lines are folded at the first space behind this column.
    private var width: Int { style == .goYAML2 ? 80 : .max }

    /// Writes a word that needs no quotes.
    mutating func writeWord(_ word: String) {
        separate()
        output += word.utf8
        column += word.utf8.count
        endScalar()
    }

    /// Writes a string in the style that it needs.
    mutating func write(_ string: String, _ place: Place) {
        var string = string
        if isThroughJSON {
            guard let reread = GoMarshal.reread(string) else { return fail() }
            string = reread
        }
        string.withUTF8 { write($0, place) }
    }

    private mutating func write(_ text: UnsafeBufferPointer<UInt8>, _ place: Place) {
        let analysis = YAMLTextAnalysis(text, style: style)
        let folds = place != .key
        withScalarIndent { emitter in
            if text.contains(0x0a) {
                if analysis.allowsBlock && folds {
                    emitter.writeLiteral(text)
                } else {
                    emitter.writeDoubleQuoted(text, folds)
                }
            } else if !YAMLEmitter.isPlainString(text) {
                emitter.writeDoubleQuoted(text, folds)
            } else if analysis.allowsPlain {
                emitter.writePlain(text, folds)
            } else if analysis.allowsSingleQuotes && (folds || !analysis.isMultiline) {
                emitter.writeSingleQuoted(text, folds)
            } else {
                emitter.writeDoubleQuoted(text, folds)
            }
        }
    }

    /// Without quotes the text is still a string, also for readers that know numbers to base 60.
    private static func isPlainString(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard YAMLScalar(text) == .string else { return false }
        guard let first = text.first, first < 0x3a else { return true }
        return !YAMLTimestamp.matches(text) && !isBase60(text)
    }

    /// Digits in groups that colons part, such as `1:30`.
    private static func isBase60(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.contains(UInt8(ascii: ":")) else { return false }
        var scan = ByteScan(text)
        scan.skipSign()
        guard scan.skipDigits(atMost: 1) == 1 else { return false }
        while scan.skipDigits() > 0 || scan.skip(UInt8(ascii: "_")) {}
        var groups = 0
        while scan.skip(UInt8(ascii: ":")) {
            let start = scan.position
            guard scan.skipDigits() > 0, isBase60Digit(text[start..<scan.position]) else { return false }
            groups += 1
        }
        if scan.skip(UInt8(ascii: ".")) { while scan.skipDigits() > 0 || scan.skip(UInt8(ascii: "_")) {} }
        return groups > 0 && scan.isAtEnd
    }

    private static func isBase60Digit(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let first = digits.first else { return false }
        return digits.count == 1 || digits.count == 2 && first < UInt8(ascii: "6")
    }

    // MARK: Styles

    private mutating func writePlain(_ text: UnsafeBufferPointer<UInt8>, _ folds: Bool) {
        separate()
        if text.count &+ column <= width || !folds {
            output.append(contentsOf: text)
            column += text.count { $0 & 0xc0 != 0x80 }
        } else {
            writeFolding(text, folds) { emitter, position, length in emitter.put(text, at: position, length: length) }
        }
        endScalar()
    }

    private mutating func writeSingleQuoted(_ text: UnsafeBufferPointer<UInt8>, _ folds: Bool) {
        writeIndicator("'", spaced: true)
        writeFolding(text, folds, keepsEnds: true) { emitter, position, length in
            if text[position] == UInt8(ascii: "'") { emitter.put(UInt8(ascii: "'")) }
            emitter.put(text, at: position, length: length)
        }
        writeIndicator("'", spaced: false)
    }

    /// Writes a text whose spaces may become line breaks; `write` writes one other character.
    private mutating func writeFolding(
        _ text: UnsafeBufferPointer<UInt8>, _ folds: Bool, keepsEnds: Bool = false,
        _ write: (inout YAMLEmitter, Int, Int) -> Void
    ) {
        var isAfterSpace = false
        var isAfterBreak = false
        var position = 0
        while position < text.count {
            let character = YAMLCharacter(text, at: position)
            if text[position] == UInt8(ascii: " ") {
                let isEnd = keepsEnds && (position == 0 || position == text.count - 1)
                if folds, !isAfterSpace, column > width, !isEnd, !isSpace(text, position + 1) {
                    startLine()
                } else {
                    put(UInt8(ascii: " "))
                }
                isAfterSpace = true
            } else if character.isBreak {
                putBreak(text, at: position, length: character.length)
                isAfterBreak = true
            } else {
                if isAfterBreak { startLine() }
                write(&self, position, character.length)
                noteContent()
                isAfterSpace = false
                isAfterBreak = false
            }
            position &+= character.length
        }
    }

    private func isSpace(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
        position < text.count && text[position] == UInt8(ascii: " ")
    }

    private mutating func writeDoubleQuoted(_ text: UnsafeBufferPointer<UInt8>, _ folds: Bool) {
        writeIndicator("\"", spaced: true)
        // Behind a byte order mark goyaml escapes everything.
        let escapesAll = text.starts(with: [0xef, 0xbb, 0xbf])
        var isAfterSpace = false
        var position = 0
        while position < text.count {
            let character = YAMLCharacter(text, at: position)
            let isSpace = text[position] == UInt8(ascii: " ") && !escapesAll
            if escapesAll || Self.needsEscape(text[position], character) {
                putEscape(text, at: position, length: character.length)
            } else if isSpace, folds, !isAfterSpace, column > width, position > 0, position < text.count - 1 {
                startLine()
                if self.isSpace(text, position + 1) { put(UInt8(ascii: "\\")) }
            } else {
                put(text, at: position, length: character.length)
            }
            isAfterSpace = isSpace
            position &+= character.length
        }
        writeIndicator("\"", spaced: false)
    }

    private static func needsEscape(_ byte: UInt8, _ character: YAMLCharacter) -> Bool {
        !character.isPrintable || character.isBreak || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func putEscape(_ text: UnsafeBufferPointer<UInt8>, at position: Int, length: Int) {
        let code = UTF8Sequence.scalar(UnsafeRawBufferPointer(text), at: position, length: length)?.value ?? 0xfffd
        put(UInt8(ascii: "\\"))
        if let letter = Self.escapeLetter(code) {
            put(letter)
        } else {
            let (letter, digits): (UInt8, UInt32) =
                code <= 0xff ? (UInt8(ascii: "x"), 2) : code <= 0xffff ? (UInt8(ascii: "u"), 4) : (UInt8(ascii: "U"), 8)
            put(letter)
            for place in (0..<digits).reversed() { put(Self.hexDigit(code >> (place * 4) & 15)) }
        }
    }

    private static func hexDigit(_ value: UInt32) -> UInt8 {
        let digit = UInt8(truncatingIfNeeded: value)
        return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
    }

    private static func escapeLetter(_ code: UInt32) -> UInt8? {
        switch code {
        case 0x00: UInt8(ascii: "0")
        case 0x07: UInt8(ascii: "a")
        case 0x08: UInt8(ascii: "b")
        case 0x09: UInt8(ascii: "t")
        case 0x0a: UInt8(ascii: "n")
        case 0x0b: UInt8(ascii: "v")
        case 0x0c: UInt8(ascii: "f")
        case 0x0d: UInt8(ascii: "r")
        case 0x1b: UInt8(ascii: "e")
        case 0x22: UInt8(ascii: "\"")
        case 0x5c: UInt8(ascii: "\\")
        case 0x85: UInt8(ascii: "N")
        case 0xa0: UInt8(ascii: "_")
        case 0x2028: UInt8(ascii: "L")
        case 0x2029: UInt8(ascii: "P")
        default: nil
        }
    }

    private mutating func writeLiteral(_ text: UnsafeBufferPointer<UInt8>) {
        writeIndicator("|", spaced: true)
        writeHints(text)
        startBlock()
        var isAfterBreak = true
        var position = 0
        while position < text.count {
            let end = lineEnd(text, from: position)
            if end == position {
                let length = YAMLCharacter(text, at: position).length
                putBreak(text, at: position, length: length)
                isAfterBreak = true
                position &+= length
            } else {
                if isAfterBreak { startLine() }
                output.append(contentsOf: UnsafeBufferPointer(rebasing: text[position..<end]))
                column &+= end &- position
                noteContent()
                isAfterBreak = false
                position = end
            }
        }
    }

    /// The position of the next line break, also of one of Unicode's.
    private func lineEnd(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var position = start
        while position < text.count {
            let byte = text[position]
            if byte == 0x0a || byte == 0x0d || byte >= 0xc2 && YAMLCharacter(text, at: position).isBreak { break }
            position &+= 1
        }
        return position
    }

    /// Tells how far a block is indented, if its text doesn't, and what becomes of the breaks at its end.
    private mutating func writeHints(_ text: UnsafeBufferPointer<UInt8>) {
        if isSpace(text, 0) || !text.isEmpty && YAMLCharacter(text, at: 0).isBreak {
            writeIndicator("2", spaced: false)
        }
        let breaks = Self.trailingBreaks(text)
        if breaks.count == 0 {
            writeIndicator("-", spaced: false)
        } else if breaks.count > 1 || breaks.isAll {
            writeIndicator("+", spaced: false)
        }
    }

    /// How many of the last two characters are breaks, and whether they are the whole text.
    private static func trailingBreaks(_ text: UnsafeBufferPointer<UInt8>) -> (count: Int, isAll: Bool) {
        var end = text.count
        var count = 0
        while count < 2, end > 0 {
            var start = end - 1
            while start > 0, text[start] & 0xc0 == 0x80 { start -= 1 }
            guard YAMLCharacter(text, at: start).isBreak else { break }
            count += 1
            end = start
        }
        return (count, end == 0)
    }

    // MARK: Numbers

    /// A double as Go's emitter writes it; on the way through JSON whole ones have become integers.
    func text(_ double: Double) -> String {
        guard double.isFinite else { return double.isNaN ? ".nan" : double > 0 ? ".inf" : "-.inf" }
        var text: [UInt8] = []
        if isThroughJSON, let integer = GoMarshal.integer(double) { return integer }
        GoFloat(double).appendGeneral(to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
