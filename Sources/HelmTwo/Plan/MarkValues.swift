package import Documents
internal import Shared

/// The values of the one label and the two annotations by which an object says whose it is.
package struct MarkValues: Hashable, Sendable {
    package var manager: String?
    package var releaseName: String?
    package var releaseNamespace: String?

    package init(manager: String? = nil, releaseName: String? = nil, releaseNamespace: String? = nil) {
        self.manager = manager
        self.releaseName = releaseName
        self.releaseNamespace = releaseNamespace
    }

    /// What an object of the release says.
    package init(of target: ConvertedRevision.Target) {
        self.init(manager: Ownership.manager, releaseName: target.name, releaseNamespace: target.namespace)
    }

    /// What an object says.
    package init(of object: Value) {
        let metadata = object["metadata"]
        self.init(
            manager: metadata?["labels"]?[Ownership.managerLabel]?.string,
            releaseName: metadata?["annotations"]?[Ownership.nameAnnotation]?.string,
            releaseNamespace: metadata?["annotations"]?[Ownership.namespaceAnnotation]?.string)
    }

    /// The other release that the annotations name, by either of them.
    package func claimant(besides target: ConvertedRevision.Target) -> ConvertedRevision.Target? {
        guard releaseName != nil || releaseNamespace != nil else { return nil }
        let named = ConvertedRevision.Target(
            name: releaseName ?? target.name, namespace: releaseNamespace ?? target.namespace)
        return named == target ? nil : named
    }

    /// The merge patch that makes an object say this, if it is still the same object.
    ///
    /// - Parameter resourceVersion: the state that it must be in; nil for any.
    package func patch(uid: String, resourceVersion: String?) -> Value {
        var metadata: Object = Object([.init(key: "uid", value: .string(uid))])
        if let resourceVersion { metadata["resourceVersion"] = .string(resourceVersion) }
        metadata["labels"] = [Ownership.managerLabel: Self.value(manager)]
        metadata["annotations"] = [
            Ownership.nameAnnotation: Self.value(releaseName),
            Ownership.namespaceAnnotation: Self.value(releaseNamespace),
        ]
        return ["metadata": .object(metadata)]
    }

    private static func value(_ text: String?) -> Value { text.map { .string($0) } ?? .null }
}

extension MarkValues {
    /// The values as a journal keeps them, `null` for a key that is missing.
    var recorded: Value {
        [
            "managedBy": Self.value(manager), "releaseName": Self.value(releaseName),
            "releaseNamespace": Self.value(releaseNamespace),
        ]
    }

    init(recorded value: Value?) {
        self.init(
            manager: value?["managedBy"]?.string, releaseName: value?["releaseName"]?.string,
            releaseNamespace: value?["releaseNamespace"]?.string)
    }
}
