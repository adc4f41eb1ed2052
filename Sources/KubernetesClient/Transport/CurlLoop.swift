internal import CCurl
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The thread that talks to libcurl.
///
/// Others put commands into its inbox and wake it; libcurl's handles are touched on the thread alone.
final class CurlLoop: @unchecked Sendable {
    /// What others ask of the loop.
    enum Command: Sendable {
        case begin(Exchange)
        case cancel(Exchange)
        case abandon([Exchange], TransportFailure)
        case resume(Exchange)
    }

    private struct Inbox: Sendable {
        var commands: [Command] = []
        var isStopped = false
    }

    /// Streams on a connection; servers allow 100 to 250 and say so, which libcurl obeys.
    private static let streamsPerConnection = 250
    /// Handles kept for reuse: making one costs more than sending a small request.
    private static let keptHandles = 64

    private let library: CurlLibrary
    private let multi: UnsafeMutableRawPointer
    private let inbox = Mutex(Inbox())
    // Of the loop's thread alone:
    private var transfers: [UnsafeMutableRawPointer: CurlTransfer] = [:]
    private var handles: [ObjectIdentifier: UnsafeMutableRawPointer] = [:]
    private var idle: [UnsafeMutableRawPointer] = []
    private var nextLook: Int64 = 0

    init(_ library: CurlLibrary) throws(TransportFailure) {
        self.library = library
        guard let multi = library.functions.pointee.multi_init() else {
            throw TransportFailure(.library, "libcurl can't be started")
        }
        self.multi = multi
        let functions = library.functions
        _ = kw_multi_set_long(functions, multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        _ = kw_multi_set_long(functions, multi, CURLMOPT_MAX_CONCURRENT_STREAMS, Self.streamsPerConnection)
    }

    deinit {
        for handle in idle { library.functions.pointee.easy_cleanup(handle) }
        _ = library.functions.pointee.multi_cleanup(multi)
    }

    /// Starts the thread; it ends after `stop`.
    func start() {
        let argument = Unmanaged.passRetained(self).toOpaque()
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, runLoop, argument)
        guard code == 0 else {
            Unmanaged<CurlLoop>.fromOpaque(argument).release()
            inbox.withLock { $0.isStopped = true }
            return
        }
        pthread_detach(thread)
    }

    /// Ends the thread and every exchange that is under way.
    func stop() {
        inbox.withLock { $0.isStopped = true }
        _ = library.functions.pointee.multi_wakeup(multi)
    }

    func send(_ command: Command) {
        let (isStopped, isFirst) = inbox.withLock { inbox in
            if !inbox.isStopped { inbox.commands.append(command) }
            return (inbox.isStopped, inbox.commands.count == 1)
        }
        if isStopped {
            if case .begin(let exchange) = command { exchange.end(.failure(Self.stopped)) }
        } else if isFirst {
            _ = library.functions.pointee.multi_wakeup(multi)
        }
    }

    private static let stopped = TransportFailure(.other, "the connection to the server is closed")

    // MARK: On the thread

    fileprivate func run() {
        while obey() {
            var running: Int32 = 0
            _ = library.functions.pointee.multi_perform(multi, &running)
            finishEnded()
            endWaiting()
            _ = library.functions.pointee.multi_poll(multi, nil, 0, 1000, nil)
        }
        for handle in Array(transfers.keys) { close(handle, .failure(Self.stopped)) }
    }

    /// Carries out what the inbox holds; false when the loop is to end.
    private func obey() -> Bool {
        let (commands, isStopped) = inbox.withLock { inbox in
            defer { inbox.commands.removeAll(keepingCapacity: inbox.commands.count < 1024) }
            return (inbox.commands, inbox.isStopped)
        }
        for command in commands {
            switch command {
            case .begin(let exchange): begin(exchange)
            case .cancel(let exchange): cancel(exchange)
            case .abandon(let exchanges, let failure): abandon(exchanges, failure)
            case .resume(let exchange): resume(exchange)
            }
        }
        return !isStopped
    }

