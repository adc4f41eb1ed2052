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
                return Difference(
                    identity: change.identity, reason: "it was to be \(wording(change)), and needs no change any more")
            }
            return difference(change, found).map { Difference(identity: change.identity, reason: $0) }
        }
        let added = now.filter { rest[$0.identity.object] != nil }.map { change in
            Difference(
                identity: change.identity, reason: "it would be \(wording(change)) now, which the plan didn't say")
        }
        return changed + added
    }

    private static func difference(_ approved: PlannedChange, _ now: PlannedChange) -> String? {
        let (planned, found) = (wording(approved), wording(now))
        if planned != found { return "it was to be \(planned), and would be \(found) now" }
        if uid(approved) != uid(now) { return "another object has its name now" }
        let (old, new) = (delta(approved), delta(now))
        // What nobody could try is known only where it is done.
        guard approved.untried == nil, now.untried == nil else {
            return text(approved.before) == text(now.before) ? nil : "it has been changed since"
        }
        let paths = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
        guard let first = paths.first else { return nil }
        let more = paths.count > 1 ? " and \(paths.count - 1) more" : ""
        return "\(first)\(more) would not change as was shown"
    }

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
        change.before?[path: ["metadata", "uid"]]?.string
    }

    private static func text(_ object: Value?) -> [UInt8]? {
        // Written and read again, 1.0 is 1, and texts don't tell them apart.
        object.map { JSON.write(ServerComparison.essence($0), sortedKeys: true) }
    }

    // MARK: What changes of an object

    /// What one field becomes, as texts; nil where there is nothing.
    private struct Step: Hashable {
        var before: [UInt8]?
        var after: [UInt8]?
    }

    /// The fields that change, each with its value before and after.
    private static func delta(_ change: PlannedChange) -> [String: Step] {
        var steps: [String: Step] = [:]
        let (before, after) = (change.before, change.after)
        collect(before.map(ServerComparison.essence), after.map(ServerComparison.essence), "", into: &steps)
        return steps
    }

    private static func collect(
        _ before: Value?, _ after: Value?, _ path: String, into steps: inout [String: Step]
    ) {
        switch (before, after) {
        case (.object(let old)?, .object(let new)?):
            for key in Set(old.keys).union(new.keys) {
                collect(old[key], new[key], place(key, in: path), into: &steps)
            }
        case (.array(let old)?, .array(let new)?) where old.count == new.count:
            for index in old.indices { collect(old[index], new[index], "\(path)[\(index)]", into: &steps) }
        default:
            let step = Step(
                before: before.map { JSON.write($0, sortedKeys: true) },
                after: after.map { JSON.write($0, sortedKeys: true) })
            if step.before != step.after { steps[path.isEmpty ? "all of it" : path] = step }
        }
    }

    /// The path of a member; no two members have the same.
    private static func place(_ key: String, in path: String) -> String {
        let isPlain = !key.isEmpty && key.utf8.allSatisfy { !".[]\"".utf8.contains($0) }
        if !isPlain { return "\(path)[\(String(decoding: JSON.write(.string(key)), as: UTF8.self))]" }
        return path.isEmpty ? key : "\(path).\(key)"
    }
}
