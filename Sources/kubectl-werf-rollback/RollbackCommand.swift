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

    @OptionGroup(title: "Release") var flags: NameFlags
    @OptionGroup(title: "Metadata") var metadata: MetadataFlags
    @OptionGroup(title: "Deploying") var changes: ChangeFlags
    @OptionGroup(title: "Writing") var writing: WritingFlags
    @OptionGroup(title: "Report") var report: RollbackReportFlags
    @OptionGroup var shared: RunFlags

    func run() async throws {
        let environment = PluginEnvironment.current
        shared.quiet.settle()
        let (choice, revision) = try target(environment)
        var options = PlanInputs.Options()
        try changes.settle(&options, environment)
        try writing.settle(&options, environment)
        let run = try shared.run(
            on: choice.name, namespace: choice.namespace, isDryRun: changes.dryRun,
            parallelism: try changes.parallelism(environment), environment)
        let service = ServiceAnnotations.annotations(
            project: choice.project, environment: shared.project.environmentName(environment))
        try await Rollback(
            release: run, revision: revision, options: options,
            metadata: try metadata.metadata(service: service, environment), isDryRun: changes.dryRun,
            parallelism: try changes.parallelism(environment), timeout: try changes.limit(environment),
            showsLogs: changes.showsLogs, report: try report.file(environment)
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
        return (try flags.choice(name, shared.project, shared.generic, environment), number == 0 ? nil : number)
    }
}
