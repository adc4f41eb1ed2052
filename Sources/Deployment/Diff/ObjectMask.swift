internal import Documents

/// Puts marks in place of what isn't shown, so that people still see whether it changes.
///
/// The marks say nothing of the values, neither their length nor a digest that short values could be guessed by.
enum ObjectMask {
    private static let hidden: Value = "<hidden>"
    private static let old: Value = "<hidden, old value>"
    private static let new: Value = "<hidden, new value>"

    /// Both states of an object with their values at these paths replaced.
    static func hide(_ paths: Set<FieldPath>, _ before: Value?, _ after: Value?) -> (before: Value?, after: Value?) {
        var (before, after) = (before, after)
        for path in paths { hide(path.steps[...], &before, &after) }
        return (before, after)
    }

    private static func hide(_ steps: ArraySlice<FieldPath.Step>, _ before: inout Value?, _ after: inout Value?) {
        guard before != nil || after != nil else { return }
        guard let step = steps.first else { return mark(&before, &after) }
        let rest = steps.dropFirst()
        switch step {
        case .member(let name): hide(rest, name, &before, &after)
        case .item(let index): hide(rest, index, &before, &after)
        case .any: hideEach(rest, &before, &after)
        case .anywhere:
            if rest.isEmpty { return mark(&before, &after) }
            hide(rest, &before, &after)
            hideEach(steps, &before, &after)
        }
    }

    private static func mark(_ before: inout Value?, _ after: inout Value?) {
        switch (before, after) {
        case (let left?, let right?) where left == right: (before, after) = (hidden, hidden)
        case (.some, .some): (before, after) = (old, new)
        case (.some, nil): before = hidden
        case (nil, .some): after = hidden
        case (nil, nil): break
        }
    }

    private static func hideEach(
        _ steps: ArraySlice<FieldPath.Step>, _ before: inout Value?, _ after: inout Value?
    ) {
        var names = before?.object?.keys ?? []
        names += (after?.object?.keys ?? []).filter { before?[$0] == nil }
        for name in names { hide(steps, name, &before, &after) }
        for index in 0..<max(before?.array?.count ?? 0, after?.array?.count ?? 0) {
            hide(steps, index, &before, &after)
        }
    }

    private static func hide(
        _ steps: ArraySlice<FieldPath.Step>, _ name: String, _ before: inout Value?, _ after: inout Value?
    ) {
        var (left, right) = (before?[name], after?[name])
        hide(steps, &left, &right)
        set(left, name, in: &before)
        set(right, name, in: &after)
    }

    private static func set(_ value: Value?, _ name: String, in state: inout Value?) {
        guard let value, var members = state?.object else { return }
        members[name] = value
        state = .object(members)
    }

    private static func hide(
        _ steps: ArraySlice<FieldPath.Step>, _ index: Int, _ before: inout Value?, _ after: inout Value?
    ) {
        var (left, right) = (before?[index], after?[index])
        hide(steps, &left, &right)
        set(left, index, in: &before)
        set(right, index, in: &after)
    }

    private static func set(_ value: Value?, _ index: Int, in state: inout Value?) {
        guard let value, var items = state?.array, items.indices.contains(index) else { return }
        items[index] = value
        state = .array(items)
    }
}
