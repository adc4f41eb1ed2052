internal import Documents

/// The requests with which the server's types are learnt.
struct DiscoveryRequests: Sendable {
    /// An answer, in one of the two forms.
    struct Answer: Sendable {
        var value: Value
        /// All types in one.
        var isAggregated: Bool
        /// It is the one that was kept.
        var isKnown = false
    }

    let pipeline: RequestPipeline
    let answers: ResponseCache

    /// The groups that `/apis` lists, with their types where the server can; nil where there is no such list.
    func groupList() async throws(ClientError) -> Answer? {
        try await answer("/apis", .groups, accept: DiscoveryDocuments.aggregatedAccept)
    }

    /// The types of one group version; nil when the server has no such version.
    func resourceList(_ version: DiscoveryDocuments.Version) async throws(ClientError) -> Value? {
        try await answer(version.path, .types)?.value
    }

    /// Everything, in two requests where the server can, else in one more per group version.
    func everything() async -> Result<DiscoveryDocuments, ClientError> {
        async let coreAnswer = attempt("/api", .versions)
        async let groupsAnswer = attempt("/apis", .groups)
        let (core, groups) = await (coreAnswer, groupsAnswer)
        do throws(ClientError) {
            let core = try core.get()
            let groups = try groups.get()
            let answers = [core, groups].compactMap { $0 }
            if answers.isEmpty {
                let subject = ClientError.Request(verb: "get", resource: "/api")
                throw ClientError(.unreadable("the server has neither /api nor /apis"), request: subject)
            }
            if answers.allSatisfy(\.isAggregated) {
                return .success(DiscoveryDocuments(aggregated: answers.map(\.value)))
            }
            var documents = try await inOneForm(core, groups)
            try await fill(&documents, documents.versions)
            return .success(documents)
        } catch {
            return .failure(error)
        }
    }

    /// Where only one of the two answers holds all types, both are asked for in the older form.
    private func inOneForm(_ core: Answer?, _ groups: Answer?) async throws(ClientError) -> DiscoveryDocuments {
        var core = core
        var groups = groups
        if core?.isAggregated == true { core = try await answer("/api", .versions) }
        if groups?.isAggregated == true { groups = try await answer("/apis", .groups) }
        return DiscoveryDocuments(core: core?.value, groups: groups?.value)
    }

    /// Asks for the types of each version, all at once; those whose own server is in trouble are noted as failed.
    ///
    /// - Throws: when the server can't be asked at all, or doesn't know who asks.
    func fill(
        _ documents: inout DiscoveryDocuments, _ versions: [DiscoveryDocuments.Version]
    ) async throws(ClientError) {
        let lists = await withTaskGroup(of: (String, Result<Value?, ClientError>).self) { group in
            for version in versions {
                group.addTask { (version.apiVersion, await attempt(version)) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for (apiVersion, list) in lists {
            do throws(ClientError) {
                documents.resources[apiVersion] = try list.get()
            } catch {
                guard error.isOfOneGroup else { throw error }
            }
        }
        documents.failed += versions.map(\.apiVersion).filter { documents.resources[$0] == nil }
    }

    private func attempt(_ version: DiscoveryDocuments.Version) async -> Result<Value?, ClientError> {
        do throws(ClientError) {
            return .success(try await resourceList(version))
        } catch {
            return .failure(error)
        }
    }

    private func attempt(_ path: String, _ expected: DiscoveryDocuments.Answer) async -> Result<Answer?, ClientError> {
        do throws(ClientError) {
            return .success(try await answer(path, expected, accept: DiscoveryDocuments.aggregatedAccept))
        } catch {
            return .failure(error)
        }
    }

    /// The answer of a path; nil when there is none (404), which either root may lack.
    private func answer(
        _ path: String, _ expected: DiscoveryDocuments.Answer, accept: String = "application/json"
    ) async throws(ClientError) -> Answer? {
        let subject = ClientError.Request(verb: "get", resource: path)
        var request = APIRequest(target: RequestTarget(path: path), accept: accept, subject: subject)
        let kept =
            accept == DiscoveryDocuments.aggregatedAccept
            ? answers.entry(path, accept: [accept, DiscoveryDocuments.currentAggregatedAccept]) : nil
        request.etag = kept?.etag
        do throws(ClientError) {
            let response = try await pipeline.send(request)
            if response.head.status == 304, let kept {
                return try read(kept.body, kept.contentType, expected, subject, isKnown: true)
            }
            let answer = try read(response.body, response.head.contentType, expected, subject)
            if answer.isAggregated { answers.store(response, path, accept: accept) }
            return answer
        } catch {
            guard error.status?.code == 404 else { throw error }
            return nil
        }
    }

    private func read(
        _ body: [UInt8], _ contentType: String, _ expected: DiscoveryDocuments.Answer, _ subject: ClientError.Request,
        isKnown: Bool = false
    ) throws(ClientError) -> Answer {
        guard let value = try? JSON.read(body) else {
            throw ClientError(.unreadable("the server's answer isn't JSON"), request: subject)
        }
        let isAggregated = DiscoveryDocuments.isAggregated(contentType: contentType)
        let form = isAggregated ? .aggregated : expected
        guard form.fits(value) else {
            let kind = (value["kind"]?.string ?? "").harmless(keepsLines: false)
            throw ClientError(
                .unreadable("the server's answer is of kind \"\(kind)\", not \(form.kind)"), request: subject)
        }
        return Answer(value: value, isAggregated: isAggregated, isKnown: isKnown)
    }
}

extension ClientError {
    /// The server answers for one group alone: the others can be asked for their types.
    var isOfOneGroup: Bool {
        switch kind {
        case .status: !isUnauthorized
        case .unreadable, .unknownType: true
        case .connection, .timeout, .cancelled, .credentials: false
        }
    }
}