    private func begin(_ exchange: Exchange) {
        // A cancellation can overtake the beginning.
        guard !exchange.isCancelled else { return exchange.end(.failure(TransportFailure(.cancelled, "cancelled"))) }
        guard let handle = idle.popLast() ?? library.functions.pointee.easy_init() else {
            return exchange.end(.failure(TransportFailure(.library, "libcurl has no memory left")))
        }
        let transfer = CurlTransfer(exchange, handle: handle, library: library)
        transfers[handle] = transfer
        handles[ObjectIdentifier(exchange)] = handle
        guard transfer.configure(), library.functions.pointee.multi_add_handle(multi, handle) == CURLM_OK else {
            return close(handle, .failure(TransportFailure(.library, "libcurl refuses the request's settings")))
        }
    }

    private func cancel(_ exchange: Exchange) {
        guard let handle = handles[ObjectIdentifier(exchange)] else { return }
        close(handle, .failure(TransportFailure(.cancelled, "cancelled")))
    }

    /// Ends exchanges on a connection that is of no use any more, and tells their readers only when all are taken out: a
    /// connection with a transfer on it would carry what a reader then sends.
    private func abandon(_ exchanges: [Exchange], _ failure: TransportFailure) {
        for exchange in exchanges { handles[ObjectIdentifier(exchange)].map { _ = takeOut($0) } }
        for exchange in exchanges { exchange.end(.failure(failure)) }
    }

    private func resume(_ exchange: Exchange) {
        guard let handle = handles[ObjectIdentifier(exchange)] else { return }
        _ = library.functions.pointee.easy_pause(handle, CURLPAUSE_CONT)
    }

    private func finishEnded() {
        var left: Int32 = 0
        while let message = library.functions.pointee.multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            let code = message.pointee.data.result
            close(handle, transfers[handle]?.outcome(code) ?? .success(()))
        }
    }

    /// Milliseconds between two looks at the requests without a connection.
    private static let lookInterval: Int64 = 500
    /// Milliseconds that libcurl has to give up connecting by itself.
    private static let grace = 1000

    /// Ends requests that wait too long for a connection.
    ///
    /// libcurl has no limit for handshakes; and requests that wait for a connection which another one makes begin to
    /// count their time only when that one has failed, one after another.
    private func endWaiting() {
        let now = MonotonicClock.milliseconds()
        guard now >= nextLook else { return }
        nextLook = now + Self.lookInterval
        let waiting = transfers.filter { !$0.value.isConnected }
        let isSlow = waiting.values.contains { $0.shakesHandsTooLong(now) }
        // Where a connection stands, they wait for a place on it.
        guard isSlow || waiting.count == transfers.count else { return }
        for (handle, transfer) in waiting {
            let age = transfer.age(now)
            if isSlow, age >= transfer.exchange.endpoint.handshakeMilliseconds {
                close(handle, .failure(TransportFailure(.connectTimeout, "net/http: TLS handshake timeout")))
            } else if age >= CurlTransfer.connectMilliseconds + Self.grace {
                close(handle, .failure(TransportFailure(.connectTimeout, "the server can't be reached: i/o timeout")))
            }
        }
    }

    /// Takes a transfer out and tells its reader.
    private func close(_ handle: UnsafeMutableRawPointer, _ result: Result<Void, TransportFailure>) {
        takeOut(handle)?.end(result)
    }

    /// Takes a transfer out; the handle is kept for the next one.
    private func takeOut(_ handle: UnsafeMutableRawPointer) -> Exchange? {
        guard let transfer = transfers.removeValue(forKey: handle) else { return nil }
        handles[ObjectIdentifier(transfer.exchange)] = nil
        _ = library.functions.pointee.multi_remove_handle(multi, handle)
        library.functions.pointee.easy_reset(handle)
        if idle.count < Self.keptHandles {
            idle.append(handle)
        } else {
            library.functions.pointee.easy_cleanup(handle)
        }
        return transfer.exchange
    }
}

/// The thread's body: owns the loop until it ends.
private func runLoop(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    // A connection that the server closed is an error, not this process's end. Only this thread writes to one; the
    // signal keeps its meaning for standard output.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    if let argument { Unmanaged<CurlLoop>.fromOpaque(argument).takeRetainedValue().run() }
    return nil
}
