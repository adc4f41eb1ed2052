import Deployment
import Documents
import Glibc
import KubernetesClient
import Shared
import Synchronization
import Testing

/// Tests that need a cluster with a node on which containers really run; `scripts/test --node` runs them.
@Suite enum ClusterNodeTests {}

/// A namespace of a cluster with a node, and a tracker that looks at it.
struct NodeLab: Sendable {
    /// What these tests need isn't there: that fails them.
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    let client: KubernetesClient
    let namespace: String
    let told = ToldProgress()

    /// Runs `body` with a namespace of its own, which is removed afterwards.
    static func run(_ name: String, _ body: (NodeLab) async throws -> Void) async throws {
        let client = try await client()
        let name = "track-\(name)-\(UInt32.random(in: 0...0xffff))"
        let lab = NodeLab(client: client, namespace: name)
        let namespace: Value = ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
        _ = try await client.create(namespace, type: .namespaces, namespace: nil)
        do {
            try await lab.awaitAccount()
            try await body(lab)
        } catch {
            await lab.remove()
            throw error
        }
        await lab.remove()
    }

    /// The administrator's client, once the cluster has shown a node that is ready.
    private static func client() async throws -> KubernetesClient {
        guard let path = getenv("KW_TEST_KUBECONFIG") else {
            throw Missing(description: "KW_TEST_KUBECONFIG isn't set: run these tests through scripts/test --node")
        }
        var overrides = ConfigurationOverrides()
        overrides.kubeconfigPath = String(cString: path)
        let client = try KubernetesClient(.load(overrides, environment: [:]))
        let type = ResourceType(group: "", version: "v1", plural: "nodes", kind: "Node", isNamespaced: false)
        let nodes = try await client.list(type, namespace: nil).items
        let isReady = nodes.contains { node in
            (node[path: ["status", "conditions"]]?.array ?? []).contains {
                $0["type"] == "Ready" && $0["status"] == "True"
            }
        }
        guard isReady else { throw Missing(description: "the cluster has no node that is ready: scripts/test --node") }
        return client
    }

    /// Pods can't be made before the namespace's account is there.
    private func awaitAccount() async throws {
        let type = ResourceType(
            group: "", version: "v1", plural: "serviceaccounts", kind: "ServiceAccount", isNamespaced: true)
        try await tracker().awaitPresence(
            of: ObjectReference(type: type, namespace: namespace, name: "default"), timeout: .seconds(30))
    }

    private func remove() async {
        // Pods that ignore their end would keep the namespace for half a minute each.
        for pod in (try? await client.list(.pods, namespace: namespace).items) ?? [] {
            let name = pod[path: ["metadata", "name"]]?.string ?? ""
            _ = try? await client.delete(
                ObjectReference(type: .pods, namespace: namespace, name: name),
                options: DeleteOptions(gracePeriodSeconds: 0))
        }
        _ = try? await client.delete(ObjectReference(type: .namespaces, namespace: nil, name: namespace))
    }

    func tracker(_ access: KubernetesClient? = nil) -> ClusterTracker {
        ClusterTracker(
            access ?? client, settings: .init(progressPeriod: .seconds(1)), report: { told.tell($0) })
    }

    /// Applies a manifest and returns what is to be tracked.
    func apply(_ yaml: String, timeout: Duration = .seconds(120)) async throws -> TrackedObject {
        var tracked = try await tracked(yaml, timeout)
        tracked.object = try await client.apply(
            tracked.object, tracked.reference, fieldManager: "helm", force: true)
        tracked.uid = tracked.object[path: ["metadata", "uid"]]?.string
        return tracked
    }

    /// The same for a kind that can't be applied.
    func create(_ yaml: String) async throws -> TrackedObject {
        var tracked = try await tracked(yaml, nil)
        tracked.object = try await client.create(
            tracked.object, type: tracked.reference.type, namespace: tracked.reference.namespace)
        return tracked
    }

    private func tracked(_ yaml: String, _ timeout: Duration?) async throws -> TrackedObject {
        let object = try YAML.read(Array(yaml.utf8))
        let kind = GroupVersionKind(
            apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? "")
        let name = object[path: ["metadata", "name"]]?.string ?? ""
        let type = try await type(of: kind)
        return TrackedObject(
            identity: ResourceIdentity(
                group: kind.group, version: kind.version, kind: kind.kind, namespace: namespace, name: name),
            reference: ObjectReference(type: type, namespace: type.isNamespaced ? namespace : nil, name: name),
            object: object, annotations: try DeployAnnotations(of: object).tracking, timeout: timeout)
    }

