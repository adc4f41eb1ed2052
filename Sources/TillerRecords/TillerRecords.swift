//! TillerRecords: where Helm 2's Tiller keeps its releases, and what can be told of them without reading protobuf.
//!
//! Purpose: finding, fetching and deleting Tiller's records, which are ConfigMaps or Secrets with labels of their own;
//! small enough for converge, which asks on a first install whether Helm 2 has the release. What is in a record is
//! `HelmTwo`'s affair, but for the few fields that tell whose it is.
//! May import: Shared, KubernetesClient, Documents, Gzip.

package import Shared

/// A place where a Tiller keeps its records.
package struct TillerPlace: Hashable, Sendable {
    /// What Tiller and its tools call the namespace unless told otherwise.
    package static let defaultNamespace = "kube-system"
    /// The label by which Tiller's records are found.
    package static let defaultLabel = "OWNER=TILLER"

    /// Tiller's namespace, which says nothing about that of its releases.
    package var namespace: String
    /// ConfigMaps unless Tiller was started with `--storage=secret`.
    package var driver: StorageDriver

    package init(namespace: String, driver: StorageDriver) {
        self.namespace = namespace
        self.driver = driver
    }

    /// `configmaps of namespace "kube-system"`.
    package var title: String { "\(driver.plural) of namespace \"\(namespace)\"" }
}
