package import Shared

/// Whose an object is, as the release sees it that wants it.
package enum Standing: Hashable, Sendable {
    case absent
    case unowned
    case ours
    /// It is others'; there may be several.
    case foreign([Owner])
    /// No release may have it, for this reason.
    case barred(String)

    /// One who has an object.
    package enum Owner: Hashable, Sendable {
        /// A release, and whether its newest record lists the object.
        case release(Ownership, tool: String, isListed: Bool)
        case manager(OtherManager)
    }
}

extension Standing: CustomStringConvertible {
    package var description: String {
        switch self {
        case .absent: "absent"
        case .unowned: "unowned"
        case .ours: "ours already"
        case .foreign(let owners): "owned by \(owners.map(\.description).joined(separator: " and "))"
        case .barred(let reason): "not adoptable: \(reason)"
        }
    }
}

extension Standing.Owner: CustomStringConvertible {
    package var description: String {
        switch self {
        case .release(let release, let tool, let isListed):
            "release \(release.releaseName) in namespace \(release.releaseNamespace) (\(tool)"
                + (isListed ? ")" : ", which doesn't list it)")
        case .manager(let manager): manager.description
        }
    }
}
