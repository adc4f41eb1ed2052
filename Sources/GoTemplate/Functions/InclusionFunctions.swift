/// Helm's functions that run templates or end the rendering: `include`, `tpl`, `fail`, `required`.
enum InclusionFunctions {
    /// So many activations of one name may run inside each other.
    private static let maximumNesting = 1000

    static let functions: [TemplateFunction] = [
        TemplateFunction("include") { (context: inout CallContext, name: TemplateString, data: TemplateValue) in
            try include(name, data, &context)
        },
        TemplateFunction("tpl") { (context: inout CallContext, text: TemplateString, data: TemplateValue) in
            try render(text, data, &context)
        },
        TemplateFunction("fail") { (message: TemplateString) throws -> TemplateValue in
            throw FunctionError(UserMessage.framed(message.text))
        },
        TemplateFunction("required") { (message: TemplateString, value: TemplateValue) throws -> TemplateValue in
            if value.isNull { throw FunctionError(UserMessage.framed(message.text)) }
            if case .string(let string) = value, string.isEmpty {
                throw FunctionError(UserMessage.framed(message.text))
            }
            return value
        },
    ]

    private static func include(
        _ name: TemplateString, _ data: TemplateValue, _ context: inout CallContext
    ) throws -> TemplateString {
        guard let evaluator = context.evaluator else { throw FunctionError("include needs a rendering") }
        let running = evaluator.inclusions[name, default: 0]
        if running > maximumNesting {
            throw FunctionError(
                "rendering template has a nested reference name: \(name): unable to execute template")
        }
        guard let body = evaluator.scope[name] else {
            let text =
                "template: no template \(GoQuoting.quoted(name.text)) associated with template \"\(TextCache.setName)\""
            throw ExecutionFailure(text, layered: text)
        }
        evaluator.inclusions[name] = running + 1
        var output: [UInt8] = []
        try evaluator.run(body, on: Evaluated(data), to: &output)
        evaluator.inclusions[name] = running
        return TemplateString(output)
    }

    private static func render(
        _ text: TemplateString, _ data: TemplateValue, _ context: inout CallContext
    ) throws -> TemplateString {
        guard let evaluator = context.evaluator else { throw FunctionError("tpl needs a rendering") }
        // Helm would use up its memory and crash.
        if evaluator.runningTexts >= maximumNesting {
            throw FunctionError("tpl is nested in itself more than \(maximumNesting) times")
        }
        evaluator.runningTexts += 1
        defer { evaluator.runningTexts -= 1 }
        let file: ParsedFile
        do throws(ParseFailure) {
            file = try evaluator.texts.parse(text)
        } catch {
            throw FunctionError("cannot parse template \(quoted(text)): \(error.text)")
        }
        let outer = evaluator.scope
        let scope = TemplateScope(parent: outer)
        scope.add(file)
        scope.replace(file.main)
        evaluator.scope = scope
        var output: [UInt8] = []
        do throws(ExecutionFailure) {
            try evaluator.run(file.main, on: Evaluated(data), to: &output)
        } catch {
            throw error.prefixed(by: "error during tpl function execution for \(quoted(text)): ")
        }
        evaluator.scope = outer
        return TemplateString(NoValue.removed(from: output))
    }

    private static func quoted(_ text: TemplateString) -> String {
        var output: [UInt8] = []
        GoQuoting.appendQuoted(text.bytes, to: &output)
        return String(decoding: output, as: UTF8.self)
    }
}
