import Glibc
import Synchronization
import Testing

/// Carries connections to a port of this machine, and can fall silent without closing them.
final class Relay: Sendable {
    let port: Int
    private let target: Int
    private let descriptor: Int32
    /// The connections before this number are muffled.
    private let state = Mutex((made: 0, muffled: 0))

    init(to target: Int) throws {
        self.target = target
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        var address = Self.address(port: 0)
        let descriptor = descriptor
        let isOpen = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, size) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, pointer, &size) == 0
            }
        }
        try #require(isOpen, "no port for the relay")
        port = Int(UInt16(bigEndian: address.sin_port))
        Self.thread { [self] in
            while true {
                let client = accept(descriptor, nil, nil)
                guard client >= 0 else { return }
                carry(client)
            }
        }
    }

    var connections: Int { state.withLock { $0.made } }

    /// Says nothing more on the connections so far, and takes in what is sent on them.
    func muffle() { state.withLock { $0.muffled = $0.made } }

    func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    private func carry(_ client: Int32) {
        let number = state.withLock { state in
            defer { state.made += 1 }
            return state.made
        }
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(port: target)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        for (from, to) in [(client, server), (server, client)] {
            Self.thread { [self] in
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

    private static func address(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }

    /// Runs `body` on a thread of its own.
    private static func thread(_ body: @escaping @Sendable () -> Void) {
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
