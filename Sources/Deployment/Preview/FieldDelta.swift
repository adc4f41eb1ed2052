internal import Documents

/// The fields in which two states of an object differ, each with its value before and after.
///
/// What moves by itself is left out, and what is sensitive is compared but not shown.
struct FieldDelta {
    /// What one field becomes, as texts; nil where there is nothing.
    struct Step: Hashable {
        var before: [UInt8]?
        var after: [UInt8]?
    }

    private let steps: [String: Step]
    /// The same with marks in place of what is hidden.
    private let shown: [String: Step]

    /// - Parameter parts: what isn't shown of the object.
    init(from before: Value?, to after: Value?, hiding parts: SensitiveParts) {
        let (before, after) = (before.map(ServerComparison.essence), after.map(ServerComparison.essence))
        steps = Self.steps(before, after)
        if parts.isWhole {
            shown = [:]
        } else if parts.isEmpty {
            shown = steps
        } else {
            let masked = ObjectMask.hide(parts.paths.union(ShownObject.copies), before, after)
            shown = Self.steps(masked.before, masked.after)
        }
    }

    /// The paths of the fields that differ, sorted.
    var paths: [String] { steps.keys.sorted() }

    subscript(path: String) -> Step? { steps[path] }

    /// The path as it may be told: of what is hidden together, the path of all of it.
    func name(_ path: String) -> String {
        if shown[path] != nil { return path }
        let above = shown.keys.filter { path.hasPrefix("\($0).") || path.hasPrefix("\($0)[") }
        return above.min() ?? "a hidden part"
    }

    /// The field's values before and after, for people; nil when something of them is hidden.
    func values(_ path: String) -> String? {
        guard let step = steps[path], step == shown[path], path != Self.whole else { return nil }
        return "\(Self.text(step.before)) → \(Self.text(step.after))"
    }

    private static let whole = "all of it"
    /// So much of a value is shown.
    private static let longest = 60

    private static func text(_ value: [UInt8]?) -> String {
        guard let value else { return "nothing" }
        let text = String(decoding: value, as: UTF8.self)
        return text.count > longest ? "\(text.prefix(longest))…" : text
    }

    private static func steps(_ before: Value?, _ after: Value?) -> [String: Step] {
        var steps: [String: Step] = [:]
        collect(before, after, "", into: &steps)
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
            // Written and read again, 1.0 is 1, and texts don't tell them apart.
            let step = Step(
                before: before.map { JSON.write($0, sortedKeys: true) },
                after: after.map { JSON.write($0, sortedKeys: true) })
            if step.before != step.after { steps[path.isEmpty ? whole : path] = step }
        }
    }

    /// The path of a member; no two members have the same.
    private static func place(_ key: String, in path: String) -> String {
        let isPlain = !key.isEmpty && key.utf8.allSatisfy { !".[]\"".utf8.contains($0) }
        if !isPlain { return "\(path)[\(String(decoding: JSON.write(.string(key)), as: UTF8.self))]" }
        return path.isEmpty ? key : "\(path).\(key)"
    }
}
