/// What went wrong with stored revisions.
package enum StorageError: Error, Sendable {
    /// The driver's name is none of ours.
    case unknownDriver(String)
    /// No revision of the release is stored.
    case releaseNotFound(String, namespace: String)
    /// The release has revisions, not this one.
    case revisionNotFound(name: String, revision: Int)
    /// Someone else has just created this revision.
    case revisionExists(name: String, revision: Int)
    /// The stored revision changed since it was read.
    case conflict(name: String, revision: Int)
    /// The record can't be read; it is left as it is.
    case unreadable(RevisionEntry, reason: String)
    /// The newest revision is pending.
    case pending(RevisionEntry)
    /// The record would not fit, with the largest parts, largest first.
    case tooLarge(name: String, bytes: Int, limit: Int, parts: [RecordPart])
    /// The release's revisions are in the other kind of object, or in another namespace.
    case storedElsewhere(name: String, driver: StorageDriver, namespace: String)
    /// A record of this name belongs to a release of another namespace.
    case foreignRecord(name: String, storageNamespace: String, namespace: String)
    /// The release can't be named so.
    case invalidName(String)
    /// The record can't be written.
    case unwritable(name: String, revision: Int, reason: String)
    /// The API server, while doing what the text says.
    case server(String, any Error)
}

/// A part of a record and the bytes it adds to it.
package struct RecordPart: Hashable, Sendable {
    /// What it is: a file of the chart, the manifest of a template, the notes.
    package var name: String
    /// The bytes of the unpacked record.
    package var bytes: Int

    package init(name: String, bytes: Int) {
        self.name = name
        self.bytes = bytes
    }
}
