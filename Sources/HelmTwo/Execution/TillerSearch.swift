internal import KubernetesClient
package import Shared
package import TillerRecords

/// Finds the releases that Tillers keep.
package struct TillerSearch: Sendable {
    /// A release with its records.
    package struct Found: Sendable {
        package var name: String
        /// The records in the place that was asked for, the oldest first.
        package var entries: [TillerEntry]
        /// Records of the same name in other places.
        package var others: [TillerEntry]
    }

    /// What a search came to.
    package struct Result: Sendable {
        /// The releases in the place that was asked for, by name.
        package var releases: [Found]
        /// Where else there are releases that were asked for.
        package var elsewhere: [TillerPlace]
    }

    private let store: TillerStore
    /// The namespace that is searched.
    package let namespace: String
    private let drivers: [StorageDriver]

    /// - Parameters:
    ///   - namespace: Tiller's.
    ///   - driver: what its records are kept in; nil when nobody says.
    package init(_ store: TillerStore, namespace: String, driver: StorageDriver?) {
        self.store = store
        self.namespace = namespace
        drivers = driver.map { [$0] } ?? [.configMap, .secret]
    }

    /// The releases, or the one of that name.
    ///
    /// - Throws: `StorageError` when the place that was asked for may not be read.
    package func find(_ name: String?) async throws(StorageError) -> Result {
        var (own, others): ([TillerEntry], [TillerEntry]) = ([], [])
        var unseen: [StorageError] = []
        for driver in [StorageDriver.configMap, .secret] {
            do throws(StorageError) {
                for entry in try await entries(driver, name) {
                    if isAskedFor(entry.place) { own.append(entry) } else { others.append(entry) }
                }
            } catch {
                guard error.isForbidden else { throw error }
                // Tiller uses one sort of object: the one that may be read may be the right one.
                if drivers == [driver] { throw error }
                if drivers.contains(driver) { unseen.append(error) }
            }
        }
        if own.isEmpty, let refusal = unseen.first { throw refusal }
        let names = Dictionary(grouping: own, by: \.name)
        let rest = Dictionary(grouping: others, by: \.name)
        return Result(
            releases: names.sorted { $0.key < $1.key }.map {
                Found(name: $0.key, entries: $0.value, others: rest[$0.key] ?? [])
            },
            elsewhere: Set(others.map(\.place)).sorted { $0.namespace < $1.namespace })
    }

    private func isAskedFor(_ place: TillerPlace) -> Bool {
        place.namespace == namespace && drivers.contains(place.driver)
    }

    /// The records everywhere, or in Tiller's namespace where no more may be seen.
    private func entries(
        _ driver: StorageDriver, _ name: String?
    ) async throws(StorageError) -> [TillerEntry] {
        do throws(StorageError) {
            return try await store.entries(driver, namespace: nil, name: name)
        } catch {
            guard error.isForbidden else { throw error }
            return try await store.entries(driver, namespace: namespace, name: name)
        }
    }
}

extension StorageError {
    /// This user may not do what was tried.
    package var isForbidden: Bool {
        guard case .server(_, let cause as ClientError) = self else { return false }
        return cause.isForbidden
    }
}
