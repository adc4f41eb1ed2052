internal import Documents
internal import GoTemplate
internal import TemplateCryptography

/// One run of all templates of a chart and its subcharts.
struct TemplateRun {
    private let set: TemplateSet
    /// In the order in which Helm parses and runs them.
    private let templates: [ScopedTemplate]

    init(_ chart: Chart, _ values: Object, _ inputs: RenderInputs) {
        templates = Self.ordered(TemplateScope(chart, values: values, inputs).templates)
        set = TemplateSet(options: Self.options(inputs))
    }

    /// What the templates print, partials left out.
    func outputs() throws(ChartError) -> [(path: String, text: [UInt8])] {
        do throws(TemplateError) {
            for template in templates { try set.parse(name: template.path, source: template.source) }
            var outputs: [(path: String, text: [UInt8])] = []
            for template in templates where !template.path.lastPathElement.hasPrefix("_") {
                outputs.append((template.path, try run(template)))
            }
            return outputs
        } catch {
            throw ChartError(
                .rendering, error.message, file: error.file.isEmpty ? nil : error.file,
                line: error.line > 0 ? error.line : nil)
        }
    }

    private func run(_ template: ScopedTemplate) throws(TemplateError) -> [UInt8] {
        template.scope["Template" as TemplateKey] = ValuesObject.value(
            .of([("Name", .text(template.path)), ("BasePath", .text(template.basePath))]))
        return try set.execute(name: template.path, data: ValuesObject.value(template.scope))
    }

    /// The deepest first, and among equals the last by name: what is parsed later overrides what came before.
    private static func ordered(_ templates: [ScopedTemplate]) -> [ScopedTemplate] {
        let keyed = templates.map { (depth: $0.path.utf8.count { $0 == UInt8(ascii: "/") }, template: $0) }
        let sorted = keyed.sorted { left, right in
            if left.depth != right.depth { return left.depth > right.depth }
            return right.template.path.utf8.lexicographicallyPrecedes(left.template.path.utf8)
        }
        return sorted.map(\.template)
    }

    private static func options(_ inputs: RenderInputs) -> TemplateOptions {
        var options = TemplateOptions(resolvesHostNames: inputs.resolvesHostNames).withCryptography()
        for function in inputs.additions.functions { options.functions[function.name] = function }
        if let provider = inputs.lookup {
            options.lookup = { apiVersion, kind, namespace, name in
                TemplateValue(
                    try provider.lookup(apiVersion: apiVersion, kind: kind, namespace: namespace, name: name))
            }
        }
        return options
    }
}
