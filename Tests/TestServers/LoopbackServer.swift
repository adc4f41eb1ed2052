//! TestServers: servers on this machine that answer as a test says.
//!
//! May import: KubernetesClient. Only tests import it.

internal import Glibc
package import KubernetesClient
internal import Synchronization

/// A server on this machine that answers as a test says; HTTP/1.1, one request per connection unless said otherwise.
package final class LoopbackServer: Sendable {
    /// What is done with a request.
    package enum Answer: Sendable {
        case json(Int, String, headers: [String] = [])
        /// The same with status 200, and the connection stays open for the next request.
        case jsonAndStay(String)
        /// These bytes as they are, piece after piece with a pause between them; then the connection is closed.
        case raw([String], pauseMilliseconds: UInt32 = 0)
        /// Status 200 with these bytes as the body.
        case bytes([UInt8], headers: [String])
        /// Closed without a word.
        case close
        /// Nothing for this long, then closed.
        case silence(milliseconds: UInt32)
    }

    /// A request as it came.
    package struct Request: Sendable {
        package var method: String
        package var target: String
        package var head: String
        package var body: String
        /// Differs between connections that are open at a time.
        package var connection: Int32
    }

    private let socket: ListeningSocket
    private let answer: @Sendable (Request) -> Answer
    private let seen = Mutex<[Request]>([])

    package init(_ answer: @escaping @Sendable (Request) -> Answer) throws {
        self.answer = answer
        socket = try ListeningSocket()
        socket.start { [self] in serve($0) }
    }

    package var port: Int { socket.port }

    /// Stops listening; a test does this at its end.
    package func stop() { socket.stop() }

    /// The requests that came, in order.
    package var requests: [Request] { seen.withLock { $0 } }

    /// A client of this server.
    package func client(
        observer: (any RequestObserver)? = nil, _ change: (inout ClientConfiguration) -> Void = { _ in }
    ) throws -> KubernetesClient {
        var configuration = ClientConfiguration(url: try ServerURL("http://127.0.0.1:\(port)") ?? { throw NoPort() }())
        change(&configuration)
        return try KubernetesClient(configuration, observer: observer)
    }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        while let request = Self.read(connection) {
            seen.withLock { $0.append(request) }
            guard carryOut(answer(request), on: connection) else { return }
        }
    }

    /// Answers; returns whether another request may follow.
    private func carryOut(_ answer: Answer, on connection: Int32) -> Bool {
        switch answer {
        case .json(let status, let body, let headers):
            let lines =
                ["HTTP/1.1 \(status) X", "Content-Length: \(body.utf8.count)", "Connection: close"]
                + (headers.contains { $0.hasPrefix("Content-Type") } ? [] : ["Content-Type: application/json"])
                + headers
            Self.write(connection, lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
        case .jsonAndStay(let body):
            Self.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            return true
        case .raw(let pieces, let pause):
            for piece in pieces {
                Self.write(connection, piece)
                usleep(pause * 1000)
            }
        case .bytes(let body, let headers):
            let lines = ["HTTP/1.1 200 X", "Content-Length: \(body.count)", "Connection: close"] + headers
            Self.write(connection, Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
        case .close: break
        case .silence(let milliseconds): usleep(milliseconds * 1000)
        }
        return false
    }

    private static func read(_ connection: Int32) -> Request? {
        var text = ""
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            text += String(decoding: chunk[..<count], as: UTF8.self)
            guard let end = text.firstRange(of: "\r\n\r\n") else { continue }
            let head = String(text[..<end.lowerBound])
            let body = String(text[end.upperBound...])
            let length = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            let wanted = length.flatMap { Int($0.dropFirst("content-length:".count).filter(\.isNumber)) } ?? 0
            guard body.utf8.count >= wanted else { continue }
            let words = head.split(separator: " ", maxSplits: 2)
            guard words.count == 3 else { return nil }
            return Request(
                method: String(words[0]), target: String(words[1]), head: head, body: body,
                connection: connection)
        }
    }

    private static func write(_ connection: Int32, _ text: String) { write(connection, Array(text.utf8)) }

    private static func write(_ connection: Int32, _ all: [UInt8]) {
        var bytes = all[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}

/// A thread outside Swift's tasks.
package enum Thread {
    /// Runs `body` on a thread of its own.
    package static func start(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(body)).toOpaque()
        pthread_create(&thread, nil, { carryOut($0) }, work)
        pthread_detach(thread)
    }
}

/// What a thread does, for C to carry.
private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func carryOut(_ work: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let work { Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body() }
    return nil
}

/// Counts what it sees.
package final class Recorder: RequestObserver {
    package init() {}

    private let seen = Mutex<(records: [RequestRecord], warnings: [String])>(([], []))

    package var records: [RequestRecord] { seen.withLock { $0.records } }
    package var warnings: [String] { seen.withLock { $0.warnings } }

    package func requestEnded(_ record: RequestRecord) { seen.withLock { $0.records.append(record) } }
    package func warned(_ text: String) { seen.withLock { $0.warnings.append(text) } }
}
