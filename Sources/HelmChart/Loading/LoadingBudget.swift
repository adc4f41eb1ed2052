internal import ChartModel

/// How much one chart may hold, so that an archive made to burst doesn't fill the memory.
struct LoadingBudget {
    /// The largest file, in bytes.
    static let fileSize = 5_242_880
    /// All files of a chart and the archives in it, in bytes.
    static let chartSize = 104_857_600
    private static let archiveDepth = 16
    private static let chartDepth = 64
    private static let fileCount = 200_000

    private var bytes = Self.chartSize
    private var files = Self.fileCount
    private var archives = 0
    private var charts = 0

    /// What is left, in bytes.
    var remaining: Int { bytes }

    /// Counts a file with its contents and its name, which charts in charts repeat.
    mutating func spend(_ file: ChartFile) throws(ChartError) {
        bytes -= file.data.count + file.name.utf8.count
        files -= 1
        if bytes < 0 {
            throw ChartError(.loading, "chart exceeds maximum decompressed size of \(Self.chartSize) bytes")
        }
        if files < 0 { throw ChartError(.loading, "chart has more than \(Self.fileCount) files") }
    }

    /// Goes into an archive that lies in this chart; `leaveArchive` comes back.
    mutating func enterArchive() throws(ChartError) {
        archives += 1
        if archives > Self.archiveDepth {
            throw ChartError(.loading, "chart archives lie deeper in each other than \(Self.archiveDepth) levels")
        }
    }

    mutating func leaveArchive() { archives -= 1 }

    /// Goes into a subchart, whatever it lies in; `leaveChart` comes back.
    mutating func enterChart() throws(ChartError) {
        charts += 1
        if charts > Self.chartDepth {
            throw ChartError(.loading, "charts lie deeper in each other than \(Self.chartDepth) levels")
        }
    }

    mutating func leaveChart() { charts -= 1 }
}

extension [UInt8] {
    /// The same bytes without UTF-8's byte order mark before them.
    var withoutByteOrderMark: [UInt8] {
        starts(with: [0xEF, 0xBB, 0xBF]) ? [UInt8](dropFirst(3)) : self
    }
}
