package import Documents

/// The Kubernetes object around a record.
package enum RecordObject {
    static let prefix = "sh.helm.release.v1."
    static let secretType = "helm.sh/release.v1"

    /// Labels Helm keeps for itself; every other one is the user's.
    package static let systemLabels: Set<String> = ["name", "owner", "status", "version", "createdAt", "modifiedAt"]

    /// The name of the object that holds a revision.
    package static func name(of release: String, _ revision: Int) -> String { "\(prefix)\(release).v\(revision)" }

    /// The release's name and the revision in an object's name; nil when it isn't a record's.
    static func parse(_ objectName: String) -> (release: String, revision: Int)? {
        guard objectName.utf8.starts(with: prefix.utf8) else { return nil }
        let rest = objectName.dropFirst(prefix.count)
        guard let mark = rest.utf8.lastIndex(of: UInt8(ascii: "v")), mark > rest.startIndex,
            rest.utf8[rest.utf8.index(before: mark)] == UInt8(ascii: "."),
            let revision = Int(rest[rest.utf8.index(after: mark)...]), revision >= 0
        else { return nil }
        return (String(rest[..<rest.utf8.index(before: mark)]), revision)
    }

    /// The text in `data.release`, a Secret's own base64 taken off; nil when there is none.
    package static func payload(of object: Value) -> [UInt8]? {
        guard let text = object["data"]?["release"]?.string else { return nil }
        let bytes = Array(text.utf8)
        return object["kind"]?.string == StorageDriver.configMap.kind ? bytes : try? Base64.decode(bytes)
    }
}

extension RecordObject {
    /// The labels of a revision's object: the user's, when it was made and changed, and what Helm selects by.
    static func labels(of release: Release, createdAt: String?, modifiedAt: String?) -> Object {
        var labels = release.labels.filter { !systemLabels.contains($0.key) }
        labels["createdAt"] = createdAt
        labels["modifiedAt"] = modifiedAt
        labels["name"] = release.name
        labels["owner"] = "helm"
        labels["status"] = release.info.status.rawValue
        labels["version"] = String(release.version)
        return Object(labels.map { Object.Member(key: $0.key, value: .string($0.value)) }).sortedByKey()
    }

    /// The object that holds a payload.
    ///
    /// - Parameter type: the type of a Secret.
    static func object(_ driver: StorageDriver, metadata: Object, type: String, payload: [UInt8]) -> Value {
        let text = driver == .secret ? Base64.encode(payload) : payload
        var object = Object()
        object["apiVersion"] = "v1"
        object["kind"] = .string(driver.kind)
        object["metadata"] = .object(metadata)
        if driver == .secret { object["type"] = .string(type) }
        object["data"] = .object(Object([.init(key: "release", value: .string(String(decoding: text, as: UTF8.self)))]))
        return .object(object)
    }
}

extension RevisionEntry {
    /// The revision whose object this is; nil when it isn't a record of Helm's.
    init?(of object: Value) {
        let metadata = object["metadata"]
        guard let objectName = metadata?["name"]?.string, let parsed = RecordObject.parse(objectName) else {
            return nil
        }
        let members = metadata?["labels"]?.object ?? Object()
        let labels = Dictionary(members.compactMap { member in member.value.string.map { (member.key, $0) } }) { $1 }
        self.init(
            name: parsed.release, namespace: metadata?["namespace"]?.string ?? "", revision: parsed.revision,
            status: ReleaseStatus(rawValue: labels["status"] ?? ""), objectName: objectName,
            uid: metadata?["uid"]?.string ?? "", resourceVersion: metadata?["resourceVersion"]?.string ?? "",
            labels: labels)
    }

    /// The labels that users put on the release.
    package var userLabels: [String: String] { labels.filter { !RecordObject.systemLabels.contains($0.key) } }
}
