package import Documents

/// A chart's default values with those of its subcharts, as coalescing needs them.
package struct ChartDefaults: Hashable, Sendable {
    /// The chart's name, or the alias it is used under.
    package var name: String
    package var values: Object
    package var subcharts: [ChartDefaults]

    package init(name: String, values: Object, subcharts: [ChartDefaults] = []) {
        self.name = name
        self.values = values
        self.subcharts = subcharts
    }
}

/// Helm 3.17.3's way of laying the user's values over a chart's defaults.
package struct ChartValues {
    /// How a null of the user's is understood.
    package enum Nulls: Sendable {
        /// A null removes the default of the same key.
        case remove
        /// A null stays a null; used while dependencies are processed.
        case keep
    }

    static let globalKey = "global"
    private let warn: (String) -> Void

    /// Rules that tell `warn` what they leave out, one line each and in Helm's words.
    package init(warn: @escaping (String) -> Void = { _ in }) {
        self.warn = warn
    }

    /// The user's values completed with the chart's defaults, and every subchart's under its name.
    ///
    /// - Throws: ``ChartModelError/typeMismatch(_:)`` when the values of a subchart aren't a table.
    package func coalesce(
        _ user: Object, over chart: ChartDefaults, nulls: Nulls = .remove
    ) throws(ChartModelError) -> Object {
        var values = user
        try coalesce(&values, chart, prefix: "", nulls)
        return values
    }

    /// The user's values completed with the defaults of a stored chart, whose subcharts are merged in already.
    package static func computed(user: Object, chart: StoredChart, warn: @escaping (String) -> Void = { _ in })
        -> Object
    {
        let defaults = ChartDefaults(name: chart.metadata?.name ?? "", values: chart.values ?? Object())
        var values = user
        ChartValues(warn: warn).coalesceOwn(&values, defaults, prefix: "", .remove)
        return values
    }

    private func coalesce(
        _ values: inout Object, _ chart: ChartDefaults, prefix: String, _ nulls: Nulls
    ) throws(ChartModelError) {
        coalesceOwn(&values, chart, prefix: prefix, nulls)
        for subchart in chart.subcharts {
            try coalesceSubchart(&values, subchart, prefix: join(prefix, chart.name), nulls)
        }
    }

    private func coalesceSubchart(
        _ parent: inout Object, _ chart: ChartDefaults, prefix: String, _ nulls: Nulls
    ) throws(ChartModelError) {
        var table: Object
        switch parent[chart.name] {
        case .object(let object)?: table = object
        case nil: table = Object()
        case let other?: throw .typeMismatch("type mismatch on \(chart.name): \(GoText.truth(other))")
        }
        parent[chart.name] = .null
        handDownGlobals(from: parent, to: &table, prefix: prefix)
        try coalesce(&table, chart, prefix: prefix, nulls)
        parent[chart.name] = .object(table)
    }

    /// The parent's globals win over the subchart's; tables are merged.
    private func handDownGlobals(from parent: Object, to table: inout Object, prefix: String) {
        guard var globals = tableOfGlobals(table, "destination"), let source = tableOfGlobals(parent, "source")
        else { return }
        for member in source {
            switch (member.value, globals[member.key]) {
            case (.object(var winner), .object(let own)?):
                merge(&winner, over: own, prefix: join(prefix, member.key), .keep)
                globals[member.key] = .object(winner)
            case (.object, .some):
                warn("Conflict: cannot merge map onto non-map for \(GoText.quoted(member.key)). Skipping.")
            case (_, .object?):
                warn("key \(member.key) is table. Skipping")
            default:
                globals[member.key] = member.value
            }
        }
        table[Self.globalKey] = .object(globals)
    }

    private func tableOfGlobals(_ table: Object, _ role: String) -> Object? {
        switch table[Self.globalKey] {
        case nil: return Object()
        case .object(let object)?: return object
        default:
            warn("warning: skipping globals because \(role) \(Self.globalKey) is not a table.")
            return nil
        }
    }

    private func coalesceOwn(_ values: inout Object, _ chart: ChartDefaults, prefix: String, _ nulls: Nulls) {
        let path = join(prefix, chart.name)
        for member in chart.values {
            switch (values[member.key], member.value) {
            case (nil, let value): values[member.key] = value
            case (.null?, _): if nulls == .remove { values[member.key] = nil }
            case (.object?, .object(let defaults)):
                let isSubchart = chart.subcharts.contains { $0.name == member.key }
                mergeTable(
                    &values[member.key, default: .null], over: defaults, prefix: join(path, member.key),
                    isSubchart ? .keep : nulls)
            case (.object?, .null): break
            case (.object?, _): warn("warning: skipped value for \(path).\(member.key): Not a table.")
            default: break
            }
        }
    }

    /// Lays one table over another: the winner's scalars and lists stay, tables are merged, missing keys are added.
    package func merge(_ winner: inout Object, over base: Object, prefix: String = "", _ nulls: Nulls) {
        for member in base {
            switch (winner[member.key], member.value) {
            case (nil, let value): winner[member.key] = value
            case (.null?, _) where nulls == .remove: winner[member.key] = nil
            case (.object?, .object(let table)):
                mergeTable(
                    &winner[member.key, default: .null], over: table, prefix: join(prefix, member.key), nulls)
            case (.some, .object(let table)):
                warn(
                    "warning: cannot overwrite table with non table for \(join(prefix, member.key)) "
                        + "(\(GoText.plain(.object(table))))")
            case (.object?, .null): break
            case (.object?, let value):
                warn(
                    "warning: destination for \(join(prefix, member.key)) is a table. "
                        + "Ignoring non-table value (\(GoText.plain(value)))")
            default: break
            }
        }
    }

    private func mergeTable(_ value: inout Value, over base: Object, prefix: String, _ nulls: Nulls) {
        guard case .object(var table) = value else { return }
        value = .null
        merge(&table, over: base, prefix: prefix, nulls)
        value = .object(table)
    }

    private func join(_ prefix: String, _ key: String) -> String {
        prefix.isEmpty ? key : "\(prefix).\(key)"
    }
}
