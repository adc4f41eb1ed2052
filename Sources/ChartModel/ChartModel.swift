//! ChartModel: what a chart is once it is stored in a release, and how its values meet the user's.
//!
//! Purpose: the chart record of a release with every key Helm writes, kept when it isn't known here, and Helm's
//! coalescing of values; both are needed by commands that never render a template.
//! May import: Documents.

package import Documents

/// A chart as a release stores it: without its subcharts, whose merged values are in `values`.
///
/// Key order and presence follow Helm 3.17.3 (`docs/architecture.md`: stored charts); keys of later versions are kept.
package struct StoredChart: Hashable, Sendable {
    /// Chart.yaml, or nil where the record says `null`.
    package var metadata: ChartMetadata?
    /// Chart.lock as Helm writes it (`generated`, `digest`, `dependencies`), or `.null`.
    package var lock: Value
    /// The files under `templates/`, partials and NOTES.txt among them; nil when there are none.
    package var templates: [ChartFile]?
    /// The chart's own defaults; nil when the chart has no values.yaml.
    package var values: Object?
    /// The bytes of values.schema.json.
    package var schema: [UInt8]?
    /// Every other file; nil when there are none.
    package var files: [ChartFile]?
    /// Members that Helm 3.17.3 doesn't know (`schemamodtime`, `modtime`, …), in written order.
    package var unknown: Object

    /// A chart of the given parts.
    package init(
        metadata: ChartMetadata?, lock: Value = .null, templates: [ChartFile]? = nil, values: Object? = nil,
        schema: [UInt8]? = nil, files: [ChartFile]? = nil, unknown: Object = Object()
    ) {
        self.metadata = metadata
        self.lock = lock
        self.templates = templates
        self.values = values
        self.schema = schema
        self.files = files
        self.unknown = unknown
    }
}

extension StoredChart {
    /// Reads the `chart` member of a release.
    ///
    /// Keys match whatever their case, as Go's reader has it.
    ///
    /// - Throws: ``ChartModelError`` in the words of Go's `encoding/json` when a member has the wrong type.
    package init(decoding value: Value) throws(ChartModelError) {
        var fields = try StructFields(value, of: "Chart")
        metadata = try fields.take("metadata").map { value throws(ChartModelError) in
            try ChartMetadata(decoding: value)
        }
        lock = fields.take("lock") ?? .null
        templates = try ChartFile.list(fields.take("templates"), at: "templates")
        values = try fields.object("values")
        schema = try fields.base64("schema")
        files = try ChartFile.list(fields.take("files"), at: "files")
        unknown = fields.rest
    }

    /// The value Helm would store, its maps sorted by key.
    package func encoded() -> Value {
        var object = Object()
        object["metadata"] = metadata?.encoded() ?? .null
        object["lock"] = lock
        object["templates"] = ChartFile.encoded(templates)
        object["values"] = values.map { Value.object($0).sortedByKeys() } ?? .null
        object["schema"] = schema.map { .string(Base64.text(of: $0)) } ?? .null
        if let time = unknown["schemamodtime"] { object["schemamodtime"] = time }
        object["files"] = ChartFile.encoded(files)
        for member in unknown where member.key != "schemamodtime" { object[member.key] = member.value }
        return .object(object)
    }
}
