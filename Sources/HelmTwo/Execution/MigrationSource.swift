internal import Documents
package import KubernetesClient
package import Shared
package import TillerRecords

/// Where a migration reads from and writes to.
package struct MigrationSource: Sendable {
    package let client: KubernetesClient
    package let tiller: TillerStore
    /// What holds Helm 3's revisions.
    package let driver: StorageDriver
    /// The namespace that holds them; nil for that of each release.
    package let storageNamespace: String?
    /// How many requests run at a time.
    package let parallelism: Int

    package init(
        client: KubernetesClient, tiller: TillerStore, driver: StorageDriver, storageNamespace: String?,
        parallelism: Int
    ) {
        self.client = client
        self.tiller = tiller
        self.driver = driver
        self.storageNamespace = storageNamespace
        self.parallelism = parallelism
    }

    /// Helm 3's storage of a release.
    package func storage(of target: ConvertedRevision.Target) -> ReleaseStorage {
        ReleaseStorage(
            records: KubernetesRecords(client), driver: driver, namespace: storageNamespace ?? target.namespace)
    }

    /// The journal of a release, as an object.
    func journalReference(of target: ConvertedRevision.Target) -> ObjectReference {
        ObjectReference(
            type: .configMaps, namespace: storageNamespace ?? target.namespace,
            name: MigrationJournal.objectName(of: target.name))
    }

    /// A release's journal, with the version of its object; nil when there is none.
    package func journal(
        of target: ConvertedRevision.Target
    ) async throws(ClientError) -> (journal: MigrationJournal, resourceVersion: String)? {
        do throws(ClientError) {
            let object = try await client.get(journalReference(of: target))
            return MigrationJournal(of: object).map { ($0, object["metadata"]?["resourceVersion"]?.string ?? "") }
        } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    /// The journals of migrations in a namespace, or (nil) in all of them, each with the source of what it tells of:
    /// the storage that its revisions are in.
    package func journals(
        in namespace: String?
    ) async throws(ClientError) -> [(journal: MigrationJournal, source: MigrationSource)] {
        let found = try await client.list(
            .configMaps, namespace: namespace,
            options: ListOptions(labelSelector: "\(JournalMark.label)=\(JournalMark.migration.rawValue)"))
        return found.items.compactMap { object in
            guard let journal = MigrationJournal(of: object), let home = object["metadata"]?["namespace"]?.string,
                object["metadata"]?["name"]?.string == MigrationJournal.objectName(of: journal.target.name)
            else { return nil }
            return (
                journal,
                MigrationSource(
                    client: client, tiller: tiller, driver: journal.driver, storageNamespace: home,
                    parallelism: parallelism)
            )
        }
    }

    /// A record as Helm 3 stores it, without what doesn't fit.
    ///
    /// - Throws: `TillerRecordError` when Tiller's record can't be read, `StorageError` when Helm 3's can't be stored.
    func converted(
        _ entry: TillerEntry, _ target: ConvertedRevision.Target?
    ) async throws -> (revision: ConvertedRevision, dropped: [String]) {
        var revision = try ConvertedRevision(
            try await tiller.record(entry), name: entry.name, revision: entry.revision, target: target)
        let (fitting, dropped) = try ReleaseStorage.fitting(revision.release)
        revision.release = fitting
        return (revision, dropped)
    }
}

extension MigrationSource {
    /// The same of a record that was readable before, or that must be now.
    ///
    /// - Throws: ``MigrationError`` `unreadable`, which names the record.
    func readable(
        _ entry: TillerEntry, _ target: ConvertedRevision.Target?
    ) async throws -> ConvertedRevision {
        do {
            return try await converted(entry, target).revision
        } catch let error as TillerRecordError {
            throw MigrationError.unreadable(entry, reason: error.message)
        }
    }
}

extension ConvertedRevision {
    /// A stored revision is this one in everything that a deployment leaves alone: its status and description change
    /// when another follows, and its tests may have run since.
    func isWhole(in stored: Release) -> Bool { Self.content(of: stored, release) == Self.content(of: release, release) }

    private static func content(of stored: Release, _ own: Release) -> [UInt8] {
        var bare = Release(
            name: stored.name, namespace: stored.namespace, version: stored.version,
            info: ReleaseInfo(
                firstDeployed: stored.info.firstDeployed, lastDeployed: stored.info.lastDeployed,
                status: .unknown, notes: stored.info.notes))
        (bare.chart, bare.config, bare.manifest) = (stored.chart, stored.config, stored.manifest)
        bare.hooks = stored.hooks.enumerated().map { index, hook in
            var hook = hook
            hook.lastRun = HookRun()
            // Helm fills in the policy that it goes by where the chart names none.
            if own.hooks.indices.contains(index), own.hooks[index].deletePolicies.isEmpty { hook.deletePolicies = [] }
            return hook
        }
        let document = ReleaseCodec.document(of: bare)
        // Numbers and the order of keys don't say any more how they were read.
        guard let value = try? JSON.read(document) else { return document }
        return JSON.write(value.integersAsDoubles().sortedByKeys(), .go)
    }

    /// A stored revision is of the same deployment as this one; its status may have changed since.
    func isStored(as stored: Release) -> Bool {
        stored.manifest.utf8.elementsEqual(release.manifest.utf8)
            && stored.info.lastDeployed?.seconds == release.info.lastDeployed?.seconds
            && stored.info.lastDeployed?.nanoseconds == release.info.lastDeployed?.nanoseconds
            && stored.info.firstDeployed?.seconds == release.info.firstDeployed?.seconds
            && stored.chart?.metadata?.name == release.chart?.metadata?.name
            && stored.chart?.metadata?.version == release.chart?.metadata?.version
            && Self.text(of: stored.config) == Self.text(of: release.config)
    }

    /// Values as they are stored: numbers don't say any more how they were read.
    private static func text(of values: Object) -> [UInt8] {
        JSON.write(Value.object(values).sortedByKeys(), .go)
    }
}
