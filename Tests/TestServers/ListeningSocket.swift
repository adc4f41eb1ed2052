package import Glibc
internal import Synchronization

/// A socket of this machine that hands each connection to a thread of its own.
package final class ListeningSocket: Sendable {
    /// The port that the system has chosen.
    package let port: Int
    private let descriptor: Int32
    private let isListening = Mutex(true)

    /// - Throws: ``NoPort``.
    package init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = LocalAddress.of(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, size) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, pointer, &size) == 0
            }
        }
        guard isOpen else { throw NoPort() }
        self.descriptor = descriptor
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    /// Serves each connection until ``stop()``; `serve` closes it.
    package func start(_ serve: @escaping @Sendable (Int32) -> Void) {
        Thread.start { [self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { break }
                Thread.start { serve(connection) }
            }
            // Who accepts closes: closed by another thread, the number might be another server's socket by then.
            isListening.withLock { isListening in
                isListening = false
                close(descriptor)
            }
        }
    }

    /// Takes no more connections; a test does this at its end.
    package func stop() {
        isListening.withLock { isListening in
            if isListening { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }
}

/// There is no port to listen on.
package struct NoPort: Error {}

/// Addresses of this machine.
package enum LocalAddress {
    package static func of(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}
