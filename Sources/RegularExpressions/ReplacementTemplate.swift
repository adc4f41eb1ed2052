/// What a match is replaced by: text with `$1`, `$name` and `${name}` in it.
struct ReplacementTemplate {
    private enum Piece {
        case text(ArraySlice<UInt8>)
        case group(Int)
        /// All groups of one name; the first that took part counts.
        case groups([Int])
    }

    private var pieces: [Piece] = []

    /// Reads a template; `$$` is a dollar, and so is a `$` that nothing sensible follows.
    init(_ template: [UInt8], groupNames: [String]) {
        var rest = template[...]
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            pieces.append(.text(rest[..<dollar]))
            rest = rest[(dollar + 1)...]
            if rest.first == UInt8(ascii: "$") {
                pieces.append(.text(rest.prefix(1)))
                rest = rest.dropFirst()
            } else if let (name, end) = Self.reference(in: rest) {
                pieces.append(Self.piece(name, groupNames))
                rest = rest[end...]
            } else {
                pieces.append(.text(template[dollar...dollar]))
            }
        }
        pieces.append(.text(rest))
    }

    /// Appends what stands for a match in `text`.
    func append(_ match: RegularExpression.Match, of text: [UInt8], to output: inout [UInt8]) {
        for piece in pieces {
            switch piece {
            case .text(let bytes): output += bytes
            case .group(let index): if let range = match.group(index) { output += text[range] }
            case .groups(let indices):
                if let range = indices.lazy.compactMap({ match.group($0) }).first { output += text[range] }
            }
        }
    }

    private static func piece(_ name: ArraySlice<UInt8>, _ groupNames: [String]) -> Piece {
        if name.allSatisfy(\.isDigit), name.count < 9, name.count == 1 || name.first != UInt8(ascii: "0") {
            return .group(name.reduce(0) { $0 * 10 + Int($1 - 0x30) })
        }
        return .groups(groupNames.indices.filter { groupNames[$0].utf8.elementsEqual(name) })
    }

    /// The name behind a dollar, with or without braces: the longest run of letters, digits and `_`.
    private static func reference(in rest: ArraySlice<UInt8>) -> (name: ArraySlice<UInt8>, end: Int)? {
        let hasBrace = rest.first == UInt8(ascii: "{")
        let body = hasBrace ? rest.dropFirst() : rest
        var end = body.startIndex
        let bytes = Array(body)
        while end < body.endIndex {
            let (scalar, length) = UTF8Text.scalar(in: bytes, at: end - body.startIndex)
            guard isNamePart(scalar) else { break }
            end += length
        }
        guard end > body.startIndex else { return nil }
        let name = body[..<end]
        guard hasBrace else { return (name, end) }
        return end < body.endIndex && body[end] == UInt8(ascii: "}") ? (name, end + 1) : nil
    }

    private static func isNamePart(_ scalar: UInt32) -> Bool {
        if scalar < 0x80 { return UInt8(truncatingIfNeeded: scalar).isWord }
        guard let properties = Unicode.Scalar(scalar)?.properties else { return false }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
            return true
        default: return false
        }
    }
}
