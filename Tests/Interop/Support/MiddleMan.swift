import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage
import TestServers
import Synchronization

/// Stands between a plugin and the real API server, and does to its answers what bad networks, proxies and servers do.
///
/// `kubectl proxy` behind it speaks to the API server, which gets the requests whatever becomes of the answers.
final class MiddleMan: Sendable {
    /// What is done with an answer.
    enum Treatment: Sendable {
        case pass
        /// Comes in pieces, with so many milliseconds before each.
        case slow(UInt32)
        /// The head comes, the body never; the connection stays open.
        case headThenSilence
        /// Half of the body, then the end of the connection.
        case half
        /// The end of the connection instead.
        case lost
        /// The same, and the request doesn't reach the server.
        case unreached
        /// These bytes instead.
        case instead(String)
        /// The same, and the request doesn't reach the server.
        case refused(String)
    }

    /// A request as it came.
    struct Request: Sendable {
        var method: String
        var target: String
    }

    private let socket: ListeningSocket
    private let upstream: String
    private let treat: @Sendable (Request) -> Treatment
    private let seen = Mutex<[Request]>([])

    fileprivate init(upstream: String, treat: @escaping @Sendable (Request) -> Treatment) throws {
        self.upstream = upstream
        self.treat = treat
        socket = try ListeningSocket()
        socket.start { [self] in serve($0) }
    }

    var port: Int { socket.port }

    fileprivate func stop() { socket.stop() }

    /// What names this server to a plugin; nothing of the kubeconfig is needed.
    var flags: [String] { ["--server", "http://127.0.0.1:\(port)"] }

    /// The requests so far, in order.
    var requests: [Request] { seen.withLock { $0 } }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        guard let text = Socket.readRequest(connection) else { return }
        let words = String(decoding: text.prefix { $0 != 13 }, as: UTF8.self).split(separator: " ")
        guard words.count == 3 else { return }
        let request = Request(method: String(words[0]), target: String(words[1]))
        seen.withLock { $0.append(request) }
        let treatment = treat(request)
        switch treatment {
        case .unreached: return
        case .refused(let text): return Socket.write(connection, Array(text.utf8)[...])
        default: break
        }
        let answer = Socket.answer(to: text, from: upstream)
        let head = answer.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound ?? answer.count
        switch treatment {
        case .pass: Socket.write(connection, answer[...])
        case .slow(let pause):
            let piece = max(answer.count / 4, 1)
            for start in stride(from: 0, to: answer.count, by: piece) {
                usleep(pause * 1000)
                Socket.write(connection, answer[start..<min(start + piece, answer.count)])
            }
        case .headThenSilence:
            Socket.write(connection, answer[..<head])
            sleep(60)
        case .half: Socket.write(connection, answer[..<(head + (answer.count - head) / 2)])
        case .lost, .unreached, .refused: break
        case .instead(let text): Socket.write(connection, Array(text.utf8)[...])
        }
    }
}

extension Lab {
    /// Runs `body` with a middle man before the cluster.
    func withMiddleMan(
        _ treat: @escaping @Sendable (MiddleMan.Request) -> MiddleMan.Treatment,
        _ body: @Sendable (MiddleMan) async throws -> Void
    ) async throws {
        let path = "\(home)/\(UUID().uuidString.prefix(8)).sock"
        defer { unlink(path) }
        _ = try await Subprocess.run(
            .path(FilePath("\(peers)/kubectl-1.37.1/kubectl")), arguments: ["proxy", "--unix-socket", path],
            environment: environment(), input: .none, output: .discarded, error: .string(limit: 1 << 16)
        ) { execution in
            do {
                while !Socket.answers(path) { try await Task.sleep(for: .milliseconds(20)) }
                let middleMan = try MiddleMan(upstream: path, treat: treat)
                defer { middleMan.stop() }
                try await body(middleMan)
            } catch {
                try execution.send(signal: .terminate)
                throw error
            }
            try execution.send(signal: .terminate)
        }
    }
}

/// The few things that are done with sockets here.
private enum Socket {
    private static func connect(_ path: String) -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        if isConnected { return descriptor }
        close(descriptor)
        return nil
    }

    static func answers(_ path: String) -> Bool {
        guard let descriptor = connect(path) else { return false }
        close(descriptor)
        return true
    }

    /// A request with its body.
    static func readRequest(_ connection: Int32) -> [UInt8]? {
        var bytes: [UInt8] = []
        while let piece = read(connection) {
            bytes += piece
            guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else { continue }
            let head = String(decoding: bytes[..<end], as: UTF8.self).lowercased()
            let length = head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
            if bytes.count >= end + (length.flatMap { Int($0.dropFirst(15).filter(\.isNumber)) } ?? 0) { return bytes }
        }
        return nil
    }

    /// All that the server behind answers; it closes the connection afterwards.
    static func answer(to request: [UInt8], from path: String) -> [UInt8] {
        guard let server = connect(path) else { return [] }
        defer { close(server) }
        var request = request
        let line = request.firstIndex(of: 10).map { $0 + 1 } ?? 0
        request.insert(contentsOf: Array("Connection: close\r\n".utf8), at: line)
        write(server, request[...])
        var answer: [UInt8] = []
        while let piece = read(server) { answer += piece }
        return answer
    }

    private static func read(_ descriptor: Int32) -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        return count > 0 ? Array(chunk[..<count]) : nil
    }

    static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) {
        var bytes = bytes
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
