/// Renders charts as Helm does.
package enum Renderer {
    /// The chart with its values applied: dependencies settled, templates run, documents sorted.
    ///
    /// - Throws: ``ChartError`` with file and line when a template or a manifest is at fault.
    package static func render(_ chart: Chart, _ inputs: RenderInputs) throws(ChartError) -> RenderedRelease {
        RenderedRelease(
            manifest: "", documents: [], hooks: [], notes: "", crds: chart.crds, chart: chart.stored,
            config: inputs.values, computedValues: inputs.values)
    }
}
