internal import KubernetesClient
internal import Shared

/// Whether Helm 2 has a release, found out with one request where it hasn't.
package struct TillerDetection: Sendable {
    /// What was found.
    package enum Finding: Hashable, Sendable {
        /// Helm 2 doesn't have it, or has it no more, or has one of that name in another namespace.
        case nothing
        /// The newest record of the release.
        case release(TillerEntry)
        /// Tiller's namespace may not be read; the text is the server's.
        case unreadable(String)
    }

    private let store: TillerStore
    private let place: TillerPlace

    /// - Parameter place: the one place that is looked at.
    package init(_ store: TillerStore, place: TillerPlace) {
        self.store = store
        self.place = place
    }

    /// Looks for a release that Helm 2 keeps for `namespace`.
    ///
    /// - Throws: `StorageError` when the server can't tell; having no rights to ask is a finding.
    package func find(_ name: String, namespace: String) async throws -> Finding {
        let entries: [TillerEntry]
        do throws(StorageError) {
            entries = try await store.entries(place.driver, namespace: place.namespace, name: name)
        } catch {
            guard case .server(_, let cause as ClientError) = error, cause.isForbidden else { throw error }
            return .unreadable(String(describing: cause))
        }
        guard let newest = entries.last, !newest.isDeleted else { return .nothing }
        do {
            let header = try TillerHeader(try await store.record(newest))
            return header.namespace == namespace ? .release(newest) : .nothing
        } catch is TillerRecordError {
            // Whose it is isn't known: the migration will look closer, and say what is wrong.
            return .release(newest)
        }
    }
}
