/// A part of a parsed regular expression.
final class Node: Sendable {
    enum Kind: Sendable {
        case empty
        case literal(UInt32)
        case set(CharacterSet)
        case assertion(Assertion)
        case capture(index: Int, Node)
        /// `maximum` is nil when there is none.
        case repetition(Node, minimum: Int, maximum: Int?, isGreedy: Bool)
        case sequence([Node])
        case alternation([Node])
    }

    let kind: Kind
    /// How deep the tree below is, this node included.
    let height: Int
    /// The product of the counts of repetitions inside each other.
    let repetitions: Int
    /// How many instructions the node takes, about.
    let size: Int
    /// The node can match the empty text.
    let isNullable: Bool

    init(_ kind: Kind) {
        self.kind = kind
        switch kind {
        case .empty, .literal, .set, .assertion: (height, repetitions, size) = (1, 1, 1)
        case .capture(_, let inner): (height, repetitions, size) = (inner.height + 1, inner.repetitions, inner.size + 2)
        case .repetition(let inner, let minimum, let maximum, _):
            height = inner.height + 1
            repetitions = maximum == 0 ? 1 : max(1, maximum ?? minimum) * inner.repetitions
            size = maximum.map { max(1, $0 * inner.size + $0 - minimum) } ?? max(1, minimum) * inner.size + 2
        case .sequence(let parts), .alternation(let parts):
            let isFlat = parts.allSatisfy { if case .literal = $0.kind { true } else { false } }
            height = isFlat ? 1 : 1 + (parts.map(\.height).max() ?? 0)
            repetitions = parts.map(\.repetitions).max() ?? 1
            size = parts.reduce(parts.count) { $0 + $1.size }
        }
        isNullable = Self.isNullable(kind)
    }

    private static func isNullable(_ kind: Kind) -> Bool {
        switch kind {
        case .empty, .assertion: true
        case .literal, .set: false
        case .capture(_, let inner): inner.isNullable
        case .repetition(let inner, let minimum, _, _): minimum == 0 || inner.isNullable
        case .sequence(let parts): parts.allSatisfy(\.isNullable)
        case .alternation(let parts): parts.contains(where: \.isNullable)
        }
    }
}

/// A condition on a place in the text.
enum Assertion: UInt8, Sendable {
    case lineStart, lineEnd, textStart, textEnd, wordBoundary, noWordBoundary
}
