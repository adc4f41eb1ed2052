/// Cases for words that are joined to one name: `PascalCase`, `snake_case`, `kebab-case`.
enum WordCase {
    private static func isConnector(_ scalar: UInt32) -> Bool {
        scalar == 0x2D || scalar == 0x5F || CharacterClass.isUnicodeSpace(scalar)
    }

    // MARK: PascalCase

    /// Every word with a capital; capitals at a word's start become small up to its first small letter.
    ///
    /// Connectors in front stay, and the last one of a text that has only connectors comes twice.
    static func pascal(_ text: TemplateString) -> TemplateString {
        let scalars = LetterCase.scalars(of: text.bytes)
        var result: [UInt8] = []
        let leading = scalars.prefix(while: isConnector)
        for scalar in leading { UTF8Decoding.append(scalar, to: &result) }
        guard let first = scalars.dropFirst(leading.count).first ?? scalars.last else { return text }
        var startsWithCapital = leading.count < scalars.count && LetterCase.isUpper(first)
        var current = leading.count < scalars.count ? LetterCase.upper(first) : first
        for scalar in scalars.dropFirst(leading.count + 1) {
            let previous = current
            current = scalar
            if isConnector(previous) {
                if isConnector(scalar) {
                    UTF8Decoding.append(previous, to: &result)
                    continue
                }
                startsWithCapital = LetterCase.isUpper(scalar)
                current = LetterCase.upper(scalar)
                continue
            }
            if startsWithCapital {
                if LetterCase.isUpper(scalar) { current = LetterCase.lower(scalar) } else { startsWithCapital = false }
            }
            UTF8Decoding.append(previous, to: &result)
        }
        UTF8Decoding.append(current, to: &result)
        return TemplateString(result)
    }

    // MARK: snake_case and kebab-case

    private enum Kind {
        case number, upper, alphabetic, connector, punctuation, other
    }

    private struct Word {
        var kind: Kind
        var scalars: ArraySlice<UInt32>
    }

    /// The words in small letters with connectors between them.
    static func lower(_ text: TemplateString, connector: UInt8) -> TemplateString {
        var writer = LowerWriter(words: words(LetterCase.scalars(of: text.bytes)), connector: connector)
        return TemplateString(writer.write())
    }

    private struct LowerWriter {
        let words: [Word]
        let connector: UInt8
        var position = 0
        var output: [UInt8] = []

        private var kind: Kind? { position < words.count ? words[position].kind : nil }
        private var isLast: Bool { position + 1 >= words.count }

        mutating func write() -> [UInt8] {
            while !isLast {
                let word = words[position]
                append(word)
                position += 1
                switch word.kind {
                case .connector, .punctuation: break
                case .number:
                    appendLettersAndNumbers()
                    separate()
                case .upper, .alphabetic, .other: followWord()
                }
            }
            if position < words.count { append(words[position]) }
            return output
        }

        /// A number behind a word belongs to it, unless small letters follow the number.
        private mutating func followWord() {
            guard kind == .number else { return separate() }
            guard !isLast else { return }
            let number = words[position]
            position += 1
            guard kind == .alphabetic else {
                append(number)
                return separate()
            }
            output.append(connector)
            append(number)
            appendLettersAndNumbers()
            separate()
        }

        private mutating func appendLettersAndNumbers() {
            while let kind, kind == .alphabetic || kind == .number {
                append(words[position])
                position += 1
            }
        }

        private mutating func separate() {
            guard let kind, kind != .connector, kind != .punctuation else { return }
            output.append(connector)
        }

        private mutating func append(_ word: Word) {
            for scalar in word.scalars {
                switch word.kind {
                case .upper, .connector:
                    UTF8Decoding.append(isConnector(scalar) ? UInt32(connector) : lowered(scalar), to: &output)
                default: UTF8Decoding.append(scalar, to: &output)
                }
            }
        }

        private func lowered(_ scalar: UInt32) -> UInt32 {
            LetterCase.isUpper(scalar) ? LetterCase.lower(scalar) : scalar
        }
    }

    private static func words(_ scalars: [UInt32]) -> [Word] {
        var words: [Word] = []
        var rest = scalars[...]
        while let first = rest.first {
            let kind = kind(of: first)
            let length = kind == .upper ? upperLength(rest) : max(1, length(of: kind, in: rest))
            words.append(Word(kind: kind, scalars: rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return words
    }

    private static func kind(of scalar: UInt32) -> Kind {
        if isConnector(scalar) { return .connector }
        if isPunctuation(scalar) { return .punctuation }
        if LetterCase.isUpper(scalar) { return .upper }
        if isAlphabetic(scalar) { return .alphabetic }
        return isNumber(scalar) ? .number : .other
    }

    private static func length(of kind: Kind, in rest: ArraySlice<UInt32>) -> Int {
        // Punctuation takes the connectors among it along.
        if kind == .punctuation { return rest.prefix(while: isPunctuation).count }
        return rest.prefix { self.kind(of: $0) == kind }.count
    }

    /// A run of capitals, whose last one belongs to the small letters behind it; a single one takes these along.
    private static func upperLength(_ rest: ArraySlice<UInt32>) -> Int {
        let capitals = length(of: .upper, in: rest)
        let letters = length(of: .alphabetic, in: rest.dropFirst(capitals))
        if capitals == 1 { return 1 + letters }
        return letters > 0 ? capitals - 1 : capitals
    }

    private static func isPunctuation(_ scalar: UInt32) -> Bool {
        switch LetterCase.category(scalar) {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            true
        default: false
        }
    }

    private static func isNumber(_ scalar: UInt32) -> Bool {
        switch LetterCase.category(scalar) {
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }

    /// A letter, but not a Chinese character.
    private static func isAlphabetic(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x4E00...0x9FCC, 0x3400...0x4D85, 0x20000...0x2B81D: false
        default: LetterCase.isLetter(scalar)
        }
    }
}
