internal import ArgumentParser
internal import Documents
internal import GoTime
internal import PluginKit
internal import Shared

/// `kubectl werf history [NAME]`.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubectl werf-history", abstract: "Show the revisions of a release.",
        version: PluginMain.version)

    @Argument(help: "The release's name; the project's unless given.")
    var name: String?
    @Option(parsing: .unconditional, help: "How many of the newest revisions to show; 0 for all.")
    var max = 256
    @Option(
        name: [.customShort("o", allowingJoined: true), .long], parsing: .unconditional,
        help: "The form: table, wide, json, yaml or name.")
    var output: OutputFormat = .table
    @OptionGroup var project: ProjectFlags
    @OptionGroup var storage: StorageFlags
    @OptionGroup var generic: GenericFlags
    @OptionGroup var quiet: QuietFlags

    mutating func run() async throws {
        quiet.settle()
        let choice = try project.release(named: name, generic)
        let name = choice.name
        guard ReleaseName.isValid(name) else { throw HistoryError.invalidName(name) }
        let client = try generic.connect(namespace: choice.namespace)
        let place = storage.namespace(or: client.configuration.namespace)
        let driver = try storage.driver()
        let listing = ReleaseListing(
            records: KubernetesRecords(client), driver: driver, namespace: place, isFresh: true)
        let revisions = try await listing.history(of: name)
        guard !revisions.isEmpty else { throw StorageError.releaseNotFound(name, namespace: place) }
        let shown = max > 0 ? Array(revisions.suffix(max)) : revisions
        if output == .name {
            Console.write(shown.map { driver.reference($0.name, $0.revision) + "\n" }.joined())
        } else {
            Console.write(output.text(of: document(shown)) ?? Array(table(shown).utf8))
        }
    }

    private func table(_ revisions: [ListedRevision]) -> String {
        var table = Table(["REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "DESCRIPTION"])
        for revision in revisions {
            let summary = revision.summary
            table.append([
                String(summary?.version ?? revision.revision), (summary?.lastDeployed ?? .zero).ansiC,
                summary?.status.rawValue ?? RevisionTexts.corrupt, RevisionTexts.chart(summary),
                RevisionTexts.appVersion(summary), description(revision),
            ])
        }
        return table.text
    }

    /// The rows as Helm's JSON has them.
    private func document(_ revisions: [ListedRevision]) -> Value {
        .array(
            revisions.map { revision in
                let summary = revision.summary
                return [
                    "revision": .integer(Int64(summary?.version ?? revision.revision)),
                    "updated": .string(summary?.lastDeployed?.rfc3339Nano ?? ""),
                    "status": .string(summary?.status.rawValue ?? RevisionTexts.corrupt),
                    "chart": .string(RevisionTexts.chart(summary)),
                    "app_version": .string(RevisionTexts.appVersion(summary)),
                    "description": .string(description(revision)),
                ]
            })
    }

    /// What the record says, or why it can't be read.
    private func description(_ revision: ListedRevision) -> String {
        switch revision.record {
        case .success(let summary): summary.description
        case .failure(let error): error.message
        }
    }
}

/// A history that can't be shown.
enum HistoryError: ExplainedError {
    case invalidName(String)

    var explanation: String {
        switch self {
        case .invalidName(let name): "release name is invalid: \(name)"
        }
    }
}
