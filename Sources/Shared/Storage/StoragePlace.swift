/// Where a release's records are kept.
package struct StoragePlace: Hashable, Codable, Sendable {
    package var driver: StorageDriver
    package var namespace: String

    package init(driver: StorageDriver, namespace: String) {
        self.driver = driver
        self.namespace = namespace
    }
}

extension ReleaseStorage {
    /// Where it is.
    package var place: StoragePlace { StoragePlace(driver: driver, namespace: namespace) }
}
