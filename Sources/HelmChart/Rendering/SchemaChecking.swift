internal import ChartModel
internal import Documents
internal import JSONSchema

/// Checks the values of a chart and its subcharts against their schemas.
enum SchemaChecking {
    /// - Throws: ``ChartError`` that lists every violation of every chart.
    static func check(_ chart: Chart, _ values: Object) throws(ChartError) {
        let violations = try violations(chart, values).dropLast()
        if violations.isEmpty { return }
        throw ChartError(
            .schema, "values don't meet the specifications of the schema(s) in the following chart(s):\n\(violations)")
    }

    private static func violations(_ chart: Chart, _ values: Object) throws(ChartError) -> String {
        var text = ""
        if let schema = chart.schema {
            let lines = try lines(schema, .object(values))
            if !lines.isEmpty { text += "\(chart.name):\n" + lines.map { "- \($0)\n" }.joined() }
        }
        for subchart in chart.subcharts {
            text += try violations(subchart, values[subchart.name]?.object ?? Object())
        }
        return text
    }

    /// What is wrong, one line each; a schema that can't be used is one such line.
    private static func lines(_ schema: [UInt8], _ values: Value) throws(ChartError) -> [String] {
        do {
            return try JSONSchema(JSON.read(schema)).violations(in: values).map(\.helm3Line)
        } catch let error as DocumentError {
            return [error.message]
        } catch let error as SchemaError {
            return [error.message]
        } catch {
            return ["\(error)"]
        }
    }
}
