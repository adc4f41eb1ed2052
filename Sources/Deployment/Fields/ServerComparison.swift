internal import Documents

/// Tells from a dry run whether an apply would change an object.
enum ServerComparison {
    /// Whether the dry run's `result` is `live` again, in the fields and in who applied them.
    ///
    /// Times, versions and the status move by themselves.
    static func isSame(_ live: Value, _ result: Value, manager: String) -> Bool {
        let before = ManagedFields(of: live).applied(by: manager)?.timeless
        let after = ManagedFields(of: result).applied(by: manager)?.timeless
        return before == after && essence(live) == essence(result)
    }

    /// Whether the dry run's `result` differs from `live` in nothing but what deploys say of themselves.
    static func differsInServiceOnly(_ live: Value, _ result: Value) -> Bool {
        withoutService(essence(live)) == withoutService(essence(result))
    }

    private static func withoutService(_ object: Value) -> Value {
        guard var root = object.object, var metadata = root["metadata"]?.object,
            let annotations = metadata["annotations"]?.object
        else { return object }
        let kept = Object(annotations.filter { !ExtraMetadata.isService($0.key) })
        metadata["annotations"] = kept.isEmpty ? Value?.none : .object(kept)
        root["metadata"] = .object(metadata)
        return .object(root)
    }

    /// Whether both are the same in what people and controllers see.
    static func isSame(_ live: Value, _ result: Value) -> Bool { essence(live) == essence(result) }

    /// The object without what moves by itself.
    static func essence(_ object: Value) -> Value {
        guard var members = object.object else { return object }
        members["status"] = nil
        var metadata = members["metadata"]?.object ?? Object()
        for field in ["managedFields", "resourceVersion", "generation", "selfLink"] { metadata[field] = nil }
        members["metadata"] = .object(metadata)
        return .object(members)
    }
}
