internal import ChartModel
internal import Documents
internal import FoundationEssentials
internal import GoTemplate

/// `.Files`: the chart's files that are neither templates nor anything else with a purpose of its own.
enum FilesObject {
    static func value(_ files: [ChartFile]) -> TemplateValue {
        let sorted = files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        return value(TemplateMap(sorted.map { (TemplateString($0.name), .bytes($0.data)) }, element: .bytes))
    }

    private static func value(_ map: TemplateMap) -> TemplateValue {
        .named(NamedValue(.map(map), goTypeName: "engine.files", methods: methods))
    }

    private static var methods: [NamedValue.Method] {
        [
            NamedValue.Method("Get", .string) { _, files, arguments in
                .string(TemplateString(content(of: arguments, in: files) ?? []))
            },
            NamedValue.Method("GetBytes", .string) { _, files, arguments in
                .bytes(content(of: arguments, in: files) ?? [])
            },
            NamedValue.Method("Lines", .string) { _, files, arguments in
                .list(TemplateList(strings: try lines(content(of: arguments, in: files))))
            },
            NamedValue.Method("Glob", .string) { _, files, arguments in
                glob(arguments.first?.string?.text ?? "", files)
            },
            NamedValue.Method("AsConfig") { _, files, _ in
                yaml(files) { String(decoding: $0, as: UTF8.self) }
            },
            NamedValue.Method("AsSecrets") { _, files, _ in
                yaml(files) { Data($0).base64EncodedString() }
            },
        ]
    }

    private static func content(of arguments: [TemplateValue], in files: TemplateValue) -> [UInt8]? {
        guard let name = arguments.first?.string, case .bytes(let bytes)? = files.map?[name] else { return nil }
        return bytes
    }

    private static func lines(_ content: [UInt8]?) throws(FunctionError) -> [TemplateString] {
        guard var content else { return [] }
        if content.isEmpty { throw FunctionError("runtime error: index out of range [-1]") }
        if content.last == UInt8(ascii: "\n") { content.removeLast() }
        return content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { TemplateString([UInt8]($0)) }
    }

    private static func glob(_ pattern: String, _ files: TemplateValue) -> TemplateValue {
        let pattern = GlobPattern(pattern) ?? .everything
        let fitting = (files.map?.entries ?? []).filter { pattern.matches($0.key.text) }
        return value(TemplateMap(fitting.map { ($0.key.string, $0.value) }, element: .bytes))
    }

    /// The files by their base names, as YAML without the last line break.
    private static func yaml(_ files: TemplateValue, _ text: ([UInt8]) -> String) -> TemplateValue {
        var object = Object()
        for entry in files.map?.entries ?? [] {
            if case .bytes(let bytes) = entry.value {
                object[entry.key.text.lastPathElement] = .string(text(bytes))
            }
        }
        var yaml = YAML.goMarshal(.object(object.sortedByKey())) ?? []
        if yaml.last == UInt8(ascii: "\n") { yaml.removeLast() }
        return .string(TemplateString(yaml))
    }
}
