import Glibc
import Synchronization
import TestServers

/// Carries connections to a port of this machine, and can fall silent without closing them.
final class Relay: Sendable {
    private let target: Int
    private let socket: ListeningSocket
    /// The connections before this number are muffled.
    private let state = Mutex((made: 0, muffled: 0))

    init(to target: Int) throws {
        self.target = target
        socket = try ListeningSocket()
        socket.start { [self] in carry($0) }
    }

    var port: Int { socket.port }

    var connections: Int { state.withLock { $0.made } }

    /// Says nothing more on the connections so far, and takes in what is sent on them.
    func muffle() { state.withLock { $0.muffled = $0.made } }

    func stop() { socket.stop() }

    private func carry(_ client: Int32) {
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
