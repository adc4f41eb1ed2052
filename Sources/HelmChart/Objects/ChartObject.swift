internal import ChartModel
internal import Documents
internal import GoTemplate

/// `.Chart`: Chart.yaml as the struct Helm 3 hands to templates.
enum ChartObject {
    static func value(_ metadata: ChartMetadata, isRoot: Bool) -> TemplateValue {
        let fields = fields(metadata)
        let inner = StructObject("chart.Metadata", fields, document: metadata.encoded())
        var document = metadata.encoded().object ?? Object()
        document["IsRoot"] = .bool(isRoot)
        return .object(
            StructObject(
                "struct { chart.Metadata; IsRoot bool }",
                [("Metadata", .object(inner)), ("IsRoot", .bool(isRoot))],
                document: .object(document), promoted: fields))
    }

    private static func fields(_ metadata: ChartMetadata) -> [(TemplateKey, TemplateValue)] {
        [
            ("Name", .text(metadata.name)), ("Home", .text(metadata.home)), ("Sources", texts(metadata.sources)),
            ("Version", .text(metadata.version)), ("Description", .text(metadata.description)),
            ("Keywords", texts(metadata.keywords)),
            ("Maintainers", list("[]*chart.Maintainer", metadata.maintainers.map(maintainer))),
            ("Icon", .text(metadata.icon)), ("APIVersion", .text(metadata.apiVersion)),
            ("Condition", .text(metadata.condition)), ("Tags", .text(metadata.tags)),
            ("AppVersion", .text(metadata.appVersion)), ("Deprecated", .bool(metadata.deprecated)),
            ("Annotations", textMap(metadata.annotations)), ("KubeVersion", .text(metadata.kubeVersion)),
            ("Dependencies", list("[]*chart.Dependency", (metadata.dependencies ?? []).map(dependency))),
            ("Type", .text(metadata.type)),
        ]
    }

    private static func maintainer(_ maintainer: ChartMaintainer) -> TemplateValue {
        .object(
            StructObject(
                "*chart.Maintainer", kind: .pointer,
                [("Name", .text(maintainer.name)), ("Email", .text(maintainer.email)), ("URL", .text(maintainer.url))],
                document: maintainer.encoded()))
    }

    private static func dependency(_ dependency: ChartDependency) -> TemplateValue {
        .object(
            StructObject(
                "*chart.Dependency", kind: .pointer,
                [
                    ("Name", .text(dependency.name)), ("Version", .text(dependency.version)),
                    ("Repository", .text(dependency.repository)), ("Condition", .text(dependency.condition)),
                    ("Tags", texts(dependency.tags)), ("Enabled", .bool(dependency.enabled)),
                    ("ImportValues", .list(TemplateList(dependency.importValues.map { TemplateValue($0) }))),
                    ("Alias", .text(dependency.alias)),
                ],
                document: dependency.encoded()))
    }

    private static func list(_ type: String, _ elements: [TemplateValue]) -> TemplateValue {
        .named(NamedValue(.list(TemplateList(elements)), goTypeName: type))
    }

    private static func texts(_ texts: [String]) -> TemplateValue {
        .list(TemplateList(strings: texts.map { TemplateString($0) }))
    }

    private static func textMap(_ object: Object) -> TemplateValue {
        if object.isEmpty { return .map(TemplateMap(element: .string, isNil: true)) }
        return .map(
            TemplateMap(
                object.map { (TemplateString($0.key), TemplateValue($0.value)) }, element: .string))
    }
}
