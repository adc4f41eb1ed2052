package import Shared

/// What tables and documents of releases say about a revision, in Helm's words.
package enum RevisionTexts {
    /// The status of a record that can't be read.
    package static let corrupt = "corrupt"
    private static let missing = "MISSING"

    /// `NAME-VERSION` of the chart.
    package static func chart(_ summary: ReleaseSummary?) -> String {
        summary?.chart.map { "\($0.name)-\($0.version)" } ?? missing
    }

    package static func appVersion(_ summary: ReleaseSummary?) -> String { summary?.chart?.appVersion ?? missing }
}
