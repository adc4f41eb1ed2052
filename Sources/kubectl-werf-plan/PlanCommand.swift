internal import ArgumentParser
internal import ChartDeployment
internal import Deployment
internal import PluginKit

/// `kubectl werf plan [CHART]`.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubectl werf-plan", abstract: "Show what a converge would change.",
        version: PluginMain.version)

    @OptionGroup(title: "Showing") var showing: ShowingFlags
    @OptionGroup(title: "Keeping") var keeping: PlanKeepingFlags
    @OptionGroup var deploy: DeployFlags

    func run() async throws {
        let environment = PluginEnvironment.current
        deploy.shared.quiet.settle()
        try showing.output.requireTableOrDocument()
        let options = try showing.options
        var kept: PlanFile?
        switch try keeping.choice(environment) {
        case .show(let file): return try show(ShownPlan(plan: overview(in: file, environment), options: options))
        case .save(let file): kept = file
        case nil: break
        }
        // What may be run later must name images that exist.
        let deploy = try deploy.deploy(
            isDryRun: true, allowsPlaceholders: kept == nil, keepsOutput: showing.output != .table, environment)
        guard let prepared = try await deploy.prepare() else {
            // A release of Helm 2 comes first, and much would change with it: no document can tell.
            guard showing.output == .table, kept == nil else { throw UnknownPlan(release: deploy.settings.release) }
            throw ExitCode(showing.exitCode ? 2 : 0)
        }
        let preview = try await prepared.preview()
        try deploy.settings.running.graph?.draw(preview.plan)
        let overview = try await PlanOverview(prepared, preview)
        if let kept { try self.deploy.keep(SavedPlan(prepared, overview), in: kept, environment) }
        try show(ShownPlan(plan: overview, options: options))
    }

    /// What a kept plan was shown to change.
    private func overview(in file: PlanFile, _ environment: PluginEnvironment) throws -> PlanOverview {
        Console.setColor(deploy.shared.generic.color, environment)
        let plan = try deploy.savedPlan(
            in: file, "--show-plan", GivenFlags(of: Self.self),
            groups: [ShowingFlags.self, PlanKeepingFlags.self], environment)
        var overview = plan.overview
        overview.explanation += plan.origin(file.path)
        return overview
    }

    private func show(_ shown: ShownPlan) throws {
        for text in shown.plan.warnings { Console.warn(text) }
        if let document = showing.output.text(of: shown.document) {
            Console.write(document)
        } else {
            Console.write(shown.plan.explanation)
            Console.write(PlanText(shown).text)
        }
        if showing.exitCode, shown.exitStatus != 0 { throw ExitCode(shown.exitStatus) }
    }
}

/// What a converge would change isn't known yet.
struct UnknownPlan: ExplainedError {
    let release: String

    var explanation: String {
        "what a converge of release \"\(release)\" would change isn't known before it is brought over from Helm 2"
    }

    var advice: [String] {
        [
            "Bring it over first: kubectl werf migrate2to3 \(release)",
            "--no-helm2-migration plans without looking at Helm 2.",
        ]
    }
}

/// What of a plan is shown, and how.
struct ShowingFlags: ParsableArguments {
    @Option(name: [.customShort("o"), .long], parsing: .unconditional, help: "The form: table, json or yaml.")
    var output = OutputFormat.table
    @Flag(help: "End with status 2 when objects would change, 3 when only a revision would be added, 0 otherwise.")
    var exitCode = false
    @Option(parsing: .unconditional, help: "How many unchanged lines are shown around each change.")
    var diffContextLines = 3
    @Flag(help: "Show the data of Secrets and what werf.io/sensitive hides.")
    var showSensitiveDiffs = false
    @Flag(help: "Show annotations of Helm's and werf's, and managed fields.")
    var showInsignificantDiffs = false
    @Flag(inversion: .prefixedNo, help: "Show objects that come or go as a whole.")
    var showVerboseDiffs = true
    @Flag(help: "Show CustomResourceDefinitions that come or go as a whole.")
    var showVerboseCrdDiffs = false

    /// What a diff shows.
    var options: ObjectDiff.Options {
        get throws {
            guard diffContextLines >= 0 else {
                throw ValidationError("invalid value \"\(diffContextLines)\" for --diff-context-lines: it is below 0")
            }
            var options = ObjectDiff.Options()
            options.contextLines = diffContextLines
            options.showsSensitive = showSensitiveDiffs
            options.showsInsignificant = showInsignificantDiffs
            options.showsVerbose = showVerboseDiffs
            options.showsVerboseDefinitions = showVerboseCrdDiffs
            return options
        }
    }
}
