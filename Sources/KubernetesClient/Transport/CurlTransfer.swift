internal import CCurl

/// One exchange on a libcurl handle; lives on the loop's thread.
final class CurlTransfer {
    let exchange: Exchange
    private let handle: UnsafeMutableRawPointer
    private let functions: UnsafePointer<kw_curl>
    private let offersHTTP2: Bool
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var resolution: UnsafeMutablePointer<curl_slist>?
    /// How much of the request's body libcurl has taken.
    private var sentBytes = 0
    private let errorText: UnsafeMutablePointer<CChar>
    private let began = MonotonicClock.milliseconds()
    private var handshakeBegan: Int64?
    /// Whether every setting so far was accepted.
    private var isAccepted = true

    /// A connection that takes longer is given up.
    static let connectMilliseconds = 30_000

    init(_ exchange: Exchange, handle: UnsafeMutableRawPointer, library: CurlLibrary) {
        self.exchange = exchange
        self.handle = handle
        functions = library.functions
        offersHTTP2 = library.offersHTTP2
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        functions.pointee.slist_free_all(headers)
        functions.pointee.slist_free_all(resolution)
        errorText.deallocate()
    }

    /// Gives the handle everything the request needs; false when libcurl refuses a part of it.
    func configure() -> Bool {
        setTarget()
        setMethod()
        setHeaders()
        setConnection()
        if exchange.endpoint.url.usesTLS { setTLS() }
        setCallbacks()
        return isAccepted
    }

    private func setTarget() {
        let endpoint = exchange.endpoint
        let url = endpoint.url
        let target = url.basePath + exchange.request.target
        if let name = endpoint.serverName, url.usesTLS {
            // libcurl checks the certificate for the URL's host: so the URL names it; the connection goes elsewhere.
            set(CURLOPT_URL, text: "\(url.scheme)://\(name):\(url.port)\(target)")
            resolution = functions.pointee.slist_append(nil, "\(name):\(url.port):\(url.authority)")
            accept(kw_set_list(functions, handle, CURLOPT_CONNECT_TO, resolution))
            add(header: "Host: \(url.authority)")
        } else {
            set(CURLOPT_URL, text: "\(url.scheme)://\(url.authority)\(target)")
        }
        set(CURLOPT_PATH_AS_IS, 1)
    }

    private func setMethod() {
        let request = exchange.request
        guard let body = request.body else {
            set(CURLOPT_HTTPGET, 1)
            if request.method != "GET" { set(CURLOPT_CUSTOMREQUEST, text: request.method) }
            return
        }
        set(CURLOPT_POST, 1)
        if request.method != "POST" { set(CURLOPT_CUSTOMREQUEST, text: request.method) }
        accept(kw_set_size(functions, handle, CURLOPT_POSTFIELDSIZE_LARGE, Int64(body.count)))
        // libcurl sends a request again by itself when a connection that was used before dies without an answer. A
        // body that it can read only once keeps it from that: the server may have carried out what it was sent.
        accept(kw_set_callback(functions, handle, CURLOPT_READFUNCTION, sendBody))
        accept(kw_set_pointer(functions, handle, CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque()))
    }

    /// Fills `buffer` with what follows of the body; returns how many bytes that are, 0 at the end.
    fileprivate func takeBody(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let rest = (exchange.request.body ?? [])[sentBytes...].prefix(buffer.count)
        buffer.copyBytes(from: rest)
        sentBytes += rest.count
        return rest.count
    }

    private func setHeaders() {
        for (name, value) in exchange.request.headers { add(header: HeaderValue.line(name, value)) }
        // Waiting for "100 Continue" would cost a second where a proxy knows nothing of it.
        if exchange.request.body != nil { add(header: "Expect:") }
        accept(kw_set_list(functions, handle, CURLOPT_HTTPHEADER, headers))
        if exchange.endpoint.acceptsGzip { set(CURLOPT_ACCEPT_ENCODING, text: "gzip") }
    }

