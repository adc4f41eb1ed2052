import Documents
import FoundationEssentials
import Synchronization
import TestFolders
import TestServers
import Testing

@testable import KubernetesClient

/// Servers that tell all types in one answer, and give it an ETag.
@Suite struct AggregatedDiscoveryTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    static let form = "Content-Type: application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
    static let thing = GroupVersionKind(apiVersion: "x.io/v2", kind: "Thing")

    /// A group with a type of each kind, and more versions behind it.
    static func group(_ name: String, _ version: String, _ kinds: [String], more: String = "") -> String {
        let types = kinds.map { kind in
            """
            {"resource":"\(kind.lowercased())s","responseKind":{"kind":"\(kind)"},"scope":"Cluster","singularResource":"x",\
            "verbs":["get"],"subresources":[{"subresource":"status","responseKind":{"kind":"\(kind)"},"verbs":["get"]}]}
            """
        }
        return """
            {"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"\(name)"},"versions":[{"version":"\(version)",\
            "freshness":"Current","resources":[\(types.joined(separator: ","))]}\(more)]}]}
            """
    }

    /// The kinds of x.io/v2, which a test changes.
    final class Kinds: Sendable {
        private let kinds: Mutex<[String]>

        init(_ kinds: [String]) { self.kinds = Mutex(kinds) }

        var now: [String] { kinds.withLock { $0 } }

        func add(_ kind: String) { kinds.withLock { $0.append(kind) } }
    }

    /// Each answer's ETag are the kinds in it.
    func server(_ kinds: Kinds) throws -> LoopbackServer {
        let stale = ",{\"version\":\"v0\",\"freshness\":\"Stale\",\"resources\":[]}"
        return try LoopbackServer { request in
            let etag = request.target == "/api" ? "core" : kinds.now.joined()
            if request.head.contains("If-None-Match: \"\(etag)\"") {
                return .raw(["HTTP/1.1 304 X\r\nConnection: close\r\n\r\n"])
            }
            let headers = [Self.form, "ETag: \"\(etag)\"", "Vary: Accept"]
            switch request.target {
            case "/api": return .json(200, Self.group("", "v1", ["Node"]), headers: headers)
            case "/apis": return .json(200, Self.group("x.io", "v2", kinds.now, more: stale), headers: headers)
            default: return .json(404, "404 page not found")
            }
        }
    }

    func client(_ server: LoopbackServer) throws -> KubernetesClient {
        try server.client { $0.cacheDirectory = folder.path }
    }

    @Test func learnsEverythingInTwoRequests() async throws {
        let server = try server(Kinds(["Thing"]))
        defer { server.stop() }
        let client = try client(server)
        let types = try await client.resourceTypes(.fresh)
        #expect(server.requests.count == 2)
        #expect(types.apiVersions == ["v1", "v1/Node", "x.io/v2", "x.io/v2/Thing"])
        #expect(types.type(for: Self.thing)?.isNamespaced == false)
        #expect(types.failedGroups == ["x.io/v0"])
        let url = client.configuration.url
        let kept = try FileSystem.read(
            "\(folder.path)/discovery/\(DiscoveryCache.folderName(url))/x.io/v2/serverresources.json")
        #expect(
            try JSON.read(kept)["resources"]?.array?.compactMap { $0["name"]?.string } == ["things", "things/status"])
    }

    /// One small request tells that all kinds are as they were, and one that they aren't.
    @Test func asksWhetherWhatItKeptStillStands() async throws {
        let kinds = Kinds(["Thing"])
        let server = try server(kinds)
        defer { server.stop() }
        let first = try await client(server).resourceTypes(.fresh)
        let second = try await client(server).resourceTypes(.checked)
        #expect(second.apiVersions == first.apiVersions)
        #expect(second.failedGroups == first.failedGroups)
        #expect(server.requests.dropFirst(2).map { $0.head.contains("If-None-Match: \"Thing\"") } == [true])
        kinds.add("Other")
        let third = try await client(server).resourceTypes(.checked)
        #expect(third.apiVersions == first.apiVersions + ["x.io/v2/Other"])
        #expect(server.requests.dropFirst(3).map(\.target) == ["/apis"])
        // Everything is known: nothing more is looked for.
        let client = try client(server)
        _ = try await client.resourceTypes(lookingFor: [GroupVersionKind(apiVersion: "x.io/v2", kind: "Never")])
        #expect(server.requests.dropFirst(4).map(\.target) == ["/apis"])
        // The cache of types follows; what nobody could tell is asked for again.
        #expect(try await self.client(server).resourceTypes(.cached).apiVersions == third.apiVersions)
        #expect(server.requests.dropFirst(5).map(\.target) == ["/apis/x.io/v0"])
    }

    /// Servers from 1.26 to 1.29 have the answer in one under its earlier name alone.
    @Test func understandsServersThatKnowTheFormByItsEarlierName() async throws {
        let server = try LoopbackServer { request in
            guard request.head.contains("v=v2beta1;as=APIGroupDiscoveryList") else {
                return DiscoveryTests.legacy(request.target)
            }
            let headers = ["Content-Type: application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList"]
            let isCore = request.target == "/api"
            return .json(
                200, isCore ? Self.group("", "v1", ["Node"]) : Self.group("x.io", "v2", ["Thing"]), headers: headers)
        }
        defer { server.stop() }
        let types = try await client(server).resourceTypes(.fresh)
        #expect(types.apiVersions == ["v1", "v1/Node", "x.io/v2", "x.io/v2/Thing"])
        #expect(server.requests.count == 2)
    }

    @Test func asksAnewWhereWhatItKeptIsDamaged() async throws {
        let server = try server(Kinds(["Thing"]))
        defer { server.stop() }
        let first = try await client(server).resourceTypes(.fresh)
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/http") {
            var bytes = try FileSystem.read("\(folder.path)/http/\(name)")
            bytes[bytes.count - 3] ^= 1
            try FileSystem.replace("\(folder.path)/http/\(name)", with: bytes, mode: 0o660, folderMode: 0o750)
        }
        #expect(try await client(server).resourceTypes(.fresh).apiVersions == first.apiVersions)
        #expect(!server.requests.contains { $0.head.contains("If-None-Match") })
    }

    /// The file is where kubectl looks for it, and holds what kubectl reads.
    @Test func keepsAnswersAsKubectlDoes() throws {
        var configuration = ClientConfiguration(url: try #require(ServerURL("https://127.0.0.1:16443")))
        configuration.cacheDirectory = folder.path
        let cache = ResponseCache(configuration)
        var head = ResponseHead()
        (head.status, head.contentType, head.etag) = (200, "text/x", "\"5\"")
        cache.store(HTTPResponse(head: head, body: Array("body".utf8)), "/apis", accept: "a,b")
        let name = "8cb8f17096685259fea6ec659541b905fe5641e4b36e68ef3b56a66b58cea04e"
        let bytes = try FileSystem.read("\(folder.path)/http/\(name)")
        let text = String(decoding: bytes.dropFirst(32), as: UTF8.self)
        #expect(SHA256.digest(Array(bytes.dropFirst(32))) == Array(bytes.prefix(32)))
        #expect(text.hasPrefix("HTTP/2.0 200 OK\r\nContent-Length: 4\r\n"))
        #expect(text.hasSuffix("X-Varied-Accept: a,b\r\n\r\nbody"))
        let entry = ResponseCache.Entry(etag: "\"5\"", contentType: "text/x", body: Array("body".utf8))
        #expect(cache.entry("/apis", accept: ["a", "a,b"]) == entry)
        #expect(cache.entry("/apis", accept: ["a"]) == nil)
        #expect(cache.entry("/api", accept: ["a,b"]) == nil)
    }

    @Test(arguments: [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
        (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
        (63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"),
        (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
        (65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"),
        (119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"),
        (120, "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c"),
        (1000, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"),
    ])
    func digests(count: Int, expected: String) {
        let digest = SHA256.digest(Array(repeating: UInt8(ascii: "a"), count: count))
        let digits = digest.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0\(text)" : text
        }
        #expect(digits.joined() == expected)
    }
}
