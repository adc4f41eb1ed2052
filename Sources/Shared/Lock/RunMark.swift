extension Release {
    private static let markKey = "kubectl_werf"

    /// The run that makes this revision, while it is pending: whoever finds it under the lock knows that it is over.
    ///
    /// Helm passes over the member that holds it.
    package var maker: LockHolder? {
        get { self[extra: Self.markKey].flatMap { LockHolder($0) } }
        set { self[extra: Self.markKey] = newValue?.value }
    }

    /// The revision was begun by werf, which never describes one.
    package var isWerfs: Bool { info.status.isPending && info.description.isEmpty }
}