    private func setConnection() {
        let usesHTTP2 = offersHTTP2 && exchange.endpoint.offersHTTP2 && exchange.endpoint.url.usesTLS
        set(CURLOPT_HTTP_VERSION, usesHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1)
        set(CURLOPT_PIPEWAIT, usesHTTP2 && !exchange.request.usesOwnConnection ? 1 : 0)
        if exchange.request.usesOwnConnection {
            set(CURLOPT_FRESH_CONNECT, 1)
            set(CURLOPT_FORBID_REUSE, 1)
        }
        // Versions of libcurl that don't know the limit keep to the connection.
        if let seconds = exchange.request.longestConnectionLife {
            _ = kw_set_long(functions, handle, CURLOPT_MAXLIFETIME_CONN, seconds)
        }
        set(CURLOPT_NOSIGNAL, 1)
        setHealth()
        set(CURLOPT_CONNECTTIMEOUT_MS, Self.connectMilliseconds)
        if let limit = exchange.request.timeoutMilliseconds { set(CURLOPT_TIMEOUT_MS, limit) }
        set(CURLOPT_PROXY, text: exchange.endpoint.proxy)
        set(CURLOPT_NOPROXY, text: "")
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }

    private func setHealth() {
        let health = exchange.endpoint.health
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_TCP_KEEPIDLE, health.isWatched ? health.idleSeconds : 30)
        set(CURLOPT_TCP_KEEPINTVL, health.answerSeconds)
        if health.isWatched { accept(kw_set_silence_limit(functions, handle, health.longestSilence)) }
        if let seconds = exchange.request.longestSilenceSeconds {
            set(CURLOPT_LOW_SPEED_LIMIT, 1)
            set(CURLOPT_LOW_SPEED_TIME, seconds)
        }
    }

    private func setTLS() {
        let endpoint = exchange.endpoint
        set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        set(CURLOPT_SSL_VERIFYPEER, endpoint.isInsecure ? 0 : 1)
        set(CURLOPT_SSL_VERIFYHOST, endpoint.isInsecure ? 0 : 2)
        if let authorities = endpoint.authorities {
            // The given authorities only: neither the system's folder nor a file of the environment beside them.
            set(CURLOPT_CAINFO_BLOB, authorities)
            accept(kw_set_text(functions, handle, CURLOPT_CAPATH, nil))
            accept(kw_set_text(functions, handle, CURLOPT_CAINFO, nil))
        } else if let file = endpoint.systemAuthorities {
            set(CURLOPT_CAINFO, text: file)
        }
        // TLS libraries that can't tell leave the handshake to the limit of connecting.
        if kw_set_tls_callback(functions, handle, beginHandshake) == CURLE_OK {
            accept(kw_set_pointer(functions, handle, CURLOPT_SSL_CTX_DATA, Unmanaged.passUnretained(self).toOpaque()))
        }
        if let identity = exchange.identity {
            set(CURLOPT_SSLCERT_BLOB, identity.certificate)
            set(CURLOPT_SSLKEY_BLOB, identity.key)
        }
    }

    private func setCallbacks() {
        let context = Unmanaged.passUnretained(exchange).toOpaque()
        accept(kw_set_callback(functions, handle, CURLOPT_HEADERFUNCTION, receiveHeader))
        accept(kw_set_pointer(functions, handle, CURLOPT_HEADERDATA, context))
        accept(kw_set_callback(functions, handle, CURLOPT_WRITEFUNCTION, receiveBody))
        accept(kw_set_pointer(functions, handle, CURLOPT_WRITEDATA, context))
        accept(kw_set_pointer(functions, handle, CURLOPT_ERRORBUFFER, errorText))
    }

    /// What the end of the transfer means.
    func outcome(_ code: CURLcode) -> Result<Void, TransportFailure> {
        guard code != CURLE_OK else { return .success(()) }
        if code == CURLE_SEND_FAIL_REWIND {
            return .failure(TransportFailure(.lost, "the connection was lost before the server answered"))
        }
        let reason = reason(code)
        if reason == .silent, let seconds = exchange.request.longestSilenceSeconds {
            return .failure(TransportFailure(.silent, "the server has said nothing for \(seconds) seconds"))
        }
        let own = String(cString: errorText)
        let general =
            functions.pointee.easy_strerror(code).map { String(cString: $0) } ?? "libcurl error \(code.rawValue)"
        return .failure(TransportFailure(reason, own.isEmpty ? general : own))
    }

    private func reason(_ code: CURLcode) -> TransportFailure.Reason {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: .nameNotFound
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .proxy
        // libcurl calls a proxy's refusal a failure to receive.
        case CURLE_RECV_ERROR where isRefusedByProxy: .proxy
        case CURLE_COULDNT_CONNECT: isRefused ? .refused : .unreachable
        case CURLE_OPERATION_TIMEDOUT: isConnected ? (fellSilent ? .silent : .timeout) : .connectTimeout
        case CURLE_PEER_FAILED_VERIFICATION: .certificate
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CIPHER: .tls
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2,
            CURLE_HTTP2_STREAM:
            .lost
        case CURLE_WRITE_ERROR: .tooLarge
        default: .other
        }
    }

    private var isRefused: Bool {
        var number = 0
        _ = kw_get_long(functions, handle, CURLINFO_OS_ERRNO, &number)
        return number == 111 || number == 61
    }

    /// It wasn't the request's own time that was over.
    private var fellSilent: Bool {
        guard exchange.request.longestSilenceSeconds != nil else { return false }
        return exchange.request.timeoutMilliseconds.map { age(MonotonicClock.milliseconds()) < $0 } ?? true
    }

    private var isRefusedByProxy: Bool { connectStatus >= 300 }

    private var connectStatus: Int {
        var status = 0
        _ = kw_get_long(functions, handle, CURLINFO_HTTP_CONNECTCODE, &status)
        return status
    }

    private func microseconds(_ information: CURLINFO) -> Int64 {
        var microseconds: Int64 = 0
        _ = kw_get_size(functions, handle, information, &microseconds)
        return microseconds
    }

    // MARK: Waiting for a connection

    /// A connection carries the request.
    var isConnected: Bool { microseconds(CURLINFO_PRETRANSFER_TIME_T) > 0 }

    /// Milliseconds since the request was given to libcurl.
    func age(_ now: Int64) -> Int { Int(now - began) }

    /// The server takes longer to agree on encryption than it may.
    func shakesHandsTooLong(_ now: Int64) -> Bool {
        guard let handshakeBegan, !isConnected else { return false }
        return now - handshakeBegan >= Int64(exchange.endpoint.handshakeMilliseconds)
    }

    fileprivate func beginsHandshake() { handshakeBegan = MonotonicClock.milliseconds() }

    // MARK: Setting options

    private func accept(_ code: CURLcode) { isAccepted = isAccepted && code == CURLE_OK }

    private func set(_ option: CURLoption, _ number: Int) { accept(kw_set_long(functions, handle, option, number)) }

    private func set(_ option: CURLoption, text: String) { accept(kw_set_text(functions, handle, option, text)) }

    private func set(_ option: CURLoption, _ bytes: PinnedBytes) {
        accept(kw_set_blob(functions, handle, option, bytes.buffer.baseAddress, bytes.buffer.count))
    }

    private func add(header: String) {
        guard let longer = functions.pointee.slist_append(headers, header) else { return isAccepted = false }
        headers = longer
    }
}

private func beginHandshake(
    _ handle: UnsafeMutableRawPointer?, _ tls: UnsafeMutableRawPointer?, _ context: UnsafeMutableRawPointer?
) -> CURLcode {
    if let context { Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue().beginsHandshake() }
    return CURLE_OK
}

private func sendBody(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let buffer = UnsafeMutableRawBufferPointer(start: buffer, count: size &* count)
    return Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue().takeBody(buffer)
}

private func receiveHeader(
    _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let bytes = UnsafeRawBufferPointer(start: data, count: size &* count)
    Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue().received(headerLine: bytes)
    return bytes.count
}

private func receiveBody(
    _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let bytes = UnsafeRawBufferPointer(start: data, count: size &* count)
    return switch Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue().received(bytes) {
    case .taken: bytes.count
    case .pause: Int(CURL_WRITEFUNC_PAUSE)
    case .refuse: 0
    }
}
