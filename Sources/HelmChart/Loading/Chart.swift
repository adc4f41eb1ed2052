package import ChartModel
package import Documents

/// A chart as it was read: its files by purpose, its subcharts within it.
package struct Chart: Sendable {
    package var metadata: ChartMetadata
    /// Chart.lock in the form releases store it, or `.null`.
    package var lock: Value
    /// The files under `templates/`, partials and NOTES.txt among them, in the order in which they were found.
    package var templates: [ChartFile]
    /// The chart's defaults; nil when it has no values.yaml.
    package var values: Object?
    /// The bytes of values.schema.json.
    package var schema: [UInt8]?
    /// All files without a purpose of their own, `crds/` among them.
    package var files: [ChartFile]
    /// The charts under `charts/`; after `DependencyProcessing` those that are enabled.
    package var subcharts: [Chart]

    init(metadata: ChartMetadata) {
        self.metadata = metadata
        lock = .null
        (templates, files, subcharts) = ([], [], [])
    }

    /// The chart's name, or the alias it is used under.
    package var name: String { metadata.name }

    /// A chart that only gives templates to others.
    package var isLibrary: Bool { metadata.type.lowercased() == "library" }
}

extension Chart {
    /// The resource definitions of this chart and its subcharts, which are installed but never rendered.
    var crds: [CRDFile] { crds(below: name) }

    /// The resource definitions of this chart and of those subcharts that the user's values leave enabled.
    ///
    /// - Throws: ``ChartError`` when the dependencies can't be settled.
    package func crds(enabledBy values: Object) throws(ChartError) -> [CRDFile] {
        var chart = self
        try DependencyProcessing.settle(&chart, values: values, warn: { _ in })
        return chart.crds
    }

    private func crds(below path: String) -> [CRDFile] {
        let own = files.filter { $0.name.hasPrefix("crds/") && Self.isManifest($0.name) }
            .map { CRDFile(path: "\(path)/\($0.name)", data: $0.data) }
        return own + subcharts.flatMap { $0.crds(below: "\(path)/charts/\($0.name)") }
    }

    private static func isManifest(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.hasSuffix(".json")
    }

    /// The defaults of the chart and its subcharts, for coalescing.
    var defaults: ChartDefaults {
        ChartDefaults(name: name, values: values ?? Object(), subcharts: subcharts.map(\.defaults))
    }

    /// The record of this chart in a release.
    package var stored: StoredChart {
        StoredChart(
            metadata: metadata, lock: lock, templates: templates.isEmpty ? nil : templates, values: values,
            schema: schema, files: files.isEmpty ? nil : files)
    }
}

/// A file of resource definitions, as it lies in the chart: it may hold several documents.
package struct CRDFile: Hashable, Sendable {
    /// The path from the root chart's name on, such as `app/charts/db/crds/db.yaml`.
    package var path: String
    package var data: [UInt8]
}
