package import Shared

/// The record of the revision that a deploy makes, through its states.
package protocol ReleaseRecords: Sendable {
    /// Stores the revision as pending; an existing one means that someone else is deploying.
    func start() async throws(StorageError)

    /// Makes sure that nobody has started a newer revision, and notes how the hooks of a finished stage have run.
    func complete(_ stage: Stage, _ hooks: [HookOutcome]) async throws(StorageError)

    /// Marks the revision as deployed, if nobody has started a newer one.
    func finish() async throws(StorageError)

    /// Marks the revision as failed, with Helm's description of why. One that was never stored is left out.
    ///
    /// - Parameters:
    ///   - hooks: the hooks that have run since the last stage was completed.
    ///   - isInterrupted: the deploy was stopped from outside: the next may go on where it was.
    /// - Returns: what the record says now: `deployed` if it had been marked so and only the answer got lost.
    func fail(
        _ reason: String, _ hooks: [HookOutcome], isInterrupted: Bool
    ) async throws(StorageError) -> ReleaseStatus

    /// Marks an earlier revision as superseded.
    func supersede(_ revision: Int) async throws(StorageError)

    /// Deletes the oldest revisions until `limit` are left; while this one isn't deployed none whose objects may exist.
    func prune(to limit: Int) async throws(StorageError)

    /// Marks the newest revision as being uninstalled, if nobody has started a newer one.
    func markUninstalling() async throws(StorageError)

    /// Marks the newest revision as uninstalled, and those that are deployed as superseded.
    func markUninstalled() async throws(StorageError)

    /// Deletes every revision, the newest last.
    func deleteAll() async throws(StorageError)
}

/// How a hook has run.
package struct HookOutcome: Sendable {
    package var kind: String
    package var name: String
    /// The template it comes from.
    package var path: String
    package var run: HookRun

    package init(kind: String, name: String, path: String, run: HookRun) {
        self.kind = kind
        self.name = name
        self.path = path
        self.run = run
    }
}
