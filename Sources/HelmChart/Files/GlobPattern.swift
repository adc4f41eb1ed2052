/// A pattern of `.Files.Glob`, with the rules of Go's gobwas/glob and `/` between path elements.
///
/// `*` and `?` stay within an element, `**` doesn't; `[abc]`, `[a-c]`, `[!a]`; `{a,b}`; `\` takes the next character
/// as it is.
struct GlobPattern {
    private enum Part {
        case literal(Unicode.Scalar)
        case one
        case any
        case everything
        case list(excluding: Bool, Set<Unicode.Scalar>)
        case range(excluding: Bool, ClosedRange<Unicode.Scalar>)
    }

    /// Fits every path, as Helm has it for malformed patterns.
    static let everything = GlobPattern(alternatives: [[.everything]])

    /// Ways through the braces.
    private static let maximumAlternatives = 10_000
    /// Parts of all these ways together.
    private static let maximumParts = 100_000
    /// Braces that may lie in each other.
    private static let maximumDepth = 100
    private let alternatives: [[Part]]

    private init(alternatives: [[Part]]) {
        self.alternatives = alternatives
    }

    /// nil when the pattern is malformed.
    init?(_ pattern: String) {
        var reader = Reader(rest: Substring(pattern).unicodeScalars)
        guard let alternatives = reader.sequence(depth: 0), reader.rest.isEmpty else { return nil }
        self.alternatives = pattern.isEmpty ? [] : alternatives
    }

    /// Whether the pattern fits the whole path.
    func matches(_ path: String) -> Bool {
        let text = Array(path.unicodeScalars)
        return alternatives.contains { Self.matches($0, text) }
    }

    /// Follows all ways through the parts at once, so that no pattern takes longer than parts times characters.
    private static func matches(_ parts: [Part], _ text: [Unicode.Scalar]) -> Bool {
        var reached = [Bool](repeating: false, count: parts.count + 1)
        reached[0] = true
        skipStars(parts, &reached)
        for scalar in text {
            var next = [Bool](repeating: false, count: parts.count + 1)
            for (index, part) in parts.enumerated() where reached[index] {
                if fits(part, scalar) { next[isStar(part) ? index : index + 1] = true }
            }
            skipStars(parts, &next)
            reached = next
        }
        return reached.last ?? false
    }

    private static func skipStars(_ parts: [Part], _ reached: inout [Bool]) {
        for (index, part) in parts.enumerated() where reached[index] && isStar(part) { reached[index + 1] = true }
    }

    private static func isStar(_ part: Part) -> Bool {
        switch part {
        case .any, .everything: true
        default: false
        }
    }

    private static func fits(_ part: Part, _ scalar: Unicode.Scalar) -> Bool {
        switch part {
        case .literal(let literal): literal == scalar
        case .one, .any: scalar != "/"
        case .everything: true
        case .list(let excluding, let members): members.contains(scalar) != excluding
        case .range(let excluding, let range): range.contains(scalar) != excluding
        }
    }

    private struct Reader {
        var rest: Substring.UnicodeScalarView

        /// Parts up to the end, or in braces up to a comma or the closing brace; each way to choose among
        /// alternatives is a list of its own.
        mutating func sequence(depth: Int) -> [[Part]]? {
            var ways: [[Part]] = [[]]
            var parts = 0
            while let next = rest.first {
                if depth > 0 && (next == "," || next == "}") { return ways }
                rest.removeFirst()
                guard let choices = next == "{" ? braces(depth: depth + 1) : part(next).map({ [[$0]] }),
                    let product = Self.product(&ways, choices, parts)
                else { return nil }
                parts = product
            }
            return ways
        }

        /// Lets every choice follow every way; returns how many parts the ways then have, nil when there are too many.
        private static func product(_ ways: inout [[Part]], _ choices: [[Part]], _ parts: Int) -> Int? {
            let added = choices.reduce(0) { $0 + $1.count }
            let parts = parts * choices.count + added * ways.count
            guard ways.count * choices.count <= maximumAlternatives, parts <= maximumParts else { return nil }
            if choices.count == 1 {
                for index in ways.indices { ways[index] += choices[0] }
            } else {
                ways = ways.flatMap { way in choices.map { way + $0 } }
            }
            return parts
        }

        private mutating func braces(depth: Int) -> [[Part]]? {
            guard depth <= maximumDepth else { return nil }
            var choices: [[Part]] = []
            while choices.count <= maximumAlternatives, let choice = sequence(depth: depth) {
                choices += choice
                // The end of the pattern closes what is open.
                guard let next = rest.popFirst(), next != "}" else { return choices }
            }
            return nil
        }

        private mutating func part(_ first: Unicode.Scalar) -> Part? {
            switch first {
            case "*":
                guard rest.first == "*" else { return .any }
                rest.removeFirst()
                return .everything
            case "?": return .one
            case "[": return set()
            case "\\": return rest.popFirst().map { .literal($0) }
            default: return .literal(first)
            }
        }

        private mutating func set() -> Part? {
            let excluding = rest.first == "!"
            if excluding { rest.removeFirst() }
            var members: [Unicode.Scalar] = []
            while let next = rest.popFirst() {
                if next == "]" { return members.isEmpty ? nil : .list(excluding: excluding, Set(members)) }
                if next == "-", members.count == 1 { return range(excluding, from: members[0]) }
                guard next != "\\" else {
                    guard let escaped = rest.popFirst() else { return nil }
                    members.append(escaped)
                    continue
                }
                members.append(next)
            }
            return nil
        }

        private mutating func range(_ excluding: Bool, from low: Unicode.Scalar) -> Part? {
            guard let high = rest.popFirst(), low <= high, rest.popFirst() == "]" else { return nil }
            return .range(excluding: excluding, low...high)
        }
    }
}
