internal import Documents

/// What a server says about its types: the group list, and the list of types of each version of a group.
///
/// Servers say it in two forms, one document per group version or one for all; here, as in kubectl's cache, it has
/// the first form.
struct DiscoveryDocuments: Hashable, Sendable {
    /// One version of a group, in the server's order; the core group comes first.
    struct Version: Hashable, Sendable {
        var group: String
        var version: String

        /// `apps/v1`, or `v1` in the core group.
        var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

        /// Where its types are listed.
        var path: String { group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)" }
    }

    /// What the answers to one question look like.
    struct Answer: Hashable, Sendable {
        let kind: String
        /// The member that holds the list.
        let key: String

        static let versions = Answer(kind: "APIVersions", key: "versions")
        static let groups = Answer(kind: "APIGroupList", key: "groups")
        static let types = Answer(kind: "APIResourceList", key: "resources")
        static let aggregated = Answer(kind: "APIGroupDiscoveryList", key: "items")

        /// The document is such an answer; some servers leave the kind out.
        func fits(_ value: Value) -> Bool {
            guard let kind = value["kind"]?.string, !kind.isEmpty else { return value[key]?.array != nil }
            return kind == self.kind
        }

        /// The document is such an answer, with its kind, and lists something.
        func isFull(_ value: Value) -> Bool {
            value["kind"]?.string == kind && value[key]?.array?.isEmpty == false
        }
    }

    /// The `APIGroupList`.
    var groups: Value
    /// The `APIResourceList` of each group version.
    var resources: [String: Value] = [:]
    /// The group versions whose types couldn't be had.
    var failed: [String] = []

    init(groups: Value) { self.groups = groups }

    /// Puts the core versions of `/api` before the groups of `/apis`, as kubectl's cache holds them.
    init(core: Value?, groups: Value?) {
        var list: [Value] = []
        let versions = (core?["versions"]?.array ?? []).compactMap(\.string)
        if let first = versions.first {
            let entry = { (version: String) -> Value in ["groupVersion": .string(version), "version": .string(version)]
            }
            list.append(["name": "", "versions": .array(versions.map(entry)), "preferredVersion": entry(first)])
        }
        list += groups?["groups"]?.array ?? []
        self.init(groups: ["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(list)])
    }

    /// The group versions that the group list names; of each group the preferred one first.
    var versions: [Version] {
        var versions: [Version] = []
        for group in groups["groups"]?.array ?? [] {
            let name = group["name"]?.string ?? ""
            let preferred = group["preferredVersion"]?["version"]?.string
            var named = (group["versions"]?.array ?? []).compactMap { $0["version"]?.string }
            if let preferred, let at = named.firstIndex(of: preferred) { named.insert(named.remove(at: at), at: 0) }
            versions += named.map { Version(group: name, version: $0) }
        }
        return versions
    }

    /// Whether `/apis` names the same groups and versions, in the same order of preference.
    func stands(against apis: Value) -> Bool {
        let now = DiscoveryDocuments(core: nil, groups: apis).versions
        return versions.filter { !$0.group.isEmpty } == now
    }

    /// The types.
    var types: DiscoveredTypes {
        let known = versions.compactMap { version in
            resources[version.apiVersion].map { list in
                DiscoveredTypes.GroupVersion(
                    group: version.group, version: version.version,
                    types: (list["resources"]?.array ?? []).compactMap { ResourceType($0, in: version) })
            }
        }
        return DiscoveredTypes(groupVersions: known, failedGroups: failed)
    }
}

extension ResourceType {
    /// Reads one entry of an `APIResourceList`; nil for subresources.
    init?(_ value: Value, in version: DiscoveryDocuments.Version) {
        guard let plural = value["name"]?.string, !plural.utf8.contains(UInt8(ascii: "/")),
            let kind = value["kind"]?.string
        else { return nil }
        let texts = { (key: String) in (value[key]?.array ?? []).compactMap(\.string) }
        // An entry names its group and version only when they aren't the list's.
        self.init(
            group: version.group, version: version.version, plural: plural, kind: kind,
            isNamespaced: value["namespaced"]?.bool ?? false, singular: value["singularName"]?.string ?? "",
            shortNames: texts("shortNames"), verbs: texts("verbs"))
    }
}
