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
            guard error.isNotFound else { throw error }
            return [:]
        }
    }

    /// The same for a thread outside Swift's tasks, which waits for the answer.
    ///
    /// - Throws: as `lookup`.
    package func waitForLookup(_ kind: GroupVersionKind, namespace: String, name: String) throws(ClientError) -> Value {
        let answer = Answer()
        Task { answer.give(await lookupResult(kind, namespace, name)) }
        return try answer.wait().get()
    }

    private func lookupResult(
        _ kind: GroupVersionKind, _ namespace: String, _ name: String
    ) async -> Result<Value, ClientError> {
        do throws(ClientError) {
            return .success(try await lookup(kind, namespace: namespace, name: name))
        } catch {
            return .failure(error)
        }
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
private final class Answer: Sendable {
    private let value = Mutex<Result<Value, ClientError>?>(nil)
    private let given = DispatchSemaphore(value: 0)

    func give(_ result: Result<Value, ClientError>) {
        value.withLock { $0 = result }
        given.signal()
    }

    func wait() -> Result<Value, ClientError> {
        given.wait()
        return value.withLock { $0 } ?? .failure(ClientError(.cancelled))
    }
}
