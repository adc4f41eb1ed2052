package import Documents

extension KubernetesClient {
    /// One object.
    package func get(_ reference: ObjectReference, metadataOnly: Bool = false) async throws(ClientError) -> Value {
        var request = APIRequest("get", reference)
        if metadataOnly { request.askForMetadata() }
        return try await value(request)
    }

    /// Creates an object; one that is there already answers `AlreadyExists`.
    package func create(
        _ object: Value, type: ResourceType, namespace: String?, fieldManager: String? = nil, dryRun: Bool = false
    ) async throws(ClientError) -> Value {
        var request = APIRequest("create", method: "POST", type, namespace: namespace)
        request.subject.name = object["metadata"]?["name"]?.string
        request.write(object, fieldManager: fieldManager, dryRun: dryRun)
        return try await value(request)
    }

    /// Replaces an object; with `metadata.resourceVersion` set only if it is still at that version.
    package func update(
        _ object: Value, _ reference: ObjectReference, fieldManager: String? = nil, dryRun: Bool = false
    ) async throws(ClientError) -> Value {
        var request = APIRequest("update", method: "PUT", reference)
        let version = object["metadata"]?["resourceVersion"]?.string ?? ""
        if !version.isEmpty { request.repetition = .onceAtVersion }
        request.write(object, fieldManager: fieldManager, dryRun: dryRun)
        return try await value(request)
    }

    /// Applies an object server-side.
    ///
    /// `object` needs `apiVersion`, `kind` and `metadata.name`; `managedFields` in it aren't sent.
    package func apply(
        _ object: Value,
        _ reference: ObjectReference,
        fieldManager: String,
        force: Bool = false,
        dryRun: Bool = false
    ) async throws(ClientError) -> Value {
        var request = APIRequest("patch", method: "PATCH", reference)
        request.contentType = "application/apply-patch+yaml"
        // Whoever owns a field, the second apply leaves what the first one left.
        if force || dryRun { request.repetition = .once }
        request.target.add("force", force ? "true" : nil)
        request.write(object.withoutManagedFields, fieldManager: fieldManager, dryRun: dryRun)
        return try await value(request)
    }

    /// Applies an object server-side without force, and tells whether that has created it.
    package func applyNew(
        _ object: Value, _ reference: ObjectReference, fieldManager: String
    ) async throws(ClientError) -> (object: Value, isNew: Bool) {
        var request = APIRequest("patch", method: "PATCH", reference)
        request.contentType = "application/apply-patch+yaml"
        request.write(object.withoutManagedFields, fieldManager: fieldManager, dryRun: false)
        let answer = try await answer(request)
        return (answer.value, answer.status == 201)
    }

    /// Patches an object, or with `subresource` (`status`, `scale`) a part of it.
    ///
    /// - Parameter isUrgent: doesn't wait for a place among the requests in flight, nor where the server asks for a pause: it
    ///   fails instead.
    package func patch(
        _ reference: ObjectReference,
        kind: PatchKind,
        body: Value,
        subresource: String? = nil,
        fieldManager: String? = nil,
        dryRun: Bool = false,
        isUrgent: Bool = false
    ) async throws(ClientError) -> Value {
        var request = APIRequest("patch", method: "PATCH", reference)
        request.isUrgent = isUrgent
        if let subresource { request.target.append(segment: subresource) }
        request.contentType = kind.rawValue
        request.write(body, fieldManager: fieldManager, dryRun: dryRun)
        return try await value(request)
    }

    /// Deletes an object.
    ///
    /// Returns what the server answers: the object while finalizers hold it, or a `Status`.
    @discardableResult
    package func delete(
        _ reference: ObjectReference, options: DeleteOptions = DeleteOptions()
    ) async throws(ClientError) -> Value {
        var request = APIRequest("delete", method: "DELETE", reference)
        if options.resourceVersion != nil {
            request.repetition = .onceAtVersion
        } else if options.uid != nil {
            request.repetition = .once
        }
        request.body = JSON.write(options.document)
        return try await value(request)
    }
}

extension APIRequest {
    /// Makes `object` the body.
    fileprivate mutating func write(_ object: Value, fieldManager: String?, dryRun: Bool) {
        target.add("fieldManager", fieldManager)
        target.add("dryRun", dryRun ? "All" : nil)
        body = JSON.write(object)
    }
}

extension Value {
    /// The object without the record of who owns its fields, which an apply must not hold.
    fileprivate var withoutManagedFields: Value {
        guard case .object(var object) = self, var metadata = object["metadata"]?.object else { return self }
        metadata["managedFields"] = nil
        object["metadata"] = .object(metadata)
        return .object(object)
    }
}

extension DeleteOptions {
    /// The body of the request.
    fileprivate var document: Value {
        var object: Object = Object()
        object["kind"] = "DeleteOptions"
        object["apiVersion"] = "v1"
        object["gracePeriodSeconds"] = gracePeriodSeconds.map { .integer(Int64($0)) }
        object["propagationPolicy"] = propagation.map { .string($0.rawValue) }
        object["dryRun"] = dryRun ? ["All"] : nil
        var preconditions = Object()
        preconditions["uid"] = uid.map { .string($0) }
        preconditions["resourceVersion"] = resourceVersion.map { .string($0) }
        if !preconditions.isEmpty { object["preconditions"] = .object(preconditions) }
        return .object(object)
    }
}
