internal import Synchronization

/// A request to the API, before credentials and connection are known.
struct APIRequest: Sendable {
    var method = "GET"
    var target: RequestTarget
    var accept = "application/json"
    var contentType = "application/json"
    var body: [UInt8]?
    /// The ETag of an answer that is at hand: when it stands, 304 comes instead of it.
    var etag: String?
    /// What it asks, for messages.
    var subject: ClientError.Request
    /// What may be done about a lost answer; reads are always made again.
    var repetition = RetryMachine.Repetition.never
    /// Stays open for long: it has a connection of its own, no place among the requests in flight, no timeout.
    var isLong = false
    /// Doesn't stand in line, and doesn't wait where the server or the environment asks for a pause: who sends it has a
    /// schedule of his own, which neither others' work nor the server's wishes may hold up.
    var isUrgent = false
    /// A silence that a request which stays open for long doesn't survive.
    var longestSilenceSeconds: Int?
    /// A bound for a request that stays open for long.
    var longestMilliseconds: Int?
    /// When the call that this request is a part of must have ended, on the monotonic clock; nil lets the request
    /// timeout begin with it.
    var deadline: Int64?

    /// It takes a place among the requests in flight.
    fileprivate var standsInLine: Bool { !isLong && !isUrgent }
}

/// The way of a request: a place in flight, credentials, the connection, and again where that is right.
final class RequestPipeline: Sendable {
    private let configuration: ClientConfiguration
    private let observer: (any RequestObserver)?
    let gate: RequestGate
    private let credentials: any CredentialSource
    private let endpoint: Endpoint
    private let fixedHeaders: [(name: String, value: String)]
    /// Loaded by the first request.
    private let transport = Mutex<HTTPTransport?>(nil)
    private let warned = Mutex<Set<String>>([])
    private let backoff: Mutex<OverloadBackoff?>
    /// Nil where requests don't share a connection.
    private let pulse: ConnectionPulse?

    /// Whole answers that are longer are refused; lists that may be longer are read in pieces.
    private static let wholeLimit = 512 << 20

    init(_ configuration: ClientConfiguration, observer: (any RequestObserver)?) {
        self.configuration = configuration
        self.observer = observer
        gate = RequestGate(places: configuration.maximumRequestsInFlight)
        credentials = configuration.makeCredentialSource()
        fixedHeaders = configuration.fixedHeaders
        endpoint = Endpoint(
            url: configuration.url,
            authorities: configuration.tls.authorities,
            systemAuthorities: configuration.tls.systemAuthorities,
            serverName: configuration.tls.serverName,
            isInsecure: configuration.tls.isInsecure,
            proxy: configuration.proxy,
            acceptsGzip: configuration.acceptsGzip,
            // The switch of Go's programs, for proxies that mishandle HTTP/2.
            offersHTTP2: (configuration.environment["DISABLE_HTTP2"] ?? "").isEmpty,
            health: ConnectionHealth(configuration.environment),
            handshakeMilliseconds: configuration.handshakeMilliseconds)
        backoff = Mutex(OverloadBackoff(configuration.environment))
        let shares = endpoint.offersHTTP2 && configuration.url.usesTLS
        pulse = shares ? ConnectionPulse(endpoint.health) : nil
    }

    /// Sends a request and reads its whole answer; a refusal is thrown.
    func send(_ request: APIRequest) async throws(ClientError) -> HTTPResponse {
        let response = try await attempts(request) { (exchange, transport) async throws(TransportFailure) in
            transport.begin(exchange)
            let response = try await exchange.response(transport)
            return (response.head, response)
        }
        let isGood = (200..<300).contains(response.head.status) || (request.etag != nil && response.head.status == 304)
        guard isGood else {
            throw ClientError(.status(.answer(response, to: request.subject)), request: request.subject)
        }
        return response
    }

    /// Sends a request whose answer is read in pieces; a refusal is thrown.
    func open(_ request: APIRequest, _ delivery: ExchangeState.Delivery) async throws(ClientError) -> ResponseBody {
        let (head, body) = try await attempts(request, delivery) {
            (exchange, transport) async throws(TransportFailure) in
            transport.begin(exchange)
            let body = ResponseBody(exchange, transport)
            let head = try await exchange.head(transport)
            return (head, (head, body))
        }
        guard (200..<300).contains(head.status) else {
            let bytes = (try? await body.rest(limit: 1 << 20)) ?? []
            let response = HTTPResponse(head: head, body: bytes)
            throw ClientError(.status(.answer(response, to: request.subject)), request: request.subject)
        }
        return body
    }

