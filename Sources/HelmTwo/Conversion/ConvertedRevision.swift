internal import ChartModel
internal import Documents
package import Shared
package import TillerRecords

/// A revision of Helm 2's as Helm 3 stores it.
package struct ConvertedRevision: Sendable {
    /// The release, under its new name if it gets one.
    package var release: Release
    /// The release's name at Tiller's.
    package var formerName: String
    /// The namespace that Tiller's record names.
    package var formerNamespace: String
    /// Helm 2 ran these hooks before anything else; Helm 3 never does.
    package var crdHooks: [String]

    /// What the revision becomes.
    package struct Target: Hashable, Sendable {
        package var name: String
        package var namespace: String

        package init(name: String, namespace: String) {
            self.name = name
            self.namespace = namespace
        }
    }

    /// Converts the bytes of a record.
    ///
    /// - Parameters:
    ///   - name: the release that the object is labelled with; a record that names another one is damaged.
    ///   - revision: what the object is called; a record that holds another one is damaged.
    ///   - target: the name and namespace to store it under; the record's own unless given.
    /// - Throws: ``TillerRecordError`` when the record isn't what Helm 2 writes.
    package init(
        _ record: [UInt8], name: String? = nil, revision: Int, target: Target? = nil
    ) throws(TillerRecordError) {
        let old = try TillerCodec.decode(record)
        guard old.hasInfo, old.hasChart else { throw TillerRecordError("it has no chart or info") }
        guard !old.name.isEmpty else { throw TillerRecordError("it names no release") }
        if let name, !old.name.utf8.elementsEqual(name.utf8) {
            throw TillerRecordError("it holds release \"\(old.name)\"")
        }
        guard Int(old.version) == revision else { throw TillerRecordError("it holds revision \(old.version)") }
        formerName = old.name
        formerNamespace = old.namespace
        crdHooks = old.hooks.filter { $0.events.contains(.crdInstall) }.map { "\($0.kind)/\($0.name)" }
        release = Release(
            name: target?.name ?? old.name, namespace: target?.namespace ?? old.namespace, version: revision,
            info: try ReleaseInfo(old.info))
        release.chart = try StoredChart(old.chart)
        release.config = try old.hasConfig ? Values.read(old.config.raw, "the user's values") : Object()
        release.manifest = old.manifest
        let runs = old.info.status.lastTestSuiteRun.results
        release.hooks = try old.hooks.map { hook throws(TillerRecordError) in
            try ReleaseHook(hook, run: runs.last { $0.name == hook.name })
        }
    }
}

/// Values as Tiller keeps them: YAML.
enum Values {
    /// The values in a text; none in an empty one.
    static func read(_ text: String, _ subject: String) throws(TillerRecordError) -> Object {
        let value: Value
        do { value = try YAML.read(Array(text.utf8)) } catch {
            throw TillerRecordError("\(subject) aren't YAML: \(error.message)")
        }
        // Helm reads numbers in YAML as floating point ones, and stores them so.
        switch value.integersAsDoubles() {
        case .null: return Object()
        case .object(let values): return values
        default: throw TillerRecordError("\(subject) are no map")
        }
    }
}
