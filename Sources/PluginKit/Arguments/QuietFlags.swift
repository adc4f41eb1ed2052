internal import ArgumentParser

/// Leaves stderr to errors.
package struct QuietFlags: ParsableArguments {
    @Flag(
        name: [.customShort("q"), .long, .customLong("log-quiet")],
        help: "Show neither progress nor warnings, only errors and what was asked for.")
    package var quiet = false

    package init() {}

    /// Settles what the console shows from here on.
    package func settle() { Console.setQuiet(quiet) }
}
