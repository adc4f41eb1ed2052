/// The order in which goyaml writes the members of a mapping: numbers inside of keys count as numbers.
///
/// goyaml.v2's relation is not transitive (a10 < a1b < a2 < a10). Go's result then depends on chance; here it depends
/// on the keys alone, as they are put in the order of their bytes first.
struct YAMLKeyOrder {
    let style: YAML.Style

    /// The members in the order in which they are written.
    func sorted(_ object: Object) -> [Object.Member] {
        guard object.count > 1 else { return object.members }
        var keyed = object.members.map { (runes: Self.runes($0.key), member: $0) }
        if keyed.contains(where: { $0.runes.contains(where: Self.isDigit) }) {
            keyed.sort { $0.runes.lexicographicallyPrecedes($1.runes) }
        }
        keyed.sort { precedes($0.runes, $1.runes) }
        return keyed.map(\.member)
    }

    private static func runes(_ key: String) -> [UInt32] {
        key.unicodeScalars.map(\.value)
    }

    private func precedes(_ left: [UInt32], _ right: [UInt32]) -> Bool {
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
    private func numberPrecedes(_ left: [UInt32], _ right: [UInt32], at position: Int) -> Bool {
        let zero = UInt32(UInt8(ascii: "0"))
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

    private static func number(_ runes: [UInt32], from start: Int, _ initial: Int64) -> (value: Int64, end: Int) {
        var value = initial
        var end = start
        while end < runes.count, isDigit(runes[end]) {
            value = value &* 10 &+ (Int64(runes[end]) - 0x30)
            end += 1
        }
        return (value, end)
    }

    private static func isDigit(_ rune: UInt32) -> Bool {
        if rune < 0x80 { return rune &- 0x30 < 10 }
        return UnicodeScalar(rune)?.properties.generalCategory == .decimalNumber
    }

    private static func isLetter(_ rune: UInt32) -> Bool {
        if rune < 0x80 { return (rune | 0x20) &- 0x61 < 26 }
        switch UnicodeScalar(rune)?.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        default: return false
        }
    }
}
