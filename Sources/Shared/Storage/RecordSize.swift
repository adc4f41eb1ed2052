internal import ChartModel
internal import Documents

/// What a record weighs, and what can go when it weighs too much.
enum RecordSize {
    /// What the API server takes in one Secret or ConfigMap, less room for what the final write adds.
    static let limit = (1 << 20) - (16 << 10)

    /// The bytes of the payload.
    static func of(_ release: Release) throws(RecordError) -> Int {
        try ReleaseCodec.encode(release).count
    }

    /// The parts of the stored chart that neither Helm nor we ever read again, in the order in which they go.
    static let needless: [(name: String, drop: @Sendable (inout StoredChart) -> Bool)] = [
        ("chart.files", { drop(&$0.files) }), ("chart.templates", { drop(&$0.templates) }),
        ("chart.schema", { drop(&$0.schema) }),
    ]

    private static func drop<Part>(_ part: inout Part?) -> Bool {
        defer { part = nil }
        return part != nil
    }

    /// The ten largest parts of the record, by their bytes before packing.
    static func largestParts(_ release: Release) -> [RecordPart] {
        var parts = manifestParts(release.manifest)
        parts += release.hooks.map { RecordPart(name: "hook \($0.path) \($0.name)", bytes: $0.manifest.utf8.count) }
        parts.append(RecordPart(name: "notes", bytes: release.info.notes.utf8.count))
        parts.append(RecordPart(name: "user-supplied values", bytes: JSON.write(.object(release.config), .go).count))
        if let chart = release.chart {
            let files = (chart.templates ?? []) + (chart.files ?? [])
            parts += files.map { RecordPart(name: "chart file \($0.name)", bytes: ($0.data.count + 2) / 3 * 4) }
            parts.append(
                RecordPart(name: "chart values", bytes: chart.values.map { JSON.write(.object($0), .go).count } ?? 0))
            parts.append(RecordPart(name: "values.schema.json", bytes: ((chart.schema?.count ?? 0) + 2) / 3 * 4))
        }
        return Array(parts.sorted { $0.bytes > $1.bytes }.prefix(10))
    }

    /// The manifest's documents, named by the template they came from.
    private static func manifestParts(_ manifest: String) -> [RecordPart] {
        var sizes: [(name: String, bytes: Int)] = []
        var name = "manifest"
        for line in manifest.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.starts(with: "# Source: ".utf8) {
                name = "manifest of " + String(Substring(line.dropFirst("# Source: ".utf8.count)))
            }
            if sizes.last?.name == name {
                sizes[sizes.count - 1].bytes += line.count + 1
            } else {
                sizes.append((name, line.count + 1))
            }
        }
        return Dictionary(sizes, uniquingKeysWith: +).map { RecordPart(name: $0.key, bytes: $0.value) }
    }
}
