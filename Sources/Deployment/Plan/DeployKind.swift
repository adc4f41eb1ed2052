/// What a deploy does to its release.
package enum DeployKind: String, Hashable, Codable, Sendable, CaseIterable {
    case install, upgrade, rollback, uninstall

    /// The word that `werf.io/deploy-on` and `helm.sh/hook` have for it.
    package var event: String { self == .uninstall ? "delete" : rawValue }
}

/// The parts of a deploy, each done before the next begins.
package enum Stage: Int, Hashable, Codable, Sendable, CaseIterable, Comparable {
    /// Kinds and namespaces, without which other objects have no place.
    case crds
    case pre, main, post

    package static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }

    /// The stage's name in graphs and records.
    package var name: String {
        switch self {
        case .crds: "crds"
        case .pre: "pre"
        case .main: "main"
        case .post: "post"
        }
    }

    package init?(name: String) {
        guard let stage = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = stage
    }
}
