/// A pattern of paths: `*` and `?` stay within an element, `**` is any number of elements, `[a-c]` one of these
/// signs, `{a,b}` one of these texts, `\` takes the next sign as it is.
struct PathPattern {
    /// One way through the braces, by elements.
    private let alternatives: [[[UInt8]]]

    private static let maximumAlternatives = 1_000

    /// nil when the pattern is malformed.
    init?(_ pattern: String) {
        guard let texts = Self.expanded(Array(pattern.utf8)) else { return nil }
        alternatives = texts.map { text in
            text.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: true).map(Array.init)
        }
        guard alternatives.joined().allSatisfy(Self.isWellFormed) else { return nil }
    }

    /// The whole path fits.
    func matches(_ path: String) -> Bool {
        let elements = path.utf8.split(separator: UInt8(ascii: "/")).map(Array.init)
        return alternatives.contains { Self.matches($0[...], elements[...]) }
    }

    /// The folder that every path that fits lies in.
    var literalFolder: String {
        guard alternatives.count == 1, let elements = alternatives.first else { return "" }
        let literal = elements.dropLast().prefix { element in !element.contains { "*?[\\".utf8.contains($0) } }
        return literal.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    }

    // MARK: Braces

    /// The texts that the braces stand for.
    private static func expanded(_ text: [UInt8]) -> [[UInt8]]? {
        guard let open = text.firstIndex(of: UInt8(ascii: "{")) else {
            return text.contains(UInt8(ascii: "}")) ? nil : [text]
        }
        var depth = 0
        var start = open + 1
        var choices: [ArraySlice<UInt8>] = []
        for position in open..<text.count {
            switch text[position] {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ",") where depth == 1:
                choices.append(text[start..<position])
                start = position + 1
            case UInt8(ascii: "}"):
                depth -= 1
                guard depth == 0 else { continue }
                choices.append(text[start..<position])
                return joined(text[..<open], choices, text[(position + 1)...])
            default: break
            }
        }
        return nil
    }

    private static func joined(
        _ head: ArraySlice<UInt8>, _ choices: [ArraySlice<UInt8>], _ tail: ArraySlice<UInt8>
    ) -> [[UInt8]]? {
        var all: [[UInt8]] = []
        for choice in choices {
            guard let texts = expanded(Array(head + choice + tail)) else { return nil }
            all += texts
            if all.count > maximumAlternatives { return nil }
        }
        return all
    }

    // MARK: Elements

    private static func matches(_ pattern: ArraySlice<[UInt8]>, _ path: ArraySlice<[UInt8]>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        if first.elementsEqual("**".utf8) {
            let rest = pattern.dropFirst()
            return (0...path.count).contains { matches(rest, path.dropFirst($0)) }
        }
        guard let element = path.first, fits(first[...], element[...]) else { return false }
        return matches(pattern.dropFirst(), path.dropFirst())
    }

    private static func fits(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        guard let sign = pattern.first else { return text.isEmpty }
        switch sign {
        case UInt8(ascii: "*"):
            let rest = pattern.drop { $0 == UInt8(ascii: "*") }
            return (0...text.count).contains { fits(rest, text.dropFirst($0)) }
        case UInt8(ascii: "["):
            guard let byte = text.first, let end = end(ofSet: pattern) else { return false }
            return isIn(pattern[pattern.startIndex..<end], byte) && fits(pattern[end...].dropFirst(), text.dropFirst())
        case UInt8(ascii: "\\"):
            return pattern.dropFirst().first == text.first && !text.isEmpty
                && fits(pattern.dropFirst(2), text.dropFirst())
        default:
            guard let byte = text.first, sign == UInt8(ascii: "?") || sign == byte else { return false }
            return fits(pattern.dropFirst(), text.dropFirst())
        }
    }

    /// Where the `]` of a set stands.
    private static func end(ofSet pattern: ArraySlice<UInt8>) -> Int? {
        pattern.dropFirst(2).firstIndex(of: UInt8(ascii: "]"))
    }

    /// `[abc`, `[a-c`, `[!a`, `[^a`: the byte is one of these.
    private static func isIn(_ set: ArraySlice<UInt8>, _ byte: UInt8) -> Bool {
        var members = Array(set.dropFirst())
        let excludes = members.first == UInt8(ascii: "!") || members.first == UInt8(ascii: "^")
        if excludes { members.removeFirst() }
        var isIn = false
        var position = 0
        while position < members.count {
            if position + 2 < members.count, members[position + 1] == UInt8(ascii: "-") {
                isIn = isIn || (members[position] <= byte && byte <= members[position + 2])
                position += 3
            } else {
                isIn = isIn || members[position] == byte
                position += 1
            }
        }
        return isIn != excludes
    }

    private static func isWellFormed(_ element: [UInt8]) -> Bool {
        guard let open = element.firstIndex(of: UInt8(ascii: "[")) else { return element.last != UInt8(ascii: "\\") }
        return end(ofSet: element[open...]) != nil
    }
}
