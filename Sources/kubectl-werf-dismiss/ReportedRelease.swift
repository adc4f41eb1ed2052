internal import Documents
internal import FoundationEssentials
internal import PluginKit

/// The release that the report of a deploy names.
struct ReportedRelease {
    var release: String
    var namespace: String

    init(path: String) throws(ReportError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ReportError(path: path, reason: "it can't be read")
        }
        let value: Value
        do { value = try JSON.read(Array(data)) } catch { throw ReportError(path: path, reason: error.message) }
        guard let release = value["release"]?.string, let namespace = value["namespace"]?.string, !release.isEmpty,
            !namespace.isEmpty
        else { throw ReportError(path: path, reason: "it names no release and namespace") }
        self.release = release
        self.namespace = namespace
    }
}

/// A report that doesn't say which release it is about.
struct ReportError: ExplainedError {
    let path: String
    let reason: String

    var explanation: String { "deploy report \(path): \(reason)" }
}
