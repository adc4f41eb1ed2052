internal import Documents

/// A revision as a list shows it.
package struct ListedRevision: Sendable {
    /// The namespace of the object that holds it.
    package var namespace: String
    /// The release's name in the object's name.
    package var name: String
    /// The revision in the object's name.
    package var revision: Int
    /// Every label of the object.
    package var labels: [String: String]
    /// What the record says, or why it can't be read.
    package var record: Result<ReleaseSummary, RecordError>

    /// The record, if it can be read.
    package var summary: ReleaseSummary? { try? record.get() }

    init?(_ bytes: UnsafeRawBufferPointer, _ driver: StorageDriver) throws(RecordError) {
        guard let scan = try RecordScan(bytes) else { return nil }
        (namespace, name, revision, labels) = (scan.namespace, scan.release, scan.revision, scan.labels())
        do {
            record = .success(try scan.summary(driver))
        } catch {
            record = .failure(error)
        }
    }
}

/// The releases of one namespace or of all.
package struct ReleaseListing: Sendable {
    private let records: any RecordAccess
    private let driver: StorageDriver
    /// Where the records are; nil for every namespace.
    private let namespace: String?
    /// Read at quorum, not from what the API server remembers.
    private let isFresh: Bool

    package init(records: any RecordAccess, driver: StorageDriver, namespace: String?, isFresh: Bool = false) {
        self.records = records
        self.driver = driver
        self.namespace = namespace
        self.isFresh = isFresh
    }

    private struct Key: Hashable {
        var namespace: String
        var name: String

        init(namespace: String, name: String) {
            self.namespace = namespace
            self.name = name
        }

        init(_ listed: ListedRevision) { self.init(namespace: listed.namespace, name: listed.name) }
    }

    /// The newest readable revision of every release, and every unreadable record that was met on the way.
    ///
    /// One list of metadata says which revision is the newest; one list of the bodies that aren't superseded holds
    /// nearly all of those; the rest is read one by one.
    /// - Parameter readsAll: also what is superseded is read, for unreadable records among it.
    package func newest(readsAll: Bool = false) async throws(StorageError) -> [ListedRevision] {
        var (readable, corrupt): ([Key: ListedRevision], [RecordName: ListedRevision])
        let numbers: [Key: Int]
        do {
            async let newest = newestRevisions()
            async let current = bodies(readsAll ? "owner=helm" : "owner=helm,status!=superseded")
            (readable, corrupt) = try await current.split()
            numbers = try await newest
        } catch {
            throw error as? StorageError ?? .server("listing releases", error)
        }
        let missing = numbers.filter { key, revision in (readable[key]?.revision ?? -1) < revision }
        for found in try await fetch(missing, known: corrupt) {
            if found.summary == nil {
                corrupt[RecordName(found)] = found
            } else if found.revision >= readable[Key(found), default: found].revision {
                readable[Key(found)] = found
            }
        }
        return Array(readable.values) + Array(corrupt.values)
    }

    /// Every superseded revision, as `helm list --superseded` has it, and every unreadable record.
    package func superseded() async throws(StorageError) -> [ListedRevision] {
        try await bodies("owner=helm").all.filter { $0.summary.map { $0.status == .superseded } ?? true }
    }

    /// Every revision of one release, the highest last.
    package func history(of name: String) async throws(StorageError) -> [ListedRevision] {
        try await bodies("name=\(name),owner=helm").all.filter { $0.name == name }.sorted { $0.revision < $1.revision }
    }
}

extension ReleaseListing {
    private struct RecordName: Hashable {
        var key: Key
        var revision: Int

        init(_ listed: ListedRevision) {
            key = Key(listed)
            revision = listed.revision
        }

        init(_ key: Key, _ revision: Int) {
            self.key = key
            self.revision = revision
        }
    }

    private struct Bodies {
        var all: [ListedRevision] = []

        /// The highest readable revision of each release, and what can't be read.
        func split() -> ([Key: ListedRevision], [RecordName: ListedRevision]) {
            var (readable, corrupt) = ([Key: ListedRevision](), [RecordName: ListedRevision]())
            for listed in all {
                if listed.summary == nil {
                    corrupt[RecordName(listed)] = listed
                } else if (readable[Key(listed)]?.revision ?? -1) < listed.revision {
                    readable[Key(listed)] = listed
                }
            }
            return (readable, corrupt)
        }
    }

    private func bodies(_ selector: String) async throws(StorageError) -> Bodies {
        var bodies = Bodies()
        let driver = driver
        do {
            try await records.list(
                driver, namespace: namespace, selector: selector, metadataOnly: false, fresh: isFresh
            ) { bytes in
                if let listed = try ListedRevision(bytes, driver) { bodies.all.append(listed) }
            }
        } catch {
            throw .server("listing releases", error)
        }
        return bodies
    }

    /// The highest revision of each release by the names of the objects.
    private func newestRevisions() async throws(StorageError) -> [Key: Int] {
        var newest: [Key: Int] = [:]
        do {
            try await records.list(
                driver, namespace: namespace, selector: "owner=helm", metadataOnly: true, fresh: isFresh
            ) { bytes in
                guard let scan = try RecordScan(bytes) else { return }
                let key = Key(namespace: scan.namespace, name: scan.release)
                newest[key] = max(newest[key] ?? 0, scan.revision)
            }
        } catch {
            throw .server("listing releases", error)
        }
        return newest
    }

    /// Reads the newest revisions that the list of bodies didn't hold, several at a time.
    private func fetch(
        _ missing: [Key: Int], known corrupt: [RecordName: ListedRevision]
    ) async throws(StorageError) -> [ListedRevision] {
        do {
            return try await withThrowingTaskGroup(of: [ListedRevision].self) { group in
                for (key, revision) in missing {
                    let isKnown = corrupt[RecordName(key, revision)] != nil
                    if isKnown && revision <= 1 { continue }
                    group.addTask { try await fetch(key, revision, isUnreadable: isKnown) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
        } catch {
            throw error as? StorageError ?? .server("listing releases", error)
        }
    }

    /// The highest readable revision from `highest` downwards, and the unreadable ones above it.
    private func fetch(_ key: Key, _ highest: Int, isUnreadable: Bool) async throws -> [ListedRevision] {
        if !isUnreadable, let listed = try await get(key, highest), listed.summary != nil { return [listed] }
        var found: [ListedRevision] = []
        let storage = ReleaseStorage(records: records, driver: driver, namespace: key.namespace)
        for entry in try await storage.history(key.name).reversed() where entry.revision <= highest {
            guard let listed = try await get(key, entry.revision) else { continue }
            found.append(listed)
            if listed.summary != nil { break }
        }
        return found
    }

    private func get(_ key: Key, _ revision: Int) async throws -> ListedRevision? {
        let name = RecordObject.name(of: key.name, revision)
        guard let object = try await records.get(driver, namespace: key.namespace, name: name) else { return nil }
        return try JSON.write(object).withUnsafeBytes { try ListedRevision($0, driver) }
    }
}
