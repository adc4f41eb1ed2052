internal import Documents

/// What must not happen to a CustomResourceDefinition that has objects.
enum CRDRules {
    /// Why `live` can't become `desired`: a version in which objects are stored, or the scope, would go.
    static func fault(changing live: Value, to desired: DesiredObject) -> String? {
        let title = "CustomResourceDefinition \"\(desired.identity.name)\" (\(desired.source))"
        let before = live[path: ["spec", "scope"]]?.string
        let after = desired.object[path: ["spec", "scope"]]?.string
        if let before, let after, before != after {
            return "\(title): its scope is \(before) and can't become \(after)"
        }
        let stored = (live[path: ["status", "storedVersions"]]?.array ?? []).compactMap(\.string)
        let offered = (desired.object[path: ["spec", "versions"]]?.array ?? []).compactMap { $0["name"]?.string }
        let legacy = desired.object[path: ["spec", "version"]]?.string.map { [$0] } ?? []
        let lost = stored.filter { !offered.contains($0) && !legacy.contains($0) }
        guard !lost.isEmpty, !(offered.isEmpty && legacy.isEmpty) else { return nil }
        return "\(title): objects are stored as version \(lost.joined(separator: ", ")), which the chart's definition "
            + "has no more; migrate them first"
    }
}
