import Documents
import Synchronization
import TestFolders
import TestServers
import Testing

@testable import KubernetesClient

/// Learning the server's types, with and without a cache.
@Suite struct DiscoveryTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    static let core = #"{"kind":"APIVersions","versions":["v1"]}"#
    static let groups = """
        {"kind":"APIGroupList","groups":[{"name":"apps","versions":[{"groupVersion":"apps/v1beta1","version":"v1beta1"},\
        {"groupVersion":"apps/v1","version":"v1"}],"preferredVersion":{"groupVersion":"apps/v1","version":"v1"}}]}
        """
    static func list(_ apiVersion: String, _ kind: String) -> String {
        """
        {"kind":"APIResourceList","groupVersion":"\(apiVersion)","resources":[{"name":"\(kind.lowercased())s",\
        "singularName":"","namespaced":true,"kind":"\(kind)","verbs":["get"],"shortNames":["x"]},\
        {"name":"\(kind.lowercased())s/status","namespaced":true,"kind":"\(kind)","verbs":["get"]}]}
        """
    }

    /// A server of the older form.
    static func legacy(_ target: String, broken: String? = nil) -> LoopbackServer.Answer {
        switch target {
        case broken: .json(503, "{}")
        case "/api": .json(200, core)
        case "/apis": .json(200, groups)
        case "/api/v1": .json(200, list("v1", "Pod"))
        case "/apis/apps/v1": .json(200, list("apps/v1", "Deployment"))
        case "/apis/apps/v1beta1": .json(200, list("apps/v1beta1", "Deployment"))
        case "/apis/new.io/v1": .json(200, list("new.io/v1", "Thing"))
        default: .json(404, "404 page not found")
        }
    }

    func client(_ server: LoopbackServer) throws -> KubernetesClient {
        try server.client { $0.cacheDirectory = folder.path }
    }

    @Test func learnsFromAnOlderServer() async throws {
        let server = try LoopbackServer { Self.legacy($0.target) }
        defer { server.stop() }
        let types = try await client(server).resourceTypes(.fresh)
        #expect(
            types.apiVersions == [
                "v1", "v1/Pod", "apps/v1", "apps/v1/Deployment", "apps/v1beta1", "apps/v1beta1/Deployment",
            ])
        let type = try #require(types.type(for: GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")))
        #expect(type.plural == "deployments")
        #expect(type.isNamespaced)
        #expect(types.failedGroups.isEmpty)
        #expect(
            server.requests.first?.head.contains("Accept: \(DiscoveryDocuments.aggregatedAccept)") == true)
        #expect(
            DiscoveryDocuments.aggregatedAccept
                == "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
                + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json")
    }

    @Test func asksOnceWhetherTheCacheStands() async throws {
        let server = try LoopbackServer { Self.legacy($0.target) }
        defer { server.stop() }
        _ = try await client(server).resourceTypes(.checked)
        let asked = server.requests.count
        #expect(asked == 5)
        _ = try await client(server).resourceTypes(.checked)
        #expect(server.requests.dropFirst(asked).map(\.target) == ["/apis"])
        _ = try await client(server).resourceTypes(.cached)
        #expect(server.requests.count == asked + 1)
    }

    @Test func learnsAnewWhenTheGroupsChanged() async throws {
        let counter = Counter()
        let server = try LoopbackServer { request in
            if request.target == "/apis", counter.next() > 0 { return .json(200, "{\"groups\":[]}") }
            return Self.legacy(request.target)
        }
        defer { server.stop() }
        _ = try await client(server).resourceTypes(.checked)
        let types = try await client(server).resourceTypes(.checked)
        #expect(types.apiVersions == ["v1", "v1/Pod"])
    }

    @Test func goesOnWithoutABrokenGroup() async throws {
        let server = try LoopbackServer { Self.legacy($0.target, broken: "/apis/apps/v1") }
        defer { server.stop() }
        let types = try await client(server).resourceTypes(.fresh)
        #expect(types.failedGroups == ["apps/v1"])
        #expect(types.type(for: GroupVersionKind(apiVersion: "v1", kind: "Pod")) != nil)
    }

    @Test func asksOnceMoreForAnUnknownKind() async throws {
        let server = try LoopbackServer { Self.legacy($0.target) }
        defer { server.stop() }
        let client = try client(server)
        let type = try await client.resourceType(for: GroupVersionKind(apiVersion: "new.io/v1", kind: "Thing"))
        #expect(type.plural == "things")
        #expect(server.requests.count == 6)
        _ = try await client.resourceType(for: GroupVersionKind(apiVersion: "new.io/v1", kind: "Thing"))
        #expect(server.requests.count == 6)
        do {
            _ = try await client.resourceType(for: GroupVersionKind(apiVersion: "new.io/v1", kind: "Other"))
            Issue.record("a kind was found that isn't there")
        } catch {
            #expect(error.description == "error: no matches for kind \"Other\" in version \"new.io/v1\"")
        }
    }

    /// The version of a group may gain kinds while the cache stands: its list of groups stays the same.
    @Test func looksOnceForAKindThatTheCacheMayHaveMissed() async throws {
        let grown = Mutex(false)
        let server = try LoopbackServer { request in
            if request.target == "/apis/apps/v1", grown.withLock({ $0 }) {
                return .json(200, Self.list("apps/v1", "Brandnew"))
            }
            return Self.legacy(request.target)
        }
        defer { server.stop() }
        _ = try await client(server).resourceTypes(.checked)
        grown.withLock { $0 = true }
        let asked = server.requests.count
        let client = try client(server)
        let new = GroupVersionKind(apiVersion: "apps/v1", kind: "Brandnew")
        #expect(try await client.resourceTypes().type(for: new) == nil)
        #expect(try await client.resourceTypes(lookingFor: [new]).type(for: new)?.plural == "brandnews")
        let others = [("apps/v1", "Other"), ("apps/v9", "Deployment"), ("new.io/v1", "Thing"), ("apps/v1", "Other")]
        let unknown = others.map { GroupVersionKind(apiVersion: $0.0, kind: $0.1) }
        let types = try await client.resourceTypes(lookingFor: unknown)
        #expect(unknown.allSatisfy { types.type(for: $0) == nil })
        #expect(server.requests.dropFirst(asked).map(\.target) == ["/apis", "/apis/apps/v1"])
        // The cache on disk has learnt it too.
        #expect(try await self.client(server).resourceTypes(.cached).type(for: new) != nil)
    }

    /// A word can mean a kind of any group, so all of them are asked for; but once.
    @Test func looksOnceForAWordThatTheCacheMayHaveMissed() async throws {
        let grown = Mutex(false)
        let server = try LoopbackServer { request in
            if request.target == "/apis/apps/v1", grown.withLock({ $0 }) {
                return .json(200, Self.list("apps/v1", "Brandnew"))
            }
            return Self.legacy(request.target)
        }
        defer { server.stop() }
        _ = try await client(server).resourceTypes(.checked)
        grown.withLock { $0 = true }
        let asked = server.requests.count
        let client = try client(server)
        _ = try await client.resourceTypes(lookingFor: [], naming: ["pods", "deployments.apps"])
        #expect(server.requests.dropFirst(asked).map(\.target) == ["/apis"])
        let types = try await client.resourceTypes(lookingFor: [], naming: ["pods", "brandnews"])
        #expect(try types.type(named: "brandnews").kind == "Brandnew")
        #expect(server.requests.count == asked + 6)
        _ = try await client.resourceTypes(lookingFor: [], naming: ["never"])
        #expect(server.requests.count == asked + 6)
    }

    @Test func looksForNothingThatWasJustRead() async throws {
        let server = try LoopbackServer { Self.legacy($0.target) }
        defer { server.stop() }
        let new = GroupVersionKind(apiVersion: "apps/v1", kind: "Brandnew")
        let types = try await client(server).resourceTypes(lookingFor: [new])
        #expect(types.type(for: new) == nil)
        #expect(server.requests.count == 5)
    }

    /// Who can't ask the server, or isn't known to it, doesn't learn that its types are fewer.
    @Test(arguments: [
        LoopbackServer.Answer.json(401, #"{"kind":"Status","code":401,"reason":"Unauthorized"}"#),
        .silence(milliseconds: 5000),
    ])
    func failsWhereTheTroubleIsNotOneGroups(answer: LoopbackServer.Answer) async throws {
        let isBroken = Mutex(true)
        let server = try LoopbackServer { request in
            request.target == "/apis/apps/v1" && isBroken.withLock { $0 } ? answer : Self.legacy(request.target)
        }
        defer { server.stop() }
        let client = { try server.client { ($0.cacheDirectory, $0.requestTimeoutMilliseconds) = (folder.path, 500) } }
        await #expect(throws: ClientError.self) { try await client().resourceTypes(.fresh) }
        isBroken.withLock { $0 = false }
        _ = try await client().resourceTypes(.fresh)
        isBroken.withLock { $0 = true }
        let new = GroupVersionKind(apiVersion: "apps/v1", kind: "Brandnew")
        await #expect(throws: ClientError.self) { try await client().resourceTypes(lookingFor: [new]) }
    }

    /// Of a group that has told nothing from the beginning the user was warned; what stops telling is an error.
    @Test func tellsAnAnswerFromNone() async throws {
        let broken = Mutex<String?>("/apis/apps/v1")
        let server = try LoopbackServer { Self.legacy($0.target, broken: broken.withLock { $0 }) }
        defer { server.stop() }
        let new = GroupVersionKind(apiVersion: "apps/v1", kind: "Brandnew")
        func serves(_ client: KubernetesClient) async -> Result<Bool, ClientError> {
            await withCheckedContinuation { continuation in
                Thread.start {
                    continuation.resume(
                        returning: Result { () throws(ClientError) in try client.waitForService(of: new) })
                }
            }
        }
        let warned = try client(server)
        #expect(
            try await warned.resourceTypes(.fresh).incompleteness
                == "the server doesn't tell the types of apps/v1, so templates don't see them; "
                + "`kubectl get apiservices` names the one that isn't available")
        #expect(await serves(warned) == .success(false))
        broken.withLock { $0 = nil }
        let whole = try client(server)
        #expect(try await whole.resourceTypes(.fresh).incompleteness == nil)
        broken.withLock { $0 = "/apis/apps/v1" }
        let error = ClientError(
            .unknownType(
                "whether the server has the kind \"Brandnew\" isn't known: the API service of apps/v1 doesn't answer"))
        #expect(await serves(try client(server)) == .failure(error))
    }

    @Test func takesAGroupInTroubleForOneWithoutTheKind() async throws {
        let broken = Mutex(false)
        let server = try LoopbackServer { request in
            Self.legacy(request.target, broken: broken.withLock { $0 } ? "/apis/apps/v1" : nil)
        }
        defer { server.stop() }
        _ = try await client(server).resourceTypes(.checked)
        broken.withLock { $0 = true }
        let new = GroupVersionKind(apiVersion: "apps/v1", kind: "Brandnew")
        let types = try await client(server).resourceTypes(lookingFor: [new])
        #expect(types.type(for: new) == nil)
        #expect(types.failedGroups == ["apps/v1"])
    }

    @Test func answersAThreadThatWaits() async throws {
        let server = try LoopbackServer { Self.legacy($0.target) }
        defer { server.stop() }
        let client = try client(server)
        let kinds = ["Deployment", "Brandnew"].map { GroupVersionKind(apiVersion: "apps/v1", kind: $0) }
        let answers = await withCheckedContinuation { continuation in
            Thread.start { continuation.resume(returning: kinds.map { try? client.waitForService(of: $0) }) }
        }
        #expect(answers == [true, false])
    }

    // MARK: Answers that teach nothing

    func cached(_ server: LoopbackServer, _ name: String) throws -> Bool {
        let url = try client(server).configuration.url
        return FileSystem.exists("\(folder.path)/discovery/\(DiscoveryCache.folderName(url))/\(name)")
    }

    @Test(arguments: [
        ("/apis/apps/v1", #"{"kind":"APIResourceList","resources":[]}"#, []),
        ("/apis/apps/v1", #"{"kind":"Status","resources":[{"name":"x","kind":"X"}]}"#, ["apps/v1"]),
        ("/apis/apps/v1", #"{"message":"ok"}"#, ["apps/v1"]),
    ])
    func keepsNoEmptyOrOtherAnswers(target: String, answer: String, failed: [String]) async throws {
        let server = try LoopbackServer { $0.target == target ? .json(200, answer) : Self.legacy($0.target) }
        defer { server.stop() }
        let types = try await client(server).resourceTypes(.fresh)
        #expect(types.failedGroups == failed)
        #expect(try !cached(server, "apps/v1/serverresources.json"))
        #expect(try cached(server, "v1/serverresources.json"))
    }

    @Test(arguments: [#"{"kind":"Status","groups":[]}"#, "{}", "[]", "1"])
    func refusesGroupsOfAnotherKind(answer: String) async throws {
        let server = try LoopbackServer { $0.target == "/apis" ? .json(200, answer) : Self.legacy($0.target) }
        defer { server.stop() }
        await #expect(throws: ClientError.self) { try await client(server).resourceTypes(.fresh) }
        #expect(try !cached(server, "servergroups.json"))
    }

    @Test func refusesAServerWithoutTypes() async throws {
        let server = try LoopbackServer { _ in .json(404, "404 page not found") }
        defer { server.stop() }
        let error = await #expect(throws: ClientError.self) { try await client(server).resourceTypes() }
        #expect(error?.description == "error: the server has neither /api nor /apis")
        #expect(try !cached(server, "servergroups.json"))
    }

    @Test func trustsNoEmptyCache() async throws {
        let server = try LoopbackServer { Self.legacy($0.target) }
        defer { server.stop() }
        let client = try client(server)
        let place = "discovery/\(DiscoveryCache.folderName(client.configuration.url))"
        try folder.write("\(place)/servergroups.json", #"{"kind":"APIGroupList","groups":[]}"#)
        #expect(try await client.resourceTypes(.cached).type(named: "deployment").plural == "deployments")
    }

    // MARK: Waiting together

    @Test func aCancelledWaiterLeavesTheOthersTheirAnswer() async throws {
        let shared = SharedTask<Bool> {
            try? await Task.sleep(for: .milliseconds(500))
            return Task.isCancelled
        }
        let stays = Task { await shared.outcome() }
        let leaves = Task { await shared.outcome() }
        while shared.waiting < 2 { await Task.yield() }
        leaves.cancel()
        #expect(await stays.value == false)
    }

    @Test func workThatNobodyWaitsForIsCancelled() async throws {
        let shared = SharedTask<Bool> {
            try? await Task.sleep(for: .seconds(60))
            return Task.isCancelled
        }
        let waiters = (0..<2).map { _ in Task { await shared.outcome() } }
        for waiter in waiters { waiter.cancel() }
        for waiter in waiters { #expect(await waiter.value ?? true) }
        #expect(await shared.outcome() == nil)
    }

    @Test func asksOnceForAllWhoWait() async throws {
        let server = try LoopbackServer { Self.legacy($0.target) }
        defer { server.stop() }
        let client = try client(server)
        await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<8 { group.addTask { try? await client.resourceTypes(.checked).apiVersions.count } }
            for await count in group { #expect(count == 6) }
        }
        #expect(server.requests.count == 5)
    }

    @Test(arguments: [
        ("deployments", "apps/v1"), ("deploy", "apps/v1"), ("Deployment", "apps/v1"), ("deployments.apps", "apps/v1"),
        ("deployment.v1beta1.apps", "apps/v1beta1"), ("deployments.extensions", nil), ("bogus", nil), ("", nil),
    ])
    func findsATypeByItsName(name: String, expected: String?) throws {
        let version = { (version: String) in
            let type = ResourceType(
                group: "apps", version: version, plural: "deployments", kind: "Deployment", isNamespaced: true,
                singular: "deployment", shortNames: ["deploy"])
            return DiscoveredTypes.GroupVersion(group: "apps", version: version, types: [type])
        }
        let types = DiscoveredTypes(groupVersions: [version("v1"), version("v1beta1")])
        if let expected {
            #expect(try types.type(named: name).apiVersion == expected)
        } else {
            let error = #expect(throws: ClientError.self) { try types.type(named: name) }
            #expect(error?.description == "error: the server doesn't have a resource type \"\(name)\"")
        }
    }

    @Test func namesTheCacheAsKubectl() throws {
        #expect(DiscoveryCache.folderName(try #require(ServerURL("https://127.0.0.1:36443"))) == "127.0.0.1_36443")
        #expect(DiscoveryCache.folderName(try #require(ServerURL("https://a-b.c/d-e"))) == "a_b.c/d_e")
    }
}
