package import ArgumentParser
package import Deployment
package import PluginKit

/// How a release's objects and its revision are written.
package struct WritingFlags: ParsableArguments {
    @Flag(
        name: [.customLong("force-adoption"), .customLong("take-ownership")],
        help: "Take in existing objects that belong to no release.")
    package var forceAdoption = false
    @Flag(help: "Leave fields that kubectl edit changed.")
    package var noRemoveManualChanges = false
    @Option(
        name: [.customLong("releases-history-max"), .customLong("history-max")], parsing: .unconditional,
        help: "How many revisions are kept, 0 for all (default 10).")
    package var releasesHistoryMax: Int?

    package init() {}

    /// Sets what these flags and their variables say.
    package func settle(_ options: inout PlanInputs.Options, _ environment: PluginEnvironment) throws {
        options.forcesAdoption = forceAdoption
        options.removesManualChanges = !noRemoveManualChanges
        let limit =
            try WholeNumber.of("WERF_RELEASES_HISTORY_MAX", environment)
            ?? WholeNumber.of("HELM_MAX_HISTORY", environment)
        options.historyLimit = max(0, releasesHistoryMax ?? limit ?? 10)
    }
}
