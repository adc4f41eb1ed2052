internal import Documents
package import Shared

/// Whether a plan that is made anew changes what an earlier one was shown to change.
///
/// What counts is what happens to each object: fields that stay as they are may have moved meanwhile.
package enum PlanComparison {
    /// An object with which the new plan does otherwise.
    package struct Difference: Hashable, Sendable {
        package var identity: ResourceIdentity
        /// What is otherwise, to follow the object's name.
        package var reason: String
    }

    /// The objects with which `now` does otherwise than `approved` said, in the order of the earlier plan.
    package static func differences(approved: [PlannedChange], now: [PlannedChange]) -> [Difference] {
        var rest = Dictionary(now.map { ($0.identity.object, $0) }, uniquingKeysWith: { first, _ in first })
        let changed = approved.compactMap { change -> Difference? in
            guard let found = rest.removeValue(forKey: change.identity.object) else {
                return isIdle(change)
                    ? nil
                    : Difference(
                        identity: change.identity,
                        reason: "it was to be \(wording(change)), and needs no change any more")
            }
            return difference(change, found).map { Difference(identity: change.identity, reason: $0) }
        }
        let added = now.filter { rest[$0.identity.object] != nil }.map { change in
            Difference(
                identity: change.identity, reason: "it would be \(wording(change)) now, which the plan didn't say")
        }
        return changed + added
    }

    /// Nobody could try the update: that the server would change nothing shows only where it is done.
    private static func isIdle(_ change: PlannedChange) -> Bool {
        change.action == .update && change.later.isEmpty && change.untried != nil
    }

    private static func difference(_ approved: PlannedChange, _ now: PlannedChange) -> String? {
        let (planned, found) = (wording(approved), wording(now))
        if planned != found { return "it was to be \(planned), and would be \(found) now" }
        if uid(approved) != uid(now) { return "another object has its name now" }
        // What nobody could try is known only where it is done.
        let isUntried = approved.untried != nil || now.untried != nil
        // What any state wants hidden isn't told of the others either.
        let parts = SensitiveParts(
            approved.before, approved.replaced, approved.after, now.before, now.replaced, now.after)
        switch approved.action {
        case .delete: return moved(approved.before, now.before, parts)
        case .recreate:
            if let reason = moved(approved.replaced, now.replaced, parts) { return reason }
        case .update where isUntried: return moved(approved.before, now.before, parts)
        case .create, .update: break
        }
        return isUntried ? nil : otherwise(approved, now, parts)
    }

    /// What is otherwise with an object that had to stay as it was.
    private static func moved(_ then: Value?, _ now: Value?, _ parts: SensitiveParts) -> String? {
        let delta = FieldDelta(from: then, to: now, hiding: parts)
        guard let first = delta.paths.first else { return nil }
        return "\(delta.name(first)) has been changed since\(parentheses(delta.values(first)))"
            + more(delta.paths.count - 1)
    }

    /// What is otherwise with what changes.
    private static func otherwise(
        _ approved: PlannedChange, _ now: PlannedChange, _ parts: SensitiveParts
    ) -> String? {
        let old = FieldDelta(from: approved.before, to: approved.after, hiding: parts)
        let new = FieldDelta(from: now.before, to: now.after, hiding: parts)
        let paths = Set(old.paths).union(new.paths).filter { old[$0] != new[$0] }.sorted()
        guard let first = paths.first else { return nil }
        return reason(first, old, new) + more(paths.count - 1)
    }

    private static func reason(_ path: String, _ old: FieldDelta, _ new: FieldDelta) -> String {
        let (then, now) = (old.values(path), new.values(path))
        if old[path] == nil {
            return "\(new.name(path)) would change too, which wasn't shown\(parentheses(now))"
        }
        if new[path] == nil {
            return "\(old.name(path)) would not change any more\(parentheses(then.map { "\($0) then" }))"
        }
        let values = then.flatMap { then in now.map { "\(then) then, \($0) now" } }
        return "\(old.name(path)) would change otherwise than was shown\(parentheses(values))"
    }

    private static func parentheses(_ text: String?) -> String { text.map { " (\($0))" } ?? "" }

    private static func more(_ count: Int) -> String { count > 0 ? ", and \(count) more" : "" }

    private static func wording(_ change: PlannedChange) -> String {
        ([change.action] + change.later).map { action in
            switch action {
            case .create: "created"
            case .update: "updated"
            case .recreate: "recreated"
            case .delete: "deleted"
            }
        }.joined(separator: " and then ")
    }

    private static func uid(_ change: PlannedChange) -> String? {
        (change.replaced ?? change.before)?[path: ["metadata", "uid"]]?.string
    }
}
