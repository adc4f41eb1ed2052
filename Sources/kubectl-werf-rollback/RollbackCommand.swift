internal import ArgumentParser
internal import DeployCommands
internal import Deployment
internal import PluginKit
internal import Shared

/// `kubectl werf rollback [NAME] [REVISION]`.
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubectl werf-rollback", abstract: "Bring a release back to an earlier revision.",
        version: PluginMain.version)

    @Argument(help: "The release's name; the project's unless given.")
    var name: String?
    @Argument(help: "The revision to go back to; the last good one when left out.")
    var revision: Int?

    @Option(name: .customLong("revision"), parsing: .unconditional, help: "The revision to go back to.")
    var revisionFlag: Int?
    @Flag(
        name: [.customLong("force-adoption"), .customLong("take-ownership")],
        help: "Take in existing objects that belong to no release.")
    var forceAdoption = false
    @Flag(help: "Leave fields that kubectl edit changed.")
    var noRemoveManualChanges = false
    @Option(
        name: [.customLong("releases-history-max"), .customLong("history-max")], parsing: .unconditional,
        help: "How many revisions are kept, 0 for all (default 10).")
    var releasesHistoryMax: Int?

    @OptionGroup(title: "Release") var flags: NameFlags
    @OptionGroup(title: "Metadata") var metadata: MetadataFlags
    @OptionGroup(title: "Deploying") var changes: ChangeFlags
    @OptionGroup(title: "Others at work on the release") var waiting: WaitingFlags
    @OptionGroup(title: "Project") var project: ProjectFlags
    @OptionGroup(title: "Storage") var storage: StorageFlags
    @OptionGroup(title: "Cluster") var generic: GenericFlags
    @OptionGroup(title: "Output") var quiet: QuietFlags

    func run() async throws {
        let environment = PluginEnvironment.current
        quiet.settle(environment)
        let (choice, revision) = try target(environment)
        let options = try options(environment)
        let client = try generic.connect(environment, namespace: choice.namespace)
        let namespace = client.configuration.namespace
        let run = ReleaseRun(
            client: client, storage: try storage.storage(client, namespace: namespace, environment),
            release: choice.name,
            namespace: namespace, isDryRun: changes.dryRun, wait: try waiting.wait(environment),
            grace: try waiting.grace(environment))
        let service = ServiceAnnotations.annotations(
            project: choice.project, environment: project.environmentName(environment))
        try await Rollback(
            release: run, revision: revision, options: options,
            metadata: try metadata.metadata(service: service, environment), isDryRun: changes.dryRun,
            parallelism: try changes.parallelism(environment), timeout: try changes.limit(environment)
        ).run()
    }

    /// The release and the revision; 0 stands for none, as Helm takes it.
    private func target(_ environment: PluginEnvironment) throws -> (release: ReleaseChoice, revision: Int?) {
        var (name, number) = (name, revision)
        // With --release the first argument is the revision.
        if flags.release != nil, number == nil, let only = name.flatMap({ Int($0) }) { (name, number) = (nil, only) }
        if let number, let revisionFlag, number != revisionFlag {
            throw ValidationError("two revisions: \(number) and --revision \(revisionFlag)")
        }
        number = number ?? revisionFlag
        if let number, number < 0 { throw ValidationError("invalid release revision") }
        return (try flags.choice(name, project, generic, environment), number == 0 ? nil : number)
    }

    private func options(_ environment: PluginEnvironment) throws -> PlanInputs.Options {
        var options = PlanInputs.Options()
        try changes.settle(&options, environment)
        options.forcesAdoption = forceAdoption || environment.isOn("WERF_FORCE_ADOPTION")
        options.removesManualChanges = !noRemoveManualChanges && !environment.isOn("WERF_NO_REMOVE_MANUAL_CHANGES")
        let limit =
            try WholeNumber.of("WERF_RELEASES_HISTORY_MAX", environment)
            ?? WholeNumber.of("HELM_MAX_HISTORY", environment)
        options.historyLimit = max(0, releasesHistoryMax ?? limit ?? 10)
        return options
    }
}
