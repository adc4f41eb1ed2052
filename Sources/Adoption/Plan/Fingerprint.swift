internal import Documents

/// What tells whether an object was changed by somebody, as far as its metadata shows.
///
/// Controllers write the status of busy objects all the time, which changes the resource version and the times of their
/// managed fields, and nothing that an adoption depends on.
enum Fingerprint {
    static func of(_ object: Value) -> Value {
        var metadata = object["metadata"]?.object ?? Object()
        metadata["resourceVersion"] = nil
        metadata["selfLink"] = nil
        let entries = metadata["managedFields"]?.array ?? []
        metadata["managedFields"] = .array(entries.filter { !isOfStatus($0) })
        return .object(metadata)
    }

    private static func isOfStatus(_ entry: Value) -> Bool {
        if entry["subresource"]?.string == "status" { return true }
        guard let fields = entry["fieldsV1"]?.object, fields["f:status"] != nil else { return false }
        // The deployment controller counts revisions in an annotation.
        return fields.keys.allSatisfy { $0 == "f:status" || $0 == "f:metadata" } && entry["manager"] != "helm"
    }
}
