internal import KubernetesClient

/// Why a deploy can't be planned or didn't succeed.
package struct DeploymentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is.
    package enum Kind: Hashable, Sendable {
        /// Something in the chart's manifests or in the given metadata is wrong.
        case manifest
        /// Objects exist that aren't this release's.
        case foreign
        /// The change would be refused, or would destroy what it must not.
        case refused
        /// The cluster couldn't be read.
        case unreadable
        /// An operation failed while the plan ran.
        case execution
    }

    package var kind: Kind
    /// What is wrong, one fault a line.
    package var message: String
    /// What to do about it; nil when the message says it all.
    package var advice: String?

    package init(_ kind: Kind, _ message: String, advice: String? = nil) {
        self.kind = kind
        self.message = message
        self.advice = advice
    }

    /// The faults of several objects, each once, one a line.
    init(_ kind: Kind, faults: [String], prefix: String = "", advice: String? = nil) {
        self.init(kind, prefix + faults.joined(separator: "\n"), advice: advice)
    }

    package var description: String { advice.map { "\(message)\n\($0)" } ?? message }
}
