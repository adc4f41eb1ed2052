extension Parser {
    /// A class in brackets.
    mutating func parseClass() throws(RegularExpressionError) -> Node {
        let start = position
        position += 1
        let isNegated = hasPrefix("^")
        if isNegated { position += 1 }
        var set = CharacterSet()
        var isFirst = true
        while position < pattern.count, isFirst || pattern[position] != UInt8(ascii: "]") {
            isFirst = false
            set = set.union(try parseClassItem(start: start))
        }
        guard position < pattern.count else { throw RegularExpressionError(.missingBracket, pattern[start...]) }
        position += 1
        return Node(.set(isNegated ? set.inverted : set))
    }

    private mutating func parseClassItem(start: Int) throws(RegularExpressionError) -> CharacterSet {
        if hasPrefix("[:"), let set = try parsePosixClass() { return set }
        if let set = try parseUnicodeClass() { return set }
        if let set = parsePerlClass() { return set }
        return try parseRange(classStart: start)
    }

    /// `\d`, `\S` and the like at the position, or nil.
    mutating func parsePerlClass() -> CharacterSet? {
        guard hasPrefix("\\"), position + 1 < pattern.count, let named = CharacterSet.perl(pattern[position + 1])
        else { return nil }
        position += 2
        return set(named)
    }

    /// Under `(?i)` a class takes in the other cases of its members before it is negated.
    private func set(_ named: (set: CharacterSet, isNegated: Bool)) -> CharacterSet {
        let set = flags.ignoresCase ? CaseFolding.closure(of: named.set) : named.set
        return named.isNegated ? set.inverted : set
    }

    private mutating func parsePosixClass() throws(RegularExpressionError) -> CharacterSet? {
        let body = rest.dropFirst(2)
        guard let end = body.indices.first(where: { body[$0...].starts(with: ":]".utf8) }) else { return nil }
        let whole = pattern[position..<end + 2]
        guard let named = CharacterSet.posix(String(decoding: body[..<end], as: UTF8.self)) else {
            throw RegularExpressionError(.invalidRange, whole)
        }
        position = end + 2
        return set(named)
    }

    private mutating func parseRange(classStart: Int) throws(RegularExpressionError) -> CharacterSet {
        let start = position
        let low = try parseClassCharacter(classStart: classStart)
        var high = low
        if hasPrefix("-"), position + 1 < pattern.count, pattern[position + 1] != UInt8(ascii: "]") {
            position += 1
            high = try parseClassCharacter(classStart: classStart)
            guard low <= high else { throw RegularExpressionError(.invalidRange, pattern[start..<position]) }
        }
        return set((CharacterSet([low...high]), false))
    }

    private mutating func parseClassCharacter(classStart: Int) throws(RegularExpressionError) -> UInt32 {
        guard position < pattern.count else { throw RegularExpressionError(.missingBracket, pattern[classStart...]) }
        return hasPrefix("\\") ? try parseEscape() : try nextScalar()
    }

    /// `\pL`, `\p{Greek}`, `\P{^Lu}` at the position, or nil.
    mutating func parseUnicodeClass() throws(RegularExpressionError) -> CharacterSet? {
        guard position + 1 < pattern.count, hasPrefix("\\p") || hasPrefix("\\P") else { return nil }
        let start = position
        var isNegated = pattern[position + 1] == UInt8(ascii: "P")
        position += 2
        guard position < pattern.count else {
            throw RegularExpressionError(.invalidRange, pattern[start...])
        }
        var name: ArraySlice<UInt8>
        if hasPrefix("{") {
            guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
                throw RegularExpressionError(.invalidRange, pattern[start...])
            }
            name = pattern[position + 1..<end]
            position = end + 1
        } else {
            let nameStart = position
            _ = try nextScalar()
            name = pattern[nameStart..<position]
        }
        if name.first == UInt8(ascii: "^") {
            isNegated.toggle()
            name = name.dropFirst()
        }
        guard let found = UnicodeClasses.named(String(decoding: name, as: UTF8.self)) else {
            throw RegularExpressionError(.invalidRange, pattern[start..<position])
        }
        return set((found, isNegated))
    }

    // MARK: Escapes

    /// The character that a backslash sequence stands for.
    mutating func parseEscape() throws(RegularExpressionError) -> UInt32 {
        let start = position
        position += 1
        guard position < pattern.count else { throw RegularExpressionError(.trailingBackslash, []) }
        let scalar = try nextScalar()
        switch Unicode.Scalar(scalar) ?? "\u{FFFD}" {
        case "1"..."7":
            // A single digit would be a back-reference, which doesn't exist here.
            guard position < pattern.count, (0x30...0x37).contains(pattern[position]) else { break }
            return octal(first: scalar - 0x30)
        case "0": return octal(first: 0)
        case "x":
            if let value = try hexadecimal() { return value }
        case "a": return 0x07
        case "f": return 0x0C
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "v": return 0x0B
        default:
            if scalar < 0x80, !CharacterSet.word.contains(scalar) || scalar == 0x5F { return scalar }
        }
        throw RegularExpressionError(.invalidEscape, pattern[start..<position])
    }

    private mutating func octal(first: UInt32) -> UInt32 {
        var value = first
        for _ in 0..<2 {
            guard position < pattern.count, (0x30...0x37).contains(pattern[position]) else { break }
            value = value * 8 + UInt32(pattern[position] - 0x30)
            position += 1
        }
        return value
    }

    /// `41` or `{10FFFF}`; what was read before an error counts as part of the wrong escape.
    private mutating func hexadecimal() throws(RegularExpressionError) -> UInt32? {
        guard position < pattern.count else { return nil }
        guard hasPrefix("{") else {
            let high = Self.hexadecimalDigit(try nextScalar())
            guard position < pattern.count else { return nil }
            let low = Self.hexadecimalDigit(try nextScalar())
            guard let high, let low else { return nil }
            return high * 16 + low
        }
        position += 1
        var value: UInt32 = 0
        var digits = 0
        while position < pattern.count {
            let scalar = try nextScalar()
            if scalar == 0x7D { return digits > 0 ? value : nil }
            guard let digit = Self.hexadecimalDigit(scalar) else { return nil }
            value = value * 16 + digit
            digits += 1
            guard value <= CharacterSet.maximum else { return nil }
        }
        return nil
    }

    private static func hexadecimalDigit(_ scalar: UInt32) -> UInt32? {
        switch scalar {
        case 0x30...0x39: scalar - 0x30
        case 0x41...0x46: scalar - 0x41 + 10
        case 0x61...0x66: scalar - 0x61 + 10
        default: nil
        }
    }
}
