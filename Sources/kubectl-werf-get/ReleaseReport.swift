internal import ChartModel
internal import Documents
internal import GoTime
internal import PluginKit
internal import Shared

/// The parts of a release as Helm prints them.
struct ReleaseReport {
    private let release: Release

    init(_ release: Release) { self.release = release }

    /// Each hook with the template it came from.
    var hooks: String {
        release.hooks.map { "---\n# Source: \($0.path)\n\($0.manifest)\n" }.joined()
    }

    /// The user's values, or with `isComputed` those a template would see.
    func values(isComputed: Bool, _ format: OutputFormat) -> [UInt8] {
        let values = isComputed ? computed : supplied
        if let text = format.text(of: values) { return text }
        let heading = isComputed ? "COMPUTED VALUES:\n" : "USER-SUPPLIED VALUES:\n"
        return Array(heading.utf8) + YAML.write(values)
    }

    /// Everything.
    var all: [UInt8] {
        var text = Array(head.utf8) + Array(tests.utf8)
        for isComputed in [false, true] {
            text += values(isComputed: isComputed, .table) + [UInt8(ascii: "\n")]
        }
        text += Array("HOOKS:\n\(hooks)MANIFEST:\n\(release.manifest)\n".utf8)
        let notes = GoText.trimmed(release.info.notes)
        if !release.info.notes.isEmpty { text += Array("NOTES:\n\(notes)\n".utf8) }
        return text
    }

    private var head: String {
        var lines = ["NAME: \(release.name)"]
        if let time = release.info.lastDeployed { lines.append("LAST DEPLOYED: \(time.ansiC)") }
        let metadata = release.chart?.metadata
        lines += [
            "NAMESPACE: \(release.namespace)", "STATUS: \(release.info.status)", "REVISION: \(release.version)",
            "CHART: \(metadata?.name ?? "")", "VERSION: \(metadata?.version ?? "")",
            "APP_VERSION: \(metadata?.appVersion ?? "")",
        ]
        return lines.map { "\($0)\n" }.joined()
    }

    /// The test hooks that have run.
    private var tests: String {
        let tests = release.hooks.filter { $0.events.contains("test") }
        if tests.isEmpty { return "TEST SUITE: None\n" }
        return tests.compactMap { test in
            test.lastRun.startedAt.map { started in
                """
                TEST SUITE:     \(test.name)
                Last Started:   \(started.ansiC)
                Last Completed: \((test.lastRun.completedAt ?? .zero).ansiC)
                Phase:          \(test.lastRun.phase)

                """
            }
        }.joined()
    }

    /// The user's values as Go's reader gives them to Helm: numbers are doubles, none at all are null.
    private var supplied: Value {
        release.config.isEmpty ? .null : Self.asGoPrints(.object(release.config))
    }

    private var computed: Value {
        guard let chart = release.chart else { return supplied }
        return Self.asGoPrints(.object(ChartValues.computed(user: release.config, chart: chart)))
    }

    /// Numbers go through a double and back through Go's JSON, which is how Helm comes to print them.
    private static func asGoPrints(_ value: Value) -> Value {
        let doubles = value.integersAsDoubles().sortedByKeys()
        return (try? JSON.read(JSON.write(doubles, .go))) ?? doubles
    }
}

/// Go's `strings.TrimSpace` for the notes.
private enum GoText {
    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars.drop { $0.properties.isWhitespace }
        guard let last = scalars.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(scalars[...last])
    }
}
