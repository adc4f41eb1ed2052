/// Sequences of UTF-8 bytes as Go tells valid from invalid: one bad byte at a time.
enum UTF8Sequence {
    /// The length of the valid sequence at `position`, or 0 when the byte there begins none.
    static func length(_ bytes: UnsafeRawBufferPointer, at position: Int) -> Int {
        guard position < bytes.count else { return 0 }
        let first = bytes[position]
        guard first >= 0x80 else { return 1 }
        guard let (length, second) = shape(first), position + length <= bytes.count,
            second.contains(bytes[position + 1])
        else { return 0 }
        for offset in 2..<max(length, 2) where bytes[position + offset] & 0xc0 != 0x80 { return 0 }
        return length
    }

    /// How long a sequence with this first byte is, and what its second byte may be.
    private static func shape(_ first: UInt8) -> (length: Int, second: ClosedRange<UInt8>)? {
        switch first {
        case 0xc2...0xdf: (2, 0x80...0xbf)
        case 0xe0: (3, 0xa0...0xbf)
        case 0xed: (3, 0x80...0x9f)
        case 0xe1...0xef: (3, 0x80...0xbf)
        case 0xf0: (4, 0x90...0xbf)
        case 0xf1...0xf3: (4, 0x80...0xbf)
        case 0xf4: (4, 0x80...0x8f)
        default: nil
        }
    }

    /// The scalar of the valid sequence of this length at `position`, or nil for length 0.
    static func scalar(_ bytes: UnsafeRawBufferPointer, at position: Int, length: Int) -> UnicodeScalar? {
        guard length > 0 else { return nil }
        guard length > 1 else { return UnicodeScalar(bytes[position]) }
        var code = UInt32(bytes[position]) & (0xff >> UInt32(length + 1))
        for offset in 1..<length { code = code << 6 | UInt32(bytes[position + offset] & 0x3f) }
        return UnicodeScalar(code)
    }
}

extension String {
    /// The strings have the same bytes; `==` also holds between two spellings of the same characters.
    @inline(__always)
    package func hasSameBytes(as other: String) -> Bool {
        // The comparison of equal strings is quick in nearly all cases, and only equal ones are looked at twice.
        utf8.count == other.utf8.count && self == other && utf8.elementsEqual(other.utf8)
    }
}
