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
    /// The revision that a rollback went back to; 0 for none. Helm 4.3 and later write it.
    package var rollbackRevision: Int
    /// The rendered NOTES.txt, untrimmed.
    package var notes: String
    var record: Object

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
        record = Object()
    }

    /// A member of `info` that Helm doesn't know.
    package subscript(extra key: String) -> Value? {
        get { record[key] }
        set { record[key] = newValue }
    }
}
