/// Searches of one text, by the machine that suits its length.
struct Search {
    private let program: Program
    private let input: Input
    private var backtracker: Backtracker?

    /// Matches will be looked for at or after `from` only.
    init(_ program: Program, _ input: Input, from: Int) {
        self.program = program
        self.input = input
        if Backtracker.suits(program, length: input.count - from) { backtracker = Backtracker(program, input) }
    }

    /// The leftmost match that begins at or after `position`.
    mutating func match(from position: Int) -> RegularExpression.Match? {
        let slots = backtracker?.match(from: position)
        let found = backtracker == nil ? ParallelMachine.match(program, input, from: position) : slots
        return found.map { RegularExpression.Match(range: $0[0]..<$0[1], slots: $0) }
    }
}