    /// When a call that begins now must have ended, by the request timeout.
    var deadline: Int64? { Course.deadline(after: configuration.requestTimeoutMilliseconds) }

    /// Makes attempts until one's outcome stands.
    private func attempts<Answer: Sendable>(
        _ request: APIRequest,
        _ delivery: ExchangeState.Delivery = .whole(limit: wholeLimit),
        _ attempt: (Exchange, HTTPTransport) async throws(TransportFailure) -> (ResponseHead, Answer)
    ) async throws(ClientError) -> Answer {
        var course = Course(
            request, deadline: request.isLong ? Course.deadline(after: request.longestMilliseconds) : deadline)
        var pause = 0
        while true {
            let overload = request.isUrgent ? 0 : Int(backoff.withLock { $0?.pause ?? 0 })
            try await wait(max(pause, overload), request, course)
            pause = 0
            let proof = try await proof(for: request, course)
            try await enter(request, course)
            let outcome = await carryOut(exchange(request, course, proof, delivery), attempt)
            if request.standsInLine { gate.leave() }
            let step = course.handle(outcome.map(\.0), url: configuration.url)
            switch step {
            case .finish:
                switch outcome {
                case .success(let (_, answer)): return answer
                case .failure(let failure): throw error(failure, request, course.previousAttempt)
                }
            case .follow: continue
            case .fail(let failure): throw error(failure, request)
            case .renewCredentials:
                if try await within(request, course, { [credentials] in await credentials.renew(refused: proof) }) {
                    continue
                }
                if case .success(let (_, answer)) = outcome { return answer }
            case .wait(let milliseconds): pause = milliseconds
            }
        }
    }

    /// Waits before an attempt, no longer than the request may take.
    private func wait(_ milliseconds: Int, _ request: APIRequest, _ course: Course) async throws(ClientError) {
        guard !Task.isCancelled else { throw ClientError(.cancelled, request: request.subject) }
        guard milliseconds > 0 else { return }
        let left = course.timeLeft(now: MonotonicClock.milliseconds()) ?? milliseconds
        do { try await Task.sleep(for: .milliseconds(min(milliseconds, left))) } catch {
            throw ClientError(.cancelled, request: request.subject)
        }
    }

    private func proof(for request: APIRequest, _ course: Course) async throws(ClientError) -> Proof {
        let answer = try await within(request, course) { [credentials] in
            do throws(CredentialError) {
                return Result<Proof, CredentialError>.success(try await credentials.proof())
            } catch {
                return .failure(error)
            }
        }
        do throws(CredentialError) {
            let proof = try answer.get()
            guard proof.authorization.map(HeaderValue.isValid) ?? true else {
                throw CredentialError(
                    "invalid header field value for \"Authorization\": the token holds a line end or another control "
                        + "character")
            }
            return proof
        } catch {
            throw ClientError(.credentials(error.message), request: request.subject)
        }
    }

    /// Waits for what a plugin may be long about, no longer than the request may take.
    private func within<Answer: Sendable>(
        _ request: APIRequest, _ course: Course, _ body: @escaping @Sendable () async -> Answer
    ) async throws(ClientError) -> Answer {
        let answer: Answer?
        if credentials is ExecCredentials, let left = course.timeLeft(now: MonotonicClock.milliseconds()) {
            answer = await withTaskGroup(of: Answer?.self) { group in
                group.addTask { await body() }
                group.addTask {
                    try? await Task.sleep(for: .milliseconds(left))
                    return nil
                }
                defer { group.cancelAll() }
                return await group.next() ?? nil
            }
        } else {
            answer = await body()
        }
        guard !Task.isCancelled else { throw ClientError(.cancelled, request: request.subject) }
        guard let answer else {
            throw ClientError(.timeout, request: request.subject, previousAttempt: course.previousAttempt)
        }
        return answer
    }

