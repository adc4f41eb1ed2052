import Documents
import TestServers
import Testing

@testable import KubernetesClient

/// Lists that lose their place, and watches that lose their connection.
@Suite struct ListAndWatchTests {
    static let expired = """
        {"kind":"Status","code":410,"reason":"Expired","message":"too old","metadata":{"continue":"again"}}
        """

    func page(_ names: [String], next: String = "") -> LoopbackServer.Answer {
        let items = names.map { "{\"metadata\":{\"name\":\"\($0)\",\"resourceVersion\":\"7\"}}" }.joined(separator: ",")
        return .json(
            200,
            "{\"kind\":\"L\",\"metadata\":{\"resourceVersion\":\"9\",\"continue\":\"\(next)\"},\"items\":[\(items)]}")
    }

    func server(_ answers: [LoopbackServer.Answer]) throws -> LoopbackServer {
        let counter = Counter()
        return try LoopbackServer { _ in answers[min(counter.next(), answers.count - 1)] }
    }

    func name(_ value: Value) -> String { value["metadata"]?["name"]?.string ?? "" }

    @Test func readsEveryPage() async throws {
        let server = try server([page(["a", "b"], next: "t1"), page(["c"], next: "t2"), page(["d"])])
        defer { server.stop() }
        let options = ListOptions(labelSelector: "a=b,c", pageSize: 2, resourceVersion: "0")
        let list = try await server.client().list(.secrets, namespace: "shop", options: options)
        #expect(list.items.map(name) == ["a", "b", "c", "d"])
        #expect(list.resourceVersion == "9")
        let path = "/api/v1/namespaces/shop/secrets?labelSelector=a%3Db%2Cc&limit=2"
        #expect(
            server.requests.map(\.target)
                == ["\(path)&resourceVersion=0", "\(path)&continue=t1", "\(path)&continue=t2"])
    }

    @Test func beginsAnewWhenTheServerForgotTheList() async throws {
        let server = try server([page(["a"], next: "t1"), .json(410, Self.expired), page(["a", "b", "c"])])
        defer { server.stop() }
        let list = try await server.client().list(.secrets, namespace: nil, options: ListOptions(pageSize: 1))
        #expect(list.items.map(name) == ["a", "b", "c"])
        #expect(server.requests.last?.target == "/api/v1/secrets")
    }

    @Test func goesOnInconsistentlyWhereObjectsWereHandedOver() async throws {
        let server = try server([page(["a"], next: "t1"), .json(410, Self.expired), page(["b"])])
        defer { server.stop() }
        var names: [String] = []
        let client = try server.client()
        let version = try await client.listEach(.secrets, namespace: nil, options: ListOptions(pageSize: 1)) {
            names.append(name(try JSON.read($0)))
        }
        #expect(names == ["a", "b"])
        #expect(version == "9")
        #expect(server.requests.last?.target == "/api/v1/secrets?limit=1&continue=again")
    }

    @Test func failsWhenTheFirstPageIsTooOld() async throws {
        let server = try server([.json(410, Self.expired)])
        defer { server.stop() }
        let client = try server.client()
        await #expect(throws: ClientError.self) { try await client.list(.secrets, namespace: nil) }
        #expect(server.requests.count == 1)
    }

    @Test func endsTheListWithWhatTheReaderThrows() async throws {
        struct Enough: Error {}
        let server = try server([page(["a", "b", "c"])])
        defer { server.stop() }
        var count = 0
        let client = try server.client()
        await #expect(throws: Enough.self) {
            try await client.listEach(.secrets, namespace: nil) { _ in
                count += 1
                if count == 2 { throw Enough() }
            }
        }
        #expect(count == 2)
    }

    @Test func refusesHalfAList() async throws {
        let server = try server([.raw(["HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"items\":[{\"a\":1},{\"b\""])])
        defer { server.stop() }
        let client = try server.client()
        var count = 0
        await #expect(throws: ClientError.self) {
            try await client.listEach(.secrets, namespace: nil) { _ in count += 1 }
        }
        #expect(count == 1)
    }

    /// A page that the server says is longer than what comes of it.
    func brokenPage(_ names: [String]) -> LoopbackServer.Answer {
        guard case .json(_, let text, _) = page(names, next: "t1") else { return .close }
        return .raw(["HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n\(text.dropLast(4))"])
    }

    @Test func readsAListAgainThatBreaksOff() async throws {
        let server = try server([brokenPage(["a", "b"]), page(["a", "b"], next: "t1"), brokenPage([]), page(["c"])])
        defer { server.stop() }
        let list = try await server.client().list(.secrets, namespace: "shop", options: ListOptions(pageSize: 2))
        #expect(list.items.map(name) == ["a", "b", "c"])
        #expect(server.requests.map { $0.target.contains("continue=t1") } == [false, false, true, true])
    }

    @Test func handsOverEachObjectOnceOfAListThatBreaksOff() async throws {
        // The order needn't be the same the second time.
        let server = try server([
            brokenPage(["a", "b", "c"]), brokenPage(["c", "d"]), page(["c", "b", "d", "a"], next: "t1"),
            brokenPage(["e"]), page(["e", "f"]),
        ])
        defer { server.stop() }
        var names: [String] = []
        try await server.client().listEach(.secrets, namespace: nil) { names.append(name(try JSON.read($0))) }
        #expect(names == ["a", "b", "c", "d", "e", "f"])
        #expect(server.requests.count == 5)
    }

    @Test func readsABrokenListOnlyWithinTheRequestTimeout() async throws {
        let server = try server([brokenPage(["a"])])
        defer { server.stop() }
        let client = try server.client { $0.requestTimeoutMilliseconds = 1500 }
        await #expect(throws: ClientError.self) { try await client.listEach(.secrets, namespace: nil) { _ in } }
        #expect(server.requests.count <= 3)
    }

    // MARK: What templates look up

    @Test func namesTheObjectsOfALookedUpList() async throws {
        let items = #"[{"metadata":{"name":"a"}},{"kind":"Odd","metadata":{"name":"b"}}]"#
        let server = try LoopbackServer { request in
            switch request.target.split(separator: "?")[0] {
            case "/apis/apps/v1/namespaces/shop/deployments":
                .json(200, "{\"kind\":\"DeploymentList\",\"metadata\":{\"resourceVersion\":\"7\"},\"items\":\(items)}")
            case "/apis/apps/v1/namespaces/shop/deployments/none":
                .json(404, #"{"kind":"Status","code":404,"reason":"NotFound"}"#)
            default: DiscoveryTests.legacy(request.target)
            }
        }
        defer { server.stop() }
        let client = try server.client()
        let kind = GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")
        let list = try await client.lookup(kind, namespace: "shop", name: "")
        #expect(list["kind"]?.string == "DeploymentList")
        #expect(list["items"]?.array?.map { $0["kind"]?.string } == ["Deployment", "Odd"])
        #expect(list["items"]?.array?.map { $0["apiVersion"]?.string } == ["apps/v1", nil])
        #expect(try await client.lookup(kind, namespace: "shop", name: "none") == [:])
    }

    // MARK: Watches

    static let watchHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"

    func event(_ type: String, _ name: String, _ version: Int) -> String {
        "{\"type\":\"\(type)\",\"object\":{\"kind\":\"X\",\"metadata\":{\"name\":\"\(name)\",\"resourceVersion\":\"\(version)\"}}}\n"
    }

    func text(_ event: WatchEvent) -> String {
        switch event {
        case .restarted: "restarted"
        case .synced: "synced"
        case .added(let object): "+\(name(object))"
        case .modified(let object): "~\(name(object))"
        case .deleted(let object): "-\(name(object))"
        case .bookmark(let version): "@\(version)"
        case .interrupted(let error): "!\(error.status?.code ?? 0)"
        }
    }

    func events(_ stream: AsyncThrowingStream<WatchEvent, any Error>, _ count: Int) async throws -> [String] {
        var events: [String] = []
        for try await event in stream {
            events.append(text(event))
            if events.count == count { break }
        }
        return events
    }

    @Test func listsThenFollows() async throws {
        let server = try server([
            page(["a"]),
            .raw(
                [
                    Self.watchHead, event("ADDED", "b", 10) + "{\"type\":\"MODI",
                    "FIED\",\"object\":{\"metadata\":{\"name\":\"b\",\"resourceVersion\":\"11\"}}}\n"
                        + event("DELETED", "a", 12) + event("BOOKMARK", "", 15),
                ], pauseMilliseconds: 30),
            .silence(milliseconds: 3000),
        ])
        defer { server.stop() }
        let stream = try server.client().watch(.pods, namespace: "shop")
        #expect(try await events(stream, 6) == ["+a", "synced", "+b", "~b", "-a", "@15"])
        let watch = try #require(server.requests.dropFirst().first?.target)
        #expect(watch.hasPrefix("/api/v1/namespaces/shop/pods?watch=1&allowWatchBookmarks=true&resourceVersion=9&"))
    }

    @Test func opensAgainWhereItStood() async throws {
        let server = try server([
            .raw([Self.watchHead + event("ADDED", "a", 10)]), .raw([Self.watchHead + event("ADDED", "b", 11)]),
            .silence(milliseconds: 3000),
        ])
        defer { server.stop() }
        let stream = try server.client().watch(.pods, namespace: nil, options: WatchOptions(resourceVersion: "5"))
        #expect(try await events(stream, 2) == ["+a", "+b"])
        #expect(server.requests.map { $0.target.contains("resourceVersion=5&") } == [true, false])
        #expect(server.requests.last?.target.contains("resourceVersion=10&") == true)
    }

    @Test func givesUpWhatFellSilent() async throws {
        let server = try server([.raw([Self.watchHead, event("ADDED", "b", 10)], pauseMilliseconds: 10_000)])
        defer { server.stop() }
        let transport = try HTTPTransport()
        let endpoint = Endpoint(url: try #require(ServerURL("http://127.0.0.1:\(server.port)")))
        let exchange = Exchange(
            HTTPRequest(method: "GET", target: "/", longestSilenceSeconds: 1), endpoint: endpoint, identity: nil,
            delivery: .unpaced(limit: 1000))
        transport.begin(exchange)
        #expect(try await exchange.head(transport).status == 200)
        let failure = await #expect(throws: TransportFailure.self) { try await exchange.next(transport) }
        #expect(failure?.reason == .silent)
    }

    @Test func listsAnewWhenTheVersionIsForgotten() async throws {
        let gone = "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"}}\n"
        let server = try server([.raw([Self.watchHead + gone]), page(["z"]), .silence(milliseconds: 3000)])
        defer { server.stop() }
        let stream = try server.client().watch(.pods, namespace: nil, options: WatchOptions(resourceVersion: "5"))
        #expect(try await events(stream, 3) == ["restarted", "+z", "synced"])
    }

    @Test func stopsWhenTheServerRefuses() async throws {
        let forbidden = "{\"kind\":\"Status\",\"code\":403,\"reason\":\"Forbidden\",\"message\":\"no\"}"
        let server = try server([.json(403, forbidden)])
        defer { server.stop() }
        let stream = try server.client().watch(.pods, namespace: "shop")
        await #expect(throws: ClientError.self) { try await events(stream, 1) }
        #expect(server.requests.count == 1)
    }

    /// What the server is away for is told once, before the wait for it.
    @Test func waitsForAServerThatIsAway() async throws {
        let away = LoopbackServer.Answer.json(503, "{}")
        let busy =
            "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":500,\"details\":{\"retryAfterSeconds\":1}}}\n"
        let server = try server([
            page(["a"]), .raw([Self.watchHead + busy]), away, .close, away,
            .raw([Self.watchHead + event("ADDED", "b", 10)]),
            .silence(milliseconds: 3000),
        ])
        defer { server.stop() }
        let stream = try server.client().watch(.pods, namespace: "shop")
        #expect(try await events(stream, 4) == ["+a", "synced", "!503", "+b"])
        #expect(server.requests.dropFirst().allSatisfy { $0.target.contains("resourceVersion=9&") })
    }

    @Test(.timeLimit(.minutes(1))) func leavesAServerThatIsAwayWhenItsTaskIsCancelled() async throws {
        let server = try server([page([]), .json(503, "{}")])
        defer { server.stop() }
        let stream = try server.client().watch(.pods, namespace: "shop")
        let task = Task { try await events(stream, 3) }
        while server.requests.count < 4 { try await Task.sleep(for: .milliseconds(20)) }
        task.cancel()
        _ = try? await task.value
    }

    @Test func endsAWatchWhoseTaskIsCancelled() async throws {
        let server = try server([page([]), .raw([Self.watchHead], pauseMilliseconds: 20_000)])
        defer { server.stop() }
        let stream = try server.client().watch(.pods, namespace: "shop")
        let task = Task { try await events(stream, 2) }
        while server.requests.count < 2 { await Task.yield() }
        task.cancel()
        _ = try? await task.value
    }
}
