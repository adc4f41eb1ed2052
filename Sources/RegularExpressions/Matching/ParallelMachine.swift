/// Follows all ways at once, character by character: linear time for texts of any length.
struct ParallelMachine {
    /// The ways that are alive at a place, the preferred one first, each with its slots.
    private struct Threads {
        /// The instructions at which ways wait for the next character, or have matched.
        private(set) var waiting: [Int32] = []
        /// The slots of these ways, one row after another.
        private(set) var slots: [Int] = []
        /// All instructions that have been reached here, and where in this list each one stands.
        private var reached: [Int32] = []
        private var places: [Int32]

        init(_ program: Program) {
            places = [Int32](repeating: 0, count: program.instructions.count)
        }

        /// Notes that an instruction has been reached; false if it had been before.
        mutating func reach(_ index: Int32) -> Bool {
            let place = Int(places[Int(index)])
            if place < reached.count, reached[place] == index { return false }
            places[Int(index)] = Int32(reached.count)
            reached.append(index)
            return true
        }

        mutating func wait(at index: Int32, slots row: [Int]) {
            waiting.append(index)
            slots += row
        }

        mutating func clear() {
            waiting.removeAll(keepingCapacity: true)
            slots.removeAll(keepingCapacity: true)
            reached.removeAll(keepingCapacity: true)
        }
    }

    /// Finds what is reached without passing a character.
    private struct Walker {
        private enum Job {
            case visit(Int32)
            case restore(slot: Int32, Int)
        }

        let program: Program
        let input: Input
        /// The slots on the way that is being followed.
        var slots: [Int]
        private var jobs: [Job] = []

        init(_ program: Program, _ input: Input) {
            self.program = program
            self.input = input
            slots = [Int](repeating: -1, count: program.slotCount)
        }

        /// Adds an instruction and all that is reached from it, in order of preference.
        mutating func add(_ start: Int32, at position: Int, to threads: inout Threads) {
            jobs.append(.visit(start))
            while let job = jobs.popLast() {
                switch job {
                case .restore(let slot, let old): slots[Int(slot)] = old
                case .visit(let index):
                    if threads.reach(index) { enter(index, at: position, &threads) }
                }
            }
        }

        private mutating func enter(_ index: Int32, at position: Int, _ threads: inout Threads) {
            let instruction = program.instructions[Int(index)]
            switch instruction.operation {
            case .split:
                jobs.append(.visit(instruction.argument))
                jobs.append(.visit(instruction.next))
            case .capture:
                jobs.append(.restore(slot: instruction.argument, slots[Int(instruction.argument)]))
                slots[Int(instruction.argument)] = position
                jobs.append(.visit(instruction.next))
            case .assertion:
                if input.holds(instruction.argument, at: position) { jobs.append(.visit(instruction.next)) }
            case .match, .scalar, .set, .any:
                threads.wait(at: index, slots: slots)
            }
        }
    }

    private let program: Program
    private let input: Input
    private var walker: Walker
    private var current: Threads
    private var next: Threads

    /// The slots of the leftmost match that begins at or after `from`; -1 stands for a group that took no part.
    static func match(_ program: Program, _ input: Input, from: Int) -> [Int]? {
        var machine = ParallelMachine(program, input)
        return machine.run(from: from)
    }

    private init(_ program: Program, _ input: Input) {
        self.program = program
        self.input = input
        walker = Walker(program, input)
        current = Threads(program)
        next = Threads(program)
    }

    private mutating func run(from: Int) -> [Int]? {
        var found: [Int]?
        var position = from
        while true {
            if current.waiting.isEmpty {
                if found != nil { return found }
                guard let start = input.candidate(for: program, from: position) else { return nil }
                position = start
                current.clear()
            }
            if found == nil, position == 0 || !program.isAnchored { addStart(position) }
            let isEnd = position >= input.count
            let (scalar, length) = isEnd ? (0, 1) : UTF8Text.scalar(in: input.bytes, at: position)
            if let slots = step(isEnd ? nil : scalar, at: position, nextPosition: position + length) { found = slots }
            if isEnd { return found }
            position += length
            swap(&current, &next)
            next.clear()
        }
    }

    private mutating func addStart(_ position: Int) {
        for slot in walker.slots.indices { walker.slots[slot] = -1 }
        walker.slots[0] = position
        walker.add(program.start, at: position, to: &current)
    }

    /// Lets every way pass the character; a match ends those behind it and is returned.
    private mutating func step(_ scalar: UInt32?, at position: Int, nextPosition: Int) -> [Int]? {
        let count = program.slotCount
        for (row, index) in current.waiting.enumerated() {
            let instruction = program.instructions[Int(index)]
            let first = row * count
            switch instruction.operation {
            case .match:
                var slots = Array(current.slots[first..<first + count])
                slots[1] = position
                return slots
            case .scalar, .set, .any:
                guard let scalar, program.passes(instruction, scalar) else { continue }
                for slot in 0..<count { walker.slots[slot] = current.slots[first + slot] }
                walker.add(instruction.next, at: nextPosition, to: &next)
            default: continue
            }
        }
        return nil
    }
}
