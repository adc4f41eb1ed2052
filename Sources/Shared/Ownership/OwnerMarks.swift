package import Documents

/// What an object says about whose it is; two objects with equal marks are equally takeable.
package struct OwnerMarks: Hashable, Sendable {
    /// One of the three keys that make an object a release's.
    package enum Key: CaseIterable, Hashable, Sendable {
        case manager, releaseName, releaseNamespace

        /// The member of `metadata` that holds it.
        package var member: String { self == .manager ? "labels" : "annotations" }

        package var key: String {
            switch self {
            case .manager: Ownership.managerLabel
            case .releaseName: Ownership.nameAnnotation
            case .releaseNamespace: Ownership.namespaceAnnotation
            }
        }
    }

    /// The keys that are there, with their values.
    package var values: [Key: String]

    package init(_ values: [Key: String]) { self.values = values }

    package init(of object: Value) {
        let metadata = object["metadata"]
        values = [:]
        for key in Key.allCases { values[key] = metadata?[key.member]?[key.key]?.string }
    }

    /// The metadata of a JSON merge patch that sets keys or (nil) takes them away, for exactly the object with this UID.
    ///
    /// - Parameter resourceVersion: the state that it must be in; nil for any.
    package static func patch(_ wanted: [Key: String?], uid: String, resourceVersion: String?) -> Object {
        var metadata: Object = Object([.init(key: "uid", value: .string(uid))])
        if let resourceVersion { metadata["resourceVersion"] = .string(resourceVersion) }
        for key in Key.allCases {
            guard let value = wanted[key] else { continue }
            var members = metadata[key.member]?.object ?? Object()
            members[key.key] = .some(value.map(Value.string) ?? .null)
            metadata[key.member] = .object(members)
        }
        return metadata
    }
}

extension Ownership {
    /// The marks of this release's objects.
    package var marks: OwnerMarks {
        OwnerMarks([.manager: Self.manager, .releaseName: releaseName, .releaseNamespace: releaseNamespace])
    }
}
