import Documents
import Glibc
import Testing

@testable import KubernetesClient

/// Tests against a real API server.
///
/// They run one after another: some count what happens on the wire.
@Suite(.serialized) enum ClusterTests {}

/// The cluster that `KW_TEST_KUBECONFIG` names; the user's own KUBECONFIG is never read.
enum Cluster {
    /// There is no cluster to test against.
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// The value of an environment variable that `scripts/cluster env` prints.
    static func setting(_ name: String) throws -> String {
        guard let value = getenv(name) else {
            throw Missing(description: "\(name) isn't set: scripts/cluster up, then eval \"$(scripts/cluster env)\"")
        }
        return String(cString: value)
    }

    static func configuration(
        _ variable: String = "KW_TEST_KUBECONFIG",
        environment: [String: String] = [:],
        _ change: (inout ConfigurationOverrides) throws -> Void = { _ in }
    ) throws -> ClientConfiguration {
        var overrides = ConfigurationOverrides()
        overrides.kubeconfigPath = try setting(variable)
        try change(&overrides)
        return try .load(overrides, environment: environment)
    }

    static func client(
        _ variable: String = "KW_TEST_KUBECONFIG",
        observer: (any RequestObserver)? = nil,
        environment: [String: String] = [:],
        _ change: (inout ConfigurationOverrides) throws -> Void = { _ in }
    ) throws -> KubernetesClient {
        try KubernetesClient(configuration(variable, environment: environment, change), observer: observer)
    }

    /// Runs `body` with a namespace of its own, which is deleted afterwards.
    static func withNamespace(_ name: String, _ body: (KubernetesClient, String) async throws -> Void) async throws {
        let client = try client()
        let name = "kubeclient-\(name)-\(UInt32.random(in: 0...0xffff))"
        let namespace: Value = ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
        _ = try await client.create(namespace, type: .namespaces, namespace: nil)
        let reference = ObjectReference(type: .namespaces, namespace: nil, name: name)
        do {
            try await body(client, name)
        } catch {
            _ = try? await client.delete(reference)
            throw error
        }
        try await client.delete(reference)
    }

    /// A ConfigMap with one entry.
    static func configMap(_ name: String, _ value: String, labels: Object = Object()) -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": .string(name), "labels": .object(labels)], "data": ["k": .string(value)],
        ]
    }

    /// The error that `body` throws.
    static func failure(_ body: () async throws -> Void) async throws -> ClientError {
        do {
            try await body()
        } catch let error as ClientError {
            return error
        }
        throw Missing(description: "nothing was thrown")
    }
}
