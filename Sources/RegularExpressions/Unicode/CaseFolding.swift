/// Which characters count as the same under `(?i)`: those with the same simple case folding.
enum CaseFolding {
    /// The other members of a character's class, or none.
    static func others(of scalar: UInt32) -> [UInt32] {
        if scalar < 0x80 { return asciiOthers(of: scalar) }
        return classes[scalar]?.filter { $0 != scalar } ?? []
    }

    /// The set with all characters that differ from a member in case only.
    static func closure(of set: CharacterSet) -> CharacterSet {
        var ranges = set.ranges
        for range in set.ranges {
            if range.upperBound < 0x80 {
                for scalar in range { ranges += asciiOthers(of: scalar).map { $0...$0 } }
            } else {
                for member in folded[firstFolded(from: range.lowerBound)...] {
                    guard member <= range.upperBound else { break }
                    ranges += others(of: member).map { $0...$0 }
                }
            }
        }
        return CharacterSet(ranges)
    }

    /// Where in `folded` the first member stands that isn't below `scalar`: large classes have hundreds of ranges.
    private static func firstFolded(from scalar: UInt32) -> Int {
        var (low, high) = (0, folded.count)
        while low < high {
            let middle = (low + high) / 2
            if folded[middle] < scalar { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Letters of ASCII, of which `k` and `s` have a third form elsewhere.
    private static func asciiOthers(of scalar: UInt32) -> [UInt32] {
        switch scalar {
        case 0x4B, 0x6B: [scalar ^ 0x20, 0x212A]
        case 0x53, 0x73: [scalar ^ 0x20, 0x17F]
        case 0x41...0x5A, 0x61...0x7A: [scalar ^ 0x20]
        default: []
        }
    }

    /// All characters that have others in their class.
    private static let folded: [UInt32] = classes.keys.sorted()

    /// Classes by member, found by following the mappings between cases.
    private static let classes: [UInt32: [UInt32]] = {
        var classes: [UInt32: [UInt32]] = [:]
        for value: UInt32 in 0...0x1FFFF {
            guard let scalar = Unicode.Scalar(value), scalar.properties.changesWhenCaseMapped else { continue }
            for other in partners(of: scalar) { join(value, other, in: &classes) }
        }
        return classes
    }()

    private static func join(_ left: UInt32, _ right: UInt32, in classes: inout [UInt32: [UInt32]]) {
        let left = classes[left] ?? [left]
        guard !left.contains(right) else { return }
        let joined = left + (classes[right] ?? [right])
        for member in joined { classes[member] = joined }
    }

    /// What the character becomes in other cases, where that is a single character.
    private static func partners(of scalar: Unicode.Scalar) -> [UInt32] {
        // The dotted and the dotless i are letters of their own, but in Turkish.
        if scalar.value == 0x130 || scalar.value == 0x131 { return [] }
        let properties = scalar.properties
        let mappings = [properties.lowercaseMapping, properties.uppercaseMapping, properties.titlecaseMapping]
        return mappings.compactMap { mapping in
            let scalars = mapping.unicodeScalars
            guard scalars.count == 1, let other = scalars.first, other != scalar else { return nil }
            return other.value
        }
    }
}
