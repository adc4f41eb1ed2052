package import Documents
package import GoTime

/// When and how a revision came about.
package struct ReleaseInfo: Sendable {
    /// When revision 1 was made; nil when the record doesn't say.
    package var firstDeployed: GoTime?
    /// When this revision was prepared.
    package var lastDeployed: GoTime?
    /// When uninstalling began.
    package var deleted: GoTime?
    package var description: String
    package var status: ReleaseStatus
    /// The revision that a rollback went back to, as Helm 4.3 writes it; 0 for none.
    package var rollbackRevision: Int
    /// The rendered NOTES.txt, untrimmed.
    package var notes: String
    private var record = Record()

    package init(
        firstDeployed: GoTime? = nil, lastDeployed: GoTime? = nil, deleted: GoTime? = nil, description: String = "",
        status: ReleaseStatus, rollbackRevision: Int = 0, notes: String = ""
    ) {
        self.firstDeployed = firstDeployed
        self.lastDeployed = lastDeployed
        self.deleted = deleted
        self.description = description
        self.status = status
        self.rollbackRevision = rollbackRevision
        self.notes = notes
    }

    /// A member of `info` that Helm doesn't know.
    package subscript(extra key: String) -> Value? {
        get { record.members[key] }
        set { record.members[key] = newValue }
    }
}

extension ReleaseInfo {
    /// Reads `info`.
    init(decoding value: Value) throws(RecordError) {
        let reader = try RecordReader(value, "Info")
        self.init(
            firstDeployed: try reader.time("first_deployed"), lastDeployed: try reader.time("last_deployed"),
            deleted: try reader.time("deleted"), description: try reader.text("description"),
            status: ReleaseStatus(rawValue: try reader.text("status")),
            rollbackRevision: try reader.integer("rollback_revision"), notes: try reader.text("notes"))
        try Self.refuseResources(reader)
        record = Record(read: reader.all)
    }

    /// Helm can't read a list of live objects here, and so hides the whole revision.
    private static func refuseResources(_ reader: RecordReader) throws(RecordError) {
        guard let resources = reader.value("resources") else { return }
        guard case .object(let lists) = resources else {
            throw reader.wrong(resources, "resources", "map[string][]runtime.Object")
        }
        if let list = lists.first(where: { $0.value.array?.isEmpty == false }) {
            throw reader.wrong(list.value[0] ?? .null, "resources", "runtime.Object")
        }
    }

    /// The value of `info` to store.
    func encoded() -> Value {
        let former = record.isNew ? [] : (try? ReleaseInfo(decoding: .object(record.members)))?.fields() ?? []
        return .object(record.merged(fields(), former: former))
    }

    private func fields() -> [Record.Field] {
        [
            .init("first_deployed", firstDeployed.recorded),
            .init("last_deployed", lastDeployed.recorded),
            .init("deleted", deleted.recorded),
            .init("description", nonempty: description),
            .init("status", nonempty: status.rawValue),
            .init("rollback_revision", rollbackRevision == 0 ? nil : .integer(Int64(rollbackRevision))),
            .init("notes", nonempty: notes),
        ]
    }
}
