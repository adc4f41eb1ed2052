/// How a lock is taken, held and left, as a value: told what happened and when, it says what to do next.
///
/// Another's lease ends when it has stood unchanged for its lifetime on our own clock, or when its holder is known to be
/// dead; what its text says about time isn't believed, since clocks differ. Ours is lost only to a foreign id.
struct LeaseMachine: Sendable {
    /// A moment on this machine.
    struct Moment: Hashable, Sendable {
        /// Since whenever; never set back.
        var elapsed: Duration
        /// Seconds since 1970, which is what werf's leases count in.
        var wall: Int64
    }

    enum Event: Sendable {
        case began
        /// What the last action wrote is there.
        case written
        /// The last action wrote nothing: something else is there, or nothing at all.
        case refused
        case saw(LockSighting)
        /// The server gave no answer; the write may have been made.
        case failed
        /// The time to wait is over.
        case elapsed
        /// The run is over.
        case leave
    }

    enum Action: Equatable, Sendable {
        /// Write a lease where none is.
        case take(LockLease)
        /// Read what is there.
        case look
        /// Write a lease over what was seen, if it is still that.
        case replace(LockSighting, LockLease)
        /// Write a lease over one of ours with this text.
        case renew(String, LockLease)
        /// Take away ours with this text.
        case remove(String)
        /// Come back after so long; `telling` is whom we wait for, when people don't know yet.
        case wait(Duration, telling: LockSighting?)
        /// The lock is ours; come back after so long.
        case hold(Duration)
        /// The lock stays another's for longer than we may wait.
        case refuse(LockSighting)
        /// The lock has become another's.
        case lost(LockSighting)
        /// The server doesn't answer.
        case giveUp
        case done
    }

    private enum Phase: Equatable {
        case taking, held, leaving, over
    }

    private static let renewal = Duration.seconds(3)
    private static let look = Duration.seconds(2)
    private static let retry = Duration.seconds(1)
    /// How often the server may leave us without an answer before there is a lock.
    private static let patience = 5
    /// So long before others may take the lock, nothing new is begun.
    private static let reserve = Duration.seconds(1)

    let uuid: String
    let lockName: String
    /// How long others are waited for; nil for ever.
    let longestWait: Duration?

    private var phase = Phase.taking
    private var began: Duration?
    private var seen: (text: String, since: Duration)?
    private var told: String?
    private var failures = 0
    /// Our lease as it stands there, if it does.
    private var standing: String?
    /// What the last action wrote, and when it was sent.
    private var sent: (lease: LockLease, at: Duration)?
    /// The last write that is known to have arrived was sent then.
    private var renewed = Duration.zero
    private var queue: LockLease?
    /// Whether the last write of a lease arrived isn't known.
    private var isUnanswered = false

    init(uuid: String, lockName: String, longestWait: Duration?) {
        self.uuid = uuid
        self.lockName = lockName
        self.longestWait = longestWait
    }

    /// The lock is ours for certain, long enough to begin something.
    func mayWrite(at now: Duration) -> Bool {
        phase == .held && now - renewed < LockLease.lifetime - Self.reserve
    }

    /// Something was sent that may have made the lock ours.
    var mayBeOurs: Bool { isUnanswered && phase != .over }

    mutating func handle(_ event: Event, at now: Moment) -> Action {
        began = began ?? now.elapsed
        switch event {
        case .written, .refused, .saw: (isUnanswered, failures) = (false, 0)
        default: break
        }
        if case .leave = event { return leave(now) }
        switch phase {
        case .taking: return taking(event, now)
        case .held: return holding(event, now)
        case .leaving: return leaving(event, now)
        case .over: return .done
        }
    }
}

extension LeaseMachine {
    // MARK: Until it is ours

    private mutating func taking(_ event: Event, _ now: Moment) -> Action {
        switch event {
        case .began: return take(over: nil, now)
        case .written: return stands(now)
        case .refused: return .look
        case .elapsed, .leave: return .look
        case .saw(let sighting): return found(sighting, now)
        case .failed:
            failures += 1
            return failures > Self.patience ? .giveUp : .wait(Self.retry, telling: nil)
        }
    }

