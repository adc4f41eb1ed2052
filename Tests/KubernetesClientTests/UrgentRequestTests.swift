import TestServers
import Testing

@testable import KubernetesClient

/// Requests that mustn't wait: the renewal of a lease that lasts ten seconds.
@Suite struct UrgentRequestTests {
    let settings = ObjectReference(type: .configMaps, namespace: "shop", name: "settings")

    @Test func leavesPausesToWhoSendsIt() async throws {
        let server = try LoopbackServer { _ in .json(429, "{}", headers: ["Retry-After: 4"]) }
        defer { server.stop() }
        let client = try server.client {
            $0.environment = ["KUBE_CLIENT_BACKOFF_BASE": "30", "KUBE_CLIENT_BACKOFF_DURATION": "30"]
            $0.requestTimeoutMilliseconds = 20_000
        }
        for _ in 0..<3 {
            let error = await #expect(throws: ClientError.self) {
                try await client.patch(settings, kind: .merge, body: [:], isUrgent: true)
            }
            #expect(error?.status?.code == 429)
        }
        #expect(server.requests.count == 3)
    }
}
