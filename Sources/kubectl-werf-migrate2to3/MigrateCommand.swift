internal import ArgumentParser
internal import DeployCommands
internal import HelmTwo
internal import PluginKit
internal import Shared
internal import TillerRecords

/// `kubectl werf migrate2to3 [NAME]`.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubectl werf-migrate2to3",
        abstract: "Bring releases of Helm 2 over to Helm 3, and back if need be.", version: PluginMain.version)

    @Argument(help: "The release's name at Tiller's; the project's unless given.")
    var name: String?

    @Flag(help: "Every release that Tiller has; with --namespace those of that namespace.")
    var all = false
    @Flag(help: "Show what would be done and change nothing.")
    var dryRun = false
    @Flag(help: "End a dry run with status 2 when something would be written.")
    var exitCode = false
    @Flag(name: [.customShort("y"), .long], help: "Don't ask.")
    var yes = false
    @Flag(help: "Take a migration back: delete the revisions it wrote, give objects their former marks.")
    var undo = false
    @Flag(
        name: [.customLong("delete-v2-releases")],
        help: "Delete Helm 2's records of what Helm 3 has; there is no way back then.")
    var deleteV2Releases = false
    @Flag(help: "Leave out records that can't be read, unless the newest is one.")
    var skipDamaged = false
    @Option(parsing: .unconditional, help: "How many of the newest revisions to bring over, 0 for all (default 0).")
    var releaseVersionsMax = 0
    @Flag(help: "Accepted for the 2to3 plugin's sake: what Helm 3 has already is never an error.")
    var ignoreAlreadyMigrated = false
    @Option(parsing: .unconditional, help: .hidden)
    var networkParallelism: Int?

    @OptionGroup(title: "Release") var release: TargetFlags
    @OptionGroup(title: "Helm 2") var tiller: TillerFlags
    @OptionGroup(title: "Others at work on the release") var waiting: WaitingFlags
    @OptionGroup(title: "Project") var project: ProjectFlags
    @OptionGroup(title: "Storage of Helm 3") var storage: StorageFlags
    @OptionGroup(title: "Cluster") var generic: GenericFlags
    @OptionGroup(title: "Output") var quiet: QuietFlags

    func run() async throws {
        let environment = PluginEnvironment.current
        quiet.settle()
        guard releaseVersionsMax >= 0 else {
            throw ValidationError(
                "invalid value \"\(releaseVersionsMax)\" for --release-versions-max: it can't be negative")
        }
        let choice = try choice(environment)
        let client = try generic.connect(environment)
        let source = MigrationSource(
            client: client,
            tiller: TillerStore(records: KubernetesRecords(client), label: tiller.label ?? TillerPlace.defaultLabel),
            driver: try tiller.helmThreeDriver(storage, environment),
            storageNamespace: storage.releaseStorageNamespace ?? environment.text("WERF_RELEASE_STORAGE_NAMESPACE"),
            parallelism: max(1, networkParallelism ?? 8))
        let search = TillerSearch(
            source.tiller, namespace: tiller.namespace(environment), driver: try tiller.driver(storage, environment))
        let request = MigrationReader.Request(
            targetName: release.targetRelease,
            targetNamespace: release.targetNamespace,
            namespace: generic.namespace ?? environment.text("WERF_NAMESPACE") ?? choice?.namespace,
            limit: releaseVersionsMax)
        let run = MigrationRun(
            source: source, search: search, request: request, name: choice?.name, tillerNamespace: search.namespace,
            wait: try waiting.wait(environment), isDryRun: dryRun, tellsByStatus: exitCode, isConfirmed: yes)
        if undo { return try await UndoRun(run: run).run() }
        let grace = try waiting.grace(environment).components.seconds
        try await run.migrate(
            rules: MigrationRules(leavesDamaged: skipDamaged, leavesHomeless: all, grace: grace),
            deletesRecords: deleteV2Releases)
    }

    /// The release that is named, the project's, or (nil) all.
    private func choice(_ environment: PluginEnvironment) throws -> ReleaseChoice? {
        if all {
            guard name == nil, release.release == nil, release.targetRelease == nil, release.targetNamespace == nil
            else {
                throw ValidationError(
                    "--all can't be used together with a release's name, --target-release or --target-namespace")
            }
            return nil
        }
        if let name, let other = release.release, name != other {
            throw ValidationError("two release names: \(name) and --release \(other)")
        }
        if undo, deleteV2Releases {
            throw ValidationError("--undo can't be used together with --delete-v2-releases")
        }
        return try project.release(named: name ?? release.release, generic, environment)
    }
}
