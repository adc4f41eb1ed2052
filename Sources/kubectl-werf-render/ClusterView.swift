internal import Documents
internal import Glibc
internal import HelmChart
internal import KubernetesClient
internal import Synchronization

/// What templates may learn of the cluster.
final class ClusterView: LookupProvider {
    let capabilities: Capabilities
    private let client: KubernetesClient

    /// Asks the cluster for its version and its APIs.
    init(_ client: KubernetesClient) async throws {
        self.client = client
        async let version = client.version()
        async let types = client.resourceTypes()
        capabilities = try await Capabilities(
            kubernetesVersion: .init(
                version: version.gitVersion, major: version.major, minor: version.minor),
            apiVersions: types.apiVersions)
    }

    /// Waits for the cluster's answer; the renderer calls this on its own thread.
    func lookup(apiVersion: String, kind: String, namespace: String, name: String) throws -> Value {
        let answer = Answer()
        Task { [client] in
            do {
                answer.give(
                    .success(
                        try await Self.read(
                            client, GroupVersionKind(apiVersion: apiVersion, kind: kind), namespace, name)))
            } catch let error as ClientError where error.isNotFound {
                answer.give(.success([:]))
            } catch {
                answer.give(.failure(error))
            }
        }
        return try answer.wait().get()
    }

    private static func read(
        _ client: KubernetesClient, _ kind: GroupVersionKind, _ namespace: String, _ name: String
    ) async throws -> Value {
        let type = try await client.resourceType(for: kind)
        let namespace = type.isNamespaced && !namespace.isEmpty ? namespace : nil
        if !name.isEmpty {
            return try await client.get(ObjectReference(type: type, namespace: namespace, name: name))
        }
        let list = try await client.list(type, namespace: namespace)
        return [
            "apiVersion": .string(kind.apiVersion), "kind": .string("\(kind.kind)List"),
            "metadata": ["resourceVersion": .string(list.resourceVersion)], "items": .array(list.items),
        ]
    }
}

/// One value handed from a task to a waiting thread.
private final class Answer: Sendable {
    private let value = Mutex<Result<Value, any Error>?>(nil)
    private let signal = Signal()

    func give(_ result: Result<Value, any Error>) {
        value.withLock { $0 = result }
        signal.send()
    }

    func wait() -> Result<Value, any Error> {
        signal.wait()
        return value.withLock { $0 } ?? .failure(CancellationError())
    }
}

/// A semaphore of the system.
private final class Signal: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func send() { sem_post(semaphore) }

    func wait() {
        while sem_wait(semaphore) != 0 && errno == EINTR {}
    }
}
