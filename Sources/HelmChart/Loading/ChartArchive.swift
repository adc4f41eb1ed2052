internal import ChartModel
internal import Gzip

/// A chart in a gzipped tar archive, as `helm package` makes it.
enum ChartArchive {
    /// The files of the chart, their names without the folder that holds them all.
    static func files(in archive: [UInt8], budget: inout LoadingBudget) throws(ChartError) -> [ChartFile] {
        var reader = TarReader(try unpacked(archive, budget))
        let bytes = reader.bytes
        var files: [ChartFile] = []
        while let entry = try reader.next() {
            if entry.isFolder { continue }
            let name = try name(of: entry.name)
            if entry.content.count > LoadingBudget.fileSize {
                throw ChartError(
                    .loading,
                    "decompressed chart file \(GoText.quoted(entry.name)) is larger than the maximum file size "
                        + "\(LoadingBudget.fileSize)")
            }
            guard entry.content.count <= budget.remaining else { throw tooLarge }
            let file = ChartFile(name: name, data: [UInt8](bytes[entry.content]).withoutByteOrderMark)
            try budget.spend(file)
            files.append(file)
        }
        if files.isEmpty { throw ChartError(.loading, "no files in chart archive") }
        return files
    }

    private static let tooLarge = ChartError(
        .loading, "decompressed chart is larger than the maximum size \(LoadingBudget.chartSize)")

    /// Room for the headers of an archive's entries, in bytes.
    private static let headers = 32 << 20

    private static func unpacked(_ archive: [UInt8], _ budget: LoadingBudget) throws(ChartError) -> [UInt8] {
        do throws(GzipError) {
            return try Gzip.decompress(archive, limit: budget.remaining + headers)
        } catch {
            if case .tooLong = error { throw tooLarge }
            throw ChartError(.loading, error.description)
        }
    }

    /// The name within the chart: without the leading folder, clean, and inside.
    private static func name(of path: String) throws(ChartError) -> String {
        let delimiter = path.utf8.contains(UInt8(ascii: "\\")) ? UInt8(ascii: "\\") : UInt8(ascii: "/")
        let parts = path.utf8.split(separator: delimiter, omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        let inner = parts.dropFirst().joined(separator: "/")
        if inner.hasPrefix("/") { throw ChartError(.loading, "chart illegally contains absolute paths") }
        let name = inner.cleanedPath
        if name == "." {
            throw ChartError(
                .loading, "chart illegally contains content outside the base directory: \(GoText.quoted(path))")
        }
        if name.hasPrefix("..") { throw ChartError(.loading, "chart illegally references parent directory") }
        if namesDrive(name) { throw ChartError(.loading, "chart contains illegally named files") }
        if parts.first == "Chart.yaml" { throw ChartError(.loading, "chart yaml not in base directory") }
        return name
    }

    /// The name begins like a path on Windows: `c:/`.
    private static func namesDrive(_ name: String) -> Bool {
        let start = Array(name.utf8.prefix(3))
        guard start.count == 3, start[1] == UInt8(ascii: ":"), start[2] == UInt8(ascii: "/") else { return false }
        return (0x41...0x5A).contains(start[0]) || (0x61...0x7A).contains(start[0])
    }
}
