/// The rules of a `.helmignore` file: which files of a chart's folder don't belong to the chart.
///
/// The first rule that matches decides. `!` doesn't take files back in, as in other tools: such a rule leaves out
/// whatever it doesn't match (helm-compat: `.helmignore`).
struct IgnoreRules {
    private struct Rule {
        enum Scope { case name, path }
        var pattern: FilePattern
        var scope: Scope
        var onlyFolders: Bool
        var isNegated: Bool
    }

    private var rules: [Rule] = []

    /// The rules in the text of a `.helmignore` file, and the default one after them.
    init(text: String = "") throws(ChartError) {
        for line in text.utf8.split(whereSeparator: { $0 == UInt8(ascii: "\n") }) {
            try add(String(Substring(line)))
        }
        try add("templates/.?*")
    }

    /// Whether the file or folder at `path`, relative to the chart, is left out.
    func ignores(_ path: String, isFolder: Bool) -> Bool {
        for rule in rules {
            if rule.isNegated {
                if rule.onlyFolders && !isFolder || !matches(rule, path) { return true }
            } else if (isFolder || !rule.onlyFolders) && matches(rule, path) {
                return true
            }
        }
        return false
    }

    private func matches(_ rule: Rule, _ path: String) -> Bool {
        switch rule.scope {
        case .path: rule.pattern.matches(path)
        case .name: rule.pattern.matches(path.lastPathElement)
        }
    }

    private mutating func add(_ line: String) throws(ChartError) {
        var text = line.trimmingSpace
        if text.isEmpty || text.hasPrefix("#") { return }
        if text.contains("**") { throw ChartError(.loading, "double-star (**) syntax is not supported") }
        let isNegated = text.hasPrefix("!")
        if isNegated { text.removeFirst() }
        let onlyFolders = text.hasSuffix("/")
        if onlyFolders { text.removeLast() }
        let scope: Rule.Scope = text.utf8.contains(UInt8(ascii: "/")) ? .path : .name
        if text.hasPrefix("/") { text.removeFirst() }
        guard let pattern = FilePattern(text) else { throw ChartError(.loading, "syntax error in pattern") }
        rules.append(Rule(pattern: pattern, scope: scope, onlyFolders: onlyFolders, isNegated: isNegated))
    }
}
