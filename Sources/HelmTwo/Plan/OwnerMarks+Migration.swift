package import Documents
package import Shared

/// What a migration does with the marks of live objects.
extension OwnerMarks {
    /// What an object of the release says.
    package init(of target: ConvertedRevision.Target) {
        self = Ownership(releaseName: target.name, releaseNamespace: target.namespace).marks
    }

    /// The other release that the annotations name, by either of them.
    package func claimant(besides target: ConvertedRevision.Target) -> ConvertedRevision.Target? {
        guard values[.releaseName] != nil || values[.releaseNamespace] != nil else { return nil }
        let named = ConvertedRevision.Target(
            name: values[.releaseName] ?? target.name, namespace: values[.releaseNamespace] ?? target.namespace)
        return named == target ? nil : named
    }

    /// The merge patch that makes an object say this, if it is still the same object.
    ///
    /// - Parameter resourceVersion: the state that it must be in; nil for any.
    package func patch(uid: String, resourceVersion: String?) -> Value {
        let wanted = Dictionary(uniqueKeysWithValues: Key.allCases.map { ($0, values[$0]) })
        return ["metadata": .object(Self.patch(wanted, uid: uid, resourceVersion: resourceVersion))]
    }

    /// `null` stands for a key that is missing.
    private func written(_ key: Key) -> Value { values[key].map(Value.string) ?? .null }

    /// How a journal names the keys.
    private static let recordedKeys: [(Key, String)] = [
        (.manager, "managedBy"), (.releaseName, "releaseName"), (.releaseNamespace, "releaseNamespace"),
    ]

    /// The values as a journal keeps them, `null` for a key that is missing.
    var recorded: Value {
        .object(Object(Self.recordedKeys.map { .init(key: $1, value: written($0)) }))
    }

    init(recorded value: Value?) {
        self.init([:])
        for (key, name) in Self.recordedKeys { values[key] = value?[name]?.string }
    }
}
