import Documents
import Testing

@testable import Shared

@Suite struct LockNameTests {
    @Test(arguments: [
        (0, "6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7"),
        (3, "05de7025cdcf6e242a9e77576a9213a6f474c0ef0dea6826e17e5989"),
        (143, "77ad7a52dd3ed379bebe5cf023aec9ed4d218c117bbaaa0470443930"),
        (144, "ca617a5a8d3a10795e8c960b15513ad311e3cbee786de50d2ac5f444"),
        (145, "0f58d86d75cf0bb5c94b5d27dbeca7e94933938aa48d6dec83d3b474"),
        (288, "cf0d12063c697c32fb69ec1db757ecbfc343fbf119543cb447fbb09d"),
        (1_000, "262492d40ac0ea0c47fc42d9f5384cad08bbf8118924d010d0a1bfcb"),
    ])
    func digests(_ length: Int, _ digest: String) {
        let message = String(decoding: (0..<length).map { UInt8($0 * 7 % 251 % 128) }, as: UTF8.self)
        #expect(SHA3.hex224(message) == digest)
    }

    @Test(arguments: [
        ("myapp-production", "0dce9d962758fb9deaef05924ef229157e9a12a55b51d85d23a2701c"),
        ("test", "e4e2b16fed3f84806237c305e584ea8f0a2e7006d19cd9a5bcadce16"),
        ("my-release", "3333d350e9943ce0b555101cd5d086e5a0b2d3ac02d21017d37cb7f6"),
        ("a", "33ef0da93d785065dd547e3f6618a46894a18c547518ee69b717a22e"),
    ])
    func keysAreWerfs(_ release: String, _ digest: String) {
        #expect(LockLease.key(of: LockLease.lockName(ofRelease: release)) == "lockgate.io/\(digest)")
    }

    @Test func leasesAreWrittenAsWerfWritesThem() throws {
        let lease = LockLease(uuid: "5b0c", lockName: "release/app", expiresAt: 1_700_000_010)
        #expect(
            lease.text == #"{"uuid":"5b0c","lockName":"release/app","ExpireAtTimestamp":1700000010,"#
                + #""SharedHoldersCount":1,"IsShared":false,"QueueMembers":{}}"#)
        #expect(LockLease(lease.text) == lease)
        let older =
            #"{"uuid":"x","lockName":"release/app","ExpireAtTimestamp":1,"SharedHoldersCount":1,"#
            + #""IsShared":false,"QueueMembers":null}"#
        let read = try #require(LockLease(older))
        #expect(!read.hasQueue)
        #expect(read.text == older)
        #expect(LockLease("none of werf's") == nil)
    }

    @Test func aHolderSurvivesItsText() throws {
        let holder = LockHolder.current()
        #expect(LockHolder(text: holder.text) == holder)
        #expect(!holder.isKnownDead)
        #expect(LockHolder.key(of: "release/a").utf8.count < 63 + 1 + 25)
    }

    /// What is changed of this very process, and whether it is then known to be dead.
    @Test(arguments: [
        ("pid", true), ("ticks", true), ("host", false), ("bootID", false), ("processSpace", false), ("none", false),
        ("no ticks", false),
    ])
    func onlyAProcessOfThisMachineIsKnownToBeDead(_ change: String, _ isDead: Bool) {
        var holder = LockHolder.current()
        switch change {
        case "pid": holder.pid = 0x3FFF_FFFF
        case "ticks": holder.ticks = "1"
        case "no ticks": holder.ticks = ""
        case "host": (holder.host, holder.pid) = ("elsewhere", 0x3FFF_FFFF)
        case "bootID": (holder.bootID, holder.pid) = ("other", 0x3FFF_FFFF)
        case "processSpace": (holder.processSpace, holder.pid) = ("pid:[1]", 0x3FFF_FFFF)
        default: break
        }
        #expect(holder.isKnownDead == isDead)
    }
}

@Suite struct LeaseMachineTests {
    private typealias Moment = LeaseMachine.Moment

