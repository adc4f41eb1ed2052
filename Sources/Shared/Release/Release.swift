package import ChartModel
package import Documents

/// One revision of a release, as Helm stores it.
///
/// A release that was read remembers its record: what this type doesn't know is written back where it stood.
package struct Release: Sendable {
    /// The release's name.
    package var name: String
    /// The namespace the release belongs to, as the record says; empty when it says nothing.
    package var namespace: String
    /// The revision, counted from 1.
    package var version: Int
    package var info: ReleaseInfo
    /// The chart without its subcharts; nil when the record has none.
    package var chart: StoredChart?
    /// The values the user gave, nulls included.
    package var config: Object
    /// The resources that aren't hooks, in Helm's text form.
    package var manifest: String
    package var hooks: [ReleaseHook]
    /// `ssa`, `csa` or empty, which stands for `csa`.
    package var applyMethod: String
    /// The labels users put on the release; they live on the object, not in the record.
    package var labels: [String: String]
    /// The record this was read from; empty for a new release.
    var record: Object

    /// A new release without hooks, chart or values.
    package init(name: String, namespace: String, version: Int, info: ReleaseInfo) {
        self.name = name
        self.namespace = namespace
        self.version = version
        self.info = info
        (config, manifest, hooks, applyMethod, labels) = (Object(), "", [], "", [:])
        record = Object()
    }

    /// A member of the record that Helm doesn't know; Helm drops it when it writes this revision itself.
    package subscript(extra key: String) -> Value? {
        get { record[key] }
        set { record[key] = newValue }
    }
}
