internal import ArgumentParser
internal import PluginKit
internal import RegularExpressions
internal import Shared

/// `kubectl werf list`.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubectl werf-list", abstract: "List releases, those that are stuck or unreadable among them.",
        version: PluginMain.version)

    @Flag(name: [.customShort("A"), .long], help: "List the releases of every namespace.")
    var allNamespaces = false
    @Flag(name: [.customShort("a"), .long], help: "List releases of every status, which is the default.")
    var all = false
    @OptionGroup var statuses: StatusFlags
    @Option(
        name: [.customShort("f", allowingJoined: true), .long], parsing: .unconditional,
        help: "Only names that this regular expression matches.")
    var filter: String?
    @Option(
        name: [.customShort("l", allowingJoined: true), .long], parsing: .unconditional,
        help: "Only releases whose newest revision has these labels.")
    var selector: String?
    @Flag(name: [.customShort("d"), .long], help: "Sort by the time of the last deploy, the oldest first.")
    var date = false
    @Flag(name: [.customShort("r"), .long], help: "Reverse the order.")
    var reverse = false
    @Option(
        name: [.customShort("m", allowingJoined: true), .long], parsing: .unconditional,
        help: "How many releases to show; 0 for all.")
    var max = 256
    @Option(parsing: .unconditional, help: "How many releases to pass over first.")
    var offset = 0
    @Flag(name: [.customShort("q"), .long], help: "Show names only.")
    var short = false
    @Flag(name: [.long, .customLong("log-quiet")], help: "Show no warnings.")
    var quiet = false
    @Flag(help: "Leave out the headings.")
    var noHeaders = false
    @Option(parsing: .unconditional, help: "Go's layout for times, such as 2006-01-02.")
    var timeFormat: String?
    @Flag(help: "Read what is committed now, not what the API server remembers.")
    var fresh = false
    @Option(
        name: [.customShort("o", allowingJoined: true), .long], parsing: .unconditional,
        help: "The form: table, wide, json, yaml or name.")
    var output: OutputFormat = .table
    @OptionGroup var storage: StorageFlags
    @OptionGroup var generic: GenericFlags

    mutating func run() async throws {
        Console.setQuiet(quiet)
        let name = try filter.map { try NameFilter($0) }
        let labels = try selector.map { try LabelSelector($0) }
        let client = try generic.connect()
        let namespace = allNamespaces ? nil : client.configuration.namespace
        let listing = ReleaseListing(
            records: KubernetesRecords(client), driver: try storage.driver(),
            namespace: namespace.map { storage.namespace(or: $0) }, isFresh: fresh)
        let found =
            statuses.isSupersededOnly
            ? try await listing.superseded() : try await listing.newest(readsAll: statuses.corrupt)
        let selected = found.filter { row in
            (name?.matches(row.name) ?? true) && (labels?.matches(row.labels) ?? true)
        }
        print(ReleaseRows(selected, statuses, isByDate: date, isReversed: reverse).page(offset: offset, max: max))
    }

    private func print(_ rows: [ListedRevision]) {
        let output = ListOutput(rows: rows, timeFormat: timeFormat)
        if short || self.output == .name {
            Console.write(output.names(self.output))
        } else {
            Console.write(self.output.text(of: output.document) ?? Array(output.table(hasHeadings: !noHeaders).utf8))
        }
    }
}

/// The expression that names must match.
private struct NameFilter {
    private let expression: RegularExpression

    init(_ pattern: String) throws {
        do throws(RegularExpressionError) {
            expression = try RegularExpression(pattern)
        } catch {
            throw ListError(explanation: error.message)
        }
    }

    func matches(_ name: String) -> Bool { expression.matches(name) }
}

/// A list that can't be made as asked.
struct ListError: ExplainedError {
    let explanation: String
}
