import Documents
import FoundationEssentials
import Testing

@testable import HelmChart

/// The cases of the collection that Helm 3.17.3 answered and that need more than one template: further files,
/// arguments, or the whole output.
@Suite struct RenderCaseTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var files: [String: [UInt8]]
        var arguments: [String]
        var isFull: Bool
        /// The output, or nil where `error` is expected.
        var expected: String?
        var error: String?
    }

    @Test func findsTheCollection() throws {
        #expect(try Self.cases().count > 150)
    }

    @Test(arguments: (try? Self.cases()) ?? []) func agreesWithHelm(_ testCase: Case) throws {
        let folder = try TemporaryFolder()
        for (name, data) in testCase.files { try folder.write(data, to: name) }
        let run = CaseRun(arguments: testCase.arguments)
        do {
            let isWhole = testCase.isFull || testCase.error != nil
            let output = try isWhole ? run.output(folder.path) : run.rendered(folder.path)
            #expect(output == testCase.expected)
        } catch let error as ChartError {
            #expect(error.message == testCase.error, "\(testCase.expected ?? "")")
        }
    }

    private static func cases() throws -> [Case] {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "GoTemplateTests/Fixtures/template-cases.jsonl").path
        let text = try Data(contentsOf: URL(filePath: path))
        return try text.split(separator: UInt8(ascii: "\n")).compactMap { line in try readCase([UInt8](line)) }
    }

    private static func readCase(_ line: [UInt8]) throws -> Case? {
        let record = try JSON.read(line)
        let isFull = record["mode"] != nil
        guard isFull || record["files"] != nil || record["args"] != nil, record["nondeterministic"] == nil,
            record["expected_b64"] == nil
        else { return nil }
        return Case(
            testDescription: record["name"]?.string ?? "", files: files(record),
            arguments: record["args"]?.array?.compactMap(\.string) ?? [], isFull: isFull,
            expected: record["expected"]?.string, error: record["error"]?.string.map(core))
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
    func output(_ path: String) throws -> String {
        let release = try Renderer.render(Chart.load(path: path), inputs())
        var text = ManifestText.templateOutput(
            of: release, includeCRDs: includeCRDs, includeHooks: includeHooks, includeTests: includeTests)
        if !selected.isEmpty { text = try ManifestText.selecting(selected, from: text) }
        return String(decoding: text, as: UTF8.self)
    }

    /// What `templates/t.yaml` prints.
    func rendered(_ path: String) throws -> String {
        let inputs = try inputs()
        let outputs = try Renderer.outputs(Chart.load(path: path), inputs)
        let text = outputs.first { $0.path.hasSuffix("/templates/t.yaml") && !$0.path.contains("/charts/") }?.text
        return String(decoding: text ?? [], as: UTF8.self)
    }
}
