/// Says when a deploy may write: a lock on the release answers for it.
package protocol WritePermission: Sendable {
    /// Called before the revision is stored; takes what the deploy must have, if that couldn't be had before.
    ///
    /// - Throws: a `ClientError` that names a namespace which is missing, if that is what hinders it.
    func begin() async throws

    /// Returns when something new may be written; throws when nothing more may.
    func await() async throws
}

/// Nothing has to be held.
package struct FreePermission: WritePermission {
    package init() {}

    package func begin() async throws {}

    package func await() async throws {}
}
