/// Reads RE2's syntax as Go's regexp package does.
struct Parser {
    /// What `(?…)` can change.
    struct Flags {
        var ignoresCase = false
        var multiline = false
        var dotMatchesNewline = false
        var prefersFewer = false
    }

    /// A group that is still open.
    private struct Group {
        /// The number of a capturing group.
        var capture: Int?
        /// The flags outside the group.
        var flags: Flags
        var alternatives: [Node] = []
        var parts: [Node] = []

        var node: Node {
            let last = Group.sequence(parts)
            return alternatives.isEmpty ? last : Node(.alternation(alternatives + [last]))
        }

        static func sequence(_ parts: [Node]) -> Node {
            parts.count == 1 ? parts[0] : parts.isEmpty ? Node(.empty) : Node(.sequence(parts))
        }
    }

    private static let maximumHeight = 1000
    private static let maximumSize = 3_355_443

    let pattern: [UInt8]
    var position = 0
    var flags = Flags()
    /// Names of capturing groups, empty for those without; the first one is the whole match.
    private(set) var names: [String] = [""]
    private var groups: [Group]
    /// Where the repetition that ended just before began.
    private var lastRepetition: Int?

    init(_ pattern: [UInt8]) {
        self.pattern = pattern
        groups = [Group(flags: flags)]
    }

    /// The parsed pattern.
    mutating func parse() throws(RegularExpressionError) -> Node {
        while position < pattern.count { try parseNext() }
        guard groups.count == 1, let last = groups.popLast() else {
            throw RegularExpressionError(.missingParenthesis, pattern)
        }
        let node = last.node
        try check(node)
        return node
    }

    private func check(_ node: Node) throws(RegularExpressionError) {
        if node.height > Self.maximumHeight { throw RegularExpressionError(.nestingTooDeep, pattern) }
        if node.size > Self.maximumSize { throw RegularExpressionError(.tooLarge, pattern) }
    }

    var rest: ArraySlice<UInt8> { pattern[position...] }

    func hasPrefix(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { rest.starts(with: $0) }
    }

    private mutating func parseNext() throws(RegularExpressionError) {
        let repetition = lastRepetition
        lastRepetition = nil
        switch pattern[position] {
        case UInt8(ascii: "("): try openGroup()
        case UInt8(ascii: ")"): try closeGroup()
        case UInt8(ascii: "|"): parseBar()
        case UInt8(ascii: "^"): append(.assertion(flags.multiline ? .lineStart : .textStart), length: 1)
        case UInt8(ascii: "$"): append(.assertion(flags.multiline ? .lineEnd : .textEnd), length: 1)
        case UInt8(ascii: "."): append(.set(flags.dotMatchesNewline ? .all : .allButNewline), length: 1)
        case UInt8(ascii: "["): append(try parseClass())
        case UInt8(ascii: "*"): try parseRepetition(0, nil, length: 1, after: repetition)
        case UInt8(ascii: "+"): try parseRepetition(1, nil, length: 1, after: repetition)
        case UInt8(ascii: "?"): try parseRepetition(0, 1, length: 1, after: repetition)
        case UInt8(ascii: "{"): try parseBrace(after: repetition)
        case UInt8(ascii: "\\"): try parseBackslash()
        default: appendLiteral(try nextScalar())
        }
    }

    /// The character at the position, which is passed.
    mutating func nextScalar() throws(RegularExpressionError) -> UInt32 {
        let (scalar, length) = UTF8Text.scalar(in: pattern, at: position)
        if scalar == UTF8Text.replacement, length == 1 { throw RegularExpressionError(.invalidUTF8, rest) }
        position += length
        return scalar
    }

    // MARK: Adding parts

    private mutating func append(_ node: Node) {
        groups[groups.count - 1].parts.append(node)
    }

    private mutating func append(_ kind: Node.Kind, length: Int) {
        position += length
        append(Node(kind))
    }

    private mutating func appendLiteral(_ scalar: UInt32) {
        let others = flags.ignoresCase ? CaseFolding.others(of: scalar) : []
        guard !others.isEmpty else { return append(Node(.literal(scalar))) }
        append(Node(.set(CharacterSet(([scalar] + others).map { $0...$0 }))))
    }

    private mutating func parseBar() {
        position += 1
        let last = groups.count - 1
        groups[last].alternatives.append(Group.sequence(groups[last].parts))
        groups[last].parts = []
    }

    // MARK: Groups

    private mutating func openGroup() throws(RegularExpressionError) {
        if hasPrefix("(?") { return try parsePerlGroup() }
        position += 1
        names.append("")
        groups.append(Group(capture: names.count - 1, flags: flags))
    }

    private mutating func closeGroup() throws(RegularExpressionError) {
        guard groups.count > 1, let group = groups.popLast() else {
            throw RegularExpressionError(.unexpectedParenthesis, pattern)
        }
        position += 1
        flags = group.flags
        let node = group.node
        let closed = group.capture.map { Node(.capture(index: $0, node)) } ?? node
        try check(closed)
        append(closed)
    }

