/// A set of Unicode code points as sorted ranges; surrogates can be members, though no text contains them.
struct CharacterSet: Hashable, Sendable {
    static let maximum: UInt32 = 0x10FFFF

    /// Sorted, apart from each other and not touching.
    private(set) var ranges: [ClosedRange<UInt32>]

    init() {
        ranges = []
    }

    init(_ ranges: [ClosedRange<UInt32>]) {
        self.ranges = Self.normalized(ranges)
    }

    static let all = CharacterSet([0...maximum])
    static let allButNewline = CharacterSet([0...9, 11...maximum])

    var isEmpty: Bool { ranges.isEmpty }

    var inverted: CharacterSet {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= Self.maximum { result.append(next...Self.maximum) }
        var set = CharacterSet()
        set.ranges = result
        return set
    }

    func union(_ other: CharacterSet) -> CharacterSet {
        CharacterSet(ranges + other.ranges)
    }

    func contains(_ scalar: UInt32) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low &+ high) >> 1
            if ranges[middle].upperBound < scalar { low = middle &+ 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= scalar
    }

    private static func normalized(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound <= last.upperBound &+ 1 {
                result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }
}

// MARK: - Named classes

extension CharacterSet {
    private static func ascii(_ ranges: ClosedRange<Unicode.Scalar>...) -> CharacterSet {
        CharacterSet(ranges.map { $0.lowerBound.value...$0.upperBound.value })
    }

    static let digit = ascii("0"..."9")
    static let space = ascii("\t"..."\n", "\u{C}"..."\r", " "..." ")
    static let word = ascii("0"..."9", "A"..."Z", "_"..."_", "a"..."z")

    /// The class behind `\d`, `\s` or `\w`; a capital letter means its opposite.
    static func perl(_ letter: UInt8) -> (set: CharacterSet, isNegated: Bool)? {
        let isNegated = letter & 0x20 == 0
        switch letter | 0x20 {
        case UInt8(ascii: "d"): return (digit, isNegated)
        case UInt8(ascii: "s"): return (space, isNegated)
        case UInt8(ascii: "w"): return (word, isNegated)
        default: return nil
        }
    }

    /// The class between `[:` and `:]`; a `^` in front means its opposite.
    static func posix(_ name: String) -> (set: CharacterSet, isNegated: Bool)? {
        let isNegated = name.hasPrefix("^")
        return posix[isNegated ? String(name.dropFirst()) : name].map { ($0, isNegated) }
    }

    private static let posix: [String: CharacterSet] = [
        "alnum": ascii("0"..."9", "A"..."Z", "a"..."z"),
        "alpha": ascii("A"..."Z", "a"..."z"),
        "ascii": ascii("\0"..."\u{7F}"),
        "blank": ascii("\t"..."\t", " "..." "),
        "cntrl": ascii("\0"..."\u{1F}", "\u{7F}"..."\u{7F}"),
        "digit": digit,
        "graph": ascii("!"..."~"),
        "lower": ascii("a"..."z"),
        "print": ascii(" "..."~"),
        "punct": ascii("!"..."/", ":"..."@", "["..."`", "{"..."~"),
        "space": ascii("\t"..."\r", " "..." "),
        "upper": ascii("A"..."Z"),
        "word": word,
        "xdigit": ascii("0"..."9", "A"..."F", "a"..."f"),
    ]
}
