import Glibc
import Subprocess
import Synchronization
import SystemPackage
import Testing

/// Where a program is killed: at its request with this number, before the server has seen it or after.
struct KillPoint: Sendable, CustomStringConvertible {
    var number: Int
    var isSeen: Bool

    var description: String { "request \(number), seen: \(isSeen)" }
}

extension Lab {
    /// Runs a program through a middle man and kills it at a point; how many of its requests counted, which is fewer than
    /// the point's number when it ended before.
    ///
    /// - Parameter counts: the requests that are counted.
    func run(
        _ path: String, _ arguments: [String], killedAt point: KillPoint?,
        counting counts: @escaping @Sendable (MiddleMan.Request) -> Bool
    ) async throws -> Int {
        let count = Mutex(0)
        let victim = Mutex<Victim?>(nil)
        let treat: @Sendable (MiddleMan.Request) -> MiddleMan.Treatment = { request in
            guard counts(request) else { return .pass }
            let number = count.withLock { count in
                count += 1
                return count
            }
            guard let point, number == point.number else { return .pass }
            // The first request may come before this side knows the process.
            while !victim.withLock({ $0.map { $0.kill() } != nil }) { usleep(1000) }
            return point.isSeen ? .lost : .unreached
        }
        try await withMiddleMan(treat) { middleMan in
            let result = try await Subprocess.run(
                .path(FilePath(path)), arguments: Arguments(arguments + middleMan.flags),
                environment: environment(), input: .none, output: .discarded, error: .string(limit: 1 << 20)
            ) { execution in
                let signal = execution.processIdentifier
                victim.withLock { $0 = Victim(pid: signal.value) }
            }
            let status = result.terminationStatus.shellStatus
            // Nothing after this says anything when the run itself isn't what it should be. One that made fewer requests
            // than the first, since it knew the server's types or met no conflict, wasn't killed.
            let isReached = point.map { $0.number <= count.withLock { $0 } } ?? false
            try #require(
                status == (isReached ? 128 + 9 : 0), "\(point.map(\.description) ?? ""): \(result.standardError)")
        }
        return count.withLock { $0 }
    }
}
