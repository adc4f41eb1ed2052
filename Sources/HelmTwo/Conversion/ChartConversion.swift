internal import ChartModel
internal import Documents
internal import FoundationEssentials
internal import TillerRecords

extension StoredChart {
    /// A chart as Helm 3 stores it: without its subcharts; `requirements.yaml` stays among its files.
    init(_ old: TillerChart) throws(TillerRecordError) {
        self.init(
            metadata: ChartMetadata(old.metadata), templates: Self.files(old.templates),
            values: old.hasValues ? try Values.read(old.values.raw, "the chart's values") : nil,
            files: Self.files(old.files))
    }

    private static func files(_ old: [TillerFile]) -> [ChartFile]? {
        old.isEmpty ? nil : old.map { ChartFile(name: $0.name, data: [UInt8]($0.data)) }
    }
}

extension ChartMetadata {
    fileprivate init(_ old: TillerMetadata) {
        self.init(name: old.name, version: old.version)
        home = old.home
        sources = old.sources
        description = old.description_p
        keywords = old.keywords
        maintainers = old.maintainers.map { ChartMaintainer(name: $0.name, email: $0.email, url: $0.url) }
        icon = old.icon
        apiVersion = old.apiVersion
        condition = old.condition
        tags = old.tags
        appVersion = old.appVersion
        deprecated = old.deprecated
        annotations = Object(old.annotations.map { .init(key: $0.key, value: .string($0.value)) }).sortedByKey()
        kubeVersion = old.kubeVersion
        type = "application"
    }
}
