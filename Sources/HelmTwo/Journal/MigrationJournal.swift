package import Documents
package import KubernetesClient
package import Shared
package import TillerRecords

/// What a migration of one release has begun: a ConfigMap beside the records it writes.
///
/// It is written before anything else, with all that taking the migration back needs: the revisions to come and what
/// the objects said before.
package struct MigrationJournal: Hashable, Sendable {
    /// An object whose marks the migration sets.
    package struct Marked: Hashable, Sendable {
        package var reference: ObjectReference
        package var uid: String
        /// What it said before.
        package var former: OwnerMarks

        package init(reference: ObjectReference, uid: String, former: OwnerMarks) {
            self.reference = reference
            self.uid = uid
            self.former = former
        }
    }

    /// The member of a record that says which migration has written it; Helm drops it when it writes the record.
    package static let recordKey = "migration"
    /// The most a journal may weigh; the API server takes 1 MiB.
    static let largest = 900 << 10

    /// The migration.
    package var id: String
    package var target: ConvertedRevision.Target
    /// The release's name at Tiller's.
    package var formerName: String
    package var place: TillerPlace
    package var driver: StorageDriver
    /// The revisions that are written, the newest first.
    package var revisions: [Int]
    package var objects: [Marked]
    /// Everything is written.
    package var isDone: Bool

    package init(
        id: String, target: ConvertedRevision.Target, formerName: String, place: TillerPlace, driver: StorageDriver,
        revisions: [Int], objects: [Marked], isDone: Bool = false
    ) {
        self.id = id
        self.target = target
        self.formerName = formerName
        self.place = place
        self.driver = driver
        self.revisions = revisions
        self.objects = objects
        self.isDone = isDone
    }

    /// The newest revision that it tells of; 0 for none.
    var highest: Int { revisions.max() ?? 0 }

    /// The ConfigMap's name.
    package static func objectName(of release: String) -> String { JournalMark.migration.objectPrefix + release }
}

extension MigrationJournal {
    /// The ConfigMap, ready to be created; with a version it replaces that one.
    package func object(namespace: String, resourceVersion: String? = nil) -> Value {
        var metadata: Object = Object([
            .init(key: "name", value: .string(Self.objectName(of: target.name))),
            .init(key: "namespace", value: .string(namespace)),
            .init(key: "labels", value: [JournalMark.label: .string(JournalMark.migration.rawValue)]),
        ])
        if let resourceVersion { metadata["resourceVersion"] = .string(resourceVersion) }
        let text = String(decoding: JSON.write(document), as: UTF8.self)
        return [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": .object(metadata), "data": ["journal": .string(text)],
        ]
    }

    private var document: Value {
        [
            "id": .string(id), "release": .string(target.name), "namespace": .string(target.namespace),
            "formerName": .string(formerName), "tillerNamespace": .string(place.namespace),
            "tillerStorage": .string(place.driver.rawValue), "storage": .string(driver.rawValue),
            "revisions": .array(revisions.map { .integer(Int64($0)) }),
            "objects": .array(objects.map(\.document)), "done": .bool(isDone),
        ]
    }

    /// Reads the ConfigMap; nil when it holds no journal.
    package init?(of object: Value) {
        guard let text = object["data"]?["journal"]?.string, let value = try? JSON.read(text),
            let id = value["id"]?.string, let release = value["release"]?.string,
            let namespace = value["namespace"]?.string, let formerName = value["formerName"]?.string,
            let tillerNamespace = value["tillerNamespace"]?.string,
            let tillerDriver = value["tillerStorage"]?.string.flatMap(StorageDriver.init(rawValue:)),
            let driver = value["storage"]?.string.flatMap(StorageDriver.init(rawValue:))
        else { return nil }
        self.init(
            id: id, target: .init(name: release, namespace: namespace), formerName: formerName,
            place: TillerPlace(namespace: tillerNamespace, driver: tillerDriver), driver: driver,
            revisions: (value["revisions"]?.array ?? []).compactMap { $0.integer.flatMap { Int(exactly: $0) } },
            objects: (value["objects"]?.array ?? []).compactMap { Marked($0) }, isDone: value["done"]?.bool ?? false)
    }
}

extension MigrationJournal.Marked {
    fileprivate var document: Value {
        let type = reference.type
        return [
            "apiVersion": .string(type.apiVersion), "kind": .string(type.kind), "resource": .string(type.plural),
            "namespace": reference.namespace.map { .string($0) } ?? .null, "name": .string(reference.name),
            "uid": .string(uid), "former": former.recorded,
        ]
    }

    fileprivate init?(_ value: Value) {
        guard let apiVersion = value["apiVersion"]?.string, let kind = value["kind"]?.string,
            let plural = value["resource"]?.string, let name = value["name"]?.string, let uid = value["uid"]?.string
        else { return nil }
        let namespace = value["namespace"]?.string
        let kinds = GroupVersionKind(apiVersion: apiVersion, kind: kind)
        let type = ResourceType(
            group: kinds.group, version: kinds.version, plural: plural, kind: kind, isNamespaced: namespace != nil)
        self.init(
            reference: ObjectReference(type: type, namespace: namespace, name: name), uid: uid,
            former: OwnerMarks(recorded: value["former"]))
    }
}
