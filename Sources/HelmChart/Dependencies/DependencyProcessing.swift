internal import ChartModel
internal import Documents
internal import SemanticVersions

/// Decides which subcharts take part, under which names, and what their parents take over from them.
struct DependencyProcessing {
    private let rules: ChartValues
    private let warn: Warning

    /// Settles the dependencies of `chart` and, below it, of its subcharts.
    ///
    /// - Parameter values: the user's values; conditions and tags look at them, completed with the charts' defaults.
    static func settle(_ chart: inout Chart, values: Object, warn: @escaping Warning) throws(ChartError) {
        let processing = DependencyProcessing(rules: ChartValues(warn: warn), warn: warn)
        try processing.enable(&chart, values: values, path: "")
        try processing.importValues(&chart)
    }

    /// Fails when a declared dependency isn't among the subcharts.
    static func check(_ chart: Chart) throws(ChartError) {
        let present = Set(chart.subcharts.map(\.name))
        let missing = (chart.metadata.dependencies ?? []).map(\.name).filter { !present.contains($0) }
        if missing.isEmpty { return }
        throw ChartError(
            .dependencies,
            "An error occurred while checking for chart dependencies. You may need to run `helm dependency build` "
                + "to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: "
                + missing.joined(separator: ", "))
    }

    private func enable(_ chart: inout Chart, values: Object, path: String) throws(ChartError) {
        guard chart.metadata.dependencies != nil else { return }
        name(&chart)
        let seen = try coalesced(values, chart, .remove)
        let disabled = judge(&chart, seen, path)
        chart.subcharts.removeAll { disabled.contains($0.name) }
        for index in chart.subcharts.indices {
            try enable(&chart.subcharts[index], values: seen, path: "\(path)\(chart.subcharts[index].name).")
        }
    }

    /// Gives every declared dependency its subchart under its alias; subcharts that aren't declared come first.
    private func name(_ chart: inout Chart) {
        guard var declared = chart.metadata.dependencies else { return }
        let present = chart.subcharts
        var subcharts = present.filter { subchart in !declared.contains { fits(subchart, $0) } }
        for index in declared.indices {
            if var subchart = present.first(where: { fits($0, declared[index]) }) {
                if !declared[index].alias.isEmpty { subchart.metadata.name = declared[index].alias }
                subcharts.append(subchart)
            }
            if !declared[index].alias.isEmpty { declared[index].name = declared[index].alias }
            declared[index].enabled = true
        }
        chart.subcharts = subcharts
        chart.metadata.dependencies = declared
    }

    private func fits(_ chart: Chart, _ dependency: ChartDependency) -> Bool {
        chart.name == dependency.name && isCompatible(chart.metadata.version, with: dependency.version)
    }

    private func isCompatible(_ version: String, with range: String) -> Bool {
        guard let version = try? SemanticVersion(version), let range = try? VersionConstraint(range) else {
            return false
        }
        return range.allows(version)
    }

    /// The names of the dependencies that are off; they leave the declarations.
    private func judge(_ chart: inout Chart, _ values: Object, _ path: String) -> Set<String> {
        guard var declared = chart.metadata.dependencies else { return [] }
        for index in declared.indices {
            judgeTags(&declared[index], values)
            judgeConditions(&declared[index], values, path)
        }
        let disabled = Set(declared.filter { !$0.enabled }.map(\.name))
        let enabled = declared.filter { !disabled.contains($0.name) }
        chart.metadata.dependencies = enabled.isEmpty ? nil : enabled
        return disabled
    }

    private func judgeTags(_ dependency: inout ChartDependency, _ values: Object) {
        guard case .object(let tags)? = values["tags"] else { return }
        var (isOn, isOff) = (false, false)
        for tag in dependency.tags {
            switch tags[tag] {
            case .bool(true)?: isOn = true
            case .bool(false)?: isOff = true
            case nil: break
            default: warn("Warning: Tag '\(tag)' for chart \(dependency.name) returned non-bool value")
            }
        }
        dependency.enabled = isOn || !isOff
    }

