package import Documents
package import GoTime

/// A hook of a revision and how its last run went.
package struct ReleaseHook: Sendable {
    package var name: String
    package var kind: String
    /// The chart's name and the template's path inside it.
    package var path: String
    package var manifest: String
    /// When it runs: `pre-install`, `post-delete`, `test` and their like.
    package var events: [String]
    package var lastRun: HookRun
    package var weight: Int
    /// `before-hook-creation`, `hook-succeeded`, `hook-failed`; Helm fills in the first when it runs the hook.
    package var deletePolicies: [String]
    private var record = Record()

    package init(
        name: String, kind: String, path: String, manifest: String, events: [String], lastRun: HookRun = HookRun(),
        weight: Int = 0, deletePolicies: [String] = []
    ) {
        self.name = name
        self.kind = kind
        self.path = path
        self.manifest = manifest
        self.events = events
        self.lastRun = lastRun
        self.weight = weight
        self.deletePolicies = deletePolicies
    }

    /// A member of the hook's record that Helm 3.17 doesn't know.
    package subscript(extra key: String) -> Value? {
        get { record.members[key] }
        set { record.members[key] = newValue }
    }
}

/// The last run of a hook.
package struct HookRun: Sendable {
    package var startedAt: GoTime?
    package var completedAt: GoTime?
    /// `Running`, `Succeeded`, `Failed`, `Unknown`, or empty when it never ran.
    package var phase: String
    private var record = Record()

    package init(startedAt: GoTime? = nil, completedAt: GoTime? = nil, phase: String = "") {
        self.startedAt = startedAt
        self.completedAt = completedAt
        self.phase = phase
    }
}

extension ReleaseHook {
    /// Reads one element of `hooks`.
    init(decoding value: Value) throws(RecordError) {
        let reader = try RecordReader(value, "Hook")
        self.init(
            name: try reader.text("name"), kind: try reader.text("kind"), path: try reader.text("path"),
            manifest: try reader.text("manifest"), events: try reader.texts("events"),
            lastRun: try reader.value("last_run").map { value throws(RecordError) in try HookRun(decoding: value) }
                ?? HookRun(),
            weight: try reader.integer("weight"), deletePolicies: try reader.texts("delete_policies"))
        record = Record(read: reader.all)
    }

    /// Reads `hooks`; elements that are null are nobody's hooks.
    static func list(_ value: Value?, _ reader: RecordReader) throws(RecordError) -> [ReleaseHook] {
        guard let value else { return [] }
        guard case .array(let elements) = value else { throw reader.wrong(value, "hooks", "[]*release.Hook") }
        var hooks: [ReleaseHook] = []
        for element in elements where !element.isNull { hooks.append(try ReleaseHook(decoding: element)) }
        return hooks
    }

    /// The element of `hooks` to store.
    func encoded() -> Value {
        let former = record.isNew ? [] : (try? ReleaseHook(decoding: .object(record.members)))?.fields() ?? []
        return .object(record.merged(fields(), former: former))
    }

    private func fields() -> [Record.Field] {
        [
            .init("name", nonempty: name),
            .init("kind", nonempty: kind),
            .init("path", nonempty: path),
            .init("manifest", nonempty: manifest),
            .init("events", events.isEmpty ? nil : .array(events.map { .string($0) })),
            .init("last_run", lastRun.encoded()),
            .init("weight", weight == 0 ? nil : .integer(Int64(weight))),
            .init("delete_policies", deletePolicies.isEmpty ? nil : .array(deletePolicies.map { .string($0) })),
        ]
    }
}

extension HookRun {
    init(decoding value: Value) throws(RecordError) {
        let reader = try RecordReader(value, "HookExecution")
        self.init(
            startedAt: try reader.time("started_at"), completedAt: try reader.time("completed_at"),
            phase: try reader.text("phase"))
        record = Record(read: reader.all)
    }

    func encoded() -> Value {
        let former = record.isNew ? [] : (try? HookRun(decoding: .object(record.members)))?.fields() ?? []
        return .object(record.merged(fields(), former: former))
    }

    private func fields() -> [Record.Field] {
        [
            .init("started_at", startedAt.recorded),
            .init("completed_at", completedAt.recorded),
            .init("phase", .string(phase)),
        ]
    }
}
