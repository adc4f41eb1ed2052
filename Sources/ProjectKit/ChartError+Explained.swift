package import HelmChart
internal import PluginKit

extension ChartError: ExplainedError {
    package var explanation: String { message }

    /// Helm's words for a chart that can't be loaded don't always say which.
    package var advice: [String] {
        guard stage == .loading, let file, !message.contains(file) else { return [] }
        return ["It was read from \(file)."]
    }
}