    private mutating func found(_ sighting: LockSighting, _ now: Moment) -> Action {
        guard let text = sighting.text else { return take(over: sighting, now) }
        if sighting.lease?.uuid == uuid {
            standing = text
            phase = .held
            return renew(now)
        }
        if seen?.text != text { seen = (text, now.elapsed) }
        let stood = now.elapsed - (seen?.since ?? now.elapsed)
        if sighting.isHolderDead || stood >= LockLease.lifetime { return take(over: sighting, now) }
        return wait(for: sighting, now)
    }

    private mutating func wait(for sighting: LockSighting, _ now: Moment) -> Action {
        var pause = Self.look
        if let longestWait {
            let left = longestWait - (now.elapsed - (began ?? now.elapsed))
            if left <= .zero { return .refuse(sighting) }
            pause = min(pause, left)
        }
        let holder = sighting.lease?.uuid ?? ""
        defer { told = holder }
        return .wait(pause, telling: told == holder ? nil : sighting)
    }

    private mutating func take(over sighting: LockSighting?, _ now: Moment) -> Action {
        var lease = LockLease(uuid: uuid, lockName: lockName, expiresAt: 0)
        if let queue = sighting?.lease?.queue { lease.queue = queue }
        lease.expiresAt = expiry(now)
        sent = (lease, now.elapsed)
        isUnanswered = true
        guard let sighting, sighting.resourceVersion != nil else { return .take(lease) }
        return .replace(sighting, lease)
    }

    private func expiry(_ now: Moment) -> Int64 { now.wall &+ LockLease.lifetime.components.seconds }

    private mutating func stands(_ now: Moment) -> Action {
        if let sent {
            standing = sent.lease.text
            queue = sent.lease
            renewed = sent.at
        }
        phase = .held
        return .hold(Self.renewal)
    }

    // MARK: While it is ours

    private mutating func holding(_ event: Event, _ now: Moment) -> Action {
        switch event {
        case .written: return stands(now)
        case .began, .elapsed, .leave: return renew(now)
        case .refused: return .look
        case .failed: return .hold(Self.retry)
        case .saw(let sighting):
            guard let text = sighting.text else { return take(over: sighting, now) }
            guard sighting.lease?.uuid == uuid else {
                phase = .over
                return .lost(sighting)
            }
            (standing, queue) = (text, sighting.lease)
            return renew(now)
        }
    }

    private mutating func renew(_ now: Moment) -> Action {
        guard let standing else { return .look }
        var lease = queue ?? LockLease(uuid: uuid, lockName: lockName, expiresAt: 0)
        lease.expiresAt = expiry(now)
        sent = (lease, now.elapsed)
        return .renew(standing, lease)
    }

    // MARK: Leaving it

    private mutating func leave(_ now: Moment) -> Action {
        guard phase == .held, let standing else {
            let isDoubtful = mayBeOurs
            phase = isDoubtful ? .leaving : .over
            return isDoubtful ? .look : .done
        }
        phase = .leaving
        return give(standing, queue, now)
    }

    private mutating func leaving(_ event: Event, _ now: Moment) -> Action {
        switch event {
        case .refused: return .look
        case .saw(let sighting):
            if let text = sighting.text, sighting.lease?.uuid == uuid { return give(text, sighting.lease, now) }
            phase = .over
            return .done
        case .failed:
            failures += 1
            if failures <= 2 { return .wait(Self.retry, telling: nil) }
        case .elapsed: return .look
        case .began, .written, .leave: break
        }
        phase = .over
        return .done
    }

    /// Those in the queue find a lease that has run out, as werf leaves it to them.
    private mutating func give(_ text: String, _ lease: LockLease?, _ now: Moment) -> Action {
        guard var lease, lease.hasQueue else { return .remove(text) }
        lease.sharedHolders = 0
        lease.expiresAt = now.wall &- 1
        return .renew(text, lease)
    }
}

/// What was found where a lock's lease is kept.
package struct LockSighting: Equatable, Sendable {
    /// The lease as it is written; nil when there is none.
    var text: String?
    var lease: LockLease?
    /// Who wrote beside the lease that it is theirs.
    package var holder: LockHolder?
    /// The holder ran on this machine and has ended.
    var isHolderDead: Bool
    /// The version of the object; nil when there is no object.
    var resourceVersion: String?
    /// Annotations that are there, so that a change names what it replaces.
    var hasAnnotations = false

    /// Who has the lock, for people.
    package var title: String {
        if let holder { return holder.title }
        guard let lease else { return "somebody" }
        return "a werf process that doesn't name itself (lease \(lease.uuid))"
    }
}
