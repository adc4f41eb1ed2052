/// Reading UTF-8 the way Go does: a byte that isn't part of a valid sequence counts as one U+FFFD.
enum UTF8Decoding {
    /// What stands for a byte that is no UTF-8.
    static let replacement: UInt32 = 0xFFFD

    /// The scalar at `position` and the number of its bytes; `(U+FFFD, 1)` for an invalid byte.
    static func scalar(_ bytes: some RandomAccessCollection<UInt8>, at position: Int) -> (value: UInt32, count: Int) {
        bytes.withContiguousStorageIfAvailable { scalar($0, at: position) } ?? scalar(Array(bytes), at: position)
    }

    /// The scalar at `position` and the number of its bytes; `(U+FFFD, 1)` for an invalid byte.
    static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> (value: UInt32, count: Int) {
        let first = bytes[position]
        if first < 0x80 { return (UInt32(first), 1) }
        let (count, minimum): (Int, UInt32) =
            switch first {
            case 0xC2...0xDF: (2, 0x80)
            case 0xE0...0xEF: (3, 0x800)
            case 0xF0...0xF4: (4, 0x10000)
            default: (0, 0)
            }
        guard count > 0, position + count <= bytes.count else { return (replacement, 1) }
        var value = UInt32(first) & (0x7F >> UInt32(count))
        for offset in 1..<count {
            let byte = bytes[position + offset]
            guard byte & 0xC0 == 0x80 else { return (replacement, 1) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        guard value >= minimum, Unicode.Scalar(value) != nil else { return (replacement, 1) }
        return (value, count)
    }

    /// Whether all bytes are valid UTF-8.
    static func isValid(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { buffer in
            var position = 0
            while position < buffer.count {
                if buffer[position] < 0x80 {
                    position += 1
                    continue
                }
                let (_, count) = scalar(buffer, at: position)
                if count == 1 { return false }
                position += count
            }
            return true
        }
    }

    /// The number of runes: scalars, and bytes that belong to none.
    static func count(_ bytes: some RandomAccessCollection<UInt8>) -> Int {
        var position = bytes.startIndex
        var count = 0
        while position < bytes.endIndex {
            if bytes[position] < 0x80 {
                position = bytes.index(after: position)
            } else {
                let offset = bytes.distance(from: bytes.startIndex, to: position)
                position = bytes.index(position, offsetBy: scalar(bytes, at: offset).count)
            }
            count += 1
        }
        return count
    }

    /// Appends the UTF-8 of a scalar; what is no scalar becomes U+FFFD.
    static func append(_ value: UInt32, to output: inout [UInt8]) {
        if value < 0x80 {
            output.append(UInt8(truncatingIfNeeded: value))
        } else {
            output.append(contentsOf: UTF8.encode(Unicode.Scalar(value) ?? "\u{FFFD}") ?? .init())
        }
    }
}

/// Go's classes of characters.
enum CharacterClass {
    /// Letters and digits of any script, and the underscore: what names are made of.
    static func isAlphanumeric(_ value: UInt32) -> Bool {
        if value < 0x80 {
            let byte = UInt8(truncatingIfNeeded: value)
            return byte == UInt8(ascii: "_") || isASCIILetter(byte) || isDigit(byte)
        }
        return switch Unicode.Scalar(value)?.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber: true
        default: false
        }
    }

    static func isASCIILetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    /// The white space that trim markers and actions know.
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    /// Unicode's white space.
    static func isUnicodeSpace(_ value: UInt32) -> Bool {
        switch value {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// Letters, marks, numbers, punctuation, symbols and the ASCII space: what Go's `%q` leaves as it is.
    static func isPrintable(_ value: UInt32) -> Bool {
        if value < 0x7F { return value >= 0x20 }
        return switch Unicode.Scalar(value)?.properties.generalCategory {
        case nil, .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            false
        default: true
        }
    }
}
