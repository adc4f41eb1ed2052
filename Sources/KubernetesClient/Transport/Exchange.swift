internal import Synchronization

/// One request with its response, shared by the loop that carries it out and the task that reads it.
final class Exchange: Sendable {
    let request: HTTPRequest
    let endpoint: Endpoint
    let identity: ClientIdentity?
    /// When the exchange was made, on the monotonic clock.
    let madeAt = MonotonicClock.milliseconds()

    fileprivate struct Shared: Sendable {
        var state: ExchangeState
        var reader: CheckedContinuation<Void, Never>?
        var isCancelled = false
        var headWasSeen = false
        var heardAt: Int64?
    }

    private let shared: Mutex<Shared>

    init(_ request: HTTPRequest, endpoint: Endpoint, identity: ClientIdentity?, delivery: ExchangeState.Delivery) {
        self.request = request
        self.endpoint = endpoint
        self.identity = identity
        shared = Mutex(Shared(state: ExchangeState(delivery)))
    }

    // MARK: The loop's side

    /// Notes that nobody waits any more; a loop that hasn't begun yet won't.
    func cancel() { shared.withLock { $0.isCancelled = true } }

    var isCancelled: Bool { shared.withLock { $0.isCancelled } }

    /// The first line of the response has come.
    var hasBegun: Bool { shared.withLock { $0.state.head.status != 0 } }

    /// When something last came, on the monotonic clock; nil as long as nothing has.
    var heardAt: Int64? { shared.withLock { $0.heardAt } }

    var hasEnded: Bool { shared.withLock { $0.state.ending != nil } }

    func received(headerLine line: UnsafeRawBufferPointer) {
        let reader = shared.withLock { shared in
            shared.heardAt = MonotonicClock.milliseconds()
            return shared.state.received(headerLine: line) ? shared.takeReader() : nil
        }
        reader?.resume()
    }

    func received(_ data: UnsafeRawBufferPointer) -> ExchangeState.Reception {
        let (reception, reader) = shared.withLock { shared in
            shared.heardAt = MonotonicClock.milliseconds()
            let reception = shared.state.received(data)
            let wakes = reception == .taken && shared.state.delivery.isInPieces
            return (reception, wakes ? shared.takeReader() : nil)
        }
        reader?.resume()
        return reception
    }

    func end(_ result: Result<Void, TransportFailure>) {
        let reader = shared.withLock { shared in
            shared.state.end(result)
            return shared.takeReader()
        }
        reader?.resume()
    }

    // MARK: The reader's side

    /// Waits for the head of the response.
    func head(_ transport: HTTPTransport) async throws(TransportFailure) -> ResponseHead {
        while true {
            if let result = shared.withLock({ $0.readHead() }) { return try result.get() }
            await change(transport)
        }
    }

    /// Waits for the next piece of the body; nil at its end.
    func next(_ transport: HTTPTransport) async throws(TransportFailure) -> [UInt8]? {
        while true {
            switch shared.withLock({ $0.state.read() }) {
            case .wait: await change(transport)
            case .bytes(let bytes, let resume):
                if resume { transport.resume(self) }
                return bytes
            case .end: return nil
            case .failed(let failure): throw failure
            }
        }
    }

    /// Waits for the whole response.
    func response(_ transport: HTTPTransport) async throws(TransportFailure) -> HTTPResponse {
        while true {
            if let result = shared.withLock({ $0.state.readWhole() }) { return try result.get() }
            await change(transport)
        }
    }

    /// Waits until something came; a cancelled task has the exchange ended, which is such a change too.
    private func change(_ transport: HTTPTransport) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDue = shared.withLock { shared in
                    if shared.isDue { return true }
                    shared.reader = continuation
                    return false
                }
                if isDue { continuation.resume() }
            }
        } onCancel: {
            transport.cancel(self)
        }
    }
}

extension Exchange.Shared {
    fileprivate mutating func readHead() -> Result<ResponseHead, TransportFailure>? {
        let head = state.readHead()
        headWasSeen = head != nil
        return head
    }

    fileprivate mutating func takeReader() -> CheckedContinuation<Void, Never>? {
        defer { reader = nil }
        return reader
    }

    /// Something came between the reader's look and its going to sleep.
    fileprivate var isDue: Bool {
        if state.ending != nil { return true }
        return state.delivery.isInPieces && (!state.bytes.isEmpty || (state.headIsComplete && !headWasSeen))
    }
}
