internal import Dispatch
internal import Documents
internal import HelmChart
internal import KubernetesClient
internal import Synchronization

/// Answers the template function `lookup` from the cluster.
final class ClusterLookup: LookupProvider {
    private let client: KubernetesClient

    init(_ client: KubernetesClient) { self.client = client }

    /// Waits for the cluster's answer; the renderer calls this on a thread of its own.
    func lookup(apiVersion: String, kind: String, namespace: String, name: String) throws -> Value {
        let holder = Holder()
        let done = DispatchSemaphore(value: 0)
        Task { [client] in
            let result: Result<Value, any Error>
            do {
                let kind = GroupVersionKind(apiVersion: apiVersion, kind: kind)
                result = .success(try await Self.read(client, kind, namespace, name))
            } catch let error as ClientError where error.isNotFound {
                result = .success([:])
            } catch {
                result = .failure(error)
            }
            holder.value.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        return try (holder.value.withLock { $0 } ?? .failure(CancellationError())).get()
    }

    /// A place for one value that a task and a thread share.
    private final class Holder: Sendable {
        let value = Mutex<Result<Value, any Error>?>(nil)
    }

    private static func read(
        _ client: KubernetesClient, _ kind: GroupVersionKind, _ namespace: String, _ name: String
    ) async throws -> Value {
        let type = try await client.resourceType(for: kind)
        let place = type.isNamespaced && !namespace.isEmpty ? namespace : nil
        if !name.isEmpty { return try await client.get(ObjectReference(type: type, namespace: place, name: name)) }
        let list = try await client.list(type, namespace: place)
        return [
            "apiVersion": .string(kind.apiVersion), "kind": .string("\(kind.kind)List"),
            "metadata": ["resourceVersion": .string(list.resourceVersion)], "items": .array(list.items),
        ]
    }
}
