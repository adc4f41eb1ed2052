internal import Documents
internal import Shared

/// A record of Tiller's as its object's metadata shows it.
package struct TillerEntry: Hashable, Sendable {
    /// The release's name, from the label: object names are `<release>.v<revision>`.
    package var name: String
    package var revision: Int
    /// Helm 2's word for the status, in capitals: `DEPLOYED`, `DELETED`.
    package var status: String
    package var place: TillerPlace
    package var objectName: String
    package var uid: String
    package var resourceVersion: String

    package init(
        name: String, revision: Int, status: String, place: TillerPlace, objectName: String, uid: String,
        resourceVersion: String
    ) {
        self.name = name
        self.revision = revision
        self.status = status
        self.place = place
        self.objectName = objectName
        self.uid = uid
        self.resourceVersion = resourceVersion
    }

    /// `ConfigMap kube-system/app.v1`.
    package var title: String { "\(place.driver.kind) \(place.namespace)/\(objectName)" }

    /// The uninstalled state: objects are gone, the record is kept for a rollback.
    package var isDeleted: Bool { status == "DELETED" }

    /// The entry of an object; nil when it names no release and revision.
    ///
    /// The revision in the object's name counts where the label says something else: Tiller finds records by it.
    init?(of object: Value, _ driver: StorageDriver) {
        let metadata = object["metadata"]
        let labels = metadata?["labels"]
        guard let objectName = metadata?["name"]?.string, let parsed = Self.parse(objectName) else { return nil }
        self.init(
            name: labels?["NAME"]?.string ?? parsed.name, revision: parsed.revision,
            status: labels?["STATUS"]?.string ?? "",
            place: TillerPlace(namespace: metadata?["namespace"]?.string ?? "", driver: driver),
            objectName: objectName, uid: metadata?["uid"]?.string ?? "",
            resourceVersion: metadata?["resourceVersion"]?.string ?? "")
    }

    private static func parse(_ objectName: String) -> (name: String, revision: Int)? {
        let bytes = objectName.utf8
        guard let mark = bytes.lastIndex(of: UInt8(ascii: "v")), mark > bytes.startIndex else { return nil }
        let dot = bytes.index(before: mark)
        guard bytes[dot] == UInt8(ascii: "."), dot > bytes.startIndex,
            let revision = Int(objectName[bytes.index(after: mark)...]), revision > 0, revision <= Int(Int32.max)
        else { return nil }
        return (String(objectName[..<dot]), revision)
    }
}
