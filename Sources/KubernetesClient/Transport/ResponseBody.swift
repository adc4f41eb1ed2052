/// The body of a response that comes in pieces; letting go of it ends the exchange.
final class ResponseBody: Sendable {
    private let exchange: Exchange
    private let transport: HTTPTransport

    init(_ exchange: Exchange, _ transport: HTTPTransport) {
        self.exchange = exchange
        self.transport = transport
    }

    deinit { transport.cancel(exchange) }

    /// The next piece, or nil at the end.
    func next() async throws(TransportFailure) -> [UInt8]? { try await exchange.next(transport) }

    /// What is left, cut off at `limit`.
    func rest(limit: Int) async throws(TransportFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < limit, let piece = try await next() { bytes += piece }
        return Array(bytes.prefix(limit))
    }
}
