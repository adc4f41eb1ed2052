import Glibc
import Synchronization
import TestServers

/// Carries connections to a port of this machine, and can fall silent without closing them.
final class Relay: Sendable {
    /// What who connects has to say first.
    enum Door: Sendable {
        case open
        /// An HTTP proxy's CONNECT.
        case connect
        /// The two questions of a SOCKS proxy, version 5, without a password.
        case socks
    }

    private let target: Int
    private let door: Door
    private let asked = Mutex<[String]>([])
    private let socket: ListeningSocket
    /// The connections before this number are muffled.
    private let state = Mutex((made: 0, muffled: 0))

    init(to target: Int, door: Door = .open) throws {
        self.target = target
        self.door = door
        socket = try ListeningSocket()
        socket.start { [self] in carry($0) }
    }

    var port: Int { socket.port }

    var connections: Int { state.withLock { $0.made } }

    /// Where those who connected wanted to go, as they said it at the door.
    var wanted: [String] { asked.withLock(\.self) }

    /// Says nothing more on the connections so far, and takes in what is sent on them.
    func muffle() { state.withLock { $0.muffled = $0.made } }

    func stop() { socket.stop() }

    /// Lets a connection in; its first words are short enough to come in one piece each.
    private func letIn(_ client: Int32) {
        func hear() -> [UInt8] {
            var chunk = [UInt8](repeating: 0, count: 4096)
            return Array(chunk[..<max(recv(client, &chunk, chunk.count, 0), 0)])
        }
        func say(_ bytes: [UInt8]) { _ = send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }
        switch door {
        case .open: break
        case .connect:
            let line = String(decoding: hear(), as: UTF8.self).split(separator: "\r\n").first
            asked.withLock { $0.append(line.map(String.init) ?? "") }
            say(Array("HTTP/1.1 200 Connection established\r\n\r\n".utf8))
        case .socks:
            _ = hear()
            say([5, 0])
            let question = hear()
            // Version, command, nothing, a name's type and length; then the name and two bytes of port.
            asked.withLock { $0.append(String(decoding: question.dropFirst(5).dropLast(2), as: UTF8.self)) }
            say([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
        }
    }

    private func carry(_ client: Int32) {
        letIn(client)
        let number = state.withLock { state in
            defer { state.made += 1 }
            return state.made
        }
        let server = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = LocalAddress.of(port: target)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        for (from, to) in [(client, server), (server, client)] {
            Thread.start { [self] in
                var chunk = [UInt8](repeating: 0, count: 65536)
                while true {
                    let count = recv(from, &chunk, chunk.count, 0)
                    guard count > 0 else { break }
                    if state.withLock({ number < $0.muffled }) { continue }
                    var rest = chunk[..<count]
                    while !rest.isEmpty {
                        let sent = rest.withUnsafeBytes { send(to, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                        guard sent > 0 else { return }
                        rest = rest.dropFirst(sent)
                    }
                }
                shutdown(to, Int32(SHUT_RDWR))
            }
        }
    }
}
