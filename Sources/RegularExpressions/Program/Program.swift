/// One step of a program.
struct Instruction: Sendable {
    enum Operation: UInt8, Sendable {
        /// The pattern has matched.
        case match
        /// Try `next`, then `argument`.
        case split
        /// Remember the position in slot `argument`.
        case capture
        /// Go on where the assertion `argument` holds.
        case assertion
        /// Pass the character `argument`.
        case scalar
        /// Pass a character of the set `argument`.
        case set
        /// Pass any character.
        case any
    }

    var operation: Operation
    var next: Int32
    var argument: Int32
}

/// A set of characters, ready for quick questions.
struct CompiledSet: Sendable {
    private let low: UInt64
    private let high: UInt64
    private let others: CharacterSet

    init(_ set: CharacterSet) {
        var bits: (UInt64, UInt64) = (0, 0)
        for scalar: UInt32 in 0..<128 where set.contains(scalar) {
            if scalar < 64 { bits.0 |= 1 << UInt64(scalar) } else { bits.1 |= 1 << UInt64(scalar - 64) }
        }
        (low, high) = bits
        others = set
    }

    /// The set has members beyond ASCII.
    var hasOthers: Bool { (others.ranges.last?.upperBound ?? 0) >= 128 }

    @inline(__always)
    func contains(_ scalar: UInt32) -> Bool {
        if scalar < 64 { return low >> UInt64(scalar) & 1 != 0 }
        if scalar < 128 { return high >> UInt64(scalar - 64) & 1 != 0 }
        return others.contains(scalar)
    }
}

/// A regular expression as a machine runs it.
struct Program: Sendable {
    var instructions: [Instruction] = []
    var sets: [CompiledSet] = []
    var start: Int32 = 0
    /// Two for each capturing group and the whole match.
    var slotCount = 2
    /// A match can only begin at the start of the text.
    var isAnchored = false
    /// The bytes with which every match begins; empty when there is no such text.
    var prefix: [UInt8] = []
    /// Whether a match can begin with a byte; nil when it can be empty, too.
    var firstBytes: [Bool]?
}
