internal import Documents

/// A stored revision as its object's metadata shows it.
package struct RevisionEntry: Hashable, Sendable {
    /// The release's name: from the object's name, which the labels only repeat.
    package var name: String
    /// The namespace the object is in.
    package var namespace: String
    /// The revision in the object's name.
    package var revision: Int
    /// What the label says; the record itself may say something else.
    package var status: ReleaseStatus
    package var objectName: String
    package var uid: String
    package var resourceVersion: String
    /// Every label of the object.
    package var labels: [String: String]

    package init(
        name: String, namespace: String, revision: Int, status: ReleaseStatus, objectName: String, uid: String,
        resourceVersion: String, labels: [String: String]
    ) {
        self.name = name
        self.namespace = namespace
        self.revision = revision
        self.status = status
        self.objectName = objectName
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.labels = labels
    }
}

/// A revision that was read, with what an update needs to replace exactly it.
package struct StoredRevision: Sendable {
    package var release: Release
    package let entry: RevisionEntry
    /// The object's metadata as read, so that what others put there stays.
    let metadata: Object
    /// The Secret's type, which can't be changed; nil for a ConfigMap.
    ///
    /// A restored record may have another than Helm's.
    let type: String?

    init(release: Release, entry: RevisionEntry, object: Value) {
        self.release = release
        self.entry = entry
        metadata = object["metadata"]?.object ?? Object()
        type = object["type"]?.string
    }
}
