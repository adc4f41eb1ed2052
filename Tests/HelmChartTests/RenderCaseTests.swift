import Documents
import FoundationEssentials
import TestFolders
import Testing

@testable import HelmChart

/// Every case of the collection that Helm 3.17.3 answered, each as a chart of its own; those that call a function
/// which only Helm 4 has are held to Helm 4.3.1's answer.
@Suite struct RenderCaseTests {
    struct Case: Sendable {
        var name: String
        var files: [String: [UInt8]]
        var arguments: [String]
        var isFull: Bool
        /// The output, or nil where `error` is expected.
        var expected: [UInt8]?
        var error: String?
        /// Why Helm itself answers differently from run to run.
        var excuse: String?
    }

    /// The collection of 1,508 cases, and what was tried in real Helms since.
    @Test(arguments: [("template-cases", 1508), ("template-cases-more", 30)])
    func agreesWithHelm(_ name: String, _ least: Int) throws {
        let cases = try Self.cases(name)
        #expect(cases.count >= least)
        var failed = 0
        for item in cases where item.excuse == nil {
            let problem = try Self.problem(item)
            if let problem { Issue.record("\(item.name): \(problem)") }
            failed += problem == nil ? 0 : 1
        }
        let excused = cases.filter { $0.excuse != nil }
        for item in excused { print("not judged: \(item.name): \(item.excuse ?? "")") }
        let passed = cases.count - failed - excused.count
        print(
            "\(name): \(cases.count) cases: \(passed) passed, \(failed) failed, "
                + "\(excused.count) differ from run to run in Helm")
    }

    /// What is wrong with our answer.
    private static func problem(_ item: Case) throws -> String? {
        let folder = try TemporaryFolder()
        for (name, data) in item.files { try folder.write(name, data) }
        let run = CaseRun(arguments: item.arguments)
        do {
            let isWhole = item.isFull || item.error != nil
            let output = try isWhole ? run.output(folder.path) : run.rendered(folder.path)
            if output == item.expected { return nil }
            return "gave \(String(decoding: output, as: UTF8.self)), not \(item.answer)"
        } catch let error as ChartError {
            // The collection has no white space at the end of an error.
            let message = String(error.message.reversed().drop { $0.isWhitespace }.reversed())
            return message == item.error ? nil : "failed with \(message), not \(item.answer)"
        }
    }

    static func cases(_ name: String) throws -> [Case] {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "GoTemplateTests/Fixtures/\(name).jsonl").path
        let text = try Data(contentsOf: URL(filePath: path))
        return try text.split(separator: UInt8(ascii: "\n")).map { line in try readCase([UInt8](line)) }
    }

    private static func readCase(_ line: [UInt8]) throws -> Case {
        let record = try JSON.read(line)
        let needsHelm4 = record["error"]?.string.map(missesFunction) ?? false
        let answer = needsHelm4 ? record["helm4"] ?? record : record
        let bytes = answer["expected_b64"]?.string.flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) }
        return Case(
            name: record["name"]?.string ?? "", files: files(record),
            arguments: record["args"]?.array?.compactMap(\.string) ?? [], isFull: record["mode"] != nil,
            expected: bytes ?? answer["expected"]?.string.map { Array($0.utf8) },
            error: answer["error"]?.string.map(core), excuse: record["nondeterministic"]?.string)
    }

    /// Helm 3 lacks one of the functions that Helm 4 added.
    private static func missesFunction(_ error: String) -> Bool {
        let added = ["mustToDuration", "durationSeconds", "durationRoundTo", "mustToYaml", "mustToToml"]
        return added.contains { error.hasSuffix("function \"\($0)\" not defined") }
    }

    private static func files(_ record: Value) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        files["Chart.yaml"] = Array("apiVersion: v2\nname: c\nversion: 1.2.3\nappVersion: \"4.5\"\n".utf8)
        if let values = record["values"]?.string { files["values.yaml"] = Array(values.utf8) }
        if let template = record["template"]?.string { files["templates/t.yaml"] = Array(template.utf8) }
        for member in record["files"]?.object ?? Object() {
            let text = member.value.string ?? ""
            let isBinary = text.hasPrefix("base64:")
            files[member.key] =
                isBinary ? [UInt8](Data(base64Encoded: String(text.dropFirst(7))) ?? Data()) : Array(text.utf8)
        }
        return files
    }

    /// The error without what the command line adds to it.
    private static func core(_ text: String) -> String {
        var text = Substring(text)
        if text.hasPrefix("Error: ") { text = text.dropFirst(7) }
        if let hint = text.firstRange(of: "\n\nUse --debug flag") { text = text[..<hint.lowerBound] }
        return String(text)
    }
}

extension RenderCaseTests.Case {
    fileprivate var answer: String { error ?? String(decoding: expected ?? [], as: UTF8.self) }
}

/// Renders one case with the arguments of `helm template`.
struct CaseRun {
    private var sources = ValueSources()
    private var capabilities = Capabilities.offline
    private var version = "1.31.0"
    private var isUpgrade = false
    private var includeCRDs = false
    private var includeHooks = true
    private var includeTests = true
    private var selected: [String] = []

    init(arguments: [String]) {
        var rest = arguments[...]
        while let flag = rest.popFirst() {
            switch flag {
            case "--is-upgrade": isUpgrade = true
            case "--include-crds": includeCRDs = true
            case "--no-hooks": includeHooks = false
            case "--skip-tests": includeTests = false
            default: take(flag, rest.popFirst() ?? "")
            }
        }
    }

    private mutating func take(_ flag: String, _ value: String) {
        switch flag {
        case "--set": sources.set.append(value)
        case "--set-string": sources.setString.append(value)
        case "--set-json": sources.setJSON.append(value)
        case "--set-literal": sources.setLiteral.append(value)
        case "--kube-version": version = value
        case "-a": capabilities.apiVersions += value.split(separator: ",").map(String.init)
        case "-s": selected.append(value)
        default: Issue.record("unknown argument \(flag)")
        }
    }

    private func inputs() throws -> RenderInputs {
        var capabilities = capabilities
        capabilities.kubernetesVersion = try .init(parsing: version)
        return RenderInputs(
            releaseName: "rel", namespace: "ns", isUpgrade: isUpgrade, capabilities: capabilities,
            values: try sources.merged())
    }

    /// What the command prints.
    func output(_ path: String) throws -> [UInt8] {
        let release = try Renderer.render(Chart.load(path: path), inputs())
        var text = ManifestText.templateOutput(
            of: release, includeCRDs: includeCRDs, includeHooks: includeHooks, includeTests: includeTests)
        if !selected.isEmpty { text = try ManifestText.selecting(selected, from: text) }
        return text
    }

    /// What `templates/t.yaml` prints.
    func rendered(_ path: String) throws -> [UInt8] {
        let inputs = try inputs()
        let outputs = try Renderer.outputs(Chart.load(path: path), inputs)
        return outputs.first { $0.path.hasSuffix("/templates/t.yaml") && !$0.path.contains("/charts/") }?.text ?? []
    }
}
