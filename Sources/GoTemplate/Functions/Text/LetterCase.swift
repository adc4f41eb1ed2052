/// Go's mappings between cases: one character to one character.
enum LetterCase {
    static func upper(_ value: UInt32) -> UInt32 {
        if value < 0x80 { return (0x61...0x7A).contains(value) ? value - 0x20 : value }
        guard let properties = Unicode.Scalar(value)?.properties else { return value }
        // Where the whole mapping is longer, the title case is the single character.
        return single(properties.uppercaseMapping) ?? single(properties.titlecaseMapping) ?? value
    }

    static func lower(_ value: UInt32) -> UInt32 {
        if value < 0x80 { return (0x41...0x5A).contains(value) ? value + 0x20 : value }
        // The capital I with a dot becomes two characters in full.
        if value == 0x130 { return 0x69 }
        return (Unicode.Scalar(value)?.properties.lowercaseMapping).flatMap(single) ?? value
    }

    static func title(_ value: UInt32) -> UInt32 {
        if value < 0x80 { return upper(value) }
        return (Unicode.Scalar(value)?.properties.titlecaseMapping).flatMap(single) ?? value
    }

    private static func single(_ mapping: String) -> UInt32? {
        let scalars = mapping.unicodeScalars
        return scalars.count == 1 ? scalars.first?.value : nil
    }

    static func category(_ value: UInt32) -> Unicode.GeneralCategory? {
        Unicode.Scalar(value)?.properties.generalCategory
    }

    static func isUpper(_ value: UInt32) -> Bool {
        value < 0x80 ? (0x41...0x5A).contains(value) : category(value) == .uppercaseLetter
    }

    static func isLower(_ value: UInt32) -> Bool {
        value < 0x80 ? (0x61...0x7A).contains(value) : category(value) == .lowercaseLetter
    }

    static func isLetter(_ value: UInt32) -> Bool {
        switch category(value) {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    /// The text with every character mapped; bytes that are no UTF-8 become U+FFFD.
    static func map(_ text: TemplateString, _ mapping: (UInt32) -> UInt32) -> TemplateString {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for scalar in scalars(of: text.bytes) { UTF8Decoding.append(mapping(scalar), to: &result) }
        return TemplateString(result)
    }

    /// The characters; a byte that is no UTF-8 is U+FFFD.
    static func scalars(of bytes: [UInt8]) -> [UInt32] {
        var scalars: [UInt32] = []
        scalars.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            let (scalar, count) = UTF8Decoding.scalar(bytes, at: position)
            scalars.append(scalar)
            position += count
        }
        return scalars
    }
}
