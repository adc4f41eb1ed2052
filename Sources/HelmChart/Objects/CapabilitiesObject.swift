internal import Documents
internal import GoTemplate

/// `.Capabilities`: what templates are told about the cluster and about Helm.
enum CapabilitiesObject {
    /// - Parameter cluster: is asked about kinds that the capabilities lack.
    static func value(_ capabilities: Capabilities, _ cluster: (any LookupProvider)?) -> TemplateValue {
        let fields: [(TemplateKey, TemplateValue)] = [
            ("KubeVersion", kubernetesVersion(capabilities.kubernetesVersion)),
            ("APIVersions", versionSet(capabilities.apiVersions, cluster)),
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
                addressed: version.version))
    }

    private static func versionSet(_ versions: [String], _ cluster: (any LookupProvider)?) -> TemplateValue {
        let known = Set(versions.map { TemplateString($0) })
        let list = TemplateList(strings: versions.map { TemplateString($0) })
        let has = NamedValue.Method("Has", .string) { _, _, arguments in
            guard let name = arguments.first?.string else { return .bool(false) }
            return .bool(try known.contains(name) || isServed(name, by: cluster))
        }
        return .named(NamedValue(.list(list), goTypeName: "chartutil.VersionSet", methods: [has]))
    }

    /// Whether the cluster has the kind that `group/version/Kind` names; versions of groups were listed a moment ago.
    private static func isServed(_ name: TemplateString, by cluster: (any LookupProvider)?) throws -> Bool {
        guard let cluster, let slash = name.bytes.lastIndex(of: UInt8(ascii: "/")) else { return false }
        let kind = name.bytes[(slash + 1)...]
        guard let first = kind.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) else { return false }
        return try cluster.serves(
            apiVersion: String(decoding: name.bytes[..<slash], as: UTF8.self),
            kind: String(decoding: kind, as: UTF8.self))
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
