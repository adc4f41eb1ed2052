internal import Documents
package import Shared

/// The records of Tillers on a cluster.
package struct TillerStore: Sendable {
    private let records: any RecordAccess
    /// What every record is labelled with.
    private let label: String

    /// - Parameters:
    ///   - records: the requests themselves; `KubernetesRecords` is the cluster.
    ///   - label: the selector of Tiller's records, should they be labelled in another way than Tiller does it.
    package init(records: any RecordAccess, label: String = TillerPlace.defaultLabel) {
        self.records = records
        self.label = label
    }

    /// The records in one namespace or (nil) in all, read as metadata only, by name and revision.
    ///
    /// - Parameter name: only those of this release.
    package func entries(
        _ driver: StorageDriver, namespace: String?, name: String? = nil
    ) async throws(StorageError) -> [TillerEntry] {
        var entries: [TillerEntry] = []
        let selector = ([label] + (name.map { ["NAME=\($0)"] } ?? [])).joined(separator: ",")
        do {
            try await records.list(
                driver, namespace: namespace, selector: selector, metadataOnly: true, fresh: true
            ) { bytes in
                if let entry = TillerEntry(of: try JSON.read(bytes), driver) { entries.append(entry) }
            }
        } catch {
            throw .server("looking for Helm 2's records", error)
        }
        return entries.filter { name == nil || $0.name == name }.sorted {
            $0.name == $1.name ? $0.revision < $1.revision : $0.name < $1.name
        }
    }

    /// The bytes in a record, unpacked.
    ///
    /// - Throws: `server` when it can't be had; ``TillerRecordError`` when it can't be unpacked.
    package func record(_ entry: TillerEntry) async throws -> [UInt8] {
        let object: Value?
        do {
            object = try await records.get(
                entry.place.driver, namespace: entry.place.namespace, name: entry.objectName)
        } catch {
            throw StorageError.server("reading \(entry.title)", error)
        }
        guard let object else { throw TillerRecordError.gone }
        guard object["metadata"]?["uid"]?.string == entry.uid else { throw TillerRecordError("it was made anew") }
        return try Self.unpack(object)
    }

    /// Deletes a record, if it is still the same object; one that is gone already is fine.
    package func delete(_ entry: TillerEntry) async throws(StorageError) {
        do {
            try await records.delete(
                entry.place.driver, namespace: entry.place.namespace, name: entry.objectName, uid: entry.uid)
        } catch {
            throw .server("deleting \(entry.title)", error)
        }
    }

    private static func unpack(_ object: Value) throws(TillerRecordError) -> [UInt8] {
        guard let payload = RecordObject.payload(of: object) else {
            throw TillerRecordError("there is no data.release in base64")
        }
        return try TillerPayload.unpack(payload)
    }
}