    private mutating func parsePerlGroup() throws(RegularExpressionError) {
        for prefix: StaticString in ["(?P<", "(?<"] where hasPrefix(prefix) {
            return try parseNamedGroup(prefixLength: prefix.utf8CodeUnitCount)
        }
        let start = position
        position += 2
        var changed = flags
        var turnsOn = true
        var sawFlag = false
        while position < pattern.count {
            let scalar = try nextScalar()
            switch Unicode.Scalar(scalar) {
            case "i": changed.ignoresCase = turnsOn
            case "m": changed.multiline = turnsOn
            case "s": changed.dotMatchesNewline = turnsOn
            case "U": changed.prefersFewer = turnsOn
            case "-" where turnsOn:
                turnsOn = false
                sawFlag = false
                continue
            case ":" where turnsOn || sawFlag:
                groups.append(Group(flags: flags))
                flags = changed
                return
            case ")" where turnsOn || sawFlag:
                flags = changed
                return
            default: throw RegularExpressionError(.invalidSyntax, pattern[start..<position])
            }
            sawFlag = true
        }
        throw RegularExpressionError(.invalidSyntax, pattern[start...])
    }

    private mutating func parseNamedGroup(prefixLength: Int) throws(RegularExpressionError) {
        guard rest.count > prefixLength else {
            // Too short for a name: read as flags, of which `P` and `<` are none.
            throw RegularExpressionError(.invalidSyntax, rest.prefix(3))
        }
        guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else {
            throw RegularExpressionError(.invalidName, rest)
        }
        let name = pattern[(position + prefixLength)..<end]
        guard !name.isEmpty, name.allSatisfy(\.isWord) else {
            throw RegularExpressionError(.invalidName, pattern[position...end])
        }
        position = end + 1
        names.append(String(decoding: name, as: UTF8.self))
        groups.append(Group(capture: names.count - 1, flags: flags))
    }

    // MARK: Repetitions

    private mutating func parseBrace(after last: Int?) throws(RegularExpressionError) {
        guard let (minimum, maximum, length) = countedRepetition() else {
            position += 1
            return appendLiteral(0x7B)
        }
        guard let minimum, minimum <= 1000, (maximum ?? 0) <= 1000, minimum <= maximum ?? minimum else {
            throw RegularExpressionError(.invalidCount, rest.prefix(length))
        }
        try parseRepetition(minimum, maximum, length: length, after: last)
    }

    /// `{2}`, `{2,}` or `{2,5}` at the position, or nil; the minimum is nil when a number has too many digits.
    private func countedRepetition() -> (minimum: Int?, maximum: Int?, length: Int)? {
        var index = position + 1
        guard let minimum = number(at: &index) else { return nil }
        var maximum: Int? = minimum
        if index < pattern.count, pattern[index] == UInt8(ascii: ",") {
            index += 1
            if index < pattern.count, pattern[index] == UInt8(ascii: "}") {
                maximum = nil
            } else {
                guard let number = number(at: &index) else { return nil }
                maximum = number
            }
        }
        guard index < pattern.count, pattern[index] == UInt8(ascii: "}") else { return nil }
        let isHuge = minimum == .max || maximum == .max
        return (isHuge ? nil : minimum, maximum, index + 1 - position)
    }

    /// A number without leading zeros; `Int.max` stands for all that are too large.
    private func number(at index: inout Int) -> Int? {
        let digits = pattern[index...].prefix(while: \.isDigit)
        guard let first = digits.first, digits.count == 1 || first != UInt8(ascii: "0") else { return nil }
        index += digits.count
        return digits.count > 8 ? .max : digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private mutating func parseRepetition(
        _ minimum: Int, _ maximum: Int?, length: Int, after last: Int?
    ) throws(RegularExpressionError) {
        let start = position
        position += length
        var isGreedy = !flags.prefersFewer
        if position < pattern.count, pattern[position] == UInt8(ascii: "?") {
            position += 1
            isGreedy.toggle()
        }
        if let last { throw RegularExpressionError(.nestedRepetition, pattern[last..<position]) }
        guard let repeated = groups[groups.count - 1].parts.popLast() else {
            throw RegularExpressionError(.missingArgument, pattern[start..<position])
        }
        let node = Node(.repetition(repeated, minimum: minimum, maximum: maximum, isGreedy: isGreedy))
        if minimum >= 2 || (maximum ?? 0) >= 2, node.repetitions > 1000 {
            throw RegularExpressionError(.invalidCount, pattern[start..<position])
        }
        try check(node)
        append(node)
        lastRepetition = start
    }

    // MARK: Backslashes

    private mutating func parseBackslash() throws(RegularExpressionError) {
        if let kind = assertion() { return append(kind, length: 2) }
        if hasPrefix("\\Q") { return try parseQuoted() }
        if let set = try parseUnicodeClass() { return append(Node(.set(set))) }
        if let set = parsePerlClass() { return append(Node(.set(set))) }
        appendLiteral(try parseEscape())
    }

    private func assertion() -> Node.Kind? {
        guard position + 1 < pattern.count else { return nil }
        switch pattern[position + 1] {
        case UInt8(ascii: "A"): return .assertion(.textStart)
        case UInt8(ascii: "z"): return .assertion(.textEnd)
        case UInt8(ascii: "b"): return .assertion(.wordBoundary)
        case UInt8(ascii: "B"): return .assertion(.noWordBoundary)
        default: return nil
        }
    }

    /// `\Q…\E`: everything between stands for itself.
    private mutating func parseQuoted() throws(RegularExpressionError) {
        position += 2
        while position < pattern.count, !hasPrefix("\\E") { appendLiteral(try nextScalar()) }
        position = min(position + 2, pattern.count)
    }
}
