//! Adoption: takes objects that exist into a release, as a reviewed step that can be undone.
//!
//! Purpose: `Plan/` says of each wanted object whose it is and what is to be done with it; `HandOver/` lets objects
//! leave another release's record; `Undo/` keeps what was there before. All of that is pure. `Execution/` reads the
//! metadata, tries every write, and writes.
//! May import: Deployment, Shared, KubernetesClient, Documents, GoTime.

/// Why an adoption can't be done, or wasn't done whole.
package struct AdoptionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is.
    package enum Kind: Hashable, Sendable {
        /// What is asked for can't be understood, or isn't there.
        case request
        /// Objects may not be taken.
        case refused
        /// Something is otherwise than it was when the plan was made.
        case changed
        /// The server would refuse a write, or has refused it.
        case write
        /// The undo file can't be read, written or used.
        case undo
    }

    package var kind: Kind
    /// What is wrong, one fault a line.
    package var message: String
    /// The way out, line by line.
    package var advice: [String]

    package init(_ kind: Kind, _ message: String, advice: [String] = []) {
        self.kind = kind
        self.message = message
        self.advice = advice
    }

    package var description: String { message }
}
