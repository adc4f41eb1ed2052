internal import ChartModel
internal import Documents
internal import GoTemplate

/// `.Values` and other maps of Helm's type `chartutil.Values`, which has methods.
enum ValuesObject {
    static func value(_ map: TemplateMap) -> TemplateValue {
        .named(NamedValue(.map(map), goTypeName: "chartutil.Values", methods: methods))
    }

    private static var methods: [NamedValue.Method] {
        [
            NamedValue.Method("AsMap") { _, contents, _ in contents },
            // No template has a writer to give.
            NamedValue.Method("Encode", .object("io.Writer")) { _, _, _ in .null },
            NamedValue.Method("YAML") { _, contents, _ in
                .string(TemplateString(YAML.goMarshal(contents.document) ?? []))
            },
            NamedValue.Method("Table", .string) { _, contents, arguments in
                try value(table(at: arguments.first?.string ?? "", in: contents))
            },
            NamedValue.Method("PathValue", .string) { _, contents, arguments in
                try pathValue(arguments.first?.string ?? "", in: contents)
            },
        ]
    }

    /// The map at a path of keys joined by full stops.
    static func table(at path: TemplateString, in contents: TemplateValue) throws(FunctionError) -> TemplateMap {
        var map = contents.map ?? TemplateMap()
        for key in path.bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard let next = map[TemplateKey([UInt8](key))]?.map else {
                let name = GoText.quoted(String(decoding: key, as: UTF8.self))
                throw FunctionError("\(name) is not a table")
            }
            map = next
        }
        return map
    }

    private static func pathValue(
        _ path: TemplateString, in contents: TemplateValue
    ) throws(FunctionError) -> TemplateValue {
        if path.isEmpty { throw FunctionError("YAML path cannot be empty") }
        let keys = path.bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let last = [UInt8](keys.last ?? [])
        let missing = FunctionError("\(GoText.quoted(String(decoding: last, as: UTF8.self))) is not a value")
        var table = contents.map ?? TemplateMap()
        for key in keys.dropLast() {
            guard let next = table[TemplateKey([UInt8](key))]?.map else { throw missing }
            table = next
        }
        guard let value = table[TemplateKey(last)], value.map == nil else { throw missing }
        return value
    }
}
