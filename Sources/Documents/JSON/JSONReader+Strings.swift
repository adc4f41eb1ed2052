extension JSONReader {
    /// Reads a string literal; the next byte is its opening quote.
    @inline(__always)
    mutating func readString() throws(DocumentError) -> String {
        let start = position &+ 1
        position = start
        let isASCII = skipPlain()
        guard next == UInt8(ascii: "\"") else { return try readEscapedString(from: start) }
        let raw = UnsafeBufferPointer(rebasing: bytes[start..<position])
        position &+= 1
        // Decoding is quick but mends bad bytes in its own way; validating tells them, slowly.
        if isASCII { return String(decoding: raw, as: UTF8.self) }
        return String(validating: raw, as: UTF8.self) ?? JSONReader.repaired(raw)
    }

    /// Skips bytes that stand for themselves and tells whether all of them were ASCII.
    @inline(__always)
    @discardableResult
    private mutating func skipPlain() -> Bool {
        let raw = UnsafeRawBufferPointer(bytes)
        var isASCII = true
        while position &+ 8 <= raw.count {
            let word = ByteWord(raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let special = word.equal(UInt8(ascii: "\"")) | word.equal(UInt8(ascii: "\\")) | word.below(0x20)
            guard special == 0 else { break }
            if word.hasNonASCII { isASCII = false }
            position &+= 8
        }
        while position < bytes.count, JSONReader.standsForItself(bytes[position]) {
            if bytes[position] >= 0x80 { isASCII = false }
            position &+= 1
        }
        return isASCII
    }

    @inline(__always)
    private static func standsForItself(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Goes on with a literal whose plain beginning at `start` has been skipped.
    private mutating func readEscapedString(from start: Int) throws(DocumentError) -> String {
        try skipToEndOfString()
        let raw = UnsafeBufferPointer(rebasing: bytes[start..<position])
        position &+= 1
        let isASCII = raw.allSatisfy { $0 < 0x80 }
        guard isASCII || String(validating: raw, as: UTF8.self) != nil else {
            let repaired = JSONReader.repaired(raw)
            return Array(repaired.utf8).withUnsafeBufferPointer(JSONReader.unescaped)
        }
        return JSONReader.unescaped(raw)
    }

    /// Checks the escapes of a literal and stops at its closing quote.
    private mutating func skipToEndOfString() throws(DocumentError) {
        while true {
            skipPlain()
            switch next {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\\"): try skipEscape()
            default: throw unexpected("in string literal")
            }
        }
    }

    private mutating func skipEscape() throws(DocumentError) {
        position &+= 1
        switch next {
        case UInt8(ascii: "u"):
            position &+= 1
            for _ in 0..<4 {
                guard next.hexDigit != nil else { throw unexpected("in \\u hexadecimal character escape") }
                position &+= 1
            }
        case UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"),
            UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "\""):
            position &+= 1
        default: throw unexpected("in string escape code")
        }
    }

    /// The text with its escapes, which have been checked, resolved.
    private static func unescaped(_ raw: UnsafeBufferPointer<UInt8>) -> String {
        // No escape is shorter than what it stands for.
        String(unsafeUninitializedCapacity: raw.count) { output in
            var unescaper = JSONUnescaper(raw, into: output)
            return unescaper.run()
        }
    }

    /// The text with every byte that is not part of valid UTF-8 replaced by U+FFFD, as Go replaces them.
    static func repaired(_ raw: UnsafeBufferPointer<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        var position = 0
        while position < raw.count {
            let length = UTF8Sequence.length(UnsafeRawBufferPointer(raw), at: position)
            let scalar = UTF8Sequence.scalar(UnsafeRawBufferPointer(raw), at: position, length: length)
            text.append(scalar ?? "\u{fffd}")
            position += max(length, 1)
        }
        return String(text)
    }
}

/// Resolves the escapes of one string literal.
private struct JSONUnescaper {
    private let input: UnsafeBufferPointer<UInt8>
    private let output: UnsafeMutableBufferPointer<UInt8>
    private var read = 0
    private var written = 0

    init(_ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) {
        self.input = input
        self.output = output
    }

    /// Fills the output and returns how many bytes of it are used.
    mutating func run() -> Int {
        while read < input.count {
            let byte = input[read]
            read += 1
            if byte == UInt8(ascii: "\\") { resolve() } else { put(byte) }
        }
        return written
    }

    @inline(__always)
    private mutating func put(_ byte: UInt8) {
        guard written < output.count else { return }
        output[written] = byte
        written &+= 1
    }

    private mutating func resolve() {
        guard read < input.count else { return }
        let byte = input[read]
        read += 1
        switch byte {
        case UInt8(ascii: "b"): put(0x08)
        case UInt8(ascii: "f"): put(0x0c)
        case UInt8(ascii: "n"): put(0x0a)
        case UInt8(ascii: "r"): put(0x0d)
        case UInt8(ascii: "t"): put(0x09)
        case UInt8(ascii: "u"): putScalar()
        default: put(byte)
        }
    }

    /// A surrogate without its partner becomes U+FFFD.
    private mutating func putScalar() {
        var unit = takeUnit()
        if unit & 0xfc00 == 0xd800, let low = lowSurrogateAhead() {
            read += 6
            unit = 0x10000 + (unit & 0x3ff) << 10 + low & 0x3ff
        }
        let scalar = UnicodeScalar(unit) ?? "\u{fffd}"
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { put(byte) }
    }

    private mutating func takeUnit() -> UInt32 {
        let unit = unit(at: read)
        read += 4
        return unit
    }

    private func unit(at start: Int) -> UInt32 {
        input[start..<min(start + 4, input.count)].reduce(0) { $0 << 4 | UInt32($1.hexDigit ?? 0) }
    }

    private func lowSurrogateAhead() -> UInt32? {
        guard read + 6 <= input.count, input[read] == UInt8(ascii: "\\"), input[read + 1] == UInt8(ascii: "u") else {
            return nil
        }
        let low = unit(at: read + 2)
        return low & 0xfc00 == 0xdc00 ? low : nil
    }
}

extension UInt8 {
    /// The value of the byte as a hexadecimal digit, or nil.
    @inline(__always)
    var hexDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self &- UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self &- UInt8(ascii: "a") &+ 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self &- UInt8(ascii: "A") &+ 10
        default: nil
        }
    }
}
