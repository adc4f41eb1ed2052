internal import Documents

extension DiscoveryDocuments {
    /// How a client asks for all types in one answer; older servers answer in the other form.
    ///
    /// Servers from 1.26 to 1.29 know it as v2beta1, which has the same shape.
    static let aggregatedAccept =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
        + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"

    /// How kubectl asks since it has left v2beta1: what it kept is what we would be told.
    static let currentAggregatedAccept =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"

    /// The answer's content type is that of all types in one.
    static func isAggregated(contentType: String) -> Bool {
        contentType.utf8.contains("g=apidiscovery.k8s.io".utf8)
            && contentType.utf8.contains("as=APIGroupDiscoveryList".utf8)
    }

    /// Reads the answers of `/api` and `/apis` that hold all types.
    init(aggregated answers: [Value]) {
        var groups: [Value] = []
        var resources: [String: Value] = [:]
        var failed: [String] = []
        for group in answers.flatMap({ $0["items"]?.array ?? [] }) {
            let name = group["metadata"]?["name"]?.string ?? ""
            var entries: [Value] = []
            for version in group["versions"]?.array ?? [] {
                let apiVersion = Version(group: name, version: version["version"]?.string ?? "").apiVersion
                entries.append(["groupVersion": .string(apiVersion), "version": version["version"] ?? ""])
                if version["freshness"]?.string == "Stale" {
                    // The server couldn't ask the one who serves this group.
                    failed.append(apiVersion)
                } else {
                    resources[apiVersion] = Self.resourceList(version, apiVersion)
                }
            }
            guard let preferred = entries.first else { continue }
            groups.append(["name": .string(name), "versions": .array(entries), "preferredVersion": preferred])
        }
        self.init(groups: ["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(groups)])
        self.resources = resources
        self.failed = failed
    }

    private static func resourceList(_ version: Value, _ apiVersion: String) -> Value {
        var entries: [Value] = []
        for resource in version["resources"]?.array ?? [] {
            let name = resource["resource"]?.string ?? ""
            entries.append(entry(resource, name: name, scope: resource["scope"]))
            for part in resource["subresources"]?.array ?? [] {
                let name = "\(name)/\(part["subresource"]?.string ?? "")"
                entries.append(entry(part, name: name, scope: resource["scope"]))
            }
        }
        return [
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(apiVersion),
            "resources": .array(entries),
        ]
    }

    private static func entry(_ resource: Value, name: String, scope: Value?) -> Value {
        var entry = Object()
        entry["name"] = .string(name)
        entry["singularName"] = resource["singularResource"] ?? ""
        entry["namespaced"] = .bool(scope?.string == "Namespaced")
        entry["kind"] = resource["responseKind"]?["kind"] ?? ""
        entry["verbs"] = resource["verbs"] ?? []
        entry["shortNames"] = resource["shortNames"]
        entry["categories"] = resource["categories"]
        return .object(entry)
    }
}
