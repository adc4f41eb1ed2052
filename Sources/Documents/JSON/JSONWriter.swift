/// Writes values as JSON text.
struct JSONWriter {
    private let strings: JSONStringWriter
    private let indentation: Int?
    private let sortedKeys: Bool

    init(_ style: JSON.Style, sortedKeys: Bool) {
        self.sortedKeys = sortedKeys
        switch style {
        case .go: (strings, indentation) = (JSONStringWriter(escapingHTML: true), nil)
        case .plain: (strings, indentation) = (JSONStringWriter(escapingHTML: false), nil)
        case .indented(let width): (strings, indentation) = (JSONStringWriter(escapingHTML: false), width)
        case .goIndented(let width): (strings, indentation) = (JSONStringWriter(escapingHTML: true), width)
        }
    }

    /// Appends a value that lies in `depth` others.
    func append(_ value: Value, to output: inout [UInt8], depth: Int) {
        switch value {
        case .null: output += "null".utf8
        case .bool(let bool): output += (bool ? "true" : "false").utf8
        case .integer(let integer): output += String(integer).utf8
        case .double(let double): Self.append(double, to: &output)
        case .string(let string): strings.append(string, to: &output)
        case .array(let array): append(array, to: &output, depth: depth)
        case .object(let object): append(object, to: &output, depth: depth)
        }
    }

    private static func append(_ double: Double, to output: inout [UInt8]) {
        if double.isFinite {
            GoFloat(double).appendJSON(to: &output)
        } else {
            output += "null".utf8
        }
    }

    private func append(_ array: [Value], to output: inout [UInt8], depth: Int) {
        guard !array.isEmpty else { return output += "[]".utf8 }
        output.append(UInt8(ascii: "["))
        for (index, element) in array.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            startLine(depth + 1, in: &output)
            append(element, to: &output, depth: depth + 1)
        }
        startLine(depth, in: &output)
        output.append(UInt8(ascii: "]"))
    }

    private func append(_ object: Object, to output: inout [UInt8], depth: Int) {
        guard !object.isEmpty else { return output += "{}".utf8 }
        output.append(UInt8(ascii: "{"))
        for (index, member) in (sortedKeys ? object.sortedByKey() : object).members.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            startLine(depth + 1, in: &output)
            strings.append(member.key, to: &output)
            output.append(UInt8(ascii: ":"))
            if indentation != nil { output.append(UInt8(ascii: " ")) }
            append(member.value, to: &output, depth: depth + 1)
        }
        startLine(depth, in: &output)
        output.append(UInt8(ascii: "}"))
    }

    private func startLine(_ depth: Int, in output: inout [UInt8]) {
        guard let indentation else { return }
        output.append(UInt8(ascii: "\n"))
        output += repeatElement(UInt8(ascii: " "), count: indentation * depth)
    }
}

/// Writes string literals.
struct JSONStringWriter {
    let escapingHTML: Bool

    /// Appends a literal with its quotes.
    func append(_ text: String, to output: inout [UInt8]) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0), to: &output) }
    }

    /// Appends a literal with its quotes; each byte of invalid UTF-8 becomes the escape of U+FFFD.
    func append(_ utf8: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        let bytes = utf8.bindMemory(to: UInt8.self)
        var written = 0
        var position = 0
        while true {
            position = skipPlain(utf8, from: position)
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[written..<position]))
            guard position < utf8.count else { break }
            position += escape(utf8, at: position, to: &output)
            written = position
        }
        output.append(UInt8(ascii: "\""))
    }

    /// The position of the next byte that must be escaped, or the end.
    @inline(__always)
    private func skipPlain(_ utf8: UnsafeRawBufferPointer, from start: Int) -> Int {
        var position = start
        while position < utf8.count {
            if position &+ 8 <= utf8.count {
                let word = ByteWord(utf8.loadUnaligned(fromByteOffset: position, as: UInt64.self))
                if isPlain(word) {
                    position &+= 8
                    continue
                }
            }
            let length = plainLength(utf8, at: position)
            guard length > 0 else { break }
            position &+= length
        }
        return position
    }

    @inline(__always)
    private func isPlain(_ word: ByteWord) -> Bool {
        guard !word.hasNonASCII else { return false }
        let special = word.equal(UInt8(ascii: "\"")) | word.equal(UInt8(ascii: "\\")) | word.below(0x20)
        guard escapingHTML else { return special == 0 }
        return special | word.equal(UInt8(ascii: "<")) | word.equal(UInt8(ascii: ">")) | word.equal(UInt8(ascii: "&"))
            == 0
    }

    /// How many bytes at `position` stand for themselves, or 0 when they must be escaped.
    @inline(__always)
    private func plainLength(_ utf8: UnsafeRawBufferPointer, at position: Int) -> Int {
        switch utf8[position] {
        case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"): 0
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): escapingHTML ? 0 : 1
        case 0..<0x80: 1
        default: isLineSeparator(utf8, at: position) ? 0 : UTF8Sequence.length(utf8, at: position)
        }
    }

    /// U+2028 or U+2029 stands at `position`: JavaScript would end the line there, so Go escapes them.
    @inline(__always)
    private func isLineSeparator(_ utf8: UnsafeRawBufferPointer, at position: Int) -> Bool {
        utf8[position] == 0xe2 && position + 2 < utf8.count && utf8[position + 1] == 0x80
            && utf8[position + 2] & 0xfe == 0xa8
    }

    /// Appends the escape of what stands at `position` and returns how many bytes that is.
    private func escape(_ utf8: UnsafeRawBufferPointer, at position: Int, to output: inout [UInt8]) -> Int {
        switch utf8[position] {
        case UInt8(ascii: "\""): output += "\\\"".utf8
        case UInt8(ascii: "\\"): output += "\\\\".utf8
        case 0x08: output += "\\b".utf8
        case 0x0c: output += "\\f".utf8
        case 0x0a: output += "\\n".utf8
        case 0x0d: output += "\\r".utf8
        case 0x09: output += "\\t".utf8
        case 0xe2 where isLineSeparator(utf8, at: position):
            output += (utf8[position + 2] == 0xa8 ? "\\u2028" : "\\u2029").utf8
            return 3
        case 0x80...: output += "\\ufffd".utf8
        case let byte:
            output += "\\u00".utf8
            output.append(Self.hexDigits[Int(byte >> 4)])
            output.append(Self.hexDigits[Int(byte & 15)])
        }
        return 1
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}
