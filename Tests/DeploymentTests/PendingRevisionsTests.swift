import GoTime
import Shared
import Synchronization
import Testing

@testable import Deployment

@Suite struct PendingRevisionsTests {
    private let access = LossyRecords()
    private let began = GoTime(seconds: 1_700_000_000)

    /// Who has left a revision pending, and what that means.
    struct Case: Sendable, CustomTestStringConvertible {
        var maker: Maker
        var isLocked: Bool
        /// Seconds since it was begun.
        var age: Int64
        /// nil when it is settled, otherwise how long it may yet take.
        var waits: Int64?

        enum Maker: Sendable { case us, usDead, werf, helm }

        var testDescription: String { "\(maker) locked=\(isLocked) after \(age) s" }
    }

    private static let cases = [
        Case(maker: .us, isLocked: true, age: 1, waits: nil), Case(maker: .us, isLocked: false, age: 1, waits: 899),
        Case(maker: .us, isLocked: false, age: 900, waits: nil),
        Case(maker: .usDead, isLocked: false, age: 1, waits: nil),
        Case(maker: .werf, isLocked: true, age: 1, waits: nil), Case(maker: .werf, isLocked: false, age: 1, waits: 899),
        Case(maker: .helm, isLocked: true, age: 1, waits: 899),
        Case(maker: .helm, isLocked: true, age: -50, waits: 900),
        Case(maker: .helm, isLocked: true, age: 899, waits: 1),
        Case(maker: .helm, isLocked: true, age: 900, waits: nil),
        Case(maker: .helm, isLocked: false, age: 900, waits: nil),
    ]

    private func release(_ revision: Int, _ status: ReleaseStatus, _ maker: Case.Maker = .helm) -> Release {
        var release = Release(
            name: "app", namespace: "ns", version: revision,
            info: ReleaseInfo(firstDeployed: began, lastDeployed: began, status: status))
        if maker != .werf { release.info.description = "Preparing upgrade" }
        var holder = LockHolder.current()
        holder.user = "vasya"
        if maker == .us { release.maker = holder }
        if maker == .usDead {
            holder.pid = 0x3FFF_FFFF
            release.maker = holder
        }
        return release
    }

    private var storage: ReleaseStorage {
        ReleaseStorage(records: access, driver: .secret, namespace: "ns", clock: { 1_700_000_000 })
    }

    @Test(arguments: cases)
    func verdicts(_ wanted: Case) async throws {
        let release = release(2, .pendingUpgrade, wanted.maker)
        let entry = try await storage.create(release).entry
        let rules = PendingRules(isLocked: wanted.isLocked, grace: .seconds(900))
        let verdict = rules.verdict(
            on: release, entry, now: GoTime(seconds: 1_700_000_000 + wanted.age))
        switch (verdict, wanted.waits) {
        case (.wait(let rest), let waits?): #expect(rest == .seconds(waits))
        case (.settle(let description), nil):
            #expect(description.hasPrefix("interrupted"))
            if wanted.maker == .us, wanted.age < 900 { #expect(description.contains("vasya@")) }
        default: Issue.record("\(verdict)")
        }
    }

    /// Time that passes when somebody sleeps.
    private final class Clock: Sendable {
        let seconds = Mutex<Int64>(1_700_000_000)
    }

    private func pending(
        _ clock: Clock, wait: Duration?, _ isLocked: Bool = true, _ onSleep: @escaping @Sendable () async -> Void = {}
    )
        -> PendingRevisions
    {
        PendingRevisions(
            storage: storage, rules: PendingRules(isLocked: isLocked, grace: .seconds(900)), longestWait: wait,
            now: { GoTime(seconds: clock.seconds.withLock { $0 }) },
            sleep: { pause in
                clock.seconds.withLock { $0 += pause.components.seconds }
                await onSleep()
            }, tell: { _ in })
    }

    @Test func oursIsMarkedAsFailedAtOnce() async throws {
        _ = try await storage.create(release(1, .deployed))
        _ = try await storage.create(release(2, .pendingUpgrade, .us))
        let history = try await pending(Clock(), wait: .zero).settled(try await storage.history("app"))
        #expect(history.map(\.status) == [.deployed, .failed])
        let settled = try await storage.revision("app", 2).release
        #expect(settled.info.status == .failed)
        #expect(settled.info.description.hasPrefix("interrupted: vasya@"))
        #expect(settled.maker == nil)
    }

    @Test func helmsIsRefusedWithoutPatience() async throws {
        _ = try await storage.create(release(1, .pendingInstall))
        let history = try await storage.history("app")
        await #expect(throws: StorageError.self) { try await pending(Clock(), wait: .zero).settled(history) }
        await #expect(throws: StorageError.self) { try await pending(Clock(), wait: .seconds(60)).settled(history) }
        #expect(access.status(1) == "pending-install")
    }

    @Test func helmsIsWaitedFor() async throws {
        _ = try await storage.create(release(1, .pendingInstall))
        let clock = Clock()
        let storage = storage
        let waiting = pending(clock, wait: nil) {
            guard clock.seconds.withLock({ $0 }) == 1_700_000_010 else { return }
            guard var done = try? await storage.revision("app", 1) else { return }
            done.release.info.status = .deployed
            _ = try? await storage.update(done)
        }
        let history = try await waiting.settled(try await storage.history("app"))
        #expect(history.map(\.status) == [.deployed])
        #expect(clock.seconds.withLock { $0 } == 1_700_000_010)
    }

    @Test func helmsIsSettledWhenItsTimeIsOver() async throws {
        _ = try await storage.create(release(1, .pendingInstall))
        let clock = Clock()
        let history = try await pending(clock, wait: nil).settled(try await storage.history("app"))
        #expect(history.map(\.status) == [.failed])
        #expect(clock.seconds.withLock { $0 } == 1_700_000_900)
    }

    @Test func whatSomeoneElseSettlesMeanwhileIsLeftAlone() async throws {
        _ = try await storage.create(release(1, .pendingInstall, .us))
        access.meet("replace", [.lostAnswer])
        await #expect(throws: StorageError.self) {
            try await pending(Clock(), wait: .zero).settled(try await storage.history("app"))
        }
        let history = try await pending(Clock(), wait: .zero).settled(try await storage.history("app"))
        #expect(history.map(\.status) == [.failed])
    }
}
