import Documents
import Glibc
import TestServers
import Testing

@testable import KubernetesClient

/// Requests against a server that behaves as real ones seldom do.
@Suite struct RequestTests {
    let settings = ObjectReference(type: .configMaps, namespace: "shop", name: "settings")

    /// Answers the n-th request with the n-th answer, and with the last one from then on.
    func server(_ answers: [LoopbackServer.Answer]) throws -> LoopbackServer {
        let counter = Counter()
        return try LoopbackServer { _ in answers[min(counter.next(), answers.count - 1)] }
    }

    func failure(_ body: () async throws -> Void) async throws -> ClientError {
        do {
            try await body()
        } catch let error as ClientError {
            return error
        }
        Issue.record("nothing was thrown")
        return ClientError(.cancelled)
    }

    @Test func repeatsWhatTheServerAsksToRepeat() async throws {
        let server = try server([
            .json(429, "{}", headers: ["Retry-After: 0"]), .json(503, "{}", headers: ["Retry-After: 0"]),
            .json(201, "{}"),
        ])
        defer { server.stop() }
        _ = try await server.client().create(["a": 1], type: .configMaps, namespace: "shop")
        #expect(server.requests.map(\.method) == ["POST", "POST", "POST"])
        #expect(server.requests.last?.body == "{\"a\":1}")
    }

    @Test func waitsAsLongAsTheServerAsks() async throws {
        let server = try server([.json(429, "{}", headers: ["Retry-After: 1"]), .json(200, "{}")])
        defer { server.stop() }
        let began = ContinuousClock.now
        _ = try await server.client().get(settings)
        #expect(ContinuousClock.now - began >= .seconds(1))
    }

    @Test func waitsUntilTheTimeThatTheServerNames() async throws {
        let server = try server([
            .json(
                429, "{}",
                headers: ["Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sun, 06 Nov 1994 08:49:38 GMT"]),
            .json(200, "{}"),
        ])
        defer { server.stop() }
        let began = ContinuousClock.now
        _ = try await server.client().get(settings)
        #expect(ContinuousClock.now - began >= .seconds(1))
    }

    @Test func slowsDownWhereTheEnvironmentAsksForIt() async throws {
        let server = try server([.json(500, "{}"), .json(200, "{}")])
        defer { server.stop() }
        let client = try server.client {
            $0.environment = ["KUBE_CLIENT_BACKOFF_BASE": "1", "KUBE_CLIENT_BACKOFF_DURATION": "1"]
        }
        _ = try await failure { _ = try await client.get(settings) }
        let began = ContinuousClock.now
        _ = try await client.get(settings)
        #expect(ContinuousClock.now - began >= .seconds(1))
        #expect(server.requests.count == 2)
    }

