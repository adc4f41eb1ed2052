import Documents

/// `toYaml` and its relatives.
enum YAMLFunctions {
    static let functions: [TemplateFunction] = [
        TemplateFunction("toYaml") { (value: TemplateValue) in (try? yaml(value)) ?? TemplateString([]) },
        TemplateFunction("toYamlPretty") { (value: TemplateValue) in
            withoutNewline(YAML.write(prettyDocument(value), .goYAML3))
        },
        TemplateFunction("fromYaml") { (text: TemplateString) in
            ParsedDocument.map(mismatchPrefix) { try read(text) }
        },
        TemplateFunction("fromYamlArray") { (text: TemplateString) in
            ParsedDocument.list(mismatchPrefix, null: TemplateList([])) { try read(text) }
        },
    ]

    static let functionsOfHelm4: [TemplateFunction] = [
        TemplateFunction("mustToYaml") { (value: TemplateValue) in try yaml(value) }
    ]

    /// Deeper values can only be such that contain themselves.
    private static let maximumDepth = 1_000

    /// The pretty form isn't made through JSON: bytes are a list of numbers.
    private static func prettyDocument(_ value: TemplateValue, depth: Int = 0) -> Value {
        guard depth < maximumDepth else { return .null }
        switch value {
        case .bytes(let bytes): return .array(bytes.map { .integer(Int64($0)) })
        case .list(let list): return .array(list.elements.map { prettyDocument($0, depth: depth + 1) })
        case .map(let map):
            return .object(
                Object(
                    map.entries.map {
                        Object.Member(key: $0.key.text, value: prettyDocument($0.value, depth: depth + 1))
                    }))
        case .named(let named): return prettyDocument(named.contents, depth: depth + 1)
        default: return value.document
        }
    }

    private static let mismatchPrefix = "error unmarshaling JSON: while decoding JSON: "

    private static func yaml(_ value: TemplateValue) throws -> TemplateString {
        guard !DeepComparison.isDeep(value, limit: maximumDepth) else {
            throw FunctionError("json: unsupported value: encountered a cycle via \(value.goTypeName)")
        }
        guard let text = YAML.goMarshal(value.document) else {
            throw FunctionError("error converting JSON to YAML: yaml: control characters are not allowed")
        }
        return withoutNewline(text)
    }

    private static func withoutNewline(_ text: [UInt8]) -> TemplateString {
        TemplateString(text.last == 0x0A ? Array(text.dropLast()) : text)
    }

    private static func read(_ text: TemplateString) throws -> Value {
        do throws(DocumentError) {
            return try YAML.read(text.bytes)
        } catch {
            throw DocumentError("error converting YAML to JSON: \(error.message)")
        }
    }
}
