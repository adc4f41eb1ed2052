internal import Documents
internal import Glibc

/// Finds members of a JSON text without building values: what isn't asked for is passed over.
struct JSONScanner {
    let bytes: UnsafeRawBufferPointer

    /// Hands over the key and the range of the value of each member of the object at `range`; false when none is there.
    @discardableResult
    func forEachMember(
        in range: Range<Int>, _ visit: (Key, Range<Int>) throws(RecordError) -> Void
    ) throws(RecordError) -> Bool {
        var at = pastSpace(range.lowerBound, range.upperBound)
        guard at < range.upperBound, bytes[at] == UInt8(ascii: "{") else { return false }
        at = pastSpace(at + 1, range.upperBound)
        while at < range.upperBound, bytes[at] != UInt8(ascii: "}") {
            let key = try endOfString(at, range.upperBound)
            let start = pastSpace(try past(UInt8(ascii: ":"), key, range.upperBound), range.upperBound)
            let end = try endOfValue(start, range.upperBound)
            try visit(Key(bytes: UnsafeRawBufferPointer(rebasing: bytes[at + 1..<key - 1])), start..<end)
            at = pastSpace(end, range.upperBound)
            if at < range.upperBound, bytes[at] == UInt8(ascii: ",") { at = pastSpace(at + 1, range.upperBound) }
        }
        guard at < range.upperBound else { throw Self.cut }
        return true
    }

    /// The raw text of a member's key.
    struct Key {
        let bytes: UnsafeRawBufferPointer

        /// Both are the same, whatever the case of ASCII letters.
        func matches(_ name: StaticString) -> Bool {
            guard bytes.count == name.utf8CodeUnitCount else { return false }
            return name.withUTF8Buffer { name in
                for (own, wanted) in zip(bytes, name) where own != wanted {
                    guard own ^ wanted == 0x20, (0x61...0x7A).contains(own | 0x20) else { return false }
                }
                return true
            }
        }
    }

    /// The value at `range`, read whole.
    func value(_ range: Range<Int>) throws(RecordError) -> Value {
        do {
            return try JSON.read(UnsafeRawBufferPointer(rebasing: bytes[range]))
        } catch {
            throw RecordError(error.message)
        }
    }

    /// The text at `range` if it is a string without escapes; its bytes then need no copy.
    func plainText(_ range: Range<Int>) -> UnsafeRawBufferPointer? {
        guard range.count >= 2, bytes[range.lowerBound] == UInt8(ascii: "\"") else { return nil }
        let inner = UnsafeRawBufferPointer(rebasing: bytes[range.lowerBound + 1..<range.upperBound - 1])
        guard let start = inner.baseAddress else { return inner }
        return memchr(start, 0x5C, inner.count) == nil ? inner : nil
    }

    private static let cut = RecordError("unexpected end of JSON input")

    private func pastSpace(_ start: Int, _ end: Int) -> Int {
        var at = start
        while at < end, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 { at += 1 }
        return at
    }

    private func past(_ byte: UInt8, _ start: Int, _ end: Int) throws(RecordError) -> Int {
        let at = pastSpace(start, end)
        guard at < end, bytes[at] == byte else { throw Self.cut }
        return at + 1
    }

    /// The index behind the string that begins at `start`.
    private func endOfString(_ start: Int, _ end: Int) throws(RecordError) -> Int {
        guard start < end, bytes[start] == UInt8(ascii: "\""), let base = bytes.baseAddress else { throw Self.cut }
        var from = start + 1
        while from < end, let found = memchr(base + from, 0x22, end - from) {
            let quote = UnsafeRawPointer(found) - base
            var escapes = quote
            while escapes > from, bytes[escapes - 1] == 0x5C { escapes -= 1 }
            from = quote + 1
            if (quote - escapes) % 2 == 0 { return from }
        }
        throw Self.cut
    }

    private func endOfValue(_ start: Int, _ end: Int) throws(RecordError) -> Int {
        guard start < end else { throw Self.cut }
        switch bytes[start] {
        case UInt8(ascii: "\""): return try endOfString(start, end)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return try endOfNested(start, end)
        default:
            var at = start
            while at < end, !Self.endsScalar(bytes[at]) { at += 1 }
            guard at > start else { throw Self.cut }
            return at
        }
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") || byte <= 0x20
    }

    private func endOfNested(_ start: Int, _ end: Int) throws(RecordError) -> Int {
        var (at, depth) = (start, 0)
        while at < end {
            switch bytes[at] {
            case UInt8(ascii: "\""): at = try endOfString(at, end)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                at += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                at += 1
                if depth == 0 { return at }
            default: at += 1
            }
        }
        throw Self.cut
    }
}
