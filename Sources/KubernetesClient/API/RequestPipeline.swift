internal import Synchronization

/// A request to the API, before credentials and connection are known.
struct APIRequest: Sendable {
    var method = "GET"
    var target: RequestTarget
    var accept = "application/json"
    var contentType = "application/json"
    var body: [UInt8]?
    /// What it asks, for messages.
    var subject: ClientError.Request
    /// Stays open for long: it has a connection of its own, no place among the requests in flight, no timeout.
    var isLong = false
    /// A bound for a request that stays open for long.
    var longestMilliseconds: Int?
}

/// The way of a request: a place in flight, credentials, the connection, and again where that is right.
final class RequestPipeline: Sendable {
    private let configuration: ClientConfiguration
    private let observer: (any RequestObserver)?
    private let gate: RequestGate
    private let credentials: any CredentialSource
    private let endpoint: Endpoint
    private let fixedHeaders: [(name: String, value: String)]
    /// Loaded by the first request.
    private let transport = Mutex<HTTPTransport?>(nil)
    private let warned = Mutex<Set<String>>([])

    /// Whole answers that are longer are refused; lists that may be longer are read in pieces.
    private static let wholeLimit = 512 << 20

    init(_ configuration: ClientConfiguration, observer: (any RequestObserver)?) {
        self.configuration = configuration
        self.observer = observer
        gate = RequestGate(places: configuration.maximumRequestsInFlight)
        credentials = configuration.makeCredentialSource()
        let impersonation = configuration.url.usesTLS ? configuration.impersonation?.headers ?? [] : []
        fixedHeaders = [("User-Agent", configuration.userAgent)] + impersonation
        endpoint = Endpoint(
            url: configuration.url,
            authorities: configuration.tls.authorities,
            systemAuthorities: configuration.tls.systemAuthorities,
            serverName: configuration.tls.serverName,
            isInsecure: configuration.tls.isInsecure,
            proxy: configuration.proxy,
            acceptsGzip: configuration.acceptsGzip,
            // The switch of Go's programs, for proxies that mishandle HTTP/2.
            offersHTTP2: (configuration.environment["DISABLE_HTTP2"] ?? "").isEmpty)
    }

    /// Sends a request and reads its whole answer; a refusal is thrown.
    func send(_ request: APIRequest) async throws(ClientError) -> HTTPResponse {
        let response = try await attempts(request) { (exchange, transport) async throws(TransportFailure) in
            transport.begin(exchange)
            let response = try await exchange.response(transport)
            return (response.head, response)
        }
        guard (200..<300).contains(response.head.status) else {
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

    /// Makes attempts until one's outcome stands.
    private func attempts<Answer: Sendable>(
        _ request: APIRequest,
        _ delivery: ExchangeState.Delivery = .whole(limit: wholeLimit),
        _ attempt: (Exchange, HTTPTransport) async throws(TransportFailure) -> (ResponseHead, Answer)
    ) async throws(ClientError) -> Answer {
        var course = Course(
            request, timeout: request.isLong ? request.longestMilliseconds : configuration.requestTimeoutMilliseconds)
        while true {
            guard !Task.isCancelled else { throw ClientError(.cancelled, request: request.subject) }
            let proof = try await proof(for: request)
            let exchange = exchange(request, course, proof, delivery)
            let outcome = try await carryOut(exchange, request, attempt)
            let step = course.handle(outcome.map(\.0), url: configuration.url)
            switch step {
            case .finish:
                switch outcome {
                case .success(let (_, answer)): return answer
                case .failure(let failure): throw error(failure, request, course.previousAttempt)
                }
            case .follow: continue
            case .renewCredentials:
                if await credentials.renew(refused: proof) { continue }
                if case .success(let (_, answer)) = outcome { return answer }
            case .wait(let milliseconds):
                do { try await Task.sleep(for: .milliseconds(milliseconds)) } catch {
                    throw ClientError(.cancelled, request: request.subject)
                }
            }
        }
    }

    private func proof(for request: APIRequest) async throws(ClientError) -> Proof {
        do throws(CredentialError) {
            return try await credentials.proof()
        } catch {
            throw ClientError(.credentials(error.message), request: request.subject)
        }
    }

    private func exchange(
        _ request: APIRequest, _ course: Course, _ proof: Proof, _ delivery: ExchangeState.Delivery
    ) -> Exchange {
        var headers = fixedHeaders
        headers.append(("Accept", request.accept))
        if request.body != nil { headers.append(("Content-Type", request.contentType)) }
        if let authorization = proof.authorization { headers.append(("Authorization", authorization)) }
        let message = HTTPRequest(
            method: request.method, target: course.target, headers: headers, body: request.body,
            timeoutMilliseconds: course.timeLeft(now: MonotonicClock.milliseconds()), usesOwnConnection: request.isLong)
        return Exchange(message, endpoint: endpoint, identity: proof.identity, delivery: delivery)
    }

    /// One attempt, within the bound of requests in flight and before the observer's eyes.
    private func carryOut<Answer: Sendable>(
        _ exchange: Exchange,
        _ request: APIRequest,
        _ attempt: (Exchange, HTTPTransport) async throws(TransportFailure) -> (ResponseHead, Answer)
    ) async throws(ClientError) -> Result<(ResponseHead, Answer), TransportFailure> {
        if !request.isLong {
            guard await gate.enter() else { throw ClientError(.cancelled, request: request.subject) }
        }
        defer { if !request.isLong { gate.leave() } }
        let began = MonotonicClock.milliseconds()
        let outcome: Result<(ResponseHead, Answer), TransportFailure>
        do throws(TransportFailure) {
            outcome = .success(try await attempt(exchange, loadedTransport()))
        } catch {
            outcome = .failure(error)
        }
        observe(exchange.request, try? outcome.get().0, began: began)
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
            case .lost: .lost
            default: .other
            }
    }
}
