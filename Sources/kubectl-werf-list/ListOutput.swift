internal import Documents
internal import GoTime
internal import PluginKit
internal import Shared

/// The list in Helm's forms.
struct ListOutput {
    let rows: [ListedRevision]
    /// Go's layout for times; nil for Helm's.
    let timeFormat: String?

    func table(hasHeadings: Bool) -> String {
        var table =
            hasHeadings
            ? Table(["NAME", "NAMESPACE", "REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION"]) : Table()
        for row in rows { table.append(texts(row)) }
        return table.text
    }

    /// The names alone: a line each, or a document.
    func names(_ format: OutputFormat) -> [UInt8] {
        let names = rows.map { $0.summary?.name ?? $0.name }
        return format.text(of: .array(names.map { .string($0) })) ?? Array(names.map { "\($0)\n" }.joined().utf8)
    }

    /// The rows as Helm's JSON has them.
    var document: Value {
        let keys = ["name", "namespace", "revision", "updated", "status", "chart", "app_version"]
        return .array(
            rows.map { row in
                .object(Object(zip(keys, texts(row)).map { .init(key: $0, value: .string($1)) }))
            })
    }

    private func texts(_ row: ListedRevision) -> [String] {
        let summary = row.summary
        return [
            summary?.name ?? row.name, summary?.namespace ?? row.namespace,
            String(summary?.version ?? row.revision), updated(summary),
            summary?.status.rawValue ?? RevisionTexts.corrupt,
            RevisionTexts.chart(summary), RevisionTexts.appVersion(summary),
        ]
    }

    private func updated(_ summary: ReleaseSummary?) -> String {
        guard let time = summary?.lastDeployed else { return "-" }
        return timeFormat.map { time.format($0) } ?? time.description
    }
}
