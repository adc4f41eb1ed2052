import TestServers
import Testing

@testable import KubernetesClient

/// What is sent in headers, and what isn't.
@Suite struct HeaderTests {
    let settings = ObjectReference(type: .configMaps, namespace: "shop", name: "settings")

    static let injections = ["a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\n", "a\u{0}b", "a\u{1b}b", "a\u{7f}"]

    @Test(arguments: injections) func refusesATokenThatNoHeaderCanHold(token: String) async throws {
        var configuration = ClientConfiguration(url: try #require(ServerURL("https://127.0.0.1:1")))
        configuration.credentials = .token(token)
        let client = try KubernetesClient(configuration)
        let error = await #expect(throws: ClientError.self) { try await client.get(settings) }
        #expect(
            error?.description
                == "Unable to connect to the server: getting credentials: invalid header field value for "
                + "\"Authorization\": the token holds a line end or another control character")
    }

    @Test(arguments: injections) func refusesNamesThatNoHeaderCanHold(text: String) throws {
        let pair = ConfigurationOverrides.Pair(key: "key", value: text)
        let changes: [(String, (inout ClientConfiguration) -> Void)] = [
            ("User-Agent", { $0.userAgent = text }),
            ("Impersonate-User", { $0.impersonation = Impersonation(user: text) }),
            ("Impersonate-Uid", { $0.impersonation = Impersonation(user: "a", uid: text) }),
            ("Impersonate-Group", { $0.impersonation = Impersonation(user: "a", groups: ["b", text]) }),
            ("Impersonate-Extra-key", { $0.impersonation = Impersonation(user: "a", extra: [pair]) }),
        ]
        for (name, change) in changes {
            var configuration = ClientConfiguration(url: try #require(ServerURL("https://127.0.0.1:1")))
            change(&configuration)
            let error = #expect(throws: ConfigurationError.self) { try KubernetesClient(configuration) }
            #expect(
                error?.description
                    == "error: invalid header field value for \"\(name)\": it holds a line end or another control character"
            )
        }
    }

    /// `{"kind":"ConfigMap"}`, compressed.
    static let compressed: [UInt8] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0xca, 0xce, 0xcc, 0x4b, 0x51, 0xb2,
        0x52, 0x72, 0xce, 0xcf, 0x4b, 0xcb, 0x4c, 0xf7, 0x4d, 0x2c, 0x50, 0xaa, 0x05, 0x00, 0xd0, 0xa0, 0x0f, 0x84,
        0x14, 0x00, 0x00, 0x00,
    ]

    @Test(arguments: [true, false]) func readsCompressedAnswers(accepts: Bool) async throws {
        let server = try LoopbackServer { request in
            request.head.contains("Accept-Encoding: gzip")
                ? .bytes(Self.compressed, headers: ["Content-Type: application/json", "Content-Encoding: gzip"])
                : .json(200, "{\"kind\":\"Secret\"}")
        }
        defer { server.stop() }
        let client = try server.client { $0.acceptsGzip = accepts }
        #expect(try await client.get(settings)["kind"]?.string == (accepts ? "ConfigMap" : "Secret"))
    }

    @Test func provesWhoAsksByNameAndPassword() async throws {
        var configuration = ClientConfiguration(url: try #require(ServerURL("https://127.0.0.1:1")))
        configuration.credentials = .basic(username: "jane", password: "a:b")
        let proof = try await configuration.makeCredentialSource().proof()
        #expect(proof.authorization == "Basic amFuZTphOmI=")
    }

    /// libcurl takes a header without a value for one to leave out.
    @Test func sendsHeadersWithoutAValue() async throws {
        let server = try LoopbackServer { _ in .json(200, "{}") }
        defer { server.stop() }
        let client = try server.client {
            $0.impersonation = Impersonation(
                user: "jane\u{e9}", groups: [""], extra: [ConfigurationOverrides.Pair(key: "A/b", value: " ")])
        }
        _ = try await client.get(settings)
        let lines = try #require(server.requests.first?.head.split(separator: "\r\n").map(String.init))
        #expect(lines.contains("Impersonate-User: jane\u{e9}"))
        #expect(lines.contains("Impersonate-Group:"))
        #expect(lines.contains("Impersonate-Extra-a%2Fb:"))
    }
}
