internal import ArgumentParser

/// Werf's rule that `WERF_SOME_FLAG` is the default of `--some-flag`, for every flag of a command.
///
/// A flag that may be repeated has a prefix of its own instead, which the command knows. Empty variables count as
/// unset; a switch that is off is turned on by `1`, `true` or `yes`, one that is on is turned off by `0`, `false` or
/// `no`; werf takes every other value for no, which would turn a dry run into a deploy: it is refused.
struct EnvironmentDefaults {
    /// Flags whose variables are read where they are used, since it matters there who said something, or since other
    /// programs use such a variable for something else.
    private static let exempt: Set<String> = [
        "--namespace", "--release", "--env", "--dir", "--config", "--config-templates-dir", "--help", "--version",
        "--output", "--secret-key", "--color", "--log-color-mode", "--user", "--username", "--password", "--token",
        "--server", "--cluster", "--as", "--chart", "--all", "--max", "--revision", "--kubeconfig",
    ]

    /// Variables of other names, and Helm's.
    private static let others: [String: [String]] = [
        "--insecure-skip-tls-verify": ["WERF_SKIP_TLS_VERIFY_KUBE", "HELM_KUBEINSECURE_SKIP_TLS_VERIFY"],
        "--log-verbose": ["WERF_VERBOSE"],
    ]

    /// Names of one choice: who gives one of them has chosen.
    private static let choices: [Set<String>] = [["--wait", "--no-wait", "--no-track"]]

    private let table: () -> FlagTable
    private let environment: PluginEnvironment

    init<Command: ParsableArguments>(of type: Command.Type, _ environment: PluginEnvironment = .current) {
        table = { FlagTable(of: type) }
        self.environment = environment
    }

    init(table: FlagTable, _ environment: PluginEnvironment) {
        self.table = { table }
        self.environment = environment
    }

    /// The arguments that the variables stand for, apart from flags that the command line itself gives.
    ///
    /// - Parameters:
    ///   - typed: the command line as it was typed, where `--flag=false` still stands.
    ///   - normalized: the same in the parser's forms, with its bundles taken apart.
    /// - Throws: a usage error for a switch's variable that says neither yes nor no: whoever set it meant something.
    func arguments(unlessIn typed: [String], _ normalized: [String] = []) throws -> [String] {
        // Most runs have no such variable, and needn't look at the table.
        guard environment.variables.keys.contains(where: Self.isOurs) else { return [] }
        let flags = [typed, normalized].flatMap { $0.prefix { $0 != "--" } }.map { String($0.prefix { $0 != "=" }) }
        var isGiven = Set(flags + flags.map(Self.opposite))
        for choice in Self.choices where !isGiven.isDisjoint(with: choice) { isGiven.formUnion(choice) }
        let table = table()
        return try table.flags.filter { !$0.isRepeated && isGiven.isDisjoint(with: $0.names) }.flatMap { flag in
            try arguments(for: flag, table)
        }
    }

    /// Which variable an error is about that names a flag nobody has typed; empty for one that was typed.
    ///
    /// - Parameter arguments: those of ``arguments(unlessIn:_:)``.
    static func origin(of text: String, in arguments: [String]) -> String {
        let names = arguments.filter { $0.contains("=") }.map { String($0.prefix { $0 != "=" }) }
        guard let name = names.first(where: { text.contains(" for \($0)") }) else { return "" }
        return " (the value of \(variable(name)))"
    }

    private static let prefix = "WERF_"

    private static func isOurs(_ variable: String) -> Bool {
        variable.utf8.starts(with: prefix.utf8) || others.values.contains { $0.contains(variable) }
    }

    private func arguments(for flag: FlagTable.Flag, _ table: FlagTable) throws -> [String] {
        let names = flag.names.filter { $0.utf8.starts(with: "--".utf8) && !Self.exempt.contains($0) }
        for name in names {
            for variable in [Self.variable(name)] + Self.others[name, default: []] {
                guard let value = environment.text(variable) else { continue }
                if flag.takesValue { return ["\(name)=\(value)"] }
                // The first variable decides, also when it says no.
                guard (Self.yes + Self.no).contains(value) else {
                    throw ValidationError(
                        "invalid value \"\(value)\" of \(variable): it must be one of "
                            + (Self.yes + Self.no).joined(separator: ", "))
                }
                return Self.argument(name, value, table).map { [$0] } ?? []
            }
        }
        return []
    }

    private static let yes = ["1", "true", "yes"]
    private static let no = ["0", "false", "no"]

    private static func argument(_ name: String, _ value: String, _ table: FlagTable) -> String? {
        if yes.contains(value) { return name }
        let opposite = opposite(name)
        return no.contains(value) && table[opposite] != nil ? opposite : nil
    }

    /// `--no-wait` for `--wait`, and the other way round.
    private static func opposite(_ name: String) -> String {
        name.utf8.starts(with: "--no-".utf8) ? "--\(name.dropFirst(5))" : "--no-\(name.dropFirst(2))"
    }

    private static func variable(_ name: String) -> String {
        prefix
            + String(
                decoding: name.utf8.dropFirst(2).map { byte in
                    switch byte {
                    case UInt8(ascii: "-"): UInt8(ascii: "_")
                    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte & 0xDF
                    default: byte
                    }
                }, as: UTF8.self)
    }
}
