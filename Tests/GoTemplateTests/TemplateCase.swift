import Documents
import GoTemplate

/// One experiment with a real Helm: a template, what it rendered to or how it failed.
struct TemplateCase: CustomStringConvertible {
    enum Outcome: Equatable {
        case text(String)
        case error(String)

        /// The values file already was in error.
        var isOfValuesFile: Bool {
            if case .error(let message) = self { message.hasPrefix("cannot load values") } else { false }
        }
    }

    let name: String
    let source: String
    let values: String
    /// Further templates by path within the chart.
    let partials: [String: String]
    let outcomes: [HelmVersion: Outcome]

    var description: String { name }

    /// Reads a line of the collection; nil when the case needs a whole chart (files, arguments, several documents).
    init?(_ line: Value) {
        guard let name = line["name"]?.string, let source = line["template"]?.string, line["mode"] == nil,
            line["nondeterministic"] == nil, line["args"]?.array?.isEmpty != false
        else { return nil }
        let files = line["files"]?.object ?? Object()
        guard files.allSatisfy({ $0.key.hasPrefix("templates/") && $0.value.string?.hasPrefix("base64:") == false })
        else {
            return nil
        }
        if Self.chartObjects.contains(where: source.contains) { return nil }
        self.name = name
        self.source = source
        values = line["values"]?.string ?? ""
        // Helm 4 merges the documents of a values file.
        if values.contains("\n---\n") { return nil }
        partials = Dictionary(uniqueKeysWithValues: files.map { ($0.key, $0.value.string ?? "") })
        guard let helm3 = Self.outcome(line), !helm3.isOfValuesFile else { return nil }
        outcomes = [.v3: helm3, .v4: line["helm4"].flatMap(Self.outcome) ?? helm3]
    }

    /// What only a loaded chart has.
    private static let chartObjects = [
        ".Capabilities.", "{{ .Chart }}", "toJson .Chart }}", "toYaml .Chart }}", ".Values.Table", ".Files.",
    ]

    private static func outcome(_ value: Value) -> Outcome? {
        if let expected = value["expected"]?.string { return .text(expected) }
        if let error = value["error"]?.string { return .error(error) }
        return nil
    }

    /// Helm 3 doesn't know a function that Helm 4 knows.
    var callsFunctionOfHelm4: Bool {
        guard case .error(let message)? = outcomes[.v3], outcomes[.v3] != outcomes[.v4] else { return false }
        return message.hasSuffix("\" not defined")
    }

    /// Renders the case as Helm would.
    func render(helm: HelmVersion, values: Value) -> Outcome {
        let set = TemplateSet(options: TemplateOptions(helmVersion: helm))
        var files = partials
        files["templates/t.yaml"] = source
        let data = CaseContext(helm: helm, values: values.isNull ? .object(Object()) : values).data
        do throws(TemplateError) {
            for path in TemplateSet.parseOrder(files.keys) {
                try set.parse(name: "c/" + path, source: Array((files[path] ?? "").utf8))
            }
            let output = try set.execute(name: "c/templates/t.yaml", data: data)
            return .text(String(decoding: output, as: UTF8.self))
        } catch {
            var message = error.message[...]
            while message.last?.isWhitespace == true { message.removeLast() }
            return .error(String(message))
        }
    }
}
