import Documents
import FoundationEssentials
import Glibc
import Synchronization
import TestFolders
import Testing

@testable import KubernetesClient

extension ClusterTests {
    /// TLS, credentials and the connection, with a real server.
    @Suite struct ConnectionTests {
        static let everybody = ObjectReference(type: .namespaces, namespace: nil, name: "default")

        @Test func carriesAThousandRequestsOverOneConnection() async throws {
            let recorder = Recorder()
            let client = try Cluster.client(observer: recorder)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<1000 { group.addTask { _ = try await client.get(Self.everybody) } }
                try await group.waitForAll()
            }
            #expect(recorder.records.count == 1000)
            #expect(recorder.records.allSatisfy { $0.status == 200 })
            #expect(try Self.connections(toPort: client.configuration.url.port) == 1)
        }

        /// Connections of this process to a port of this machine.
        static func connections(toPort port: Int) throws -> Int {
            let table = String(decoding: try FileSystem.read("/proc/self/net/tcp"), as: UTF8.self)
            let own = Set((0..<1024).compactMap { socketNumber(of: $0) })
            let suffix = ":" + String(port, radix: 16, uppercase: true)
            return table.split(separator: "\n").dropFirst().count { line in
                let fields = line.split(separator: " ")
                return fields.count > 9 && fields[2].hasSuffix(suffix) && fields[3] == "01"
                    && own.contains(String(fields[9]))
            }
        }

