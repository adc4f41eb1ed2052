package import ArgumentParser

/// The flags that stand on the command line itself, whatever the environment adds.
package struct GivenFlags: Sendable {
    /// Their names as they were given, dashes included, in order.
    package private(set) var names: [String] = []

    /// - Parameter arguments: those of the process.
    package init<Command: ParsableArguments>(
        of type: Command.Type, _ arguments: [String] = Array(CommandLine.arguments.dropFirst())
    ) {
        let table = FlagTable(of: type)
        var rest = ArgumentNormalizer<Command>(table: table).normalize(arguments)[...]
        while let argument = rest.popFirst(), argument != "--" {
            guard argument.utf8.first == UInt8(ascii: "-") else { continue }
            let name = String(argument.prefix { $0 != "=" })
            guard let flag = table[name] else { continue }
            names.append(name)
            if flag.takesValue, name.utf8.count == argument.utf8.count { _ = rest.popFirst() }
        }
    }

    /// The given flags that these groups don't have, each once.
    ///
    /// - Parameter others: names of further flags that are allowed.
    package func beyond(_ groups: [any ParsableArguments.Type], and others: Set<String> = []) -> [String] {
        var known = others
        for group in groups { known.formUnion(FlagTable(of: group).flags.flatMap(\.names)) }
        var found: [String] = []
        for name in names where !known.contains(name) && !found.contains(name) { found.append(name) }
        return found
    }

    package func contains(_ name: String) -> Bool { names.contains(name) }
}
