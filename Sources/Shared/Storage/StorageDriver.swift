/// The kind of object that holds a revision.
package enum StorageDriver: String, Hashable, Codable, Sendable, CaseIterable {
    case secret
    case configMap = "configmap"

    /// The driver that a flag or `HELM_DRIVER` names; empty stands for Secrets.
    package init(named name: String) throws(StorageError) {
        switch name {
        case "", "secret", "secrets": self = .secret
        case "configmap", "configmaps": self = .configMap
        default: throw .unknownDriver(name)
        }
    }

    /// The object's kind.
    package var kind: String { self == .secret ? "Secret" : "ConfigMap" }
    /// The object's plural in paths.
    package var plural: String { self == .secret ? "secrets" : "configmaps" }
    /// How kubectl names the object that holds a revision: `secret/sh.helm.release.v1.web.v3`.
    package func reference(_ release: String, _ revision: Int) -> String {
        "\(rawValue)/\(RecordObject.name(of: release, revision))"
    }
    /// The driver that isn't this one.
    package var other: StorageDriver { self == .secret ? .configMap : .secret }
}
