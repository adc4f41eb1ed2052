internal import ChartModel
internal import Documents
internal import JSONSchema

/// How a chart's values.schema.json is read.
package enum SchemaDialect: String, CaseIterable, Sendable {
    /// Drafts 4, 6 and 7, in the words of Helm 3.17; keywords of later drafts mean nothing.
    case helm
    /// The draft that `$schema` declares, 2019-09 and 2020-12 among them, in the words of Helm 4.
    case declared
}

/// Checks the values of a chart and its subcharts against their schemas.
enum SchemaChecking {
    /// - Parameter additions: a schema that only doesn't allow what a project says of itself is warned of.
    /// - Throws: ``ChartError`` that lists every violation of every chart.
    static func check(
        _ chart: Chart, _ values: Object, _ dialect: SchemaDialect, additions: ChartAdditions = .init(),
        warn: Warning = { _ in }
    ) throws(ChartError) {
        let violations = try violations(chart, values, dialect).dropLast()
        if violations.isEmpty { return }
        if !additions.service.isEmpty,
            try self.violations(chart, values, dialect, without: additions.service).isEmpty
        {
            return warn("values.schema.json doesn't know the values that werf adds:\n\(violations)")
        }
        throw ChartError(
            .schema, "values don't meet the specifications of the schema(s) in the following chart(s):\n\(violations)")
    }

    private static func violations(
        _ chart: Chart, _ values: Object, _ dialect: SchemaDialect, without added: Object = Object()
    ) throws(ChartError) -> String {
        let values = values.without(added)
        var text = ""
        if let schema = chart.schema {
            let lines = try lines(schema, .object(values), dialect)
            if !lines.isEmpty { text += "\(chart.name):\n" + lines.map { "- \($0)\n" }.joined() }
        }
        for subchart in chart.subcharts {
            text += try violations(subchart, values[subchart.name]?.object ?? Object(), dialect, without: added)
        }
        return text
    }

    /// What is wrong, one line each; a schema that can't be used is one such line.
    private static func lines(
        _ schema: [UInt8], _ values: Value, _ dialect: SchemaDialect
    ) throws(ChartError) -> [String] {
        do {
            let options = JSONSchema.Options(reading: dialect == .helm ? .asHelm3 : .declared)
            let violations = try JSONSchema(JSON.read(schema), options: options).violations(in: values)
            return violations.map(dialect == .helm ? \.helm3Line : \.helm4Line)
        } catch let error as DocumentError {
            return [error.message]
        } catch let error as SchemaError {
            return [error.message]
        } catch {
            return ["\(error)"]
        }
    }
}
