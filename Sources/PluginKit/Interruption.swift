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

/// SIGINT and SIGTERM: the first cancels the command, another a second later ends it at once.
///
/// Some send a signal twice, to the process and to its group, as `timeout` does: that asks only once.
final class Interruption: Sendable {
    private struct First: Sendable {
        var signal: Int32
        var time = DispatchTime.now()
    }

    private let received = Mutex<First?>(nil)

    /// The exit status an interrupted command ends with; nil while there was no signal.
    var status: Int32? { received.withLock { $0.map { 128 &+ $0.signal } } }

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
        let first = received.withLock { received in
            defer { received = received ?? First(signal: number) }
            return received
        }
        guard let first else { return cancel() }
        if DispatchTime.now() >= first.time + .seconds(1) { _exit(128 &+ number) }
    }
}
