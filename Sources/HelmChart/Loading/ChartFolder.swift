internal import ChartModel

/// A chart in a folder: walks it in Helm's order and reads what belongs to the chart.
struct ChartFolder {
    private let root: String
    /// The folder without links; what a link leads to must lie below it.
    private let realRoot: String
    private let rules: IgnoreRules
    private let warn: Warning
    private var files: [ChartFile] = []
    private var budget: LoadingBudget
    /// Where the links lead that were followed to get here.
    private var linked: [String] = []

    /// The files of the chart at `path`, in byte order folder by folder.
    static func files(
        at path: String, budget: inout LoadingBudget, warn: @escaping Warning
    ) throws(ChartError) -> [ChartFile] {
        var folder = try ChartFolder(path, budget, warn)
        try folder.walk("")
        budget = folder.budget
        return folder.files
    }

    private init(_ path: String, _ budget: LoadingBudget, _ warn: @escaping Warning) throws(ChartError) {
        root = path.hasSuffix("/") ? path : path + "/"
        self.warn = warn
        self.budget = budget
        realRoot = try reading(path) { () throws(FileSystem.Failure) in try FileSystem.resolved(path) }
        rules = try Self.rules(at: root)
    }

    private static func rules(at root: String) throws(ChartError) -> IgnoreRules {
        let path = root + ".helmignore"
        guard let status = try? FileSystem.target(path) else { return try IgnoreRules() }
        // A link may lead to a device that never ends.
        guard status.kind == .file, status.size <= LoadingBudget.fileSize else {
            throw ChartError(.loading, "cannot load irregular or large file \(path)", file: path)
        }
        let text = try reading(path) { () throws(FileSystem.Failure) in try FileSystem.read(path) }
        return try IgnoreRules(text: String(decoding: text.withoutByteOrderMark, as: UTF8.self))
    }

    /// Walks the folder at `path`, which is relative to the chart and empty for the chart itself.
    private mutating func walk(_ path: String) throws(ChartError) {
        let folder = root + path
        let names = try reading(path) { () throws(FileSystem.Failure) in try FileSystem.names(in: folder) }
        for name in names {
            let entry = path.isEmpty ? name : "\(path)/\(name)"
            let status = try reading(entry) { () throws(FileSystem.Failure) in try FileSystem.status(root + entry) }
            if status.kind == .link {
                try follow(entry)
            } else {
                try visit(entry, status)
            }
        }
    }

    private mutating func visit(_ path: String, _ status: FileSystem.Status) throws(ChartError) {
        if rules.ignores(path, isFolder: status.kind == .folder) { return }
        switch status.kind {
        case .folder: try walk(path)
        case .file: try read(path, size: status.size)
        case .link, .other:
            let message = "cannot load irregular file \(root)\(path) as it has file mode type bits set"
            throw ChartError(.loading, message, file: root + path)
        }
    }

    private mutating func read(_ path: String, size: Int) throws(ChartError) {
        if size > LoadingBudget.fileSize {
            let limit = LoadingBudget.fileSize
            let message =
                "chart file \(GoText.quoted(path.lastPathElement)) is larger than the maximum file size \(limit)"
            throw ChartError(.loading, message, file: root + path)
        }
        let file = root + path
        let data = try reading("error reading \(path): ") { () throws(FileSystem.Failure) in try FileSystem.read(file) }
        let read = ChartFile(name: path, data: data.withoutByteOrderMark)
        try budget.spend(read)
        files.append(read)
    }

    /// Goes on where a link leads, under the link's own name.
    private mutating func follow(_ path: String) throws(ChartError) {
        let link = root + path
        let target = try reading("error evaluating symlink \(link): ") { () throws(FileSystem.Failure) in
            try FileSystem.resolved(link)
        }
        let status = try reading(path) { () throws(FileSystem.Failure) in try FileSystem.status(target) }
        if rules.ignores(path, isFolder: status.kind == .folder) { return }
        try check(link, leadsTo: target, isFolder: status.kind == .folder)
        warn(
            "found symbolic link in path: \(link) resolves to \(target). "
                + "Contents of linked file included and used")
        linked.append(target)
        defer { linked.removeLast() }
        try visit(path, status)
    }

    private func check(_ link: String, leadsTo target: String, isFolder: Bool) throws(ChartError) {
        guard target.hasPrefix(realRoot + "/") else {
            throw ChartError(.loading, "symbolic link \(link) leaves the chart: it leads to \(target)", file: link)
        }
        guard isFolder else { return }
        let holder = String(link.dropLast(link.lastPathElement.utf8.count + 1))
        let current = (try? FileSystem.resolved(holder)) ?? holder
        if linked.contains(where: { ($0 + "/").hasPrefix(target + "/") }) || (current + "/").hasPrefix(target + "/") {
            throw ChartError(.loading, "symbolic link \(link) leads back to \(target), which holds it", file: link)
        }
    }
}

/// Runs a call on the file system; `prefix` goes before its error unless it is a path.
private func reading<Result>(
    _ prefix: String, _ body: () throws(FileSystem.Failure) -> Result
) throws(ChartError) -> Result {
    do throws(FileSystem.Failure) {
        return try body()
    } catch {
        throw ChartError(.loading, (prefix.hasSuffix(": ") ? prefix : "") + error.message)
    }
}
