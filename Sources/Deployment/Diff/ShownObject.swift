internal import Documents

/// An object without what moves by itself, as people are shown it.
enum ShownObject {
    private static let serverFields = [
        "creationTimestamp", "generation", "resourceVersion", "selfLink", "uid", "deletionGracePeriodSeconds",
    ]
    private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    /// The object without the server's own fields and, unless asked for, without what tools note about it.
    static func of(_ object: Value, showsInsignificant: Bool) -> Value {
        guard var root = object.object else { return object }
        root["status"] = nil
        guard var metadata = root["metadata"]?.object else { return .object(root) }
        for field in serverFields { metadata[field] = nil }
        if showsInsignificant {
            let entries = ManagedFields(of: object).entries.map { Value.object($0.timeless) }
            metadata["managedFields"] = entries.isEmpty ? Value?.none : .array(entries)
        } else {
            metadata["managedFields"] = nil
            leaveOutNotes(of: &metadata)
        }
        root["metadata"] = .object(metadata)
        return .object(root)
    }

    /// The annotations that only tell tools what to do with the object.
    static func isInsignificant(annotation key: String) -> Bool {
        key.hasPrefix("helm.sh/") || key.contains("werf.io/") || key == lastApplied
    }

    private static func leaveOutNotes(of metadata: inout Object) {
        guard let annotations = metadata["annotations"]?.object else { return }
        let kept = annotations.filter { !isInsignificant(annotation: $0.key) }
        metadata["annotations"] = kept.isEmpty ? Value?.none : .object(Object(kept))
    }

    /// Where kubectl keeps a copy of the whole object, which holds what is hidden elsewhere.
    static let copies: Set<FieldPath> = [
        FieldPath([.member("metadata"), .member("annotations"), .member(lastApplied)])
    ]
}
