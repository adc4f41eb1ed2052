import Documents

/// `toYaml` and its relatives.
enum YAMLFunctions {
    static let functions: [TemplateFunction] = [
        TemplateFunction("toYaml") { (value: TemplateValue) in (try? yaml(value)) ?? TemplateString([]) },
        TemplateFunction("toYamlPretty") { (value: TemplateValue) in
            var conversion = YAMLConversion()
            return withoutNewline(YAML.write(try conversion.node(value)))
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

    private static let mismatchPrefix = "error unmarshaling JSON: while decoding JSON: "

    private static func yaml(_ value: TemplateValue) throws -> TemplateString {
        guard !DeepComparison.containsItself(value) else {
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
            return try YAML.read(text.bytes, maximumDepth: ParsedDocument.maximumDepth)
        } catch {
            throw DocumentError("error converting YAML to JSON: \(error.message)")
        }
    }
}
