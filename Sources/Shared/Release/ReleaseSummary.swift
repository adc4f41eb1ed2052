internal import ChartModel
internal import Documents
package import GoTime

/// What tables show of a revision: read without its manifest, its chart's files and its values.
package struct ReleaseSummary: Sendable {
    package var name = ""
    /// What the record says; empty when it says nothing.
    package var namespace = ""
    package var version = 0
    package var status = ReleaseStatus(rawValue: "")
    package var lastDeployed: GoTime?
    package var description = ""
    /// The chart's name, version and app version; nil when the record has no chart or no metadata.
    package var chart: Chart?

    /// The chart as tables show it.
    package struct Chart: Hashable, Sendable {
        package var name: String
        package var version: String
        package var appVersion: String
    }

    /// Reads a payload, checking what Helm's reader would trip over in what it passes over too.
    ///
    /// - Throws: ``RecordError`` when Helm couldn't read the record either.
    package init(payload: UnsafeRawBufferPointer) throws(RecordError) {
        let document = try ReleaseCodec.unpack(payload)
        let result = document.withUnsafeBytes { bytes -> Result<ReleaseSummary, RecordError> in
            do throws(RecordError) { return .success(try ReleaseSummary(document: bytes)) } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    /// Reads a record's JSON.
    init(document: UnsafeRawBufferPointer) throws(RecordError) {
        let scanner = JSONScanner(bytes: document)
        var summary = Summing()
        let isObject = try scanner.forEachMember(in: 0..<document.count) { key, range throws(RecordError) in
            try summary.take(key, range, scanner)
        }
        guard isObject else {
            throw RecordError("json: cannot unmarshal a non-object into Go value of type release.Release")
        }
        guard let info = summary.info else { throw RecordError("the record has no info") }
        let reader = try RecordReader(.object(summary.members), "Release")
        name = try reader.text("name")
        namespace = try reader.text("namespace")
        version = try reader.integer("version")
        (status, lastDeployed, description) = (info.status, info.lastDeployed, info.description)
        chart = summary.chart
    }

    /// The members found so far.
    private struct Summing {
        var members = Object()
        var info: ReleaseInfo?
        var chart: Chart?

        mutating func take(_ key: JSONScanner.Key, _ range: Range<Int>, _ scanner: JSONScanner) throws(RecordError) {
            if key.matches("name") {
                members["name"] = try scanner.value(range)
            } else if key.matches("namespace") {
                members["namespace"] = try scanner.value(range)
            } else if key.matches("version") {
                members["version"] = try scanner.value(range)
            } else if key.matches("info") {
                let value = try scanner.value(range)
                info = value.isNull ? nil : try ReleaseInfo(decoding: value)
            } else if key.matches("chart") {
                try takeChart(range, scanner)
            } else if key.matches("hooks") {
                let value = try scanner.value(range)
                if !value.isNull { _ = try ReleaseHook.list(value, RecordReader(.object(Object()), "Release")) }
            }
        }

        private static func chart(_ metadata: Value) throws(RecordError) -> Chart {
            do throws(ChartModelError) {
                let metadata = try ChartMetadata(decoding: metadata)
                return Chart(name: metadata.name, version: metadata.version, appVersion: metadata.appVersion)
            } catch {
                throw RecordError(error.message)
            }
        }

        private mutating func takeChart(_ range: Range<Int>, _ scanner: JSONScanner) throws(RecordError) {
            var found: Chart?
            try scanner.forEachMember(in: range) { key, range throws(RecordError) in
                guard key.matches("metadata") else { return }
                let value = try scanner.value(range)
                if !value.isNull { found = try Self.chart(value) }
            }
            chart = found
        }
    }
}
