package import Documents

/// A declared dependency of a chart.
package struct ChartDependency: Hashable, Sendable {
    /// The chart's name, or its alias once dependencies have been processed.
    package var name: String
    package var version: String
    package var repository: String
    /// Paths of values, separated by commas; the first boolean found says whether the dependency is enabled.
    package var condition: String
    package var tags: [String]
    package var enabled: Bool
    /// Texts or objects with `child` and `parent`.
    package var importValues: [Value]
    package var alias: String
    /// The entry was written as `null`, which Helm refuses.
    package var isNull: Bool
    /// Members that Helm 3.17.3 doesn't know, in written order.
    package var unknown: Object

    /// Reads an entry of `dependencies` in Chart.yaml, Chart.lock or a stored chart.
    ///
    /// - Parameter path: the fields that lead here, each followed by a full stop, for errors.
    package init(
        decoding value: Value, path: String = "dependencies.", coercingStrings: Bool = false
    ) throws(ChartModelError) {
        isNull = value.isNull
        var fields = try StructFields(value, of: "Dependency", path: path, coercingStrings: coercingStrings)
        name = try fields.string("name") ?? ""
        version = try fields.string("version") ?? ""
        repository = try fields.string("repository") ?? ""
        condition = try fields.string("condition") ?? ""
        tags = try fields.strings("tags") ?? []
        enabled = try fields.bool("enabled") ?? false
        importValues = try fields.array("import-values", of: "[]interface {}") ?? []
        alias = try fields.string("alias") ?? ""
        unknown = fields.rest
    }

    /// The entry Helm would store.
    package func encoded() -> Value {
        if isNull { return .null }
        var object = Object()
        object["name"] = .string(name)
        object.setText("version", version)
        object["repository"] = .string(repository)
        object.setText("condition", condition)
        object.setList("tags", tags.map { .string($0) })
        if enabled { object["enabled"] = true }
        object.setList("import-values", importValues.map { $0.sortedByKeys() })
        object.setText("alias", alias)
        for member in unknown { object[member.key] = member.value }
        return .object(object)
    }
}
