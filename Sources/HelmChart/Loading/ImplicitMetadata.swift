internal import ChartModel

/// What a chart that belongs to something larger is called unless it says so itself.
package struct ImplicitMetadata: Hashable, Sendable {
    package var name: String
    /// Stands in for the chart's own `appVersion`.
    package var appVersion: String?

    package init(name: String, appVersion: String? = nil) {
        self.name = name
        self.appVersion = appVersion
    }

    /// The version of a chart without one.
    private static let version = "1.0.0"

    fileprivate func completing(_ read: ChartMetadata?) -> ChartMetadata {
        var metadata = read ?? ChartMetadata()
        if metadata.apiVersion.isEmpty { metadata.apiVersion = "v2" }
        if metadata.name.isEmpty { metadata.name = name }
        if metadata.version.isEmpty { metadata.version = Self.version }
        if let appVersion { metadata.appVersion = appVersion }
        return metadata
    }
}

extension ImplicitMetadata? {
    /// What was read, with what it leaves open; nil when nothing says what the chart is.
    func completing(_ read: ChartMetadata?) -> ChartMetadata? {
        self.map { $0.completing(read) } ?? read
    }
}
