internal import FoundationEssentials

/// The variables that give flags their defaults.
///
/// An empty variable counts as unset. `WERF_*` is asked first, then Helm's.
package struct PluginEnvironment: Sendable {
    package let variables: [String: String]

    package init(_ variables: [String: String]) { self.variables = variables }

    /// The environment of this process.
    package static let current = PluginEnvironment(ProcessInfo.processInfo.environment)

    /// The first of the variables that isn't empty.
    package func text(_ names: String...) -> String? {
        names.lazy.compactMap { variables[$0] }.first { !$0.isEmpty }
    }

    /// A switch that is off unless the variable says `1`, `true` or `yes`.
    package func isOn(_ name: String) -> Bool {
        ["1", "true", "yes"].contains(variables[name] ?? "")
    }

    /// The values of every variable whose name begins with `prefix`, in the order of `NAME=VALUE` as bytes.
    ///
    /// - Parameter excluded: prefixes that belong to other flags.
    package func repeated(_ prefix: String, excluding excluded: [String] = []) -> [String] {
        variables.filter { name, _ in
            name.utf8.starts(with: prefix.utf8) && !excluded.contains { name.utf8.starts(with: $0.utf8) }
        }
        .map { (line: "\($0)=\($1)", value: $1) }
        .sorted { $0.line.utf8.lexicographicallyPrecedes($1.line.utf8) }
        .map(\.value)
    }

    /// The values for `--set`: werf's rule, without the variables of its longer-named sisters.
    package var sets: [String] {
        repeated(
            "WERF_SET_",
            excluding: [
                "WERF_SET_STRING_", "WERF_SET_FILE_", "WERF_SET_JSON_", "WERF_SET_LITERAL_", "WERF_SET_ROOT_JSON_",
                "WERF_SET_RUNTIME_JSON_", "WERF_SET_DOCKER_CONFIG_JSON_VALUE",
            ])
    }
}
