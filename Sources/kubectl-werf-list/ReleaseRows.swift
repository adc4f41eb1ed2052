internal import Shared

/// The rows of the list in their order: Helm's, then what Helm hides.
struct ReleaseRows {
    private var releases: [ListedRevision]
    /// Unreadable records, and records with a status Helm doesn't know.
    private var hidden: [ListedRevision]

    init(_ found: [ListedRevision], _ statuses: StatusFlags, isByDate: Bool, isReversed: Bool) {
        releases = found.filter { $0.summary.map { statuses.shows($0.status) } ?? false }
        hidden = found.filter { $0.summary.map { !ReleaseStatus.all.contains($0.status) } ?? true }
        if !statuses.showsHidden { hidden = [] }
        releases.sort(by: isByDate ? Self.isEarlier : Self.isBefore)
        if isReversed { releases.reverse() }
        hidden.sort(by: Self.isBefore)
    }

    /// The rows to show; `max` counts Helm's rows, and 0 shows all.
    func page(offset: Int, max: Int) -> [ListedRevision] {
        let rest = releases.dropFirst(Swift.max(0, offset))
        return Array(max > 0 ? rest.prefix(max) : rest) + hidden
    }

    /// By name as bytes, then namespace, then revision.
    private static func isBefore(_ left: ListedRevision, _ right: ListedRevision) -> Bool {
        for (left, right) in [(name(left), name(right)), (left.namespace, right.namespace)]
        where !left.utf8.elementsEqual(right.utf8) {
            return left.utf8.lexicographicallyPrecedes(right.utf8)
        }
        return left.revision < right.revision
    }

    /// By the second of the last deploy, as Helm compares; unknown times first.
    private static func isEarlier(_ left: ListedRevision, _ right: ListedRevision) -> Bool {
        let (earlier, later) = (seconds(left), seconds(right))
        return earlier == later ? isBefore(left, right) : earlier < later
    }

    private static func name(_ row: ListedRevision) -> String { row.summary?.name ?? row.name }

    private static func seconds(_ row: ListedRevision) -> Int64 { row.summary?.lastDeployed?.seconds ?? .min }
}
