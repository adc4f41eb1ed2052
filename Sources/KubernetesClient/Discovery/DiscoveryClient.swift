internal import Documents

/// Learns the server's types, from the disk cache where that is right, and remembers them.
actor DiscoveryClient {
    typealias Outcome = Result<DiscoveryDocuments, ClientError>
    private typealias Learning = SharedTask<Result<DiscoveredTypes, ClientError>>

    private let requests: DiscoveryRequests
    private let cache: DiscoveryCache
    private var known: DiscoveryDocuments?
    private var knownTypes: DiscoveredTypes?
    /// The group versions whose types came from the server, not from the disk.
    private var asked: Set<DiscoveryDocuments.Version> = []
    /// What is being learnt; everyone who asks meanwhile waits for it.
    private var running: Learning?

    init(_ pipeline: RequestPipeline, cache: DiscoveryCache, answers: ResponseCache) {
        requests = DiscoveryRequests(pipeline: pipeline, answers: answers)
        self.cache = cache
    }

    /// The server's types.
    func types(_ freshness: DiscoveryFreshness) async throws(ClientError) -> DiscoveredTypes {
        if freshness != .fresh, let knownTypes { return knownTypes }
        if freshness != .fresh, let running, let outcome = await outcome(of: running) { return try outcome.get() }
        guard !Task.isCancelled else { throw ClientError(.cancelled) }
        let learning = Learning { await self.learnt(freshness) }
        running = learning
        guard let outcome = await outcome(of: learning) else { throw ClientError(.cancelled) }
        return try outcome.get()
    }

    private func outcome(of learning: Learning) async -> Result<DiscoveredTypes, ClientError>? {
        let outcome = await learning.outcome()
        if running === learning, outcome != nil || learning.isGivenUp { running = nil }
        return outcome
    }

    /// Learns and remembers, whoever still waits for it.
    private func learnt(_ freshness: DiscoveryFreshness) async -> Result<DiscoveredTypes, ClientError> {
        await learn(freshness).map { remember($0) }
    }

    /// The type of a kind; what isn't known is asked for once, as its server may have learnt it meanwhile.
    func type(for kind: GroupVersionKind) async throws(ClientError) -> ResourceType {
        let types = try await types(.checked)
        if let type = types.type(for: kind) { return type }
        let version = DiscoveryDocuments.Version(group: kind.group, version: kind.version)
        if let list = try await requests.resourceList(version) {
            store(list, of: version.apiVersion)
            if let type = add(list, version).type(for: kind) { return type }
        }
        let text = "no matches for kind \"\(kind.kind)\" in version \"\(kind.apiVersion)\""
        throw ClientError(.unknownType(text))
    }

    /// The server's types, after another look at what the cache may have missed: each version of a group that is served
    /// and lacks one of these kinds is asked for, once.
    ///
    /// One that doesn't answer is among the failed groups from then on.
    func types(lookingFor kinds: [GroupVersionKind]) async throws(ClientError) -> DiscoveredTypes {
        var types = try await types(.checked)
        for kind in kinds where types.type(for: kind) == nil {
            let version = DiscoveryDocuments.Version(group: kind.group, version: kind.version)
            guard !asked.contains(version), known?.versions.contains(version) == true else { continue }
            do throws(ClientError) {
                let list = try await requests.resourceList(version)
                asked.insert(version)
                guard let list else { continue }
                store(list, of: version.apiVersion)
                types = add(list, version)
            } catch {
                guard error.isOfOneGroup else { throw error }
                asked.insert(version)
                types = fail(version)
            }
        }
        return types
    }

    /// The server's types as the server has told them in this process, asked for at most once: a word that the cache
    /// doesn't know may be new.
    func newestTypes() async throws(ClientError) -> DiscoveredTypes {
        let types = try await types(.checked)
        if let known, asked.isSuperset(of: known.versions) { return types }
        return try await self.types(.fresh)
    }

    private func learn(_ freshness: DiscoveryFreshness) async -> Outcome {
        if freshness != .fresh, let kept = await kept(freshness) { return kept }
        let outcome = await requests.everything()
        if case .success(let documents) = outcome {
            asked.formUnion(documents.versions)
            store(documents)
        }
        return outcome
    }

    /// The cache's documents, if they are all there and stand; a server that can't be asked is an outcome too.
    private func kept(_ freshness: DiscoveryFreshness) async -> Outcome? {
        let anyAge = freshness == .cached
        guard let bytes = cache.groups(anyAge: anyAge), let groups = try? JSON.read(bytes),
            DiscoveryDocuments.Answer.groups.isFull(groups)
        else { return nil }
        var documents = DiscoveryDocuments(groups: groups)
        if freshness == .checked {
            do throws(ClientError) {
                guard let apis = try await requests.groupList() else { return nil }
                if apis.isAggregated { return joined(apis, to: documents).map { .success($0) } }
                guard documents.stands(against: apis.value) else { return nil }
            } catch {
                return .failure(error)
            }
        }
        var missing: [DiscoveryDocuments.Version] = []
        for version in documents.versions {
            let bytes = cache.types(of: version.apiVersion, anyAge: anyAge)
            let list = bytes.flatMap { try? JSON.read($0) }
            if let list, DiscoveryDocuments.Answer.types.isFull(list) {
                documents.resources[version.apiVersion] = list
            } else {
                missing.append(version)
            }
        }
        // A group that couldn't be had when the cache was written is asked for again.
        do throws(ClientError) {
            try await requests.fill(&documents, missing)
        } catch {
            return .failure(error)
        }
        asked.formUnion(missing)
        for version in missing {
            if let list = documents.resources[version.apiVersion] { store(list, of: version.apiVersion) }
        }
        return .success(documents)
    }

    /// The types of all groups as the server has just told them, with the cache's of the core group, which has no name.
    private func joined(_ apis: DiscoveryRequests.Answer, to cached: DiscoveryDocuments) -> DiscoveryDocuments? {
        var documents = DiscoveryDocuments(aggregated: [apis.value])
        let named = documents.versions
        for version in cached.versions where version.group.isEmpty {
            guard let bytes = cache.types(of: version.apiVersion, anyAge: false), let list = try? JSON.read(bytes),
                DiscoveryDocuments.Answer.types.isFull(list)
            else { return nil }
            documents.resources[version.apiVersion] = list
        }
        documents.takeCore(from: cached)
        asked.formUnion(named)
        if !apis.isKnown { store(documents) }
        return documents
    }

    private func store(_ documents: DiscoveryDocuments) {
        // The group list comes last: with it the cache stands.
        for (apiVersion, list) in documents.resources { store(list, of: apiVersion) }
        if DiscoveryDocuments.Answer.groups.isFull(documents.groups) {
            cache.storeGroups(JSON.write(documents.groups))
        }
    }

    /// kubectl reads the cache too: an empty list would hide the types from it for hours.
    private func store(_ list: Value, of apiVersion: String) {
        guard DiscoveryDocuments.Answer.types.isFull(list) else { return }
        cache.storeTypes(JSON.write(list), of: apiVersion)
    }

    private func remember(_ documents: DiscoveryDocuments) -> DiscoveredTypes {
        let types = documents.types
        known = documents
        knownTypes = types
        return types
    }

    /// Notes that a group version, of which more or less is known, doesn't tell its types now.
    private func fail(_ version: DiscoveryDocuments.Version) -> DiscoveredTypes {
        var documents = known ?? DiscoveryDocuments(core: nil, groups: nil)
        if !documents.failed.contains(version.apiVersion) { documents.failed.append(version.apiVersion) }
        return remember(documents)
    }

    /// Takes in the types of one group version.
    private func add(_ list: Value, _ version: DiscoveryDocuments.Version) -> DiscoveredTypes {
        var documents = known ?? DiscoveryDocuments(core: nil, groups: nil)
        if !documents.versions.contains(version) { documents.append(version) }
        documents.resources[version.apiVersion] = list
        documents.failed.removeAll { $0 == version.apiVersion }
        return remember(documents)
    }
}

extension DiscoveryDocuments {
    /// Puts another list's core group before the groups.
    fileprivate mutating func takeCore(from other: DiscoveryDocuments) {
        let core = (other.groups["groups"]?.array ?? []).filter { $0["name"]?.string == "" }
        groups = [
            "kind": "APIGroupList", "apiVersion": "v1", "groups": .array(core + (groups["groups"]?.array ?? [])),
        ]
    }

    /// Adds a version to the group list.
    fileprivate mutating func append(_ version: Version) {
        var list = groups["groups"]?.array ?? []
        let entry: Value = ["groupVersion": .string(version.apiVersion), "version": .string(version.version)]
        if let at = list.firstIndex(where: { $0["name"]?.string == version.group }), var group = list[at].object {
            group["versions"] = .array((group["versions"]?.array ?? []) + [entry])
            list[at] = .object(group)
        } else {
            list.append(["name": .string(version.group), "versions": [entry], "preferredVersion": entry])
        }
        groups = ["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(list)]
    }
}
