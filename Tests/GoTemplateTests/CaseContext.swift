import Documents
import GoTemplate

/// The objects that a template of the case collection sees: chart `c` rendered as release `rel` in namespace `ns`,
/// without files and subcharts.
struct CaseContext {
    let helm: HelmVersion
    let values: Value

    var data: TemplateValue {
        let scope: TemplateValue = map([
            ("Values", .named(named(TemplateValue(coalesced.integersAsDoubles())))),
            ("Chart", chart),
            ("Release", release),
            ("Capabilities", .object(Structure(package("Capabilities", pointer: true), capabilities))),
            (
                "Files",
                .named(NamedValue(.map(TemplateMap(element: .bytes)), goTypeName: "engine.files", methods: files))
            ),
            ("Subcharts", .map(TemplateMap())),
            ("Template", .named(named(template))),
        ])
        return .named(named(scope))
    }

    /// Helm 4 drops the nulls of a values file from its maps.
    private var coalesced: Value { helm == .v3 ? values : withoutNulls(values) }

    private func withoutNulls(_ value: Value) -> Value {
        guard let object = value.object else { return value }
        return .object(
            Object(object.filter { !$0.value.isNull }.map { Object.Member(key: $0.key, value: withoutNulls($0.value)) })
        )
    }

    private func package(_ name: String, pointer: Bool = false) -> String {
        (pointer ? "*" : "") + (helm == .v3 ? "chartutil." : "common.") + name
    }

    private func map(_ members: [(TemplateString, TemplateValue)]) -> TemplateValue {
        .map(TemplateMap(members))
    }

    /// A `Values` map with its methods.
    private func named(_ contents: TemplateValue) -> NamedValue {
        NamedValue(
            contents, goTypeName: package("Values"),
            methods: [NamedValue.Method("AsMap") { _, receiver, _ in receiver }])
    }

    private var template: TemplateValue {
        map([("Name", .text("c/templates/t.yaml")), ("BasePath", .text("c/templates"))])
    }

    private var release: TemplateValue {
        map([
            ("Name", .text("rel")), ("Namespace", .text("ns")), ("Revision", .int(1)), ("IsInstall", .bool(true)),
            ("IsUpgrade", .bool(false)), ("Service", .text("Helm")),
        ])
    }

    private var chart: TemplateValue {
        let fields: [(TemplateString, TemplateValue)] = [
            ("Name", .text("c")), ("Home", .text("")), ("Sources", .list(.nilList(.string))),
            ("Version", .text("1.2.3")), ("Description", .text("")), ("Keywords", .list(.nilList(.string))),
            ("Maintainers", .list(.nilList())), ("Icon", .text("")), ("APIVersion", .text("v2")),
            ("Condition", .text("")), ("Tags", .text("")), ("AppVersion", .text("4.5")), ("Deprecated", .bool(false)),
            ("Annotations", .map(TemplateMap(element: .string, isNil: true))), ("KubeVersion", .text("")),
            ("Dependencies", .list(.nilList())), ("Type", .text("")), ("IsRoot", .bool(true)),
        ]
        if helm == .v4 { return .map(TemplateMap(fields)) }
        return .object(Structure("struct { chart.Metadata; IsRoot bool }", fields))
    }

    private var capabilities: [(TemplateString, TemplateValue)] {
        let version = Structure(
            package("KubeVersion"),
            [
                ("Version", .text("v1.31.0")), ("Major", .text("1")), ("Minor", .text("31")),
                ("GitVersion", .text("v1.31.0")),
            ], text: "v1.31.0")
        let helmVersion: [(TemplateString, TemplateValue)] = [
            ("Version", .text("v3.17.3")), ("GitCommit", .text("e4da49785aa6e6ee2b86efd5dd9e43400318262b")),
            ("GitTreeState", .text("clean")), ("GoVersion", .text("go1.23.7")),
        ]
        let has = NamedValue.Method("Has", .string) { _, receiver, arguments in
            .bool(receiver.list?.elements.contains { $0.string == arguments[0].string } ?? false)
        }
        let versions = TemplateList(strings: ["v1", "apps/v1", "batch/v1"])
        return [
            ("KubeVersion", .object(version)),
            ("APIVersions", .named(NamedValue(.list(versions), goTypeName: package("VersionSet"), methods: [has]))),
            ("HelmVersion", .object(Structure("version.BuildInfo", helmVersion))),
        ]
    }

    private var files: [NamedValue.Method] {
        [
            NamedValue.Method("Get", .string) { _, _, _ in .text("") },
            NamedValue.Method("GetBytes", .string) { _, _, _ in .bytes([]) },
        ]
    }
}

/// A Go struct with fields.
final class Structure: TemplateObject {
    let goTypeName: String
    let fields: [(name: TemplateKey, value: TemplateValue)]
    let printedText: TemplateString?

    init(_ goTypeName: String, _ fields: [(TemplateString, TemplateValue)], text: TemplateString? = nil) {
        self.goTypeName = goTypeName
        self.fields = fields.map { (TemplateKey($0), $1) }
        printedText = text
    }

    var goKind: GoKind { goTypeName.hasPrefix("*") ? .pointer : .structure }
}
