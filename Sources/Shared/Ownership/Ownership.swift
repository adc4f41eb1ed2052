package import Documents

/// Whose release an object belongs to, in the label and the two annotations Helm sets.
package struct Ownership: Hashable, Sendable {
    package static let managerLabel = "app.kubernetes.io/managed-by"
    package static let manager = "Helm"
    package static let nameAnnotation = "meta.helm.sh/release-name"
    package static let namespaceAnnotation = "meta.helm.sh/release-namespace"

    package var releaseName: String
    package var releaseNamespace: String

    package init(releaseName: String, releaseNamespace: String) {
        self.releaseName = releaseName
        self.releaseNamespace = releaseNamespace
    }

    /// The object says, completely and exactly, that it belongs to this release.
    package func owns(_ object: Value) -> Bool { problems(with: object).isEmpty }

    /// What keeps the object from belonging to this release, in Helm's words and order; empty if it belongs.
    package func problems(with object: Value) -> [String] {
        let labels = object["metadata"]?["labels"]
        let annotations = object["metadata"]?["annotations"]
        return [
            Self.problem("label", Self.managerLabel, Self.manager, in: labels),
            Self.problem("annotation", Self.nameAnnotation, releaseName, in: annotations),
            Self.problem("annotation", Self.namespaceAnnotation, releaseNamespace, in: annotations),
        ].compactMap(\.self)
    }

    /// Helm's sentence for a live object that isn't this release's, without the prefix; nil if it is.
    package func refusal(of object: Value, _ identity: ResourceIdentity) -> String? {
        let problems = problems(with: object)
        guard !problems.isEmpty else { return nil }
        return "\(identity.kind) \"\(identity.name)\" in namespace \"\(identity.namespace)\" exists and cannot be "
            + "imported into the current release: invalid ownership metadata; " + problems.joined(separator: "; ")
    }

    /// Writes the label and the annotations into the object, over what is there.
    package func mark(_ object: inout Value) {
        guard case .object(var root) = object else { return }
        var metadata = root["metadata"]?.object ?? Object()
        var labels = metadata["labels"]?.object ?? Object()
        labels[Self.managerLabel] = .string(Self.manager)
        metadata["labels"] = .object(labels)
        var annotations = metadata["annotations"]?.object ?? Object()
        annotations[Self.nameAnnotation] = .string(releaseName)
        annotations[Self.namespaceAnnotation] = .string(releaseNamespace)
        metadata["annotations"] = .object(annotations)
        root["metadata"] = .object(metadata)
        object = .object(root)
    }

    private static func problem(_ sort: String, _ key: String, _ wanted: String, in members: Value?) -> String? {
        guard let value = members?[key]?.string else {
            return "\(sort) validation error: missing key \"\(key)\": must be set to \"\(wanted)\""
        }
        guard !value.utf8.elementsEqual(wanted.utf8) else { return nil }
        return "\(sort) validation error: key \"\(key)\" must equal \"\(wanted)\": current value is \"\(value)\""
    }
}

extension Ownership {
    /// The release an object says it belongs to, if it names one completely.
    package init?(of object: Value) {
        let annotations = object["metadata"]?["annotations"]
        guard object["metadata"]?["labels"]?[Self.managerLabel]?.string == Self.manager,
            let name = annotations?[Self.nameAnnotation]?.string,
            let namespace = annotations?[Self.namespaceAnnotation]?.string
        else { return nil }
        self.init(releaseName: name, releaseNamespace: namespace)
    }

    /// What goes before Helm's sentences, once.
    package static func refusalPrefix(isUpgrade: Bool) -> String {
        "rendered manifests contain a resource that already exists. Unable to continue with "
            + (isUpgrade ? "update: " : "install: ")
    }
}
