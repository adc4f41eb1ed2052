internal import ChartModel
internal import Documents
internal import GoTemplate

/// A template of a chart or subchart with what it sees as its dot.
struct ScopedTemplate {
    /// The path from the root chart's name on.
    var path: String
    var source: [UInt8]
    /// The dot; all templates of a chart share it, so that what one changes the next one sees.
    var scope: TemplateMap
    /// `.Template.BasePath`.
    var basePath: String
}

/// Builds what the templates of a chart and its subcharts see.
struct TemplateScope {
    private let release: TemplateValue
    private let capabilities: TemplateValue
    /// What the caller adds to every dot.
    private let roots: TemplateMap
    private(set) var templates: [ScopedTemplate] = []

    init(_ chart: Chart, values: Object, _ inputs: RenderInputs) {
        release = Self.release(inputs)
        capabilities = CapabilitiesObject.value(inputs.capabilities, inputs.lookup)
        roots = TemplateMap(inputs.additions.roots)
        _ = add(chart, path: chart.name, values: TemplateMap(values), isRoot: true)
    }

    private static func release(_ inputs: RenderInputs) -> TemplateValue {
        .map(
            .of([
                ("Name", .text(inputs.releaseName)), ("Namespace", .text(inputs.namespace)),
                ("IsUpgrade", .bool(inputs.isUpgrade)), ("IsInstall", .bool(!inputs.isUpgrade)),
                ("Revision", .int(inputs.revision)), ("Service", .text("Helm")),
            ]))
    }

    private mutating func add(_ chart: Chart, path: String, values: TemplateMap, isRoot: Bool) -> TemplateMap {
        let subcharts = TemplateMap()
        let scope = TemplateMap.of([
            ("Chart", ChartObject.value(chart.metadata, isRoot: isRoot)), ("Files", FilesObject.value(chart.files)),
            ("Release", release), ("Capabilities", capabilities), ("Values", ValuesObject.value(values)),
            ("Subcharts", .map(subcharts)),
        ])
        for entry in roots.entries { scope[entry.key] = entry.value }
        for subchart in chart.subcharts {
            // A name with a full stop is a path to Helm, which finds nothing there.
            let table = try? ValuesObject.table(at: TemplateString(subchart.name), in: .map(values))
            let inner = add(
                subchart, path: "\(path)/charts/\(subchart.name)", values: table ?? TemplateMap(), isRoot: false)
            subcharts[TemplateKey(subchart.name)] = .map(inner)
        }
        for file in chart.templates where !chart.isLibrary || file.name.lastPathElement.hasPrefix("_") {
            templates.append(
                ScopedTemplate(
                    path: "\(path)/\(file.name)", source: file.data, scope: scope, basePath: "\(path)/templates"))
        }
        return scope
    }
}

extension TemplateMap {
    /// A map of the given entries.
    static func of(_ entries: [(TemplateKey, TemplateValue)]) -> TemplateMap {
        let map = TemplateMap()
        for (key, value) in entries { map[key] = value }
        return map
    }
}
