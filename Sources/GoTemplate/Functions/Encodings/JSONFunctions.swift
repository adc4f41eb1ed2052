import Documents

/// `toJson` and its relatives.
enum JSONFunctions {
    static let functions: [TemplateFunction] = writing + reading

    // MARK: Writing

    private static let writing: [TemplateFunction] = [
        lenient("toJson") { TemplateJSONWriter() },
        strict("mustToJson") { TemplateJSONWriter() },
        lenient("toRawJson") { TemplateJSONWriter(escapesHTML: false) },
        strict("mustToRawJson") { TemplateJSONWriter(escapesHTML: false) },
        lenient("toPrettyJson") { TemplateJSONWriter(isIndented: true) },
        strict("mustToPrettyJson") { TemplateJSONWriter(isIndented: true) },
    ]

    /// A value that has no JSON gives an empty text.
    private static func lenient(
        _ name: String, _ writer: @escaping @Sendable () -> TemplateJSONWriter
    ) -> TemplateFunction {
        TemplateFunction(name) { (context: inout CallContext, value: TemplateValue) in
            (try? written(value, writer(), context)) ?? TemplateString([])
        }
    }

    private static func strict(
        _ name: String, _ writer: @escaping @Sendable () -> TemplateJSONWriter
    ) -> TemplateFunction {
        TemplateFunction(name) { (context: inout CallContext, value: TemplateValue) in
            try written(value, writer(), context)
        }
    }

    private static func written(
        _ value: TemplateValue, _ writer: TemplateJSONWriter, _ context: CallContext
    ) throws -> TemplateString {
        var writer = writer
        writer.escapesInvalid = context.helmVersion == .v3
        try writer.append(value)
        return TemplateString(writer.output)
    }

    // MARK: Reading

    private static let reading: [TemplateFunction] = [
        TemplateFunction("fromJson") { (text: TemplateString) in
            ParsedDocument.map(null: TemplateMap(isNil: true)) {
                try JSON.read(text.bytes, maximumDepth: ParsedDocument.maximumDepth)
            }
        },
        TemplateFunction("fromJsonArray") { (text: TemplateString) in
            ParsedDocument.list { try JSON.read(text.bytes, maximumDepth: ParsedDocument.maximumDepth) }
        },
        TemplateFunction("mustFromJson") { (text: TemplateString) -> TemplateValue in
            do throws(DocumentError) {
                return TemplateValue(
                    try JSON.read(text.bytes, maximumDepth: ParsedDocument.maximumDepth).integersAsDoubles())
            } catch {
                throw FunctionError(error.message)
            }
        },
    ]
}