    private func at(_ seconds: Int) -> LeaseMachine.Moment {
        Moment(elapsed: .seconds(seconds), wall: 1_000 + Int64(seconds))
    }

    private func lease(_ uuid: String, _ expiresAt: Int64) -> LockLease {
        LockLease(uuid: uuid, lockName: "release/app", expiresAt: expiresAt)
    }

    private func sighting(_ lease: LockLease?, isHolderDead: Bool = false) -> LockSighting {
        LockSighting(
            text: lease?.text, lease: lease, holder: nil, isHolderDead: isHolderDead, resourceVersion: "7",
            hasAnnotations: true)
    }

    private func machine(wait: Duration? = nil) -> LeaseMachine {
        LeaseMachine(uuid: "ours", lockName: "release/app", longestWait: wait)
    }

    private func held() -> LeaseMachine {
        var machine = machine()
        _ = machine.handle(.began, at: at(0))
        _ = machine.handle(.written, at: at(0))
        return machine
    }

    @Test func aFreeLockIsTakenAndRenewed() {
        var machine = machine()
        #expect(machine.handle(.began, at: at(0)) == .take(lease("ours", 1_010)))
        #expect(!machine.mayWrite(at: .zero))
        #expect(machine.handle(.written, at: at(0)) == .hold(.seconds(3)))
        #expect(machine.mayWrite(at: .seconds(8)))
        #expect(
            machine.handle(.elapsed, at: at(3)) == .renew(lease("ours", 1_010).text, lease("ours", 1_013)))
        #expect(machine.handle(.written, at: at(3)) == .hold(.seconds(3)))
        #expect(machine.mayWrite(at: .seconds(11)))
        #expect(!machine.mayWrite(at: .seconds(12)))
    }

    @Test func anothersLockIsTakenOnceItStoodStillOnOurClock() {
        var machine = machine()
        _ = machine.handle(.began, at: at(0))
        #expect(machine.handle(.refused, at: at(0)) == .look)
        // Long over by its own words: clocks differ.
        let first = sighting(lease("theirs", 5))
        #expect(machine.handle(.saw(first), at: at(0)) == .wait(.seconds(2), telling: first))
        #expect(machine.handle(.elapsed, at: at(2)) == .look)
        #expect(machine.handle(.saw(first), at: at(9)) == .wait(.seconds(2), telling: nil))
        let renewed = sighting(lease("theirs", 8))
        #expect(machine.handle(.saw(renewed), at: at(10)) == .wait(.seconds(2), telling: nil))
        #expect(machine.handle(.saw(renewed), at: at(19)) == .wait(.seconds(2), telling: nil))
        #expect(machine.handle(.saw(renewed), at: at(20)) == .replace(renewed, lease("ours", 1_030)))
        // Somebody else was as patient, and faster.
        #expect(machine.handle(.refused, at: at(20)) == .look)
        let next = sighting(lease("others", 1_030))
        #expect(machine.handle(.saw(next), at: at(20)) == .wait(.seconds(2), telling: next))
    }

    @Test func aDeadHoldersLockIsTakenAtOnce() {
        var machine = machine(wait: .zero)
        _ = machine.handle(.began, at: at(0))
        _ = machine.handle(.refused, at: at(0))
        let dead = sighting(lease("theirs", 1_009), isHolderDead: true)
        #expect(machine.handle(.saw(dead), at: at(0)) == .replace(dead, lease("ours", 1_010)))
    }

    @Test func whatStandsBesideNoLeaseIsInNobodysWay() {
        var machine = machine()
        _ = machine.handle(.began, at: at(0))
        _ = machine.handle(.refused, at: at(0))
        let empty = sighting(nil)
        #expect(machine.handle(.saw(empty), at: at(1)) == .replace(empty, lease("ours", 1_011)))
    }

    @Test(arguments: [(0, 0, true), (5, 4, false), (5, 5, true)])
    func theWaitEnds(_ limit: Int, _ second: Int, _ isOver: Bool) {
        var machine = machine(wait: .seconds(limit))
        _ = machine.handle(.began, at: at(0))
        _ = machine.handle(.refused, at: at(0))
        let there = sighting(lease("theirs", 1_009))
        let action = machine.handle(.saw(there), at: at(second))
        #expect(action == (isOver ? .refuse(there) : .wait(.seconds(1), telling: there)))
    }

    @Test func aLostAnswerIsLookedFor() {
        var machine = machine()
        _ = machine.handle(.began, at: at(0))
        #expect(machine.handle(.failed, at: at(0)) == .wait(.seconds(1), telling: nil))
        #expect(machine.handle(.elapsed, at: at(1)) == .look)
        let ours = lease("ours", 1_010)
        #expect(machine.handle(.saw(sighting(ours)), at: at(1)) == .renew(ours.text, lease("ours", 1_011)))
        #expect(machine.handle(.written, at: at(1)) == .hold(.seconds(3)))
    }

    @Test func aServerThatStaysAwayIsGivenUp() {
        var machine = machine()
        var action = machine.handle(.began, at: at(0))
        for second in 0..<6 { action = machine.handle(.failed, at: at(second)) }
        #expect(action == .giveUp)
    }

    @Test func aLockThatCannotBeRenewedIsStillOurs() {
        var machine = held()
        _ = machine.handle(.elapsed, at: at(3))
        #expect(machine.handle(.failed, at: at(3)) == .hold(.seconds(1)))
        #expect(machine.mayWrite(at: .seconds(8)))
        #expect(!machine.mayWrite(at: .seconds(9)))
        for second in 4..<60 {
            _ = machine.handle(.elapsed, at: at(second))
            #expect(machine.handle(.failed, at: at(second)) == .hold(.seconds(1)))
        }
        // The server answers: one of our writes had arrived, so that the last known text isn't there.
        _ = machine.handle(.elapsed, at: at(60))
        #expect(machine.handle(.refused, at: at(60)) == .look)
        let there = lease("ours", 1_040)
        #expect(
            machine.handle(.saw(sighting(there)), at: at(60)) == .renew(there.text, lease("ours", 1_070)))
        #expect(!machine.mayWrite(at: .seconds(60)))
        #expect(machine.handle(.written, at: at(60)) == .hold(.seconds(3)))
        #expect(machine.mayWrite(at: .seconds(60)))
    }

    @Test func onlyAForeignIdLosesIt() {
        var machine = held()
        _ = machine.handle(.elapsed, at: at(3))
        #expect(machine.handle(.refused, at: at(3)) == .look)
        let gone = sighting(nil)
        #expect(machine.handle(.saw(gone), at: at(3)) == .replace(gone, lease("ours", 1_013)))
        #expect(machine.handle(.refused, at: at(3)) == .look)
        let theirs = sighting(lease("theirs", 1_013))
        #expect(machine.handle(.saw(theirs), at: at(3)) == .lost(theirs))
        #expect(!machine.mayWrite(at: .seconds(3)))
        #expect(machine.handle(.leave, at: at(4)) == .done)
    }

    @Test func leavingTakesTheLeaseAway() {
        var machine = held()
        #expect(machine.handle(.leave, at: at(2)) == .remove(lease("ours", 1_010).text))
        #expect(machine.handle(.written, at: at(2)) == .done)
    }

    @Test func whoWaitsInLineFindsALeaseThatHasRunOut() {
        var machine = held()
        var queued = lease("ours", 1_010)
        queued.queue = ["next": ["AcquirerId": "next", "AcquiredAtTimestamp": 1, "ExpireAtTimestamp": 2]]
        #expect(machine.handle(.leave, at: at(2)) == .remove(lease("ours", 1_010).text))
        #expect(machine.handle(.refused, at: at(2)) == .look)
        var left = queued
        (left.expiresAt, left.sharedHolders) = (1_001, 0)
        #expect(machine.handle(.saw(sighting(queued)), at: at(2)) == .renew(queued.text, left))
        #expect(machine.handle(.written, at: at(2)) == .done)
    }
}
