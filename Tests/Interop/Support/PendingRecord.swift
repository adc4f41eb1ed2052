import Documents

/// The record of a deploy that is under way, made from that of one that has ended.
struct PendingRecord {
    /// The Secret, ready to be created.
    let json: String

    init(made record: Value, revision: Int) throws {
        guard var object = record.object, let name = record[path: ["metadata", "name"]]?.string,
            let labels = record[path: ["metadata", "labels"]]?.object,
            let dot = name.lastIndex(of: ".")
        else { throw LabError("no record of a release: \(record)") }
        var pending = labels
        pending["status"] = "pending-upgrade"
        pending["version"] = .string(String(revision))
        object["metadata"] = ["name": .string(name[...dot] + "v\(revision)"), "labels": .object(pending)]
        guard let payload = record[path: ["data", "release"]]?.string else { throw LabError("no payload: \(record)") }
        object["data"] = ["release": .string(try Payload.rewritten(payload, revision: revision))]
        json = String(decoding: JSON.write(.object(object)), as: UTF8.self)
    }
}
