import GoTime
import Shared
import Testing

@testable import Deployment

@Suite struct StoredRecordsTests {
    private let access = LossyRecords()

    private var storage: ReleaseStorage {
        ReleaseStorage(records: access, driver: .secret, namespace: "ns", clock: { 1_700_000_000 })
    }

    private func release(_ revision: Int, _ status: ReleaseStatus = .unknown, nanoseconds: Int32 = 5) -> Release {
        let time = GoTime(seconds: 1_700_000_000, nanoseconds: nanoseconds)
        return Release(
            name: "app", namespace: "ns", version: revision,
            info: ReleaseInfo(firstDeployed: time, lastDeployed: time, status: status))
    }

    /// The records of revision 2, which follows a deployed revision 1.
    private func records() async throws -> StoredRecords {
        let first = try await storage.create(release(1, .deployed))
        return StoredRecords(
            storage: storage, situation: ReleaseSituation(try await storage.history("app")), release: release(2),
            known: [1: first], pause: { _ in }, longest: .seconds(2))
    }

    @Test func withoutTroubleNothingIsReadAgain() async throws {
        let records = try await records()
        try await records.start()
        try await records.finish()
        try await records.supersede(1)
        #expect(access.log == ["create", "list", "create", "list", "replace", "replace"])
        #expect(access.status(1) == "superseded")
        #expect(access.status(2) == "deployed")
    }

    @Test(arguments: [
        [LossyRecords.Trouble.lostAnswer], [.away], [.away, .lostAnswer], [.away, .away, .away, .away, .away],
    ])
    func aRecordIsStoredDespiteTrouble(_ troubles: [LossyRecords.Trouble]) async throws {
        let records = try await records()
        access.meet("create", troubles)
        try await records.start()
        #expect(access.status(2) == "pending-upgrade")
        try await records.finish()
        #expect(access.status(2) == "deployed")
    }

    @Test func someoneElsesRevisionIsNotTakenForOurs() async throws {
        let records = try await records()
        _ = try await storage.create(release(2, .pendingUpgrade, nanoseconds: 6))
        await #expect(throws: StorageError.self) { try await records.start() }
    }

    @Test(arguments: [[LossyRecords.Trouble.lostAnswer], [.away], [.away, .away, .lostAnswer], [.silence]])
    func theFinalWriteIsMadeDespiteTrouble(_ troubles: [LossyRecords.Trouble]) async throws {
        let records = try await records()
        try await records.start()
        access.meet("replace", troubles)
        try await records.finish()
        #expect(access.status(2) == "deployed")
    }

    @Test func theHistoryIsReadDespiteTrouble() async throws {
        let records = try await records()
        try await records.start()
        access.meet("list", [.away, .away])
        try await records.finish()
        #expect(access.status(2) == "deployed")
    }

    /// The final write arrived, and then the server was away for longer than anyone waits.
    @Test func aFailureFindsThatTheRevisionIsDeployed() async throws {
        let records = try await records()
        try await records.start()
        access.meet("replace", [.lostAnswer])
        access.meet("get", [.away, .away, .away, .away, .away])
        await #expect(throws: StorageError.self) { try await records.finish() }
        #expect(try await records.fail("no connection", [], isInterrupted: false) == .deployed)
        #expect(access.status(2) == "deployed")
    }

    @Test(arguments: [[LossyRecords.Trouble.lostAnswer], [.away, .away]])
    func aFailureIsRecordedDespiteTrouble(_ troubles: [LossyRecords.Trouble]) async throws {
        let records = try await records()
        try await records.start()
        access.meet("replace", troubles)
        #expect(try await records.fail("broken", [], isInterrupted: false) == .failed)
        #expect(access.status(2) == "failed")
    }

    @Test func aServerThatStaysAwayIsGivenUp() async throws {
        let records = try await records()
        try await records.start()
        access.meet("replace", Array(repeating: .away, count: 20))
        await #expect(throws: StorageError.self) { try await records.fail("broken", [], isInterrupted: false) }
        #expect(access.log.filter { $0 == "replace" }.count == 6)
    }

    @Test func anEarlierRevisionThatWasTouchedIsReadAgain() async throws {
        let records = try await records()
        access.touch(1)
        try await records.supersede(1)
        #expect(access.status(1) == "superseded")
    }

    @Test func anEarlierRevisionThatSomeoneSettledIsLeftAlone() async throws {
        let records = try await records()
        var first = try await storage.revision("app", 1)
        first.release.info.status = .uninstalling
        _ = try await storage.update(first)
        await #expect(throws: StorageError.self) { try await records.supersede(1) }
        #expect(access.status(1) == "uninstalling")
    }

    /// Revisions 1 to 4 are there, 3 is the last good one, 4 failed.
    @Test(arguments: [(true, [4, 5]), (false, [3, 4, 5])])
    func aFailureLetsGoOnlyWhatOwnsNothing(_ succeeds: Bool, _ left: [Int]) async throws {
        for (revision, status) in [(1, ReleaseStatus.superseded), (2, .failed), (3, .deployed), (4, .failed)] {
            _ = try await storage.create(release(revision, status))
        }
        let records = StoredRecords(
            storage: storage, situation: ReleaseSituation(try await storage.history("app")), release: release(5),
            known: [:], pause: { _ in })
        try await records.start()
        if succeeds {
            try await records.finish()
        } else {
            _ = try await records.fail("broken", [], isInterrupted: false)
        }
        try await records.prune(to: 2)
        #expect(try await storage.history("app").map(\.revision) == left)
    }

    @Test func longReasonsAreCutBetweenCharacters() {
        let text = String(repeating: "я", count: 5_000)
        let clipped = StoredRecords.clipped("a" + text)
        #expect(clipped.utf8.count <= 4_096)
        #expect(clipped.utf8.count > 4_080)
        #expect(clipped.hasSuffix("я…"))
        #expect(StoredRecords.clipped("short") == "short")
    }
}
