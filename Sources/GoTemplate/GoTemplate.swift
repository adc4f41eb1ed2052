//! GoTemplate: the template language of Helm charts, and its functions.
//!
//! Purpose: templates (Go's text/template with the functions that Helm adds) and values go in, bytes come out, with
//! the same text and the same error wording as Helm 3; where Helm 4 differs, `HelmVersion.v4` asks for its way.
//! `Language/` turns text into trees, `Evaluation/` runs them, `Printing/` is Go's fmt, `Values/` what a template can
//! hold, `Calls/` how functions are declared and called, `Functions/` the functions themselves, a file per family.
//! May import: Documents, RegularExpressions, GoTime, SemanticVersions.

/// The Helm whose behaviour is wanted where its versions differ.
package enum HelmVersion: Hashable, Sendable {
    /// Helm 3.17.
    case v3
    /// Helm 4.3.
    case v4
}
