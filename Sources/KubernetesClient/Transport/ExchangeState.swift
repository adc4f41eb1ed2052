/// What has arrived of a response, and whether more is welcome.
///
/// A value: the loop tells it what arrives, the reader asks it for what is there; both do so under one lock.
struct ExchangeState: Sendable {
    /// How the body reaches its reader.
    enum Delivery: Hashable, Sendable {
        /// At the end, as one; more than `limit` bytes fail the exchange.
        case whole(limit: Int)
        /// In pieces; above `highWater` unread bytes the sender is paused.
        case paced(highWater: Int)
        /// In pieces, never paused; above `limit` unread bytes the exchange fails as too large.
        case unpaced(limit: Int)
    }

    /// What the loop must do with bytes that came.
    enum Reception: Hashable, Sendable {
        case taken, pause, refuse
    }

    /// What a reader finds.
    enum Reading: Sendable {
        case wait
        /// Bytes, and whether the sender was paused and may go on.
        case bytes([UInt8], resume: Bool)
        case end
        case failed(TransportFailure)
    }

    let delivery: Delivery
    private(set) var head = ResponseHead()
    private(set) var headIsComplete = false
    private(set) var ending: Result<Void, TransportFailure>?
    private(set) var bytes: [UInt8] = []
    private var isPaused = false

    init(_ delivery: Delivery) { self.delivery = delivery }

    /// A header line came; returns whether a reader that waits for the head can go on.
    mutating func received(headerLine line: UnsafeRawBufferPointer) -> Bool {
        // What follows the body (trailers) belongs to no head.
        guard !headIsComplete else { return false }
        headIsComplete = head.read(line: line)
        return headIsComplete && delivery.isInPieces
    }

    /// Bytes of the body came.
    mutating func received(_ data: UnsafeRawBufferPointer) -> Reception {
        switch delivery {
        case .whole(let limit), .unpaced(let limit):
            guard data.count <= limit, bytes.count <= limit - data.count else { return .refuse }
        case .paced(let highWater):
            if bytes.count >= highWater {
                isPaused = true
                return .pause
            }
        }
        bytes.append(contentsOf: data)
        return .taken
    }

    /// The exchange ended; the first ending stands.
    mutating func end(_ result: Result<Void, TransportFailure>) {
        if ending == nil { ending = result }
    }

    /// The head, once it is complete.
    mutating func readHead() -> Result<ResponseHead, TransportFailure>? {
        if headIsComplete { return .success(head) }
        return ending.map { $0.map { head } }
    }

    /// The next piece of the body.
    mutating func read() -> Reading {
        if !bytes.isEmpty {
            defer {
                bytes = []
                isPaused = false
            }
            return .bytes(bytes, resume: isPaused)
        }
        switch ending {
        case .success: return .end
        case .failure(let failure): return .failed(failure)
        case nil: return .wait
        }
    }

    /// The whole response, once it has ended.
    mutating func readWhole() -> Result<HTTPResponse, TransportFailure>? {
        guard let ending else { return nil }
        return ending.map {
            defer { bytes = [] }
            return HTTPResponse(head: head, body: bytes)
        }
    }
}

extension ExchangeState.Delivery {
    /// The reader takes the body while it comes.
    var isInPieces: Bool {
        if case .whole = self { false } else { true }
    }
}
