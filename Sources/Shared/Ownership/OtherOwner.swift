package import Documents

/// Who has an object besides the release that asks.
package enum OtherOwner: Hashable, Sendable {
    /// Another release, as either annotation says.
    case release(Ownership)
    /// A controller that made the object and will make it again.
    case controller(ObjectController)
}

extension OtherOwner: CustomStringConvertible {
    /// The end of a sentence: why the object isn't ours to delete or take.
    package var description: String {
        switch self {
        case .release(let release):
            "it belongs to release \"\(release.releaseName)\" in namespace \"\(release.releaseNamespace)\""
        case .controller(let controller): "\(controller) controls it"
        }
    }
}

/// The object that controls another, by its owner reference.
package struct ObjectController: Hashable, Sendable, CustomStringConvertible {
    package var kind: String
    package var name: String

    /// The controller of an object; nil when it has none.
    package init?(of object: Value) {
        let owners = object["metadata"]?["ownerReferences"]?.array ?? []
        guard let owner = owners.first(where: { $0["controller"]?.bool ?? false }) else { return nil }
        kind = owner["kind"]?.string ?? "object"
        name = owner["name"]?.string ?? ""
    }

    package var description: String { "\(kind) \"\(name)\"" }
}

extension Ownership {
    /// The other release that an object names by either annotation; what it leaves unsaid counts as ours.
    package func otherRelease(of object: Value) -> Ownership? {
        let annotations = object["metadata"]?["annotations"]
        let named = Ownership(
            releaseName: annotations?[Self.nameAnnotation]?.string ?? releaseName,
            releaseNamespace: annotations?[Self.namespaceAnnotation]?.string ?? releaseNamespace)
        return named == self ? nil : named
    }

    /// Who has the object instead of this release or nobody.
    package func otherOwner(of object: Value) -> OtherOwner? {
        otherRelease(of: object).map(OtherOwner.release) ?? ObjectController(of: object).map(OtherOwner.controller)
    }
}
