/// The order in which goyaml writes the members of a mapping: numbers inside of keys count as numbers.
///
/// goyaml.v2's relation is not transitive (a10 < a1b < a2 < a10). Go's result then depends on chance; here it depends
/// on the keys alone, as they are put in the order of their bytes first.
struct YAMLKeyOrder {
    let style: YAML.Style

    /// The members in the order in which they are written.
    func sorted(_ object: Object) -> [Object.Member] {
        guard object.count > 1 else { return object.members }
        if object.allSatisfy({ $0.key.utf8.allSatisfy { $0 < 0x80 } }) {
            return sorted(object.map { (Array($0.key.utf8), $0) })
        }
        return sorted(object.map { ($0.key.unicodeScalars.map(\.value), $0) })
    }

    private func sorted<Rune: FixedWidthInteger & UnsignedInteger & Sendable>(
        _ members: [(runes: [Rune], member: Object.Member)]
    ) -> [Object.Member] {
        var members = members
        if members.contains(where: { $0.runes.contains(where: Self.isDigit) }) {
            members.sort { $0.runes.lexicographicallyPrecedes($1.runes) }
        }
        members.sort { precedes($0.runes, $1.runes) }
        return members.map(\.member)
    }

    private func precedes<Rune: FixedWidthInteger & UnsignedInteger & Sendable>(_ left: [Rune], _ right: [Rune]) -> Bool
    {
        var digitsBefore = false
        for position in 0..<min(left.count, right.count) {
            guard left[position] != right[position] else {
                digitsBefore = Self.isDigit(left[position])
                continue
            }
            let leftIsLetter = Self.isLetter(left[position])
            let rightIsLetter = Self.isLetter(right[position])
            if leftIsLetter && rightIsLetter { return left[position] < right[position] }
            // goyaml.v3 puts a letter first that follows a digit, which makes its relation transitive.
            if leftIsLetter || rightIsLetter { return style == .goYAML3 && digitsBefore ? leftIsLetter : rightIsLetter }
            return numberPrecedes(left, right, at: position)
        }
        return left.count < right.count
    }

    /// Compares the numbers that begin at `position`, where the keys differ.
    private func numberPrecedes<Rune: FixedWidthInteger & UnsignedInteger & Sendable>(
        _ left: [Rune], _ right: [Rune], at position: Int
    ) -> Bool {
        let zero = Rune(UInt8(ascii: "0"))
        var start: Int64 = 0
        if left[position] == zero || right[position] == zero {
            // A zero inside of a number isn't a leading one.
            let digits = left[..<position].reversed().prefix(while: Self.isDigit)
            if digits.contains(where: { $0 != zero }) { start = 1 }
        }
        let (leftNumber, leftEnd) = Self.number(left, from: position, start)
        let (rightNumber, rightEnd) = Self.number(right, from: position, start)
        if leftNumber != rightNumber { return leftNumber < rightNumber }
        if leftEnd != rightEnd { return leftEnd < rightEnd }
        return left[position] < right[position]
    }

    private static func number<Rune: FixedWidthInteger & UnsignedInteger & Sendable>(
        _ runes: [Rune], from start: Int, _ initial: Int64
    ) -> (value: Int64, end: Int) {
        var value = initial
        var end = start
        while end < runes.count, isDigit(runes[end]) {
            value = value &* 10 &+ (Int64(runes[end]) - 0x30)
            end += 1
        }
        return (value, end)
    }

    @inline(__always)
    private static func isDigit(_ rune: some FixedWidthInteger & UnsignedInteger) -> Bool {
        if rune < 0x80 { return rune &- 0x30 < 10 }
        return UnicodeScalar(UInt32(rune))?.properties.generalCategory == .decimalNumber
    }

    @inline(__always)
    private static func isLetter(_ rune: some FixedWidthInteger & UnsignedInteger) -> Bool {
        if rune < 0x80 { return (rune | 0x20) &- 0x61 < 26 }
        switch UnicodeScalar(UInt32(rune))?.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        default: return false
        }
    }
}