        private static func socketNumber(of descriptor: Int32) -> String? {
            var target = [CChar](repeating: 0, count: 64)
            guard readlink("/proc/self/fd/\(descriptor)", &target, 63) > 0 else { return nil }
            let text = String(decoding: target.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return text.hasPrefix("socket:[") ? String(text.dropFirst("socket:[".count).dropLast()) : nil
        }

        // MARK: A server that falls silent

        /// A client behind a relay, which notices silence after eight seconds: a busy server needs some.
        static func relayed(_ relay: Relay) throws -> KubernetesClient {
            try KubernetesClient(
                changed {
                    $0.url = try #require(ServerURL("https://127.0.0.1:\(relay.port)"))
                    $0.environment = ["HTTP2_READ_IDLE_TIMEOUT_SECONDS": "2", "HTTP2_PING_TIMEOUT_SECONDS": "6"]
                })
        }

        @Test func leavesAConnectionThatFellSilent() async throws {
            let relay = try Relay(to: Cluster.configuration().url.port)
            defer { relay.stop() }
            let client = try Self.relayed(relay)
            _ = try await client.get(Self.everybody)
            relay.muffle()
            let began = ContinuousClock.now
            let object = Cluster.configMap("silent", "x")
            let error = try await Cluster.failure {
                _ = try await client.create(object, type: .configMaps, namespace: "default", dryRun: true)
            }
            guard case .connection(let failure) = error.kind else { throw error }
            #expect(failure.reason == .lost)
            #expect(error.message == "http2: client connection lost")
            // The next connection isn't muffled.
            _ = try await client.create(object, type: .configMaps, namespace: "default", dryRun: true)
            relay.muffle()
            _ = try await client.get(Self.everybody)
            #expect(ContinuousClock.now - began < .seconds(120))
            #expect(relay.connections == 3)
        }

        @Test func waitsForASlowAnswerOfALivingServer() async throws {
            let relay = try Relay(to: Cluster.configuration().url.port)
            defer { relay.stop() }
            let client = try Self.relayed(relay)
            let version = try await client.list(.configMaps, namespace: "kube-public").resourceVersion
            // Says nothing for longer than a silent connection is kept.
            var request = APIRequest(
                target: RequestTarget(.configMaps, namespace: "kube-public"),
                subject: ClientError.Request(verb: "watch", resource: "configmaps"))
            for (name, value) in [("watch", "1"), ("timeoutSeconds", "10"), ("resourceVersion", version)] {
                request.target.add(name, value)
            }
            let began = ContinuousClock.now
            let answer = try await client.pipeline.send(request)
            #expect(answer.head.status == 200)
            #expect(ContinuousClock.now - began >= .seconds(9))
            #expect(relay.connections == 1)
        }

        // MARK: Proxies

        @Test(arguments: [(Relay.Door.connect, "http"), (.socks, "socks5h")])
        func goesThroughAProxy(door: Relay.Door, scheme: String) async throws {
            let server = try Cluster.configuration().url
            let relay = try Relay(to: server.port, door: door)
            defer { relay.stop() }
            let client = try KubernetesClient(
                Self.changed {
                    $0.url = try #require(ServerURL("https://localhost:\(server.port)"))
                    $0.proxy = "\(scheme)://127.0.0.1:\(relay.port)"
                })
            for _ in 0..<2 { _ = try await client.get(Self.everybody) }
            // The proxy resolves the name, and one connection carries both requests.
            #expect(relay.wanted == [door == .socks ? "localhost" : "CONNECT localhost:\(server.port) HTTP/1.1"])
        }

        // MARK: The server's certificate

        @Test func checksTheNameThatIsAskedFor() async throws {
            _ = try await Cluster.client { $0.tlsServerName = "localhost" }.version()
            let client = try Cluster.client { $0.tlsServerName = "wrong.example" }
            let error = try await Cluster.failure { _ = try await client.version() }
            guard case .connection(let failure) = error.kind else { throw error }
            #expect(failure.reason == .certificate)
        }

        @Test func trustsOnlyTheGivenAuthorities() async throws {
            let environment = ["SSL_CERT_FILE": "/nowhere", "CURL_CA_BUNDLE": "/nowhere"]
            _ = try await Cluster.client(environment: environment).version()
            let other = try KubernetesClient(Self.changed { $0.tls.authorities = nil })
            let error = try await Cluster.failure { _ = try await other.version() }
            guard case .connection(let failure) = error.kind else { throw error }
            #expect(failure.reason == .certificate)
            _ = try await Cluster.client { $0.insecure = true }.version()
        }

        static func changed(_ change: (inout ClientConfiguration) throws -> Void) throws -> ClientConfiguration {
            var configuration = try Cluster.configuration()
            try change(&configuration)
            return configuration
        }

        // MARK: Credentials

        @Test func refusesAnExpiredCertificate() async throws {
            let client = try Cluster.client("KW_TEST_EXPIRED_KUBECONFIG")
            let error = try await Cluster.failure { _ = try await client.list(.secrets, namespace: "default") }
            #expect(error.isUnauthorized)
            #expect(error.description == "error: You must be logged in to the server (Unauthorized)")
        }

        @Test func asksAPluginForACertificate() async throws {
            let folder = try TemporaryFolder()
            let pair = try #require(try Cluster.configuration().certificate)
            let answer: Value = [
                "kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",
                "status": [
                    "clientCertificateData": .string(String(decoding: pair.certificate, as: UTF8.self)),
                    "clientKeyData": .string(String(decoding: pair.key, as: UTF8.self)),
                ],
            ]
            try folder.write("answer", JSON.write(answer))
            let client = try folder.client(script: "echo run >> runs; cat answer")
            for _ in 0..<5 { _ = try await client.list(.namespaces, namespace: nil) }
            #expect(folder.text("runs") == "run\n")
        }

        @Test func asksAPluginAgainWhenItsTokenIsRefused() async throws {
            let folder = try TemporaryFolder()
            let client = try folder.client(
                script:
                    #"echo run >> runs; echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"never-valid"}}'"#
            )
            let error = try await Cluster.failure { _ = try await client.list(.namespaces, namespace: nil) }
            #expect(error.isUnauthorized)
            #expect(folder.text("runs") == "run\nrun\n")
            #expect(!error.description.contains("never-valid"))
        }

        @Test func readsATokenFileAgainWhenItsTokenIsRefused() async throws {
            let token = try await Self.serviceAccountToken()
            let folder = try TemporaryFolder()
            try folder.write("token", "not-yet-a-token")
            let recorder = Recorder()
            let configuration = try Self.changed {
                $0.certificate = nil
                $0.credentials = .tokenFile(path: "\(folder.path)/token", initial: nil)
            }
            let client = try KubernetesClient(configuration, observer: recorder)
            let refused = try await Cluster.failure { _ = try await client.list(.namespaces, namespace: nil) }
            #expect(refused.isUnauthorized)
            try folder.write("token", "\(token)\n")
            let error = try await Cluster.failure { _ = try await client.list(.namespaces, namespace: nil) }
            #expect(error.isForbidden)
            #expect(recorder.records.map(\.status) == [401, 401, 403])
        }

        /// The token of a service account that may do nothing.
        static func serviceAccountToken() async throws -> String {
            let client = try Cluster.client()
            let secrets = try await client.list(
                .secrets, namespace: "kube-public",
                options: ListOptions(fieldSelector: "type=kubernetes.io/service-account-token"))
            let data = try #require(secrets.items.first?["data"]?["token"]?.string)
            return String(decoding: try #require(try? Base64.decode(Array(data.utf8))), as: UTF8.self)
        }

        // MARK: Types

        @Test func learnsTheServersTypes() async throws {
            let folder = try TemporaryFolder()
            let recorder = Recorder()
            let make = { try Cluster.client(observer: recorder) { $0.cacheDirectory = folder.path } }
            let types = try await make().resourceTypes(.fresh)
            let deployment = try #require(types.type(for: GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")))
            #expect(deployment.plural == "deployments")
            #expect(deployment.shortNames == ["deploy"])
            #expect(types.apiVersions.contains("apps/v1/Deployment"))
            // Other tests define kinds meanwhile; between two such changes `/apis` alone is asked.
            var asked: [String] = []
            for _ in 0..<50 where asked != ["/apis"] {
                let before = recorder.records.count
                #expect(try await make().resourceTypes(.checked).apiVersions.contains("apps/v1/Deployment"))
                asked = recorder.records.dropFirst(before).map(\.path)
            }
            #expect(asked == ["/apis"])
            let error = try await Cluster.failure {
                _ = try await make().resourceType(for: GroupVersionKind(apiVersion: "nope/v1", kind: "X"))
            }
            #expect(error.description == "error: no matches for kind \"X\" in version \"nope/v1\"")
        }
    }

    /// Keeps what it sees.
    final class Recorder: RequestObserver {
        private let seen = Mutex<[RequestRecord]>([])

        var records: [RequestRecord] { seen.withLock { $0 } }

        func requestEnded(_ record: RequestRecord) { seen.withLock { $0.append(record) } }
    }
}

extension TemporaryFolder {
    fileprivate func text(_ name: String) -> String {
        String(decoding: (try? FileSystem.read("\(path)/\(name)")) ?? [], as: UTF8.self)
    }

    /// A client whose only credentials come from a script that runs in this folder.
    fileprivate func client(script: String) throws -> KubernetesClient {
        var plugin = ExecPlugin(apiVersion: "client.authentication.k8s.io/v1", command: "/bin/sh")
        plugin.arguments = ["-c", "cd \(path)\n\(script)"]
        plugin.interaction = .never
        let configuration = try ClusterTests.ConnectionTests.changed {
            $0.certificate = nil
            $0.credentials = .exec(plugin)
            $0.environment = ["PATH": "/bin:/usr/bin"]
        }
        return try KubernetesClient(configuration)
    }
}
