internal import Dispatch
internal import Glibc
internal import Synchronization

/// The signal that asked this process to stop.
package enum ReceivedSignal {
    private static let received = Mutex<String?>(nil)

    /// `SIGINT` or `SIGTERM`; nil while there was none.
    package static var name: String? { received.withLock(\.self) }

    fileprivate static func note(_ number: Int32) {
        received.withLock { $0 = $0 ?? (number == SIGINT ? "SIGINT" : "SIGTERM") }
    }
}

/// SIGINT and SIGTERM: the first cancels the command, the second ends it at once.
final class Interruption: Sendable {
    private let received = Mutex<Int32?>(nil)

    /// The exit status an interrupted command ends with; nil while there was no signal.
    var status: Int32? { received.withLock { $0.map { 128 &+ $0 } } }

    /// Begins to listen; `cancel` is called once, on the first signal.
    static func watch(_ cancel: @escaping @Sendable () -> Void) -> Interruption {
        let interruption = Interruption()
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { interruption.receive(number, cancel) }
            source.resume()
            // It listens until the process ends.
            _ = Unmanaged.passRetained(source as AnyObject)
        }
        return interruption
    }

    private func receive(_ number: Int32, _ cancel: () -> Void) {
        ReceivedSignal.note(number)
        let isFirst = received.withLock { received in
            defer { received = received ?? number }
            return received == nil
        }
        if isFirst { cancel() } else { _exit(128 &+ number) }
    }
}
