internal import ChartModel
internal import Gzip

extension Chart {
    /// Reads the chart at `path`: a folder with Chart.yaml, or an archive made by `helm package`.
    ///
    /// - Parameter implicit: what the chart says of itself unless its Chart.yaml says otherwise; it may then be missing.
    /// - Throws: ``ChartError`` when it isn't a chart, breaks Helm's rules for one, or has links that leave it.
    package static func load(
        path: String, implicit: ImplicitMetadata? = nil, warn: @escaping Warning = { _ in }
    ) throws(ChartError) -> Chart {
        var budget = LoadingBudget()
        guard let status = try? FileSystem.target(path) else {
            throw ChartError(.loading, "path \"\(path)\" not found", file: path)
        }
        let files =
            status.kind == .folder
            ? try ChartFolder.files(at: path, budget: &budget, warn: warn)
            : try archiveFiles(path, &budget)
        do throws(ChartError) {
            return try ChartAssembly.chart(of: files, implicit: implicit, budget: &budget, warn: warn)
        } catch {
            var placed = error
            placed.file = error.file ?? path
            throw placed
        }
    }

    /// Reads a chart archive that is in memory, named `name` in errors.
    package static func load(
        archive: [UInt8], named name: String = "archive", warn: @escaping Warning = { _ in }
    ) throws(ChartError) -> Chart {
        var budget = LoadingBudget()
        let files = try archiveFiles(archive, name, &budget)
        return try ChartAssembly.chart(of: files, budget: &budget, warn: warn)
    }

    private static func archiveFiles(_ path: String, _ budget: inout LoadingBudget) throws(ChartError) -> [ChartFile] {
        let bytes: [UInt8]
        do throws(FileSystem.Failure) {
            bytes = try FileSystem.read(path)
        } catch {
            throw ChartError(.loading, error.message, file: path)
        }
        return try archiveFiles(bytes, path, &budget)
    }

    private static func archiveFiles(
        _ bytes: [UInt8], _ name: String, _ budget: inout LoadingBudget
    ) throws(ChartError) -> [ChartFile] {
        guard Gzip.isGzip(bytes) else {
            let isYAML = name.hasSuffix(".yaml") || name.hasSuffix(".yml")
            throw ChartError(
                .loading,
                isYAML
                    ? "file '\(name)' seems to be a YAML file, but expected a gzipped archive"
                    : "file '\(name)' does not appear to be a gzipped archive", file: name)
        }
        return try ChartArchive.files(in: bytes, budget: &budget)
    }
}
