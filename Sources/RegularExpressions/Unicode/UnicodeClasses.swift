import Synchronization

/// The classes behind `\p`: general categories and scripts.
enum UnicodeClasses {
    /// Sets once found, by name.
    private static let found = Mutex<[String: CharacterSet]>([:])

    /// The set of a general category (`L`, `Lu`), of a script (`Greek`) or of `Any`; nil for any other name.
    static func named(_ name: String) -> CharacterSet? {
        if let set = found.withLock({ $0[name] }) { return set }
        guard let set = make(name) else { return nil }
        found.withLock { $0[name] = set }
        return set
    }

    private static func make(_ name: String) -> CharacterSet? {
        if name == "Any" { return .all }
        if let categories = categories[name] { return set(of: categories) }
        return Scripts.ranges[name].map(script)
    }

    // MARK: General categories

    private static let simple: [String: Unicode.GeneralCategory] = [
        "Lu": .uppercaseLetter, "Ll": .lowercaseLetter, "Lt": .titlecaseLetter, "Lm": .modifierLetter,
        "Lo": .otherLetter, "Mn": .nonspacingMark, "Mc": .spacingMark, "Me": .enclosingMark, "Nd": .decimalNumber,
        "Nl": .letterNumber, "No": .otherNumber, "Pc": .connectorPunctuation, "Pd": .dashPunctuation,
        "Ps": .openPunctuation, "Pe": .closePunctuation, "Pi": .initialPunctuation, "Pf": .finalPunctuation,
        "Po": .otherPunctuation, "Sm": .mathSymbol, "Sc": .currencySymbol, "Sk": .modifierSymbol, "So": .otherSymbol,
        "Zs": .spaceSeparator, "Zl": .lineSeparator, "Zp": .paragraphSeparator, "Cc": .control, "Cf": .format,
        "Cs": .surrogate, "Co": .privateUse,
    ]

    /// The categories and their groups, which the first letter names.
    private static let categories: [String: Set<Unicode.GeneralCategory>] = {
        var categories: [String: Set<Unicode.GeneralCategory>] = [:]
        for (name, category) in simple {
            categories[name] = [category]
            categories[String(name.prefix(1)), default: []].insert(category)
        }
        return categories
    }()

    /// The code points that can have a category; the planes between them are empty.
    private static let assigned: [ClosedRange<UInt32>] = [0...0xD7FF, 0xE000...0x323AF, 0xE0000...0xE01EF]
    private static let surrogates: ClosedRange<UInt32> = 0xD800...0xDFFF
    private static let privatePlanes: [ClosedRange<UInt32>] = [0xF0000...0xFFFFD, 0x100000...0x10FFFD]

    private static func set(of categories: Set<Unicode.GeneralCategory>) -> CharacterSet {
        var ranges: [ClosedRange<UInt32>] = []
        if categories.contains(.surrogate) { ranges.append(surrogates) }
        if categories.contains(.privateUse) { ranges += privatePlanes }
        for block in assigned {
            var start: UInt32?
            for value in block {
                let isMember =
                    Unicode.Scalar(value).map { categories.contains($0.properties.generalCategory) } ?? false
                if isMember, start == nil { start = value }
                if !isMember, let first = start {
                    ranges.append(first...value - 1)
                    start = nil
                }
            }
            if let first = start { ranges.append(first...block.upperBound) }
        }
        return CharacterSet(ranges)
    }

    // MARK: Scripts

    private static func script(_ list: String) -> CharacterSet {
        var ranges: [ClosedRange<UInt32>] = []
        var end: UInt32 = 0
        for part in list.utf8.split(separator: UInt8(ascii: ",")) {
            let numbers = part.split(separator: UInt8(ascii: "-")).map { UInt32(Substring($0), radix: 36) ?? 0 }
            let start = end + (numbers.first ?? 0)
            end = start + (numbers.count > 1 ? numbers[1] : 0)
            ranges.append(start...end)
        }
        return CharacterSet(ranges)
    }
}
