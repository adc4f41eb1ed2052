internal import ArgumentParser
internal import Documents
internal import PluginKit
internal import Shared

/// `kubectl werf get all|manifest|values|hooks|notes|metadata [NAME]`.
struct GetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubectl werf-get", abstract: "Show what a revision of a release holds.",
        version: PluginMain.version)

    /// What is shown.
    enum Part: String, CaseIterable, ExpressibleByArgument {
        case all, manifest, values, hooks, notes, metadata
    }

    @Argument(help: "What to show.")
    var part: Part
    @Argument(help: "The release's name; the project's unless given.")
    var name: String?
    @Option(parsing: .unconditional, help: "The revision; the newest unless given.")
    var revision: Int?
    @Flag(name: [.customShort("a"), .long], help: "With values: the chart's and the user's together.")
    var all = false
    @Option(
        name: [.customShort("o", allowingJoined: true), .long], parsing: .unconditional,
        help: "The form of values and metadata: table, wide, json, yaml; name: the object that holds the revision.")
    var output: OutputFormat = .table
    @OptionGroup var project: ProjectFlags
    @OptionGroup var storage: StorageFlags
    @OptionGroup var generic: GenericFlags
    @OptionGroup var quiet: QuietFlags

    mutating func run() async throws {
        quiet.settle()
        let choice = try project.release(named: name, generic)
        let name = choice.name
        guard ReleaseName.isValid(name) else { throw GetError.invalidName(name) }
        let client = try generic.connect(namespace: choice.namespace)
        let storage = try storage.storage(client, namespace: client.configuration.namespace)
        let release = try await read(name, storage).release
        if output == .name {
            return Console.write(storage.driver.reference(release.name, release.version) + "\n")
        }
        switch part {
        case .all: Console.write(ReleaseReport(release).all)
        case .manifest: Console.write(release.manifest + "\n")
        case .hooks: Console.write(ReleaseReport(release).hooks)
        case .notes: Console.write(release.info.notes.isEmpty ? "" : "NOTES:\n\(release.info.notes)\n")
        case .values: Console.write(ReleaseReport(release).values(isComputed: all, output))
        case .metadata: Console.write(ReleaseMetadata(release).text(output))
        }
    }

    /// The revision asked for, or the one with the highest number.
    private func read(_ name: String, _ storage: ReleaseStorage) async throws -> StoredRevision {
        if let revision, revision > 0 {
            do {
                return try await storage.revision(name, revision)
            } catch StorageError.revisionNotFound(let name, let revision) {
                guard try await storage.history(name).isEmpty else {
                    throw StorageError.revisionNotFound(name: name, revision: revision)
                }
                throw StorageError.releaseNotFound(name, namespace: storage.namespace)
            }
        }
        guard let newest = try await storage.history(name).last else {
            throw StorageError.releaseNotFound(name, namespace: storage.namespace)
        }
        return try await storage.revision(name, newest.revision)
    }
}

/// A revision that can't be shown.
enum GetError: ExplainedError {
    case invalidName(String)

    var explanation: String {
        switch self {
        case .invalidName(let name): "releaseContent: Release name is invalid: \(name)"
        }
    }
}
