internal import ChartModel
internal import Documents
internal import GoTime

/// Sorts the files of a chart by their purpose and puts its subcharts together.
struct ChartAssembly {
    private let warn: Warning
    private var budget: LoadingBudget
    private var chart: Chart
    /// The files below each entry of `charts/`, in the order in which the entries were met.
    private var entries: [(name: String, files: [ChartFile])] = []
    /// Where an entry stands in `entries`.
    private var places: [String: Int] = [:]

    /// The chart that consists of `files`.
    static func chart(
        of files: [ChartFile], implicit: ImplicitMetadata? = nil, budget: inout LoadingBudget,
        warn: @escaping Warning
    ) throws(ChartError) -> Chart {
        guard let metadata = try implicit.completing(metadata(in: files)) else {
            throw ChartError(.loading, "Chart.yaml file is missing")
        }
        var assembly = ChartAssembly(warn: warn, budget: budget, chart: Chart(metadata: metadata))
        for file in files { try assembly.add(file) }
        try assembly.chart.metadata.validate()
        try assembly.addSubcharts()
        budget = assembly.budget
        return assembly.chart
    }

    private init(warn: @escaping Warning, budget: LoadingBudget, chart: Chart) {
        self.warn = warn
        self.budget = budget
        self.chart = chart
    }

    private static func metadata(in files: [ChartFile]) throws(ChartError) -> ChartMetadata? {
        var metadata: ChartMetadata?
        for file in files where file.name == "Chart.yaml" {
            var read = metadata ?? ChartMetadata()
            try read.read(file)
            if read.apiVersion.isEmpty { read.apiVersion = "v1" }
            metadata = read
        }
        if metadata == nil, let old = files.first(where: { $0.name == "requirements.yaml" }) {
            var read = ChartMetadata()
            try read.read(old)
            metadata = read
        }
        return metadata
    }

    private mutating func add(_ file: ChartFile) throws(ChartError) {
        switch file.name {
        case "Chart.yaml": break
        case "Chart.lock": chart.lock = try ChartLock.read(file)
        case "values.yaml": chart.values = try ValuesFile.read(file.data, as: "cannot load values.yaml: ")
        case "values.schema.json": chart.schema = file.data
        case "requirements.yaml", "requirements.lock": try addOldRequirements(file)
        case _ where file.name.hasPrefix("templates/"): chart.templates.append(file)
        case _ where file.name.hasPrefix("charts/") && !file.name.hasSuffix(".prov"): addEntry(file)
        default: chart.files.append(file)
        }
    }

    /// Charts of Helm 2 name their dependencies in files of their own.
    private mutating func addOldRequirements(_ file: ChartFile) throws(ChartError) {
        let isOld = chart.metadata.apiVersion == "v1"
        if file.name == "requirements.yaml" {
            if !isOld {
                warn(
                    "Warning: Dependencies are handled in Chart.yaml since apiVersion \"v2\". "
                        + "We recommend migrating dependencies to Chart.yaml.")
            }
            try chart.metadata.read(file)
        } else {
            if !isOld {
                warn(
                    "Warning: Dependency locking is handled in Chart.lock since apiVersion \"v2\". "
                        + "We recommend migrating to Chart.lock.")
            }
            chart.lock = try ChartLock.read(file)
        }
        if isOld { chart.files.append(file) }
    }

    private mutating func addEntry(_ file: ChartFile) {
        let path = file.name.dropFirst("charts/".count)
        let name = String(path.prefix { $0 != "/" })
        let inner = ChartFile(name: String(path), data: file.data)
        if let place = places[name] {
            entries[place].files.append(inner)
        } else {
            places[name] = entries.count
            entries.append((name, [inner]))
        }
    }

    private mutating func addSubcharts() throws(ChartError) {
        entries.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        for entry in entries where !entry.name.hasPrefix("_") && !entry.name.hasPrefix(".") {
            do throws(ChartError) {
                chart.subcharts.append(try subchart(entry.name, entry.files))
            } catch {
                var error = error
                error.message = "error unpacking subchart \(entry.name) in \(chart.name): \(error.message)"
                throw error
            }
        }
    }

    private mutating func subchart(_ name: String, _ files: [ChartFile]) throws(ChartError) -> Chart {
        try budget.enterChart()
        defer { budget.leaveChart() }
        guard name.hasSuffix(".tgz") else {
            return try Self.chart(of: Self.files(files, below: name), budget: &budget, warn: warn)
        }
        guard let file = files.first, file.name == name else {
            throw ChartError(.loading, "expected \(name), got \(files.first?.name ?? "")")
        }
        try budget.enterArchive()
        defer { budget.leaveArchive() }
        let inner = try ChartArchive.files(in: file.data, budget: &budget)
        return try Self.chart(of: inner, budget: &budget, warn: warn)
    }

    private static func files(_ files: [ChartFile], below folder: String) -> [ChartFile] {
        files.compactMap { file in
            guard file.name.utf8.count > folder.utf8.count else { return nil }
            let name = Substring(file.name.utf8.dropFirst(folder.utf8.count + 1))
            return ChartFile(name: String(name), data: file.data)
        }
    }
}

extension ChartMetadata {
    /// Reads Chart.yaml or requirements.yaml over what is already there.
    fileprivate mutating func read(_ file: ChartFile) throws(ChartError) {
        let value = try ValuesFile.document(file.data, as: "cannot load \(file.name): ")
        do throws(ChartModelError) {
            try read(value, coercingStrings: true)
        } catch {
            throw ChartError(.loading, "cannot load \(file.name): \(ValuesFile.unmarshalling)\(error.message)")
        }
    }
}

/// Chart.lock, in the form that releases store.
private enum ChartLock {
    static func read(_ file: ChartFile) throws(ChartError) -> Value {
        let prefix = "cannot load \(file.name): "
        let value = try ValuesFile.document(file.data, as: prefix)
        if value.isNull { return .null }
        do throws(ChartModelError) {
            return try stored(value)
        } catch {
            throw ChartError(.loading, prefix + ValuesFile.unmarshalling + error.message)
        }
    }

    private static func stored(_ value: Value) throws(ChartModelError) -> Value {
        var fields = try StructFields(value, of: "Lock", coercingStrings: true)
        let generated = try fields.string("generated").map { text throws(ChartModelError) in try time(text) }
        let digest = try fields.string("digest") ?? ""
        let dependencies = try fields.array("dependencies", of: "[]*chart.Dependency")
        let entries = try dependencies?.map { entry throws(ChartModelError) in
            var dependency = try ChartDependency(decoding: entry, coercingStrings: true)
            dependency.unknown = Object()
            return dependency.encoded()
        }
        return .object(
            Object([
                .init(key: "generated", value: .string((generated ?? GoTime.zero).rfc3339Nano)),
                .init(key: "digest", value: .string(digest)),
                .init(key: "dependencies", value: entries.map { .array($0) } ?? .null),
            ]))
    }

    private static func time(_ text: String) throws(ChartModelError) -> GoTime {
        do throws(GoTimeError) {
            return try GoTime.parseRFC3339Nano(text)
        } catch {
            throw .wrongType(error.message)
        }
    }
}
