internal import Deployment
internal import Documents
package import KubernetesClient
internal import Shared
internal import TillerRecords

/// Reads what the plans of migrations follow from; changes nothing.
package struct MigrationReader: Sendable {
    /// What a user asks for.
    package struct Request: Sendable {
        /// The name that Helm 3 is to have the release under.
        package var targetName: String?
        /// The namespace that it is to be in by then; that of Helm 2's record unless given.
        package var targetNamespace: String?
        /// The namespace that the releases are taken to be in; nil for any.
        package var namespace: String?
        /// How many of the newest revisions are brought over; 0 for all.
        package var limit: Int

        package init(
            targetName: String? = nil, targetNamespace: String? = nil, namespace: String? = nil, limit: Int = 0
        ) {
            self.targetName = targetName
            self.targetNamespace = targetNamespace
            self.namespace = namespace
            self.limit = limit
        }
    }

    private let source: MigrationSource
    private let request: Request

    package init(_ source: MigrationSource, _ request: Request) {
        self.source = source
        self.request = request
    }

    /// What there is to know of one release.
    ///
    /// - Parameters:
    ///   - types: the server's types.
    ///   - progress: called with each record that was read.
    package func facts(
        of found: TillerSearch.Found, types: DiscoveredTypes, progress: @escaping @Sendable () -> Void
    ) async throws -> MigrationFacts {
        let byPlace = Dictionary(grouping: found.entries + found.others, by: \.place)
        // The place with the newest record is the one; the others are in its way.
        let place = found.entries.max { $0.revision < $1.revision }?.place
        guard let place, let own = byPlace[place], let newest = own.last else {
            throw StorageError.releaseNotFound(found.name, namespace: request.namespace ?? "")
        }
        let header = try await header(of: newest)
        let target = ConvertedRevision.Target(
            name: request.targetName ?? found.name,
            namespace: request.targetNamespace ?? header?.namespace ?? request.namespace ?? "")
        var facts = MigrationFacts(name: found.name, target: target, place: place)
        if let namespace = request.namespace, request.targetNamespace == nil, namespace != target.namespace {
            facts.expectedNamespace = namespace
        }
        facts.entries = own
        facts.rivals = try await rivals(besides: place, namespace: header?.namespace, byPlace)
        let storage = source.storage(of: target)
        if !target.namespace.isEmpty, ReleaseName.isValid(target.name) {
            facts.journal = try await source.journal(of: target)?.journal
            facts.history = try await storage.history(target.name)
            if facts.history.isEmpty { facts.elsewhere = try await elsewhere(storage, target) }
        }
        let wanted = Array(own.reversed().prefix(request.limit > 0 ? request.limit : own.count))
        let taken = Set(facts.history.map(\.revision))
        facts.chosen = try await Parallel.map(wanted, limit: source.parallelism) { entry in
            defer { progress() }
            return try await read(entry, target, isTaken: taken.contains(entry.revision))
        }
        facts.objects = try await ObjectReader(source: source, types: types).objects(of: facts)
        return facts
    }

    /// Makes sure, before the first write, that the cluster is what it was when these facts were read.
    ///
    /// - Parameter plan: what follows from them.
    /// - Throws: ``MigrationError`` `outdated` or `objectChanged`.
    package func requireCurrent(_ facts: MigrationFacts, for plan: MigrationPlan) async throws {
        guard try await isCurrent(facts) else { throw MigrationError.outdated(release: facts.name, isBegun: false) }
        // What is done already leaves objects alone.
        guard plan.stage != .done else { return }
        let changed = try await Parallel.map(facts.objects, limit: source.parallelism) { object in
            guard let reference = object.reference else { return nil as String? }
            return try await source.standing(of: reference).isAlike(object.standing) ? nil : reference.title
        }
        guard let first = changed.lazy.compactMap(\.self).first else { return }
        throw MigrationError.objectChanged(release: facts.name, object: first, isBegun: false)
    }

    /// Both stores are what they were when these facts were read.
    private func isCurrent(_ facts: MigrationFacts) async throws -> Bool {
        let entries = try await source.tiller.entries(
            facts.place.driver, namespace: facts.place.namespace, name: facts.name)
        let history = try await source.storage(of: facts.target).history(facts.target.name)
        return entries == facts.entries && history == facts.history
    }

    /// Those of the releases that are in the namespace that was asked for, and the names of those of which that isn't
    /// known.
    package func selected(
        of found: [TillerSearch.Found]
    ) async throws -> (releases: [TillerSearch.Found], unknown: [String]) {
        guard let namespace = request.namespace else { return (found, []) }
        let headers = try await Parallel.map(found, limit: source.parallelism) { release -> TillerHeader? in
            guard let newest = release.entries.max(by: { $0.revision < $1.revision }) else { return nil }
            return try await header(of: newest)
        }
        let pairs = Array(zip(found, headers))
        return (
            pairs.filter { $0.1?.namespace == namespace }.map(\.0), pairs.filter { $0.1 == nil }.map(\.0.name)
        )
    }

    /// Whose a record is; nil when it can't be read.
    private func header(of entry: TillerEntry) async throws -> TillerHeader? {
        do { return try TillerHeader(try await source.tiller.record(entry)) } catch is TillerRecordError { return nil }
    }

    /// Rule 18: a history that Helm 3 keeps in another place is told about, not doubled.
    private func elsewhere(
        _ storage: ReleaseStorage, _ target: ConvertedRevision.Target
    ) async throws -> StorageError? {
        do throws(StorageError) {
            try await storage.refuseStoredElsewhere(target.name, releaseNamespace: target.namespace)
            return nil
        } catch {
            guard case .storedElsewhere = error else { throw error }
            return error
        }
    }

    /// The records of the same name that other Tillers keep for the same namespace.
    private func rivals(
        besides place: TillerPlace, namespace: String?, _ byPlace: [TillerPlace: [TillerEntry]]
    ) async throws -> [MigrationFacts.Rival] {
        var rivals: [MigrationFacts.Rival] = []
        for (other, entries) in byPlace where other != place {
            guard let newest = entries.last else { continue }
            do {
                let header = try TillerHeader(try await source.tiller.record(newest))
                if header.namespace == namespace { rivals.append(.init(place: other, newest: newest.revision)) }
            } catch let error as TillerRecordError {
                // One that is gone is in nobody's way any more.
                if error == .gone { continue }
                rivals.append(.init(place: other, newest: newest.revision, isReadable: false))
            }
        }
        return rivals.sorted { $0.place.title < $1.place.title }
    }

    private func read(
        _ entry: TillerEntry, _ target: ConvertedRevision.Target, isTaken: Bool
    ) async throws -> RevisionFacts {
        do {
            let (revision, dropped) = try await source.converted(entry, target)
            let converted = RevisionFacts.Converted(
                namespace: revision.formerNamespace, status: revision.release.info.status,
                lastDeployed: revision.release.info.lastDeployed?.seconds, dropped: dropped,
                crdHooks: revision.crdHooks)
            return RevisionFacts(
                entry, .converted(converted), counterpart: isTaken ? try await counterpart(of: revision) : .none)
        } catch let error as TillerRecordError {
            return RevisionFacts(entry, .damaged(error.message), counterpart: isTaken ? .different : .none)
        } catch StorageError.tooLarge(_, let bytes, let limit, let parts) {
            return RevisionFacts(
                entry, .tooLarge(bytes, limit: limit, parts: parts), counterpart: isTaken ? .different : .none)
        } catch StorageError.unwritable(_, _, let reason) {
            return RevisionFacts(entry, .damaged(reason), counterpart: isTaken ? .different : .none)
        }
    }

    private func counterpart(of revision: ConvertedRevision) async throws -> RevisionFacts.Counterpart {
        let release = revision.release
        let storage = source.storage(of: .init(name: release.name, namespace: release.namespace))
        do throws(StorageError) {
            let stored = try await storage.revision(release.name, release.version)
            guard revision.isStored(as: stored.release) else { return .different }
            return revision.isWhole(in: stored.release) ? .same : .alike
        } catch {
            if case .unreadable = error { return .different }
            throw error
        }
    }
}
