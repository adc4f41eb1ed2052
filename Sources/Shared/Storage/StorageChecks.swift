internal import KubernetesClient

extension ReleaseStorage {
    /// The number of the next revision: the highest in any object's name plus one.
    package static func nextRevision(after history: [RevisionEntry]) -> Int {
        (history.map(\.revision).max() ?? 0) &+ 1
    }

    /// Refuses a record that belongs to a release of the same name in another namespace.
    package func refuseForeign(_ stored: StoredRevision, releaseNamespace: String) throws(StorageError) {
        let owner = stored.release.namespace
        guard !owner.isEmpty, owner != releaseNamespace else { return }
        throw .foreignRecord(name: stored.release.name, storageNamespace: namespace, namespace: owner)
    }

    /// Refuses a release without history here whose revisions are in the other driver or in the release's namespace.
    ///
    /// Places that may not be read are passed over: the flags then stand for what the user knows.
    package func refuseStoredElsewhere(_ name: String, releaseNamespace: String) async throws(StorageError) {
        var places = [(driver.other, namespace)]
        if releaseNamespace != namespace {
            places += [(driver, releaseNamespace), (driver.other, releaseNamespace)]
        }
        for (driver, namespace) in places {
            if try await hasHistory(name, driver: driver, namespace: namespace) {
                throw .storedElsewhere(name: name, driver: driver, namespace: namespace)
            }
        }
    }

    private func hasHistory(
        _ name: String, driver: StorageDriver, namespace: String
    ) async throws(StorageError) -> Bool {
        do throws(StorageError) {
            return try await !history(name, driver: driver, namespace: namespace).isEmpty
        } catch {
            // Only these say that there is nothing to be seen; a server that is away says nothing.
            guard case .server(_, let cause as ClientError) = error, cause.isForbidden || cause.isNotFound else {
                throw error
            }
            return false
        }
    }
}
