internal import Documents
internal import GoTemplate

/// `.Capabilities`: what templates are told about the cluster and about Helm.
enum CapabilitiesObject {
    static func value(_ capabilities: Capabilities) -> TemplateValue {
        let fields: [(TemplateKey, TemplateValue)] = [
            ("KubeVersion", kubernetesVersion(capabilities.kubernetesVersion)),
            ("APIVersions", versionSet(capabilities.apiVersions)),
            ("HelmVersion", helmVersion),
        ]
        let members = fields.map { Object.Member(key: $0.0.text, value: $0.1.document) }
        return .object(
            StructObject("*chartutil.Capabilities", kind: .pointer, fields, document: .object(Object(members))))
    }

    private static func kubernetesVersion(_ version: Capabilities.KubernetesVersion) -> TemplateValue {
        .object(
            StructObject(
                "chartutil.KubeVersion",
                [
                    ("Version", .text(version.version)), ("Major", .text(version.major)),
                    ("Minor", .text(version.minor)),
                ],
                document: [
                    "Version": .string(version.version), "Major": .string(version.major),
                    "Minor": .string(version.minor),
                ],
                methods: [("GitVersion", .text(version.version)), ("String", .text(version.version))],
                printed: version.version))
    }

    private static func versionSet(_ versions: [String]) -> TemplateValue {
        let known = Set(versions.map { TemplateString($0) })
        let list = TemplateList(strings: versions.map { TemplateString($0) })
        let has = NamedValue.Method("Has", .string) { _, _, arguments in
            .bool(arguments.first?.string.map(known.contains) ?? false)
        }
        return .named(NamedValue(.list(list), goTypeName: "chartutil.VersionSet", methods: [has]))
    }

    /// The build whose behaviour this is.
    private static var helmVersion: TemplateValue {
        let commit = "e4da49785aa6e6ee2b86efd5dd9e43400318262b"
        return .object(
            StructObject(
                "version.BuildInfo",
                [
                    ("Version", .text("v3.17.3")), ("GitCommit", .text(commit)), ("GitTreeState", .text("clean")),
                    ("GoVersion", .text("go1.23.7")),
                ],
                document: [
                    "version": "v3.17.3", "git_commit": .string(commit), "git_tree_state": "clean",
                    "go_version": "go1.23.7",
                ]))
    }
}
