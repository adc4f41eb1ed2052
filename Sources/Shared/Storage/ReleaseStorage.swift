internal import ChartModel
internal import Documents
internal import GoTime

/// The revisions of releases in one namespace, in Secrets or ConfigMaps.
package struct ReleaseStorage: Sendable {
    package let driver: StorageDriver
    /// Where the objects are.
    package let namespace: String
    let records: any RecordAccess
    /// Seconds since 1970, for the labels.
    private let clock: @Sendable () -> Int64

    /// - Parameter records: the requests themselves; `KubernetesRecords` is the cluster.
    package init(
        records: any RecordAccess, driver: StorageDriver, namespace: String,
        clock: @escaping @Sendable () -> Int64 = { GoTime.now().seconds }
    ) {
        self.records = records
        self.driver = driver
        self.namespace = namespace
        self.clock = clock
    }
}

extension ReleaseStorage {
    /// The revisions of `name`, the highest last, read as metadata only.
    package func history(_ name: String) async throws(StorageError) -> [RevisionEntry] {
        try await history(name, driver: driver, namespace: namespace)
    }

    func history(
        _ name: String, driver: StorageDriver, namespace: String
    ) async throws(StorageError) -> [RevisionEntry] {
        var entries: [RevisionEntry] = []
        do {
            try await records.list(
                driver, namespace: namespace, selector: "name=\(name),owner=helm", metadataOnly: true, fresh: true
            ) { bytes in
                if let entry = RevisionEntry(of: try JSON.read(bytes)) { entries.append(entry) }
            }
        } catch {
            throw .server("reading the history of release \"\(name)\"", error)
        }
        return entries.filter { $0.name == name }.sorted { $0.revision < $1.revision }
    }

    /// One revision with its record.
    ///
    /// - Throws: `revisionNotFound`, or `unreadable` when the record can't be read.
    package func revision(_ name: String, _ revision: Int) async throws(StorageError) -> StoredRevision {
        let object: Value?
        do {
            object = try await records.get(
                driver, namespace: namespace, name: RecordObject.name(of: name, revision))
        } catch {
            throw .server("reading revision \(revision) of release \"\(name)\"", error)
        }
        guard let object, let entry = RevisionEntry(of: object) else {
            throw .revisionNotFound(name: name, revision: revision)
        }
        return try stored(object, entry)
    }

    private func stored(_ object: Value, _ entry: RevisionEntry) throws(StorageError) -> StoredRevision {
        do {
            guard let payload = RecordObject.payload(of: object) else {
                throw RecordError("there is no data.release in base64")
            }
            var release = try ReleaseCodec.decode(payload)
            release.labels = entry.userLabels
            return StoredRevision(release: release, entry: entry, object: object)
        } catch {
            throw .unreadable(entry, reason: (error as? RecordError)?.message ?? String(describing: error))
        }
    }
}

extension ReleaseStorage {
    /// Stores a new revision; this is the lock that Helm respects.
    ///
    /// - Parameter isForeign: another program's revision, whose status may be `unknown` for good.
    /// - Throws: `revisionExists` when someone was faster, `tooLarge` before anything is sent.
    package func create(_ release: Release, isForeign: Bool = false) async throws(StorageError) -> StoredRevision {
        try Self.check(release, allowing: isForeign ? [.unknown] : [])
        let metadata = Object([
            .init(key: "name", value: .string(RecordObject.name(of: release.name, release.version))),
            .init(key: "namespace", value: .string(namespace)),
            .init(
                key: "labels",
                value: .object(RecordObject.labels(of: release, createdAt: String(clock()), modifiedAt: nil))),
        ])
        let object = RecordObject.object(
            driver, metadata: metadata, type: RecordObject.secretType, payload: try payload(release))
        let created: Value?
        do {
            created = try await records.create(object, driver, namespace: namespace)
        } catch {
            throw .server("storing revision \(release.version) of release \"\(release.name)\"", error)
        }
        guard let created else { throw .revisionExists(name: release.name, revision: release.version) }
        return try written(release, created)
    }

    /// Replaces a revision, if it is still what was read.
    ///
    /// - Throws: `conflict` when someone else has written it since, or it is gone.
    package func update(_ stored: StoredRevision) async throws(StorageError) -> StoredRevision {
        let release = stored.release
        var metadata = stored.metadata
        metadata["name"] = .string(stored.entry.objectName)
        metadata["namespace"] = .string(stored.entry.namespace)
        metadata["resourceVersion"] = .string(stored.entry.resourceVersion)
        metadata["uid"] = .string(stored.entry.uid)
        metadata["managedFields"] = nil
        metadata["labels"] = .object(
            RecordObject.labels(
                of: release, createdAt: stored.entry.labels["createdAt"], modifiedAt: String(clock())))
        let object = RecordObject.object(
            driver, metadata: metadata, type: stored.type ?? RecordObject.secretType, payload: try payload(release))
        let replaced: Value?
        do {
            replaced = try await records.replace(object, driver, namespace: stored.entry.namespace)
        } catch {
            throw .server("updating revision \(release.version) of release \"\(release.name)\"", error)
        }
        guard let replaced else { throw .conflict(name: release.name, revision: release.version) }
        return try written(release, replaced)
    }

