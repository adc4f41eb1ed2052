internal import Dispatch
package import Documents
internal import Synchronization

extension KubernetesClient {
    /// What Helm's template function `lookup` answers: an object, or without a name the list of all objects in the
    /// namespace (empty: in all namespaces); an empty object where there is none.
    ///
    /// - Throws: ``ClientError``, also when the server doesn't know the kind.
    package func lookup(_ kind: GroupVersionKind, namespace: String, name: String) async throws(ClientError) -> Value {
        do throws(ClientError) {
            let type = try await resourceType(for: kind)
            let place = type.isNamespaced && !namespace.isEmpty ? namespace : nil
            if !name.isEmpty { return try await get(ObjectReference(type: type, namespace: place, name: name)) }
            let list = try await list(type, namespace: place)
            return [
                "apiVersion": .string(kind.apiVersion), "kind": .string("\(kind.kind)List"),
                "metadata": ["resourceVersion": .string(list.resourceVersion)],
                "items": .array(list.items.map { $0.named(kind) }),
            ]
        } catch {
            if error.isNotFound { return [:] }
            // Of a version that is served, a kind that it lacks is an object that isn't there, as in Helm.
            guard case .unknownType = error.kind,
                try await resourceTypes().apiVersions.contains(kind.apiVersion)
            else { throw error }
            return [:]
        }
    }

    /// The same for a thread outside Swift's tasks, which waits for the answer.
    ///
    /// - Throws: as `lookup`.
    package func waitForLookup(_ kind: GroupVersionKind, namespace: String, name: String) throws(ClientError) -> Value {
        try waitFor { () async throws(ClientError) in
            try await self.lookup(kind, namespace: namespace, name: name)
        }
    }

    /// Whether the server serves a kind, for a thread outside Swift's tasks, which waits for the answer; a request is
    /// made only where the cache may have missed the kind.
    ///
    /// Kinds of a group that hasn't told its types from the beginning aren't served, as in Helm.
    /// - Throws: also when the group stops telling them meanwhile, of which nobody was warned.
    package func waitForService(of kind: GroupVersionKind) throws(ClientError) -> Bool {
        try waitFor { () async throws(ClientError) in
            let before = try await self.resourceTypes()
            let types = try await self.resourceTypes(lookingFor: [kind])
            if types.type(for: kind) != nil { return true }
            guard types.failedGroups.contains(kind.apiVersion), !before.failedGroups.contains(kind.apiVersion) else {
                return false
            }
            throw ClientError(
                .unknownType(
                    "whether the server has the kind \"\(kind.kind)\" isn't known: the API service of "
                        + "\(kind.apiVersion) doesn't answer"))
        }
    }

    private func waitFor<Answer: Sendable>(
        _ question: @escaping @Sendable () async throws(ClientError) -> Answer
    ) throws(ClientError) -> Answer {
        let handover = Handover<Answer>()
        Task {
            do throws(ClientError) {
                handover.give(.success(try await question()))
            } catch {
                handover.give(.failure(error))
            }
        }
        return try handover.wait().get()
    }
}

extension Value {
    /// The object of a list with the list's kind: servers leave it out, Go's reader of unstructured lists fills it in
    /// where both kind and version are missing.
    func named(_ kind: GroupVersionKind) -> Value {
        guard var object, (object["kind"]?.string ?? "").isEmpty, (object["apiVersion"]?.string ?? "").isEmpty else {
            return self
        }
        object["apiVersion"] = .string(kind.apiVersion)
        object["kind"] = .string(kind.kind)
        return .object(object)
    }
}

/// One answer, handed from a task to a waiting thread.
private final class Handover<Answer: Sendable>: Sendable {
    private let value = Mutex<Result<Answer, ClientError>?>(nil)
    private let given = DispatchSemaphore(value: 0)

    func give(_ result: Result<Answer, ClientError>) {
        value.withLock { $0 = result }
        given.signal()
    }

    func wait() -> Result<Answer, ClientError> {
        given.wait()
        return value.withLock { $0 } ?? .failure(ClientError(.cancelled))
    }
}
