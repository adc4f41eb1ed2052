/// A source of numbers that gives the same ones for the same seed.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Makes inputs out of good ones: pieces cut out, doubled, swapped between two, bytes flipped, words of the language put
/// in.
struct Mutator: Sendable {
    var samples: [[UInt8]]
    var words: [[UInt8]]

    init(samples: [String], words: [String]) {
        self.samples = samples.map { Array($0.utf8) }
        self.words = words.map { Array($0.utf8) }
    }

    init(samples: [[UInt8]], words: [String]) {
        self.samples = samples
        self.words = words.map { Array($0.utf8) }
    }

    /// One input, of 64 KiB at most.
    func input(_ numbers: inout SeededNumbers) -> [UInt8] {
        var bytes = samples.randomElement(using: &numbers) ?? []
        for _ in 0..<Int.random(in: 0...6, using: &numbers) { mutate(&bytes, &numbers) }
        return Array(bytes.prefix(1 << 16))
    }

    private func mutate(_ bytes: inout [UInt8], _ numbers: inout SeededNumbers) {
        let range = piece(of: bytes, &numbers)
        switch Int.random(in: 0..<7, using: &numbers) {
        case 0: bytes.removeSubrange(range)
        case 1: bytes.insert(contentsOf: bytes[range], at: range.lowerBound)
        case 2: bytes.insert(contentsOf: words.randomElement(using: &numbers) ?? [], at: range.lowerBound)
        case 3: bytes.replaceSubrange(range, with: words.randomElement(using: &numbers) ?? [])
        case 4:
            let other = samples.randomElement(using: &numbers) ?? []
            bytes.insert(contentsOf: other[piece(of: other, &numbers)], at: range.lowerBound)
        case 5:
            if !bytes.isEmpty {
                bytes[Int.random(in: bytes.indices, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
            }
        default:
            // Deep nesting and long runs come out of repetition.
            let repeated = bytes[range].prefix(64)
            for _ in 0..<Int.random(in: 1...200, using: &numbers) {
                bytes.insert(contentsOf: repeated, at: range.lowerBound)
            }
        }
    }

    private func piece(of bytes: [UInt8], _ numbers: inout SeededNumbers) -> Range<Int> {
        let start = Int.random(in: 0...bytes.count, using: &numbers)
        let length = Int.random(in: 0...min(32, bytes.count - start), using: &numbers)
        return start..<(start + length)
    }
}
