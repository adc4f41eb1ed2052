internal import ArgumentParser

/// Turns what pflag accepts and ArgumentParser doesn't into what both do.
///
/// `--flag=false` and `-A=true`, bundles that end in a value (`-Ao json`, `-Aojson`), and kubectl's `-v=6`.
struct ArgumentNormalizer<Command: ParsableArguments> {
    private let table: () -> FlagTable

    init(of type: Command.Type) { table = { FlagTable(of: type) } }

    init(table: FlagTable) { self.table = { table } }

    func normalize(_ arguments: [String]) -> [String] {
        guard arguments.contains(where: Self.needsCare) else { return arguments }
        let table = table()
        var result: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                result.append(argument)
                result.append(contentsOf: rest)
                break
            }
            append(argument, to: &result, table)
            if table[argument]?.takesValue == true, let value = rest.popFirst() { result.append(value) }
        }
        return result
    }

    /// Only arguments of these forms are worth a look at the table.
    private static func needsCare(_ argument: String) -> Bool {
        let bytes = argument.utf8
        guard bytes.first == UInt8(ascii: "-"), bytes.count > 2 else { return false }
        return bytes.dropFirst().first != UInt8(ascii: "-") || bytes.contains(UInt8(ascii: "="))
    }

    private func append(_ argument: String, to result: inout [String], _ table: FlagTable) {
        if let level = verbosity(argument) {
            if level > 0 { result.append("--verbose") }
        } else if let (flag, isOn) = assignment(argument, table) {
            switchTo(isOn, flag, in: &result, table)
        } else {
            result.append(contentsOf: unbundled(argument, table))
        }
    }

    /// The number in `-v=6`, `-v6`, `--v=6`.
    private func verbosity(_ argument: String) -> Int? {
        for prefix in ["--v=", "-v=", "-v"] where argument.utf8.starts(with: prefix.utf8) {
            return Int(argument.dropFirst(prefix.count))
        }
        return nil
    }

    private func assignment(_ argument: String, _ table: FlagTable) -> (FlagTable.Flag, Bool)? {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let flag = table[String(parts[0])], !flag.takesValue else { return nil }
        switch parts[1] {
        case "1", "t", "T", "true", "TRUE", "True": return (flag, true)
        case "0", "f", "F", "false", "FALSE", "False": return (flag, false)
        default: return nil
        }
    }

    /// Off is the flag's opposite if it has one; else as if the flag had not been given.
    private func switchTo(_ isOn: Bool, _ flag: FlagTable.Flag, in result: inout [String], _ table: FlagTable) {
        let long = flag.names.first { $0.utf8.starts(with: "--".utf8) } ?? flag.names[0]
        let stem = long.drop { $0 == "-" }
        let opposite = stem.utf8.starts(with: "no-".utf8) ? "--" + stem.dropFirst(3) : "--no-" + stem
        if isOn {
            result.append(long)
        } else if table[opposite]?.takesValue == false {
            result.append(opposite)
        } else {
            result.removeAll { flag.names.contains($0) }
        }
    }

    /// Takes `-Aojson` apart into `-A`, `-o`, `json`.
    private func unbundled(_ argument: String, _ table: FlagTable) -> [String] {
        let letters = argument.utf8.dropFirst()
        guard argument.utf8.first == UInt8(ascii: "-"), letters.count > 1, letters.first != UInt8(ascii: "-") else {
            return [argument]
        }
        var result: [String] = []
        for (at, letter) in zip(letters.indices, letters) {
            let name = "-" + String(UnicodeScalar(letter))
            guard let flag = table[name] else { return [argument] }
            result.append(name)
            guard flag.takesValue else { continue }
            var value = letters[letters.index(after: at)...]
            if value.first == UInt8(ascii: "=") { value = value.dropFirst() }
            if !value.isEmpty { result.append(String(Substring(value))) }
            break
        }
        return result
    }
}