    /// A definition that was established a moment ago isn't served everywhere yet.
    private func type(of kind: GroupVersionKind) async throws -> ResourceType {
        for _ in 0..<20 {
            if let type = try? await client.resourceType(for: kind) { return type }
            try await Task.sleep(for: .milliseconds(200))
        }
        return try await client.resourceType(for: kind)
    }

    /// Applies a manifest and waits until it is ready.
    func deploy(_ yaml: String, timeout: Duration = .seconds(120)) async throws {
        let tracker = tracker()
        defer { Task { await tracker.close() } }
        try await tracker.awaitReadiness(of: apply(yaml, timeout: timeout))
    }

    /// Applies a manifest that must fail, and returns how it did.
    func failure(_ yaml: String, timeout: Duration = .seconds(120)) async throws -> TrackingFailure {
        try await failure(of: apply(yaml, timeout: timeout))
    }

    /// How an object that must fail does.
    func failure(of object: TrackedObject) async throws -> TrackingFailure {
        let tracker = tracker()
        defer { Task { await tracker.close() } }
        do {
            try await tracker.awaitReadiness(of: object)
        } catch let failure as TrackingFailure {
            return failure
        }
        throw Missing(description: "it became ready: \(told.lines)")
    }
}

/// Progress as it was told.
final class ToldProgress: Sendable {
    private let events = Mutex<[ProgressEvent]>([])

    func tell(_ event: ProgressEvent) { events.withLock { $0.append(event) } }

    /// As lines of text.
    var lines: [String] {
        events.withLock(\.self).map { event in
            switch event {
            case .ready(let identity): "ready \(identity.name)"
            case .waiting(let identity, let why): "waiting \(identity.name): \(why)"
            case .trackingFailed(let failure): "failed \(failure)"
            case .logLine(_, let container, _, let text): "log \(container): \(text)"
            case .serviceMessage(let identity, let text): "event \(identity.name): \(text)"
            case .warning(let text): "warning \(text)"
            default: "other"
            }
        }
    }

    /// The lines that containers have written, as they were told.
    var logs: [String] { lines.filter { $0.hasPrefix("log ") } }
}

/// Manifests of workloads that run a shell command.
enum Workload {
    /// A container of the node's own image; further keys of it come in `more`, one a line.
    static func container(
        _ script: String, name: String = "app", more: [String] = [], image: String = "localhost/busybox:1",
        policy: String = "Never"
    ) -> String {
        let keys = ["image: \(image)", "imagePullPolicy: \(policy)", "command: [sh, -c, \"\(script)\"]"] + more
        return "{name: \(name), \(keys.joined(separator: ", "))}"
    }

    static func metadata(_ annotations: [String: String]) -> String {
        let texts = annotations.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \"\($0.value)\"" }
        return "{name: web, annotations: {\(texts.joined(separator: ", "))}}"
    }

    static func job(
        _ container: String, _ annotations: [String: String] = [:], restart: String = "Never", more: String = ""
    ) -> String {
        """
        {apiVersion: batch/v1, kind: Job, metadata: \(metadata(annotations)), spec: {backoffLimit: 0, \(more)
          template: {spec: {terminationGracePeriodSeconds: 0, restartPolicy: \(restart), containers: [\(container)]}}}}
        """
    }

    /// A Deployment, StatefulSet, DaemonSet or ReplicaSet.
    static func workload(
        _ kind: String, _ container: String, _ annotations: [String: String] = [:], replicas: Int = 1,
        more: String = "", pod: String = ""
    ) -> String {
        let count = kind == "DaemonSet" ? "" : "replicas: \(replicas), "
        let service = kind == "StatefulSet" ? "serviceName: web, " : ""
        return """
            {apiVersion: apps/v1, kind: \(kind), metadata: \(metadata(annotations)),
             spec: {\(count)\(service)\(more) selector: {matchLabels: {app: web}},
              template: {metadata: {labels: {app: web}},
               spec: {terminationGracePeriodSeconds: 0, \(pod) containers: [\(container)]}}}}
            """
    }

    static func deployment(
        _ container: String, _ annotations: [String: String] = [:], replicas: Int = 1, more: String = "",
        pod: String = ""
    ) -> String {
        workload("Deployment", container, annotations, replicas: replicas, more: more, pod: pod)
    }

    static func pod(_ container: String, _ annotations: [String: String] = [:], more: String = "") -> String {
        """
        {apiVersion: v1, kind: Pod, metadata: \(metadata(annotations)),
         spec: {terminationGracePeriodSeconds: 0, \(more) containers: [\(container)]}}
        """
    }

    /// Doesn't come to an end by itself.
    static let sleeping = container("sleep 1000")
    static let noErrors = ["werf.io/failures-allowed-per-replica": "0"]
}
