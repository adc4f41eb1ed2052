package import Documents

/// What changes between two states of an object, as lines for people.
///
/// The states are written as YAML with sorted keys. What the server counts and notes by itself is left out, secret
/// data is hidden.
package struct ObjectDiff: Hashable, Sendable {
    /// What is shown.
    package struct Options: Hashable, Sendable {
        /// How many unchanged lines stand before and after each change.
        package var contextLines = 3
        /// Secrets' data, and what `werf.io/sensitive` and `werf.io/sensitive-paths` hide.
        package var showsSensitive = false
        /// Annotations `helm.sh/*` and `*werf.io/*`, kubectl's copy of what was applied, managed fields.
        package var showsInsignificant = false
        /// Objects that come or go as a whole.
        package var showsVerbose = true
        /// CustomResourceDefinitions that come or go as a whole.
        package var showsVerboseDefinitions = false

        package init() {}
    }

    /// One line of it, without its mark.
    package enum Line: Hashable, Sendable {
        case context(String)
        case removed(String)
        case added(String)
        /// Unchanged lines are left out here.
        case gap
    }

    package private(set) var lines: [Line] = []
    /// What stands in place of the lines: why there are none.
    package private(set) var placeholder: String?

    /// The difference of two states; nil for an object that isn't there.
    ///
    /// - Parameter isWhole: the object comes or goes as a whole, though another state is known.
    package init(from before: Value?, to after: Value?, _ options: Options = Options(), isWhole: Bool = false) {
        let parts = options.showsSensitive ? SensitiveParts() : SensitiveParts(before, after)
        let isWhole = isWhole || before == nil || after == nil
        let isDefinition = (after ?? before)?["kind"] == "CustomResourceDefinition"
        if isWhole, isDefinition, !options.showsVerboseDefinitions {
            placeholder = "<hidden verbose CRD changes>"
        } else if parts.isWhole {
            placeholder = "<hidden sensitive changes>"
        } else if isWhole, !options.showsVerbose {
            placeholder = "<hidden verbose changes>"
        } else {
            lines = Self.lines(before, after, options, parts)
            if lines.isEmpty { placeholder = "<hidden insignificant changes>" }
        }
    }

    private static func lines(
        _ before: Value?, _ after: Value?, _ options: Options, _ parts: SensitiveParts
    ) -> [Line] {
        var shown = (
            before: before.map { ShownObject.of($0, showsInsignificant: options.showsInsignificant) },
            after: after.map { ShownObject.of($0, showsInsignificant: options.showsInsignificant) }
        )
        if !parts.isEmpty {
            shown = ObjectMask.hide(parts.paths.union(ShownObject.copies), shown.before, shown.after)
        }
        return hunks(text(shown.before), text(shown.after), max(0, options.contextLines))
    }

    private static func text(_ object: Value?) -> [[UInt8]] {
        guard let object else { return [] }
        var lines = YAML.write(object, .goYAML3).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty ?? false { lines.removeLast() }
        return lines.map(Array.init)
    }

    private static func hunks(_ before: [[UInt8]], _ after: [[UInt8]], _ context: Int) -> [Line] {
        let steps = LineDiff.steps(before, after)
        // More context than there are lines is all of it.
        let context = min(context, steps.count)
        let changed = steps.indices.filter { if case .same = steps[$0] { false } else { true } }
        var lines: [Line] = []
        var next = 0
        for at in changed {
            let start = max(next, at - context)
            if next > 0, start > next { lines.append(.gap) }
            let end = min(at + context + 1, steps.count)
            lines += steps[start..<max(start, end)].map { line($0, before, after) }
            next = max(next, end)
        }
        return lines
    }

    private static func line(_ step: LineDiff.Step, _ before: [[UInt8]], _ after: [[UInt8]]) -> Line {
        switch step {
        case .same(let at, _): .context(String(decoding: before[at], as: UTF8.self))
        case .removed(let at): .removed(String(decoding: before[at], as: UTF8.self))
        case .added(let at): .added(String(decoding: after[at], as: UTF8.self))
        }
    }
}

extension ObjectDiff.Line {
    /// The line with its mark: `- `, `+ ` or two blanks.
    package var text: String {
        switch self {
        case .context(let text): "  \(text)"
        case .removed(let text): "- \(text)"
        case .added(let text): "+ \(text)"
        case .gap: "  ..."
        }
    }
}

extension ObjectDiff {
    /// The lines with their marks, or what stands in their place; ends with a newline.
    package var text: String {
        if let placeholder { return placeholder + "\n" }
        return lines.map { $0.text + "\n" }.joined()
    }
}
