import Documents
import KubernetesClient
import Synchronization

@testable import Shared

/// A cluster's Secrets and ConfigMaps, in memory.
final class MemoryRecords: RecordAccess {
    private let objects = Mutex<[String: Value]>([:])
    /// Namespaces that may not be read; the empty one stands for all of them at once.
    let forbidden: Set<String>
    private let asked = Mutex(0)

    init(forbidden: Set<String> = []) { self.forbidden = forbidden }

    /// How many requests there were.
    var requests: Int { asked.withLock { $0 } }

    private static func key(_ driver: StorageDriver, _ namespace: String, _ name: String) -> String {
        "\(driver.plural)/\(namespace)/\(name)"
    }

    /// Puts a record of Tiller's there.
    func addTiller(
        _ name: String, _ revision: Int, _ status: String, in namespace: String, _ driver: StorageDriver = .configMap,
        record: [UInt8] = []
    ) {
        let text = Base64.encode(record)
        let data = driver == .secret ? Base64.encode(text) : text
        let object: Value = [
            "kind": .string(driver.kind),
            "metadata": [
                "name": .string("\(name).v\(revision)"), "namespace": .string(namespace),
                "uid": .string("uid-\(namespace)-\(name)-\(revision)"), "resourceVersion": "1",
                "labels": [
                    "OWNER": "TILLER", "NAME": .string(name), "STATUS": .string(status),
                    "VERSION": .string("\(revision)"),
                ],
            ],
            "data": ["release": .string(String(decoding: data, as: UTF8.self))],
        ]
        objects.withLock { $0[Self.key(driver, namespace, "\(name).v\(revision)")] = object }
    }

    func list(
        _ driver: StorageDriver, namespace: String?, selector: String, metadataOnly: Bool, fresh: Bool,
        _ item: (UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        asked.withLock { $0 += 1 }
        if forbidden.contains(namespace ?? "") {
            throw ClientError(.status(Status(code: 403, reason: "Forbidden", message: "may not list")))
        }
        let selector = try LabelSelector(selector)
        let found = objects.withLock { objects in
            objects.filter { $0.key.hasPrefix(driver.plural) }.sorted { $0.key < $1.key }.map(\.value)
        }
        for object in found {
            let metadata = object["metadata"]
            guard namespace == nil || metadata?["namespace"]?.string == namespace else { continue }
            let labels = metadata?["labels"]?.object ?? Object()
            let texts = Dictionary(labels.compactMap { label in label.value.string.map { (label.key, $0) } }) { $1 }
            guard selector.matches(texts) else { continue }
            try JSON.write(object).withUnsafeBytes(item)
        }
    }

    func get(_ driver: StorageDriver, namespace: String, name: String) async throws -> Value? {
        asked.withLock { $0 += 1 }
        return objects.withLock { $0[Self.key(driver, namespace, name)] }
    }

    func create(_ object: Value, _ driver: StorageDriver, namespace: String) async throws -> Value? { nil }
    func replace(_ object: Value, _ driver: StorageDriver, namespace: String) async throws -> Value? { nil }

    func delete(_ driver: StorageDriver, namespace: String, name: String, uid: String) async throws {
        objects.withLock { objects in
            let key = Self.key(driver, namespace, name)
            if objects[key]?["metadata"]?["uid"]?.string == uid { objects[key] = nil }
        }
    }
}
