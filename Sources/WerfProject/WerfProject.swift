//! WerfProject: what a project's `werf.yaml` says, and what follows from it.
//!
//! Purpose: finds and reads the project (`Configuration/`), makes the names of its release and namespace (`Names/`),
//! reads the report of a build (`BuildReport/`), makes the values that charts see of it (`ServiceValues/`), and turns
//! the variables of a CI system into ours (`CI/`). Templates are run by whoever brings a `ProjectTemplating`:
//! `PlainTemplating` does without an engine, the room `ProjectRendering` has one.
//! May import: Documents.

/// Why a project can't be used.
package struct ProjectError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What sort of trouble it is.
    package enum Kind: Hashable, Sendable {
        /// There is no `werf.yaml` where one is needed.
        case notFound
        /// A file can't be read.
        case unreadable
        /// The configuration says something it must not say.
        case configuration
        /// Only an engine can run the templates of this project.
        case needsEngine
        /// A name that Kubernetes or Helm don't take.
        case name
        /// The report of a build is missing or not one.
        case buildReport
        /// Secret values can't be decrypted.
        case secret
        /// A CI system or a shell that isn't known.
        case ci
    }

    package var kind: Kind
    /// One sentence, with the file and the line where they are known.
    package var description: String
    /// The way out, a line each.
    package var advice: [String]

    package init(_ kind: Kind, _ description: String, advice: [String] = []) {
        self.kind = kind
        self.description = description
        self.advice = advice
    }
}
