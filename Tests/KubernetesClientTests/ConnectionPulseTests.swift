import TestServers
import Testing

@testable import KubernetesClient

/// Signs of life of a server whose answer is long in coming.
@Suite struct ConnectionPulseTests {
    /// Whatever the server answers, it is there; and it is asked for what stands in no line.
    @Test(arguments: [200, 401, 403, 404, 429, 500])
    func takesAnyAnswerForASignOfLife(status: Int) async throws {
        let slow = ["", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"]
        let server = try LoopbackServer { request in
            request.target == "/livez" ? .json(status, "{}") : .raw(slow, pauseMilliseconds: 3000)
        }
        defer { server.stop() }
        var health = ConnectionHealth()
        (health.idleSeconds, health.answerSeconds) = (1, 1)
        let pulse = try #require(ConnectionPulse(health))
        let transport = try HTTPTransport()
        let endpoint = Endpoint(url: try #require(ServerURL("http://127.0.0.1:\(server.port)")))
        let exchange = Exchange(
            HTTPRequest(method: "GET", target: "/slow"), endpoint: endpoint, identity: nil,
            delivery: .whole(limit: 1000))
        transport.begin(exchange)
        pulse.watch(exchange, transport)
        #expect(try await exchange.response(transport).head.status == 200)
        #expect(Set(server.requests.map(\.target)) == ["/slow", "/livez"])
    }
}
