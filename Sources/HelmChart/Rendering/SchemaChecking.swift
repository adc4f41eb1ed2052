internal import Documents

/// Checks the values of a chart and its subcharts against their schemas.
struct SchemaChecking {
    let check: RenderInputs.SchemaCheck

    /// - Throws: ``ChartError`` that lists every violation of every chart.
    func check(_ chart: Chart, _ values: Object) throws(ChartError) {
        let violations = try violations(chart, values)
        if violations.isEmpty { return }
        throw ChartError(
            .schema, "values don't meet the specifications of the schema(s) in the following chart(s):\n\(violations)")
    }

    private func violations(_ chart: Chart, _ values: Object) throws(ChartError) -> String {
        var text = ""
        if let schema = chart.schema {
            let lines = try check(schema, .object(values))
            if !lines.isEmpty { text += "\(chart.name):\n" + lines.map { "- \($0)\n" }.joined() }
        }
        for subchart in chart.subcharts {
            text += try violations(subchart, values[subchart.name]?.object ?? Object())
        }
        return text
    }
}
