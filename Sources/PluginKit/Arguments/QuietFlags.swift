internal import ArgumentParser

/// Leaves stderr to errors.
package struct QuietFlags: ParsableArguments {
    @Flag(
        name: [.customShort("q"), .long, .customLong("log-quiet")],
        help: "Show neither progress nor warnings, only errors and what was asked for.")
    package var quiet = false

    package init() {}

    /// Settles what the console shows from here on: the flag, else `WERF_LOG_QUIET`.
    package func settle(_ environment: PluginEnvironment = .current) {
        Console.setQuiet(quiet || environment.isOn("WERF_LOG_QUIET"))
    }
}
