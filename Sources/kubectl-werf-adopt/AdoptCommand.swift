internal import ArgumentParser
internal import DeployCommands
internal import PluginKit
internal import Shared

/// `kubectl werf adopt NAME [KIND/NAME…]`.
struct AdoptCommand: AsyncParsableCommand, ArgumentRewriting {
    static let configuration = CommandConfiguration(
        commandName: "kubectl werf-adopt", abstract: "Take objects that exist into a release.",
        usage: "kubectl werf-adopt NAME [KIND/NAME ...] [-f FILE] [-l SELECTOR KIND,...] [--from-release OTHER]",
        version: PluginMain.version)

    @Argument(
        help: ArgumentHelp(
            "The release's name (the project's unless given), then objects as KIND/NAME or KIND/NAMESPACE/NAME, or with "
                + "--selector kinds.", valueName: "name"))
    var arguments: [String] = []

    @OptionGroup(title: "What to adopt") var selection: SelectionFlags
    @OptionGroup(title: "Adopting") var adopting: AdoptingFlags
    @OptionGroup(title: "What to adopt: a chart") var chart: ChartFlags
    @OptionGroup(title: "Values of the project") var projectValues: ProjectValueFlags
    @OptionGroup var shared: RunFlags

    static func rewrite(_ arguments: [String]) -> [String] { ChartFlags.rewrite(arguments) }

    func run() async throws {
        let environment = PluginEnvironment.current
        shared.quiet.settle()
        if adopting.undo != nil { return try await Undo(self, environment).run() }
        try await Adopt(self, environment).run()
    }

    /// The release's name and what else is named.
    ///
    /// - Throws: a usage error when there are two names, or none.
    func target(_ environment: PluginEnvironment) throws -> (choice: ReleaseChoice, others: [String]) {
        var others = arguments[...]
        var name = selection.release
        if name == nil, let first = others.first, !first.utf8.contains(UInt8(ascii: "/")) {
            name = others.removeFirst()
        }
        let choice = try shared.project.release(named: name, shared.generic, environment)
        guard !choice.name.isEmpty, ReleaseName.isValid(choice.name) else {
            throw StorageError.invalidName(choice.name)
        }
        return (choice, Array(others))
    }
}

/// What to adopt.
struct SelectionFlags: ParsableArguments {
    @Option(parsing: .unconditional, help: "The release's name, in place of the first argument.")
    var release: String?
    @Option(
        name: [.customShort("f", allowingJoined: true), .customLong("filename")], parsing: .unconditionalSingleValue,
        help: "A file of manifests, - for stdin: adopt those of its objects that exist; may be repeated.")
    var manifests: [String] = []
    @Option(
        name: [.customShort("l", allowingJoined: true), .long], parsing: .unconditional,
        help: "Adopt what has these labels, of the kinds that are named: -l app=web deployments,services.")
    var selector: String?
    @Option(parsing: .unconditional, help: "Let this release hand its objects over, all or those that are selected.")
    var fromRelease: String?
    @Option(parsing: .unconditional, help: "That release's namespace; unless given, the same.")
    var fromNamespace: String?
    @Option(
        parsing: .unconditionalSingleValue,
        help:
            "Take an object that others have: KIND/NAME, or an owner for all objects that are named one by one; may be repeated."
    )
    var takeFrom: [String] = []
}

/// How to adopt.
struct AdoptingFlags: ParsableArguments {
    @Flag(name: [.customShort("y"), .long], help: "Don't ask.")
    var yes = false
    @Flag(help: "Show what would be done and change nothing.")
    var dryRun = false
    @Option(parsing: .unconditional, help: "Where to write the undo file (unless given, a new file here).")
    var undoFile: String?
    @Option(
        parsing: .unconditional,
        help: "Undo the adoption that wrote this file, or the one with this journal: configmap/NAME.")
    var undo: String?
    @Option(parsing: .unconditional, help: "How many requests run at a time (default 30).")
    var networkParallelism: Int?

    /// How many requests run at a time.
    func parallelism(_ environment: PluginEnvironment) throws -> Int {
        max(1, try networkParallelism ?? WholeNumber.of("WERF_NETWORK_PARALLELISM", environment) ?? 30)
    }
}
