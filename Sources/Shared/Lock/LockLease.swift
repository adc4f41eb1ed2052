package import Documents

/// Who holds a lock until when, as werf writes it into an annotation of the ConfigMap `werf-synchronization`.
package struct LockLease: Hashable, Sendable {
    /// The object that carries the leases of a namespace.
    package static let objectName = "werf-synchronization"
    /// How long a lease stands without being renewed.
    package static let lifetime = Duration.seconds(10)

    /// Names the run that holds the lock.
    package var uuid: String
    package var lockName: String
    /// Seconds since 1970, by the holder's clock.
    package var expiresAt: Int64
    package var sharedHolders: Int64
    package var isShared: Bool
    /// Those that wait in line by name; ours don't.
    package var queue: Value

    package init(uuid: String, lockName: String, expiresAt: Int64) {
        self.uuid = uuid
        self.lockName = lockName
        self.expiresAt = expiresAt
        (sharedHolders, isShared, queue) = (1, false, .object(Object()))
    }

    /// Somebody stands in the queue.
    package var hasQueue: Bool { queue.object?.isEmpty == false }
}

extension LockLease {
    /// The lock of a release.
    package static func lockName(ofRelease release: String) -> String { "release/\(release)" }

    /// The annotation that holds the lease of this lock.
    package static func key(of lockName: String) -> String { "lockgate.io/\(SHA3.hex224(lockName))" }

    /// Reads an annotation's text; nil when it is none of werf's.
    init?(_ text: String) {
        guard let value = try? JSON.read(text), let uuid = value["uuid"]?.string else { return nil }
        self.init(
            uuid: uuid, lockName: value["lockName"]?.string ?? "", expiresAt: value["ExpireAtTimestamp"]?.integer ?? 0)
        sharedHolders = value["SharedHoldersCount"]?.integer ?? 1
        isShared = value["IsShared"]?.bool ?? false
        queue = value["QueueMembers"] ?? .null
    }

    /// The annotation's text.
    var text: String {
        let members: [Object.Member] = [
            .init(key: "uuid", value: .string(uuid)), .init(key: "lockName", value: .string(lockName)),
            .init(key: "ExpireAtTimestamp", value: .integer(expiresAt)),
            .init(key: "SharedHoldersCount", value: .integer(sharedHolders)),
            .init(key: "IsShared", value: .bool(isShared)), .init(key: "QueueMembers", value: queue),
        ]
        return String(decoding: JSON.write(.object(Object(members)), .go), as: UTF8.self)
    }
}
