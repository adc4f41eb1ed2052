/// Tries one way after another, never the same instruction at the same place twice; for short texts.
///
/// What has been tried is one bit per instruction and place, so time is linear in their product.
struct Backtracker {
    private static let maximumBits = 1 << 18

    /// The text is short enough.
    static func suits(_ program: Program, length: Int) -> Bool {
        let (bits, overflow) = program.instructions.count.multipliedReportingOverflow(by: length + 1)
        return !overflow && bits <= maximumBits
    }

    private enum Job {
        case visit(Int32, Int)
        /// Put an old position back into a slot.
        case restore(slot: Int32, Int)
    }

    private let program: Program
    private let input: Input
    private var from = 0
    private var visited: [UInt64] = []
    private var jobs: [Job] = []
    private var slots: [Int]

    /// A machine for any number of searches in one text.
    init(_ program: Program, _ input: Input) {
        self.program = program
        self.input = input
        slots = [Int](repeating: -1, count: program.slotCount)
    }

    /// The slots of the leftmost match that begins at or after `from`; -1 stands for a group that took no part.
    mutating func match(from: Int) -> [Int]? {
        guard var start = input.candidate(for: program, from: from) else { return nil }
        self.from = start
        let bits = program.instructions.count * (input.count - start + 1)
        visited.removeAll(keepingCapacity: true)
        visited.append(contentsOf: repeatElement(0, count: bits / 64 + 1))
        while true {
            if run(from: start) { return slots }
            guard start < input.count else { return nil }
            let next = start + UTF8Text.scalar(in: input.bytes, at: start).length
            guard let candidate = input.candidate(for: program, from: next) else { return nil }
            start = candidate
        }
    }

    private mutating func run(from start: Int) -> Bool {
        for slot in slots.indices { slots[slot] = -1 }
        slots[0] = start
        jobs.removeAll(keepingCapacity: true)
        jobs.append(.visit(program.start, start))
        while let job = jobs.popLast() {
            switch job {
            case .restore(let slot, let position): slots[Int(slot)] = position
            case .visit(let index, let position):
                if let end = follow(index, position) {
                    slots[1] = end
                    return true
                }
            }
        }
        return false
    }

    private mutating func isNew(_ index: Int32, _ position: Int) -> Bool {
        let bit = Int(index) * (input.count - from + 1) + position - from
        let mask: UInt64 = 1 << UInt64(bit & 63)
        if visited[bit >> 6] & mask != 0 { return false }
        visited[bit >> 6] |= mask
        return true
    }

    /// Follows the preferred way to its end; returns where the match ends if it gets there.
    private mutating func follow(_ index: Int32, _ position: Int) -> Int? {
        var index = index
        var position = position
        while isNew(index, position) {
            let instruction = program.instructions[Int(index)]
            switch instruction.operation {
            case .match: return position
            case .split: jobs.append(.visit(instruction.argument, position))
            case .capture:
                jobs.append(.restore(slot: instruction.argument, slots[Int(instruction.argument)]))
                slots[Int(instruction.argument)] = position
            case .assertion:
                guard input.holds(instruction.argument, at: position) else { return nil }
            case .scalar, .set, .any:
                guard position < input.count else { return nil }
                let (scalar, length) = UTF8Text.scalar(in: input.bytes, at: position)
                guard program.passes(instruction, scalar) else { return nil }
                position += length
            }
            index = instruction.next
        }
        return nil
    }
}

extension Program {
    /// The instruction passes the character.
    @inline(__always)
    func passes(_ instruction: Instruction, _ scalar: UInt32) -> Bool {
        switch instruction.operation {
        case .scalar: UInt32(bitPattern: instruction.argument) == scalar
        case .set: sets[Int(instruction.argument)].contains(scalar)
        case .any: true
        default: false
        }
    }
}