    /// A server that takes connections and says nothing keeps nobody for the half minute that connecting may take.
    @Test func givesUpASlowHandshake() async throws {
        let server = try server([.close])
        defer { server.stop() }
        var configuration = ClientConfiguration(url: try #require(ServerURL("https://127.0.0.1:\(server.port)")))
        configuration.handshakeMilliseconds = 500
        let client = try KubernetesClient(configuration)
        let errors = await withTaskGroup(of: ClientError?.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    try? await failure { _ = try await client.create([:], type: .secrets, namespace: "a") }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(
            Set(errors.map { $0?.description })
                == ["Unable to connect to the server: net/http: TLS handshake timeout"])
    }

    @Test func doesNotRepeatWithoutBeingAsked() async throws {
        let server = try server([.json(503, "busy", headers: ["Content-Type: text/plain"])])
        defer { server.stop() }
        let client = try server.client()
        let error = try await failure { _ = try await client.get(settings) }
        #expect(error.status?.code == 503)
        #expect(
            error.description
                == "Error from server (ServiceUnavailable): the server is currently unable to handle the request "
                + "(get configmaps shop/settings)")
        #expect(server.requests.count == 1)
    }

    @Test func readsAgainAfterALostConnection() async throws {
        let server = try server([.close, .json(200, "{\"kind\":\"ConfigMap\"}")])
        defer { server.stop() }
        let value = try await server.client().get(settings)
        #expect(value["kind"]?.string == "ConfigMap")
        #expect(server.requests.count == 2)
    }

    @Test func doesNotWriteAgainAfterALostConnection() async throws {
        let server = try server([.close, .json(201, "{}")])
        defer { server.stop() }
        let client = try server.client()
        let error = try await failure { _ = try await client.create([:], type: .configMaps, namespace: "shop") }
        guard case .connection(let lost) = error.kind else { throw error }
        #expect(lost.reason == .lost)
        #expect(server.requests.count == 1)
        #expect(error.description.hasPrefix("Unable to connect to the server: "))
    }

    /// libcurl by itself sends again whatever dies on a connection that was used before.
    @Test(arguments: ["create", "apply"])
    func doesNotWriteAgainOnAConnectionThatWasUsedBefore(verb: String) async throws {
        let server = try server([.jsonAndStay("{}"), .close, .json(201, "{}")])
        defer { server.stop() }
        let client = try server.client()
        _ = try await client.get(settings)
        let error = try await failure {
            if verb == "create" {
                _ = try await client.create(["a": 1], type: .configMaps, namespace: "shop")
            } else {
                _ = try await client.applyNew(["a": 1], settings, fieldManager: "m")
            }
        }
        guard case .connection(let lost) = error.kind else { throw error }
        #expect(lost.reason == .lost)
        #expect(server.requests.map(\.method) == ["GET", verb == "create" ? "POST" : "PATCH"])
        #expect(Set(server.requests.map(\.connection)).count == 1)
        #expect(server.requests.last?.body == "{\"a\":1}")
    }

    @Test func writesOnAConnectionThatWasUsedBefore() async throws {
        let server = try server([.jsonAndStay("{}"), .jsonAndStay("{}"), .json(201, "{}")])
        defer { server.stop() }
        let client = try server.client()
        _ = try await client.get(settings)
        let large: Value = ["a": .string(String(repeating: "x", count: 3 << 20))]
        for _ in 0..<2 { _ = try await client.create(large, type: .configMaps, namespace: "shop") }
        #expect(server.requests.map(\.body.utf8.count) == [0, (3 << 20) + 8, (3 << 20) + 8])
    }

    /// Writes that may be made twice are made again, once.
    @Test func repeatsWritesThatLeaveTheSameWhenMadeTwice() async throws {
        let object: Value = ["metadata": ["resourceVersion": "5"]]
        let writes: [(KubernetesClient) async throws -> Void] = [
            { _ = try await $0.apply(object, settings, fieldManager: "m", force: true) },
            { _ = try await $0.apply(object, settings, fieldManager: "m", dryRun: true) },
            { _ = try await $0.update(object, settings) },
            { _ = try await $0.delete(settings, options: DeleteOptions(uid: "u")) },
            { _ = try await $0.delete(settings, options: DeleteOptions(uid: "u", resourceVersion: "5")) },
        ]
        for write in writes {
            let server = try server([.close, .json(200, "{}")])
            defer { server.stop() }
            try await write(server.client())
            #expect(server.requests.count == 2)
            #expect(server.requests.first?.body == server.requests.last?.body)
        }
    }

    @Test func repeatsNoOtherWrites() async throws {
        let writes: [(KubernetesClient) async throws -> Void] = [
            { _ = try await $0.apply([:], settings, fieldManager: "m") },
            { _ = try await $0.update([:], settings) },
            { _ = try await $0.delete(settings) },
            { _ = try await $0.patch(settings, kind: .merge, body: [:]) },
        ]
        for write in writes {
            let server = try server([.close, .json(200, "{}")])
            defer { server.stop() }
            let client = try server.client()
            let error = try await failure { try await write(client) }
            guard case .connection = error.kind else { throw error }
            #expect(server.requests.count == 1)
        }
    }

    /// The version that a repeated write misses may be gone because the first attempt was carried out.
    @Test func reportsTheLossWhereARepeatedWriteMeetsAnotherVersion() async throws {
        let conflict = #"{"kind":"Status","code":409,"reason":"Conflict","message":"modified"}"#
        let server = try server([.close, .json(409, conflict)])
        defer { server.stop() }
        let client = try server.client()
        let error = try await failure {
            _ = try await client.update(["metadata": ["resourceVersion": "5"]], settings)
        }
        guard case .connection(let lost) = error.kind else { throw error }
        #expect(lost.reason == .lost)
        #expect(server.requests.count == 2)
    }

    @Test func tellsAHalfAnswerFromAWholeOne() async throws {
        let half = "HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"kind\":"
        let server = try server([.raw([half])])
        defer { server.stop() }
        let client = try server.client()
        let error = try await failure { _ = try await client.create([:], type: .configMaps, namespace: "shop") }
        guard case .connection(let lost) = error.kind else { throw error }
        #expect(lost.reason == .lost)
    }

    @Test func refusesWhatIsNotJSON() async throws {
        let server = try server([.json(200, "<html>login</html>")])
        defer { server.stop() }
        let client = try server.client()
        let error = try await failure { _ = try await client.get(settings) }
        guard case .unreadable = error.kind else { throw error }
    }

    @Test func givesUpAfterTheRequestTimeout() async throws {
        let server = try server([.silence(milliseconds: 3000)])
        defer { server.stop() }
        let client = try server.client { $0.requestTimeoutMilliseconds = 200 }
        let error = try await failure { _ = try await client.get(settings) }
        #expect(error.kind == .timeout)
        #expect(error.description == "Unable to connect to the server: context deadline exceeded")
    }

    /// Neither before the answer nor in its middle does anyone wait for ever.
    @Test func givesUpAServerThatFallsSilent() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"kind\":"
        for answer in [LoopbackServer.Answer.silence(milliseconds: 20_000), .raw([head], pauseMilliseconds: 20_000)] {
            let server = try server([answer])
            defer { server.stop() }
            let client = try server.client { $0.longestSilenceSeconds = 1 }
            let error = try await failure { _ = try await client.get(settings) }
            guard case .connection(let lost) = error.kind else { throw error }
            #expect(lost.reason == .lost)
            #expect(
                error.description == "Unable to connect to the server: the server has said nothing for 1 seconds")
            #expect(server.requests.count == 1)
        }
    }

    @Test func waitsForASlowReader() async throws {
        let items = (0..<40).map { "{\"a\":\"\($0)\(String(repeating: "x", count: 200_000))\"}" }
        let server = try server([.json(200, "{\"items\":[\(items.joined(separator: ","))]}")])
        defer { server.stop() }
        let client = try server.client { $0.longestSilenceSeconds = 1 }
        let seen = Counter()
        try await client.listEach(.secrets, namespace: nil) { _ in
            if seen.next() == 3 { usleep(4_000_000) }
        }
        #expect(seen.next() == 40)
    }

    @Test func waitsForAPlaceNoLongerThanTheRequestMayTake() async throws {
        let server = try server([.json(200, "{}")])
        defer { server.stop() }
        let client = try server.client {
            $0.requestTimeoutMilliseconds = 200
            $0.maximumRequestsInFlight = 1
        }
        #expect(await client.pipeline.gate.enter() == .entered)
        let error = try await failure { _ = try await client.get(settings) }
        #expect(error.kind == .timeout)
        #expect(server.requests.isEmpty)
    }

    @Test func doesNotWaitBeyondTheRequestTimeout() async throws {
        let server = try server([.json(429, "{}", headers: ["Retry-After: 30"])])
        defer { server.stop() }
        let client = try server.client { $0.requestTimeoutMilliseconds = 2000 }
        let error = try await failure { _ = try await client.get(settings) }
        #expect(error.status?.reason == "TooManyRequests")
    }

    @Test func namesTheServerThatRefuses() async throws {
        let server = try server([.close])
        server.stop()
        let client = try server.client()
        let error = try await failure { _ = try await client.get(settings) }
        #expect(
            error.description
                == "The connection to the server 127.0.0.1:\(server.port) was refused - did you specify the right host "
                + "or port?")
    }

    @Test func followsTheServerOnlyToItself() async throws {
        let server = try server([.json(307, "", headers: ["Location: /elsewhere?x=1"]), .json(200, "{}")])
        defer { server.stop() }
        _ = try await server.client().get(settings)
        #expect(server.requests.last?.target == "/elsewhere?x=1")

        let other = try self.server([.json(302, "", headers: ["Location: http://127.0.0.1:1/elsewhere"])])
        defer { other.stop() }
        let client = try other.client()
        let error = try await failure { _ = try await client.get(settings) }
        #expect(error.status?.code == 302)
        #expect(other.requests.count == 1)
    }

    @Test func endsWhenItsTaskIsCancelled() async throws {
        let server = try server([.silence(milliseconds: 20_000)])
        defer { server.stop() }
        let client = try server.client()
        let task = Task { try await client.get(settings) }
        while server.requests.isEmpty { await Task.yield() }
        task.cancel()
        let error = try await failure { _ = try await task.value }
        #expect(error.isCancelled)
    }

    @Test func isCancelledBeforeItBegins() async throws {
        let server = try server([.json(200, "{}")])
        defer { server.stop() }
        let client = try server.client()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.get(settings)
        }
        let error = try await failure { _ = try await task.value }
        #expect(error.isCancelled)
    }

    @Test func tellsEachWarningOnce() async throws {
        let server = try server([.json(200, "{}", headers: ["Warning: 299 - \"v1beta1 \\\"old\\\" is deprecated\""])])
        defer { server.stop() }
        let recorder = Recorder()
        let client = try server.client(observer: recorder)
        for _ in 0..<3 { _ = try await client.get(settings) }
        #expect(recorder.warnings == ["v1beta1 \"old\" is deprecated"])
        #expect(recorder.records.map(\.status) == [200, 200, 200])
        #expect(recorder.records.first?.path == "/api/v1/namespaces/shop/configmaps/settings")
    }

    @Test func sendsCredentialsOverTLSOnly() async throws {
        let server = try server([.json(200, "{}")])
        defer { server.stop() }
        let client = try server.client {
            $0.credentials = .token("secret")
            $0.impersonation = Impersonation(user: "jane")
        }
        _ = try await client.get(settings)
        let head = try #require(server.requests.first?.head)
        #expect(!head.lowercased().contains("authorization"))
        // Who asks as another wants no more rights than the other's, however the server is reached.
        #expect(head.contains("\r\nImpersonate-User: jane"))
    }

    @Test func keepsRequestsInFlightBounded() async throws {
        let gauge = Gauge()
        let server = try LoopbackServer { _ in
            gauge.enter()
            defer { gauge.leave() }
            return .raw(
                ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n", "{}"], pauseMilliseconds: 20)
        }
        defer { server.stop() }
        let client = try server.client { $0.maximumRequestsInFlight = 3 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await client.get(settings) } }
            try await group.waitForAll()
        }
        #expect(server.requests.count == 20)
        #expect(gauge.highest <= 3)
    }

    @Test func asksTheProxyForTheServer() async throws {
        let server = try server([.json(407, "")])
        defer { server.stop() }
        let url = try #require(ServerURL("https://api.example:6443"))
        var configuration = ClientConfiguration(url: url)
        configuration.proxy = "http://127.0.0.1:\(server.port)"
        configuration.credentials = .token("secret")
        let client = try KubernetesClient(configuration)
        let error = try await failure { _ = try await client.get(settings) }
        guard case .connection(let failure) = error.kind else { throw error }
        #expect(failure.reason == .proxy)
        #expect(server.requests.count == 1)
        let request = try #require(server.requests.first)
        #expect(request.method == "CONNECT")
        #expect(request.target == "api.example:6443")
        #expect(!request.head.contains("secret"))
    }

    @Test func putsTheBasePathBeforeEveryRequest() async throws {
        let server = try server([.json(200, "{}")])
        defer { server.stop() }
        let url = try #require(ServerURL("http://127.0.0.1:\(server.port)/k8s/clusters/c-1/"))
        let client = try KubernetesClient(ClientConfiguration(url: url))
        _ = try await client.get(settings)
        #expect(server.requests.first?.target == "/k8s/clusters/c-1/api/v1/namespaces/shop/configmaps/settings")
    }
}
