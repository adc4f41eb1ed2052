/// `toToml` and `fromToml`.
enum TOMLFunctions {
    static let functions: [TemplateFunction] = [
        TemplateFunction("toToml") { (context: inout CallContext, value: TemplateValue) -> TemplateString in
            if value.isNull { throw FunctionError("reflect: call of reflect.Value.Type on zero Value") }
            do {
                return try written(value, context)
            } catch let error as FunctionError {
                return TemplateString(error.message)
            }
        },
        TemplateFunction("fromToml") { (text: TemplateString) -> TemplateMap in
            var reader = TOMLReader(text.bytes)
            do throws(TOMLReader.Problem) {
                return try reader.read()
            } catch {
                return TemplateMap([("Error", .text(error.message))])
            }
        },
    ]

    static let functionsOfHelm4: [TemplateFunction] = [
        TemplateFunction("mustToToml") { (context: inout CallContext, value: TemplateValue) in
            try written(value, context)
        }
    ]

    private static func written(_ value: TemplateValue, _ context: CallContext) throws -> TemplateString {
        var writer = TOMLWriter(hasExponents: context.helmVersion == .v4)
        try writer.append(value)
        return TemplateString(writer.output)
    }
}
