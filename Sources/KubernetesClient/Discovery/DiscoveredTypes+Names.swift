extension DiscoveredTypes {
    /// The type that a user means by `deploy`, `deployments`, `deployment.apps`, `deployments.v1.apps`.
    ///
    /// The server's order decides between groups, its preferred version between versions; a plural name wins over a
    /// singular one or a kind, and these over a short name.
    ///
    /// - Throws: an error in kubectl's words when the server has no such type.
    package func type(named name: String) throws(ClientError) -> ResourceType {
        let wanted = name.lowercased()
        for match in [Self.isPlural, Self.isSingular, Self.isShort] {
            for version in groupVersions {
                if let type = version.types.first(where: { Self.names(wanted, $0, match) }) { return type }
            }
        }
        throw ClientError(.unknownType("the server doesn't have a resource type \"\(name)\""))
    }

    private static func isPlural(_ name: Substring, _ type: ResourceType) -> Bool { type.plural == name }

    private static func isSingular(_ name: Substring, _ type: ResourceType) -> Bool {
        type.singular == name || type.kind.lowercased() == name
    }

    private static func isShort(_ name: Substring, _ type: ResourceType) -> Bool {
        type.shortNames.contains { $0 == name }
    }

    /// Whether the text names the type alone, with its group, or with its version and group.
    private static func names(
        _ text: String, _ type: ResourceType, _ isName: (Substring, ResourceType) -> Bool
    ) -> Bool {
        let parts = text.split(separator: ".", maxSplits: 1)
        guard let first = parts.first, isName(first, type) else { return false }
        return parts.count == 1 || parts[1] == type.group || parts[1] == "\(type.version).\(type.group)"
    }
}