    private func exchange(
        _ request: APIRequest, _ course: Course, _ proof: Proof, _ delivery: ExchangeState.Delivery
    ) -> Exchange {
        var headers = fixedHeaders
        headers.append(("Accept", request.accept))
        if request.body != nil { headers.append(("Content-Type", request.contentType)) }
        if let etag = request.etag { headers.append(("If-None-Match", etag)) }
        if let authorization = proof.authorization { headers.append(("Authorization", authorization)) }
        let message = HTTPRequest(
            method: request.method, target: course.target, headers: headers, body: request.body,
            timeoutMilliseconds: course.timeLeft(now: MonotonicClock.milliseconds()),
            longestSilenceSeconds: request.isLong
                ? request.longestSilenceSeconds : configuration.longestSilenceSeconds,
            longestConnectionLife: pulse?.longestLife,
            usesOwnConnection: request.isLong)
        return Exchange(message, endpoint: endpoint, identity: proof.identity, delivery: delivery)
    }

    /// Waits for a place among the requests in flight, no longer than the request may take.
    private func enter(_ request: APIRequest, _ course: Course) async throws(ClientError) {
        guard request.standsInLine else { return }
        switch await gate.enter(within: course.timeLeft(now: MonotonicClock.milliseconds())) {
        case .entered: return
        case .cancelled: throw ClientError(.cancelled, request: request.subject)
        case .late:
            throw ClientError(.timeout, request: request.subject, previousAttempt: course.previousAttempt)
        }
    }

    /// One attempt, before the observer's eyes.
    private func carryOut<Answer: Sendable>(
        _ exchange: Exchange,
        _ attempt: (Exchange, HTTPTransport) async throws(TransportFailure) -> (ResponseHead, Answer)
    ) async -> Result<(ResponseHead, Answer), TransportFailure> {
        let began = MonotonicClock.milliseconds()
        let outcome: Result<(ResponseHead, Answer), TransportFailure>
        do throws(TransportFailure) {
            let transport = try loadedTransport()
            if !exchange.request.usesOwnConnection { pulse?.watch(exchange, transport) }
            outcome = .success(try await attempt(exchange, transport))
        } catch {
            outcome = .failure(error)
        }
        let head = try? outcome.get().0
        backoff.withLock { $0?.ended(status: head?.status ?? 0, now: MonotonicClock.milliseconds()) }
        observe(exchange.request, head, began: began)
        return outcome
    }

    private func loadedTransport() throws(TransportFailure) -> HTTPTransport {
        try transport.withLock { transport throws(TransportFailure) in
            if let transport { return transport }
            let made = try HTTPTransport()
            transport = made
            return made
        }
    }

    private func observe(_ request: HTTPRequest, _ head: ResponseHead?, began: Int64) {
        guard let observer else { return }
        let record = RequestRecord(
            method: request.method, path: request.target, status: head?.status ?? 0,
            milliseconds: Int(MonotonicClock.milliseconds() - began), auditID: head?.auditID)
        observer.requestEnded(record)
        for warning in head?.warnings ?? [] where warned.withLock({ $0.insert(warning).inserted }) {
            observer.warned(warning)
        }
    }

    /// A failure of the transport in the words of the API.
    func error(_ failure: TransportFailure, _ request: APIRequest, _ previous: String? = nil) -> ClientError {
        let kind: ClientError.Kind =
            switch failure.reason {
            case .cancelled: .cancelled
            case .timeout: .timeout
            case .tooLarge: .unreadable("the server's answer is too large")
            default:
                .connection(
                    ClientError.ConnectionFailure(
                        reason: .init(failure.reason), server: configuration.url.authority, message: failure.message))
            }
        return ClientError(kind, request: request.subject, previousAttempt: previous)
    }
}

extension ClientError.ConnectionFailure.Reason {
    fileprivate init(_ reason: TransportFailure.Reason) {
        self =
            switch reason {
            case .refused: .refused
            case .nameNotFound: .nameNotFound
            case .unreachable: .unreachable
            case .connectTimeout: .connectTimeout
            case .certificate: .certificate
            case .tls: .tls
            case .proxy: .proxy
            case .lost, .silent: .lost
            default: .other
            }
    }
}
