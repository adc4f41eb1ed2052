internal import ArgumentParser

/// Answers kubectl's question what may come next (`__complete WORD… LAST`).
struct Completion {
    private let table: FlagTable

    init<Command: ParsableArguments>(of type: Command.Type) { table = FlagTable(of: type) }

    /// One candidate a line, with its description behind a tab, and cobra's directive as the last line.
    func answer(_ words: [String]) -> String {
        let last = words.last ?? ""
        if let flag = words.dropLast().last.flatMap({ table[$0] }), flag.takesValue {
            return flag.choices.isEmpty ? ":0\n" : lines(flag.choices.map { ($0, "") }, last)
        }
        if last.utf8.first == UInt8(ascii: "-") { return lines(flagCandidates(), last) }
        let position = positionals(words.dropLast())
        guard table.positionals.indices.contains(position) else { return ":4\n" }
        return lines(table.positionals[position].map { ($0, "") }, last)
    }

    private func flagCandidates() -> [(String, String)] {
        table.flags.filter { !$0.isHidden }.flatMap { flag in
            flag.names.filter { $0.utf8.starts(with: "--".utf8) }.map { ($0, flag.summary) }
        }
    }

    /// How many positional arguments the words hold.
    private func positionals(_ words: some Sequence<String>) -> Int {
        var (count, skips) = (0, false)
        for word in words {
            if skips {
                skips = false
            } else if let flag = table[word] {
                skips = flag.takesValue
            } else if word.utf8.first != UInt8(ascii: "-") {
                count += 1
            }
        }
        return count
    }

    private func lines(_ candidates: [(String, String)], _ prefix: String) -> String {
        candidates.filter { $0.0.utf8.starts(with: prefix.utf8) }
            .map { $0.1.isEmpty ? "\($0.0)\n" : "\($0.0)\t\($0.1)\n" }.joined() + ":4\n"
    }
}