    private func written(_ release: Release, _ object: Value) throws(StorageError) -> StoredRevision {
        guard let entry = RevisionEntry(of: object) else {
            throw .revisionNotFound(name: release.name, revision: release.version)
        }
        return StoredRevision(release: release, entry: entry, object: object)
    }

    private func payload(_ release: Release) throws(StorageError) -> [UInt8] {
        let payload: [UInt8]
        do {
            payload = try ReleaseCodec.encode(release)
        } catch {
            throw .unwritable(name: release.name, revision: release.version, reason: error.message)
        }
        guard payload.count <= 1 << 20 else { throw Self.tooLarge(release, payload.count, limit: 1 << 20) }
        return payload
    }

    /// What Helm needs to find the revision again.
    private static func check(_ release: Release, allowing others: Set<ReleaseStatus>) throws(StorageError) {
        guard ReleaseName.isValid(release.name) else { throw .invalidName(release.name) }
        guard release.version > 0, ReleaseStatus.all.union(others).contains(release.info.status) else {
            throw .unwritable(
                name: release.name, revision: release.version, reason: "status \"\(release.info.status)\" isn't Helm's")
        }
    }

    static func tooLarge(_ release: Release, _ bytes: Int, limit: Int) -> StorageError {
        .tooLarge(name: release.name, bytes: bytes, limit: limit, parts: RecordSize.largestParts(release))
    }
}

extension ReleaseStorage {
    /// Deletes a revision, if it is still the same object; one that is gone already is fine.
    package func delete(_ entry: RevisionEntry) async throws(StorageError) {
        do {
            try await records.delete(driver, namespace: entry.namespace, name: entry.objectName, uid: entry.uid)
        } catch {
            throw .server("deleting revision \(entry.revision) of release \"\(entry.name)\"", error)
        }
    }

    /// Deletes the oldest revisions that ``Retention`` lets go; call it after the new revision is stored.
    ///
    /// A record that can't be read stays: nobody knows what would be lost with it.
    /// - Parameters:
    ///   - limit: counts every revision of the release; 0 keeps all.
    ///   - kept: revisions that stay whatever the limit.
    /// - Returns: the revisions that were deleted.
    @discardableResult
    package func prune(
        _ name: String, to limit: Int, keeping kept: Set<Int> = []
    ) async throws(StorageError) -> [Int] {
        guard limit > 0 else { return [] }
        let surplus = Retention.surplus(try await history(name), limit: limit, keeping: kept)
        var deleted: [Int] = []
        for entry in surplus where try await isReadable(entry) {
            try await delete(entry)
            deleted.append(entry.revision)
        }
        return deleted
    }

    /// The revision's record can be read, or is gone.
    private func isReadable(_ entry: RevisionEntry) async throws(StorageError) -> Bool {
        do {
            _ = try await revision(entry.name, entry.revision)
        } catch .unreadable {
            return false
        } catch .revisionNotFound {
            return true
        }
        return true
    }

    /// The record as it would be stored, without what nothing needs if it is too large otherwise.
    ///
    /// Call it before the cluster is touched: the final write of a revision must fit.
    /// - Returns: the release to store and the names of the parts that were dropped from its chart.
    /// - Throws: `tooLarge` when it can't be made to fit.
    package static func fitting(_ release: Release) throws(StorageError) -> (release: Release, dropped: [String]) {
        var (fitted, dropped) = (release, [String]())
        do {
            var bytes = try RecordSize.of(fitted)
            for part in RecordSize.needless where bytes > RecordSize.limit {
                guard var chart = fitted.chart, part.drop(&chart) else { continue }
                fitted.chart = chart
                dropped.append(part.name)
                bytes = try RecordSize.of(fitted)
            }
            if bytes > RecordSize.limit { throw tooLarge(release, bytes, limit: RecordSize.limit) }
        } catch let error as RecordError {
            throw .unwritable(name: release.name, revision: release.version, reason: error.message)
        } catch let error as StorageError {
            throw error
        } catch {
            throw .unwritable(name: release.name, revision: release.version, reason: String(describing: error))
        }
        return (fitted, dropped)
    }
}
