internal import ChartModel
internal import Documents
internal import GoTemplate

/// Renders charts as Helm does.
package enum Renderer {
    /// The chart with its values applied: dependencies settled, templates run, documents sorted.
    ///
    /// - Throws: ``ChartError`` with file and line when a template or a manifest is at fault.
    package static func render(_ chart: Chart, _ inputs: RenderInputs) throws(ChartError) -> RenderedRelease {
        // One deep stack for all templates, instead of one for each.
        try LargeStack.run { () throws(ChartError) in try renderHere(chart, inputs) }
    }

    private static func renderHere(_ chart: Chart, _ inputs: RenderInputs) throws(ChartError) -> RenderedRelease {
        var chart = chart
        let values = try prepare(&chart, inputs)
        var files = try TemplateRun(chart, values, inputs).outputs()
        let notes = takeNotes(from: &files, of: chart, inputs.rendersSubchartNotes)
        let sorted = try ManifestSorting(files, warn: inputs.warn)
        return RenderedRelease(
            manifest: ManifestText.text(of: sorted.documents), documents: sorted.documents, hooks: sorted.hooks,
            notes: notes, crds: chart.crds, chart: chart.stored, config: inputs.values, computedValues: values)
    }

    /// What each template prints, before it is cut into documents.
    static func outputs(
        _ chart: Chart, _ inputs: RenderInputs
    ) throws(ChartError) -> [(path: String, text: [UInt8])] {
        var chart = chart
        let values = try prepare(&chart, inputs)
        return try TemplateRun(chart, values, inputs).outputs()
    }

    /// Settles the dependencies and makes Helm's checks; returns the values that templates see.
    private static func prepare(_ chart: inout Chart, _ inputs: RenderInputs) throws(ChartError) -> Object {
        if chart.isLibrary { throw ChartError(.loading, "library charts are not installable") }
        if chart.metadata.deprecated { inputs.warn("WARNING: This chart is deprecated") }
        try DependencyProcessing.check(chart)
        try DependencyProcessing.settle(&chart, values: inputs.additions.values(over: inputs.values), warn: inputs.warn)
        let values = try computedValues(chart, inputs)
        if inputs.checksSchemas {
            try SchemaChecking.check(
                chart, values, inputs.schemaDialect, additions: inputs.additions, warn: inputs.warn)
        }
        try inputs.capabilities.kubernetesVersion.check(chart.metadata.kubeVersion)
        return values
    }

    private static func computedValues(_ chart: Chart, _ inputs: RenderInputs) throws(ChartError) -> Object {
        do throws(ChartModelError) {
            let values = inputs.additions.values(over: inputs.values)
            return try ChartValues(warn: inputs.warn).coalesce(values, over: chart.defaults)
        } catch {
            throw ChartError(.values, error.message)
        }
    }

    /// Removes all notes from the outputs; the chart's own come first.
    private static func takeNotes(
        from files: inout [(path: String, text: [UInt8])], of chart: Chart, _ withSubcharts: Bool
    ) -> String {
        let own = "\(chart.name)/templates/NOTES.txt"
        let found = files.filter { $0.path.hasSuffix("NOTES.txt") }
        files.removeAll { $0.path.hasSuffix("NOTES.txt") }
        let shown = found.filter { withSubcharts || $0.path == own }
            .sorted { ($0.path == own ? 0 : 1, $0.path) < ($1.path == own ? 0 : 1, $1.path) }
        return shown.map { String(decoding: $0.text, as: UTF8.self) }.joined(separator: "\n")
    }
}
