package import ArgumentParser

/// Helm's flags for a chart's values, with the `WERF_*` variables that precede them.
package struct ValueFlags: ParsableArguments {
    @Option(
        name: [.customShort("f", allowingJoined: true), .long], parsing: .unconditionalSingleValue,
        help: "A file of values, - for stdin; several may be given, later ones win.")
    package var values: [String] = []
    @Option(parsing: .unconditionalSingleValue, help: "Values as key=value,…; may be repeated.")
    package var set: [String] = []
    @Option(parsing: .unconditionalSingleValue, help: "Like --set, every value a string.")
    package var setString: [String] = []
    @Option(parsing: .unconditionalSingleValue, help: "Values as key=JSON; may be repeated.")
    package var setJson: [String] = []
    @Option(parsing: .unconditionalSingleValue, help: "Values from files as key=path,…; may be repeated.")
    package var setFile: [String] = []
    @Option(parsing: .unconditionalSingleValue, help: "One value as key=text, taken as it is; may be repeated.")
    package var setLiteral: [String] = []

    package init() {}

    /// The flags' values after those of the environment, lists of files split at their commas.
    package func joined(with environment: PluginEnvironment = .current) -> ValueFlags {
        var joined = ValueFlags()
        joined.values = (environment.repeated("WERF_VALUES_") + values).flatMap { list in
            list.utf8.split(separator: UInt8(ascii: ",")).map { String(Substring($0)) }
        }
        joined.set = environment.sets + set
        joined.setString = environment.repeated("WERF_SET_STRING_") + setString
        joined.setJson = environment.repeated("WERF_SET_JSON_") + setJson
        joined.setFile = environment.repeated("WERF_SET_FILE_") + setFile
        joined.setLiteral = environment.repeated("WERF_SET_LITERAL_") + setLiteral
        return joined
    }
}