    private func judgeConditions(_ dependency: inout ChartDependency, _ values: Object, _ path: String) {
        let conditions = dependency.condition.trimmingSpace.utf8.split(separator: UInt8(ascii: ","))
        for condition in conditions.map({ String(Substring($0)) }) {
            switch values.scalar(at: path + condition) {
            case nil: continue
            case .bool(let isOn)?:
                dependency.enabled = isOn
                return
            default:
                warn("Warning: Condition path '\(condition)' for chart \(dependency.name) returned non-bool value")
            }
        }
    }

    private func coalesced(_ values: Object, _ chart: Chart, _ nulls: ChartValues.Nulls) throws(ChartError) -> Object {
        do throws(ChartModelError) {
            return try rules.coalesce(values, over: chart.defaults, nulls: nulls)
        } catch {
            throw ChartError(.dependencies, error.message)
        }
    }
}

extension DependencyProcessing {
    /// Takes over what `import-values` names, the deepest charts first.
    private func importValues(_ chart: inout Chart) throws(ChartError) {
        for index in chart.subcharts.indices { try importValues(&chart.subcharts[index]) }
        guard var declared = chart.metadata.dependencies else { return }
        let values = try coalesced(Object(), chart, .keep)
        var imported = Object()
        for index in declared.indices {
            declared[index].importValues = declared[index].importValues.compactMap { entry in
                Self.normalised(entry)
            }
            for entry in declared[index].importValues { take(entry, from: declared[index].name, values, &imported) }
        }
        chart.metadata.dependencies = declared
        var merged = values
        rules.merge(&merged, over: imported, .keep)
        chart.values = merged
    }

    /// The entry as an object with `child` and `parent`.
    private static func normalised(_ entry: Value) -> Value? {
        switch entry {
        case .object(let object):
            ["child": .string(text(object["child"])), "parent": .string(text(object["parent"]))]
        case .string(let name): ["child": .string("exports.\(name)"), "parent": "."]
        default: nil
        }
    }

    private static func text(_ value: Value?) -> String {
        GoText.plain(value ?? .null)
    }

    private func take(_ entry: Value, from name: String, _ values: Object, _ imported: inout Object) {
        guard let child = entry["child"]?.string, let parent = entry["parent"]?.string else { return }
        let path = "\(name).\(child)"
        guard let table = values.table(at: path) else {
            let missing = values.missingTable(at: path)
            warn("Warning: ImportValues missing table from chart \(name): \(GoText.quoted(missing)) is not a table")
            return
        }
        rules.merge(&imported, over: Self.nested(table, below: parent), .keep)
    }

    private static func nested(_ table: Object, below path: String) -> Object {
        if path == "." { return table }
        return path.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).reversed()
            .reduce(table) { Object([.init(key: String(Substring($1)), value: .object($0))]) }
    }
}

extension Object {
    /// The table at a path of keys joined by full stops.
    func table(at path: String) -> Object? {
        var table = self
        for key in path.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard case .object(let next)? = table[String(Substring(key))] else { return nil }
            table = next
        }
        return table
    }

    /// The first key on a path that leads to no table.
    func missingTable(at path: String) -> String {
        var table = self
        for key in path.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard case .object(let next)? = table[String(Substring(key))] else { return String(Substring(key)) }
            table = next
        }
        return path
    }

    /// The value at a path of keys joined by full stops, unless it is a table.
    func scalar(at path: String) -> Value? {
        guard let stop = path.utf8.lastIndex(of: UInt8(ascii: ".")) else { return leaf(path) }
        let key = String(path[path.utf8.index(after: stop)...])
        return table(at: String(path[..<stop]))?.leaf(key)
    }

    private func leaf(_ key: String) -> Value? {
        if case .object? = self[key] { nil } else { self[key] }
    }
}
