//! HelmChart: a chart and values in, ordered documents out.
//!
//! Purpose: reads chart folders and archives, settles values and dependencies, renders the templates and cuts what
//! they print into documents, hooks, notes and CRDs, all as Helm 3.17.3 does it; nothing here talks to a cluster.
//! May import: GoTemplate, ChartModel, JSONSchema, Documents, Gzip, SemanticVersions, GoTime.

/// Why a chart can't be read, completed with values, or rendered.
package struct ChartError: Error, Hashable, Sendable {
    /// What was being done when it went wrong.
    package enum Stage: Hashable, Sendable {
        case loading, values, dependencies, schema, kubernetesVersion, rendering, manifests
    }

    package var stage: Stage
    /// The whole message, in Helm's words where Helm has the same error.
    package var message: String
    /// The file it is about: a template by its path in the release, else a path on disk; nil when there is none.
    package var file: String?
    /// The line in that file, counted from 1; nil when it isn't known.
    package var line: Int?

    package init(_ stage: Stage, _ message: String, file: String? = nil, line: Int? = nil) {
        self.stage = stage
        self.message = message
        self.file = file
        self.line = line
    }
}

/// Told each warning, one line, in Helm's words without its `coalesce.go:…` prefix.
package typealias Warning = @Sendable (String) -> Void
