internal import ArgumentParser
internal import Documents

/// A command's flags as its declaration lists them.
struct FlagTable {
    struct Flag {
        /// `--namespace`, `-n`.
        var names: [String]
        var takesValue: Bool
        /// It may be given more than once.
        var isRepeated = false
        var summary: String
        var isHidden: Bool
        /// The values to choose from, if they are few.
        var choices: [String]
    }

    var flags: [Flag] = []
    /// The choices of each positional argument.
    var positionals: [[String]] = []

    /// Asks ArgumentParser what the command takes.
    init<Command: ParsableArguments>(of type: Command.Type) {
        guard let description = try? JSON.read(type._dumpHelp()) else { return }
        for argument in description["command"]?["arguments"]?.array ?? [] {
            let choices = (argument["allValues"]?.array ?? []).compactMap(\.string)
            guard let kind = argument["kind"]?.string, kind != "positional" else {
                positionals.append(choices)
                continue
            }
            let names = (argument["names"]?.array ?? []).compactMap { name in
                name["name"]?.string.map { (name["kind"]?.string == "long" ? "--" : "-") + $0 }
            }
            flags.append(
                Flag(
                    names: names, takesValue: kind == "option",
                    isRepeated: argument["isRepeating"]?.bool ?? false, summary: argument["abstract"]?.string ?? "",
                    isHidden: argument["shouldDisplay"]?.bool == false, choices: choices))
        }
    }

    /// The flag with this name, dashes included.
    subscript(name: String) -> Flag? { flags.first { $0.names.contains(name) } }
}
