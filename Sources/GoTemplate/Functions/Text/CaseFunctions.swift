/// Functions that change letters' case, or shorten and wrap texts.
enum CaseFunctions {
    static let functions: [TemplateFunction] = [
        TemplateFunction("upper") { (text: TemplateString) in
            ascii(text, 0x61...0x7A) ?? LetterCase.map(text, LetterCase.upper)
        },
        TemplateFunction("lower") { (text: TemplateString) in
            ascii(text, 0x41...0x5A) ?? LetterCase.map(text, LetterCase.lower)
        },
        TemplateFunction("title") { (text: TemplateString) in title(text) },
        TemplateFunction("untitle") { (text: TemplateString) in untitle(text) },
        TemplateFunction("swapcase") { (text: TemplateString) in swapCase(text) },
        TemplateFunction("camelcase") { (text: TemplateString) in WordCase.pascal(text) },
        TemplateFunction("snakecase") { (text: TemplateString) in WordCase.lower(text, connector: UInt8(ascii: "_")) },
        TemplateFunction("kebabcase") { (text: TemplateString) in WordCase.lower(text, connector: UInt8(ascii: "-")) },
        TemplateFunction("initials") { (text: TemplateString) in initials(text) },
        TemplateFunction("abbrev") { (width: Int, text: TemplateString) in
            TemplateString(abbreviated(text.bytes, to: width))
        },
        TemplateFunction("abbrevboth") { (left: Int, right: Int, text: TemplateString) in
            TemplateString(abbreviated(text.bytes, left: left, right: right))
        },
        TemplateFunction("wrap") { (width: Int, text: TemplateString) in
            TemplateString(wrapped(text.bytes, width, separator: [0x0A], breaksWords: false))
        },
        TemplateFunction("wrapWith") { (width: Int, separator: TemplateString, text: TemplateString) in
            let separator = separator.isEmpty ? [0x0A] : separator.bytes
            return TemplateString(wrapped(text.bytes, width, separator: separator, breaksWords: true))
        },
    ]

    /// The text with the letters of a range in the other case, or nil if it has more than ASCII.
    private static func ascii(_ text: TemplateString, _ range: ClosedRange<UInt8>) -> TemplateString? {
        var result = text
        for index in result.bytes.indices {
            let byte = result.bytes[index]
            if byte >= 0x80 { return nil }
            if range.contains(byte) { result.bytes[index] = byte ^ 0x20 }
        }
        return result
    }

    private static func title(_ text: TemplateString) -> TemplateString {
        var previous: UInt32 = 0x20
        return LetterCase.map(text) { scalar in
            defer { previous = scalar }
            return isSeparator(previous) ? LetterCase.title(scalar) : scalar
        }
    }

    private static func isSeparator(_ scalar: UInt32) -> Bool {
        if CharacterClass.isAlphanumeric(scalar) { return false }
        return scalar < 0x80 || CharacterClass.isUnicodeSpace(scalar)
    }

    private static func untitle(_ text: TemplateString) -> TemplateString {
        var isStart = true
        return LetterCase.map(text) { scalar in
            if CharacterClass.isUnicodeSpace(scalar) {
                isStart = true
                return scalar
            }
            defer { isStart = false }
            return isStart ? LetterCase.lower(scalar) : scalar
        }
    }

    private static func swapCase(_ text: TemplateString) -> TemplateString {
        var isStart = true
        return LetterCase.map(text) { scalar in
            if LetterCase.isUpper(scalar) || LetterCase.category(scalar) == .titlecaseLetter {
                isStart = false
                return LetterCase.lower(scalar)
            }
            guard LetterCase.isLower(scalar) else {
                isStart = CharacterClass.isUnicodeSpace(scalar)
                return scalar
            }
            defer { isStart = false }
            return isStart ? LetterCase.title(scalar) : LetterCase.upper(scalar)
        }
    }

    /// The first byte of every word, as a Latin-1 character.
    private static func initials(_ text: TemplateString) -> TemplateString {
        var result: [UInt8] = []
        var isGap = true
        for byte in text.bytes {
            if CharacterClass.isUnicodeSpace(UInt32(byte)) {
                isGap = true
            } else if isGap {
                UTF8Decoding.append(UInt32(byte), to: &result)
                isGap = false
            }
        }
        return TemplateString(result)
    }

    // MARK: Shortening

    private static let ellipsis = Array("...".utf8)

    private static func abbreviated(_ text: [UInt8], to width: Int) -> [UInt8] {
        width < 4 || text.count <= width ? text : text.prefix(width - 3) + ellipsis
    }

    /// Shortened at both ends; `left` bytes go first.
    private static func abbreviated(_ text: [UInt8], left: Int, right: Int) -> [UInt8] {
        if right < 4 || (left > 0 && right < 7) || text.count <= right { return text }
        var offset = Swift.min(left, text.count)
        // Wraps for the least of all numbers, as in Go.
        if text.count &- offset < right - 3 { offset = text.count - (right - 3) }
        if offset <= 4 { return text.prefix(right - 3) + ellipsis }
        if offset + right - 3 < text.count { return ellipsis + abbreviated(Array(text[offset...]), to: right - 3) }
        return ellipsis + text.suffix(right - 3)
    }

    // MARK: Wrapping

    private static func wrapped(_ text: [UInt8], _ width: Int, separator: [UInt8], breaksWords: Bool) -> [UInt8] {
        let width = Swift.max(width, 1)
        var result: [UInt8] = []
        var offset = 0
        while text.count - offset > width {
            if text[offset] == 0x20 {
                offset += 1
                continue
            }
            if let space = text[offset...(offset + width)].lastIndex(of: 0x20) {
                result += text[offset..<space] + separator
                offset = space + 1
            } else if breaksWords {
                result += text[offset..<(offset + width)] + separator
                offset += width
            } else if let space = text[(offset + width)...].firstIndex(of: 0x20) {
                result += text[offset..<space] + separator
                offset = space + 1
            } else {
                break
            }
        }
        return result + text[offset...]
    }
}
