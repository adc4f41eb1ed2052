/// Reads one JSON text by descending into it.
struct JSONReader {
    let bytes: UnsafeBufferPointer<UInt8>
    /// Where the next byte is read.
    var position = 0
    private var remainingDepth: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
        self.bytes = bytes
        remainingDepth = maximumDepth
    }

    /// The next byte, or 0 at the end: a NUL is nowhere allowed, so that it needs no case of its own.
    @inline(__always)
    var next: UInt8 {
        position < bytes.count ? bytes[position] : 0
    }

    @inline(__always)
    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position &+= 1
            default: return
            }
        }
    }

    /// Reads the only value of the text.
    mutating func readDocument() throws(DocumentError) -> Value {
        skipSpace()
        let value = try readValue()
        skipSpace()
        guard position == bytes.count else { throw unexpected("after top-level value") }
        return value
    }

    private mutating func readValue() throws(DocumentError) -> Value {
        switch next {
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "{"): return try readObject()
        case UInt8(ascii: "["): return try readArray()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
        case UInt8(ascii: "t"): return try readLiteral("true", .bool(true))
        case UInt8(ascii: "f"): return try readLiteral("false", .bool(false))
        case UInt8(ascii: "n"): return try readLiteral("null", .null)
        default: throw unexpected("looking for beginning of value")
        }
    }

    private mutating func enter() throws(DocumentError) {
        remainingDepth &-= 1
        guard remainingDepth >= 0 else { throw unexpected("exceeded max depth") }
        position &+= 1
        skipSpace()
    }

    private mutating func leave() {
        remainingDepth &+= 1
        position &+= 1
    }

    private mutating func readArray() throws(DocumentError) -> Value {
        try enter()
        var elements: [Value] = []
        guard next != UInt8(ascii: "]") else {
            leave()
            return .array(elements)
        }
        while true {
            elements.append(try readValue())
            skipSpace()
            switch next {
            case UInt8(ascii: ","):
                position &+= 1
                skipSpace()
            case UInt8(ascii: "]"):
                leave()
                return .array(elements)
            default: throw unexpected("after array element")
            }
        }
    }

    private mutating func readObject() throws(DocumentError) -> Value {
        try enter()
        var members = MemberCollector()
        guard next != UInt8(ascii: "}") else {
            leave()
            return .object(Object())
        }
        while true {
            let (key, sketch) = try readKey()
            members.append(key, sketch, try readValue())
            skipSpace()
            switch next {
            case UInt8(ascii: ","):
                position &+= 1
                skipSpace()
            case UInt8(ascii: "}"):
                leave()
                return .object(members.object)
            default: throw unexpected("after object key:value pair")
            }
        }
    }

    /// Reads a key and goes to the beginning of its value.
    @inline(__always)
    private mutating func readKey() throws(DocumentError) -> (String, MemberCollector.Sketch) {
        guard next == UInt8(ascii: "\"") else { throw unexpected("looking for beginning of object key string") }
        let start = position
        let key = try readString()
        let literal = bytes[start..<position]
        let sketch =
            key.utf8.count == literal.count &- 2
            ? MemberCollector.Sketch(first: bytes[start &+ 1], last: bytes[position &- 2], count: literal.count &- 2)
            : .unknown
        skipSpace()
        guard next == UInt8(ascii: ":") else { throw unexpected("after object key") }
        position &+= 1
        skipSpace()
        return (key, sketch)
    }

    private mutating func readLiteral(_ word: StaticString, _ value: Value) throws(DocumentError) -> Value {
        for offset in 0..<word.utf8CodeUnitCount {
            let expected = word.utf8Start[offset]
            guard next == expected else {
                throw unexpected("in literal \(word) (expecting '\(Character(UnicodeScalar(expected)))')")
            }
            position &+= 1
        }
        return value
    }
}
