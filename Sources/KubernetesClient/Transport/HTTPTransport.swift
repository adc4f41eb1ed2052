/// Sends requests over libcurl; one event loop on one thread carries all of them out.
final class HTTPTransport: Sendable {
    private let loop: CurlLoop

    /// Loads libcurl when nobody did yet, and starts the loop.
    init() throws(TransportFailure) {
        loop = try CurlLoop(CurlLibrary.shared())
        loop.start()
    }

    deinit { loop.stop() }

    /// Begins an exchange; its reader then asks it for what comes.
    func begin(_ exchange: Exchange) { loop.send(.begin(exchange)) }

    /// Ends an exchange that nobody waits for any more, even one that is yet to begin.
    func cancel(_ exchange: Exchange) {
        exchange.cancel()
        loop.send(.cancel(exchange))
    }

    /// Ends exchanges whose connection is lost.
    func abandon(_ exchanges: [Exchange], _ failure: TransportFailure) { loop.send(.abandon(exchanges, failure)) }

    /// Lets a paused exchange go on.
    func resume(_ exchange: Exchange) { loop.send(.resume(exchange)) }
}
