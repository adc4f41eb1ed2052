package import ChartModel
package import Documents

/// What a chart becomes with its values: everything a deploy applies and a revision stores.
package struct RenderedRelease: Sendable {
    /// The text stored as `manifest`: each document after `---` and `# Source: PATH`, in `documents`' order.
    package var manifest: String
    /// The documents that aren't hooks, sorted by kind in Helm's install order.
    ///
    /// Comment-only documents are among
    /// them, with an empty kind.
    package var documents: [ManifestDocument]
    /// The hooks, sorted by kind; documents with an unknown hook event are nowhere.
    package var hooks: [RenderedHook]
    /// The rendered NOTES.txt, untrimmed; empty when there is none.
    package var notes: String
    /// What lies under `crds/` of the chart and its enabled subcharts, the chart's own first.
    package var crds: [CRDFile]
    /// The chart as the revision stores it, its values processed.
    package var chart: StoredChart
    /// The user's values as the revision stores them.
    package var config: Object
    /// The values the templates saw before they ran.
    package var computedValues: Object
}

/// One document of the rendered manifests.
package struct ManifestDocument: Hashable, Sendable {
    /// The template's path, such as `app/templates/web.yaml`.
    package var path: String
    /// The line of the template's output on which the document starts, counted from 1.
    package var line: Int
    /// The text of the document, trimmed.
    package var content: String
    /// The document read as YAML: an object, or `.null` when it holds only comments.
    package var object: Value
    package var apiVersion: String
    package var kind: String
    /// `metadata.name`; empty when there is none.
    package var name: String
}

/// A document with a `helm.sh/hook` annotation whose events are all known.
package struct RenderedHook: Hashable, Sendable {
    package var document: ManifestDocument
    /// `pre-install`, …, `test`, in written order, lower-cased; an event may occur twice.
    package var events: [String]
    package var weight: Int
    /// `helm.sh/hook-delete-policy`'s entries, lower-cased and trimmed; unknown ones are kept.
    package var deletePolicies: [String]
}
