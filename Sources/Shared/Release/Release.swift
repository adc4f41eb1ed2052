package import ChartModel
package import Documents

/// One revision of a release, as Helm stores it.
///
/// A release that was read remembers its record: what this type doesn't know is written back where it stood.
package struct Release: Sendable {
    /// The release's name.
    package var name: String
    /// The namespace the release belongs to, as the record says; empty when it says nothing.
    package var namespace: String
    /// The revision, counted from 1.
    package var version: Int
    package var info: ReleaseInfo
    /// The chart without its subcharts; nil when the record has none.
    package var chart: StoredChart?
    /// The values the user gave, nulls included.
    package var config: Object
    /// The resources that aren't hooks, in Helm's text form.
    package var manifest: String
    package var hooks: [ReleaseHook]
    /// `ssa`, `csa` or empty, which stands for `csa`.
    package var applyMethod: String
    /// The labels users put on the release; they live on the object, not in the record.
    package var labels: [String: String]
    /// The record this was read from.
    private var record = Record()

    /// A new release without hooks, chart or values.
    package init(name: String, namespace: String, version: Int, info: ReleaseInfo) {
        self.name = name
        self.namespace = namespace
        self.version = version
        self.info = info
        (config, manifest, hooks, applyMethod, labels) = (Object(), "", [], "", [:])
    }

    /// A member of the record that Helm doesn't know; Helm drops it when it writes this revision itself.
    package subscript(extra key: String) -> Value? {
        get { record.members[key] }
        set { record.members[key] = newValue }
    }
}

extension Release {
    /// Reads a record.
    init(decoding value: Value) throws(RecordError) {
        let reader = try RecordReader(value, "Release")
        guard let info = reader.value("info") else { throw RecordError("the record has no info") }
        self.init(
            name: try reader.text("name"), namespace: try reader.text("namespace"),
            version: try reader.integer("version"), info: try ReleaseInfo(decoding: info))
        do {
            chart = try reader.value("chart").map { value throws(ChartModelError) in try StoredChart(decoding: value) }
        } catch {
            throw RecordError(error.message)
        }
        if let value = reader.value("config") {
            guard case .object(let values) = value else {
                throw reader.wrong(value, "config", "map[string]interface {}")
            }
            config = values
        }
        manifest = try reader.text("manifest")
        hooks = try ReleaseHook.list(reader.value("hooks"), reader)
        applyMethod = try reader.text("apply_method")
        record = Record(read: reader.all)
    }

    /// The record to store.
    func encoded() -> Value {
        let former = record.isNew ? [] : (try? Release(decoding: .object(record.members)))?.fields() ?? []
        return .object(record.merged(fields(), former: former))
    }

    /// The members Helm knows, in the order of Helm 3.17, `apply_method` of Helm 4 last.
    private func fields() -> [Record.Field] {
        [
            .init("name", nonempty: name),
            .init("info", info.encoded()),
            .init("chart", chart?.encoded()),
            .init("config", config.isEmpty ? nil : Value.object(config).sortedByKeys()),
            .init("manifest", nonempty: manifest),
            .init("hooks", hooks.isEmpty ? nil : .array(hooks.map { $0.encoded() })),
            .init("version", version == 0 ? nil : .integer(Int64(version))),
            .init("namespace", nonempty: namespace),
            .init("apply_method", nonempty: applyMethod),
        ]
    }
}
