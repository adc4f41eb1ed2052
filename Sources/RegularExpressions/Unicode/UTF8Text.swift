/// Reading characters out of bytes.
enum UTF8Text {
    /// What stands in for a byte that is no UTF-8.
    static let replacement: UInt32 = 0xFFFD

    /// The character at a position inside the bytes and its length; a byte that is no UTF-8 is U+FFFD of length 1.
    @inline(__always)
    static func scalar(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> (scalar: UInt32, length: Int) {
        let first = bytes[position]
        if first < 0x80 { return (UInt32(first), 1) }
        return longScalar(in: bytes, at: position, first: first)
    }

    static func scalar(in bytes: [UInt8], at position: Int) -> (scalar: UInt32, length: Int) {
        bytes.withUnsafeBufferPointer { scalar(in: $0, at: position) }
    }

    /// The character that ends before a position greater than 0.
    static func scalar(in bytes: UnsafeBufferPointer<UInt8>, before position: Int) -> UInt32 {
        let last = bytes[position - 1]
        if last < 0x80 { return UInt32(last) }
        for length in 2...4 where length <= position && bytes[position - length] & 0xC0 != 0x80 {
            let (scalar, found) = scalar(in: bytes, at: position - length)
            return found == length ? scalar : replacement
        }
        return replacement
    }

    private static func longScalar(
        in bytes: UnsafeBufferPointer<UInt8>, at position: Int, first: UInt8
    ) -> (scalar: UInt32, length: Int) {
        let length: Int
        let minimum: UInt32
        switch first {
        case 0xC2...0xDF: (length, minimum) = (2, 0x80)
        case 0xE0...0xEF: (length, minimum) = (3, 0x800)
        case 0xF0...0xF4: (length, minimum) = (4, 0x10000)
        default: return (replacement, 1)
        }
        guard position + length <= bytes.count else { return (replacement, 1) }
        var scalar = UInt32(first) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            let next = bytes[position + offset]
            guard next & 0xC0 == 0x80 else { return (replacement, 1) }
            scalar = scalar << 6 | UInt32(next & 0x3F)
        }
        guard scalar >= minimum, scalar <= CharacterSet.maximum, !(0xD800...0xDFFF).contains(scalar) else {
            return (replacement, 1)
        }
        return (scalar, length)
    }

    /// The bytes of a character; of a surrogate, none.
    static func bytes(of scalar: UInt32) -> [UInt8] {
        Unicode.Scalar(scalar).map { Array(String($0).utf8) } ?? []
    }
}

extension UInt8 {
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }

    /// A letter or digit of ASCII, or `_`.
    @inline(__always)
    var isWord: Bool {
        isDigit || (self | 0x20 >= 0x61 && self | 0x20 <= 0x7A) || self == 0x5F
    }
}
