/// What names the journal of a migration from Helm 2, which stays beside the records it has written.
package enum MigrationMark {
    /// The ConfigMap's name without the release's.
    package static let objectPrefix = "kubectl-werf.migration."
    /// The label on it.
    package static let label = "kubectl-werf.io/journal"
}
