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
