package import Documents

/// A file of a chart, named relative to the chart with "/" between the parts.
package struct ChartFile: Hashable, Sendable {
    package var name: String
    package var data: [UInt8]
    /// Members that Helm 3.17.3 doesn't know (`modtime`), in written order.
    package var unknown: Object

    package init(name: String, data: [UInt8], unknown: Object = Object()) {
        self.name = name
        self.data = data
        self.unknown = unknown
    }

    /// Reads one entry of `templates` or `files`.
    init(decoding value: Value) throws(ChartModelError) {
        var fields = try StructFields(value, of: "File")
        name = try fields.string("name") ?? ""
        data = try fields.base64("data") ?? []
        unknown = fields.rest
    }

    /// The entry Helm would store.
    package func encoded() -> Value {
        var object: Object = Object([
            .init(key: "name", value: .string(name)), .init(key: "data", value: .string(Base64.text(of: data))),
        ])
        for member in unknown { object[member.key] = member.value }
        return .object(object)
    }

    static func list(_ value: Value?, at key: String) throws(ChartModelError) -> [ChartFile]? {
        guard let value, !value.isNull else { return nil }
        guard case .array(let entries) = value else { throw .wrongType(value, field: "Chart.\(key)", "[]*chart.File") }
        var files: [ChartFile] = []
        files.reserveCapacity(entries.count)
        for entry in entries where !entry.isNull { files.append(try ChartFile(decoding: entry)) }
        return files
    }

    static func encoded(_ files: [ChartFile]?) -> Value {
        files.map { .array($0.map { $0.encoded() }) } ?? .null
    }
}
