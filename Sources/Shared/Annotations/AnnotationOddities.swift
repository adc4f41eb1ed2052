package import Documents

/// What is odd about an object's annotations, yet no error: Helm takes it, and public charts have it.
package enum AnnotationOddities {
    private static let helmKeys = [
        "helm.sh/hook", "helm.sh/hook-weight", "helm.sh/hook-delete-policy", "helm.sh/resource-policy",
    ]
    private static let hookPolicies = ["before-hook-creation", "hook-succeeded", "hook-failed"]

    /// A sentence for each oddity, in the order of the annotations' names.
    package static func all(of object: Value) -> [String] {
        let values = AnnotationValues(object["metadata"]?["annotations"])
        return values.all.keys.sorted().flatMap { key in oddities(key, values[key] ?? "") }
    }

    private static func oddities(_ key: String, _ value: String) -> [String] {
        switch key {
        case "helm.sh/hook-weight" where Int(value) == nil:
            return ["annotation \"\(key)\" is \"\(value)\", not a whole number: it counts as 0"]
        case "helm.sh/hook-delete-policy":
            let words = value.split(separator: ",").map { AnnotationValues.trimmed(String($0)).lowercased() }
            return words.filter { !hookPolicies.contains($0) }.map { word in
                "annotation \"\(key)\" names \"\(word)\", which Helm doesn't know\(meant(word, hookPolicies))"
            }
        case "helm.sh/resource-policy" where !value.isEmpty && value != "keep":
            return ["annotation \"\(key)\" is \"\(value)\", which counts as \"keep\""]
        case _ where helmKeys.contains(key) || key.isEmpty: return []
        case _ where key.utf8.starts(with: "helm.sh/".utf8):
            let meant = meant(key, helmKeys)
            return meant.isEmpty ? [] : ["annotation \"\(key)\" means nothing\(meant)"]
        case _ where key.utf8.starts(with: "werf.io/".utf8) && !AnnotationKeys.isKnown(key):
            return ["annotation \"\(key)\" means nothing"]
        default: return []
        }
    }

    private static func meant(_ word: String, _ allowed: [String]) -> String {
        EditDistance.nearest(to: word, among: allowed).map { " (did you mean \"\($0)\"?)" } ?? ""
    }
}
