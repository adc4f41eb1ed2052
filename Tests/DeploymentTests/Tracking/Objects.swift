import Documents
import GoTime
import KubernetesClient
import Shared

@testable import Deployment

/// Objects as a server shows them, from the YAML of what matters.
enum Objects {
    static func read(_ yaml: String) throws -> Value { try YAML.read(Array(yaml.utf8)) }

    /// An object with metadata, and what `yaml` says.
    static func make(_ kind: String, _ yaml: String = "", generation: Int64 = 1, uid: String = "u1") throws -> Value {
        var object = try read(yaml).object ?? Object()
        object["kind"] = .string(kind)
        var metadata = object["metadata"]?.object ?? Object()
        for (key, value) in [
            ("name", Value.string("web")), ("namespace", "ns"), ("uid", .string(uid)), ("resourceVersion", "1"),
            ("generation", .integer(generation)),
        ] where metadata[key] == nil { metadata[key] = value }
        object["metadata"] = .object(metadata)
        return .object(object)
    }

    /// A Deployment of two replicas with this status.
    static func deployment(_ status: String, replicas: Int = 2, generation: Int64 = 1) throws -> Value {
        try make(
            "Deployment",
            "{metadata: {annotations: {deployment.kubernetes.io/revision: '1'}}, "
                + "spec: {replicas: \(replicas), selector: {matchLabels: {app: web}}}, status: \(status)}",
            generation: generation)
    }

    static let readyDeployment =
        "{observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2, readyReplicas: 2}"

    /// The metadata of the ReplicaSet between a Deployment and its pods.
    static func replicaSet(uid: String = "rs1", owner: String = "u1", revision: String = "1") throws -> Value {
        try read(
            "{metadata: {name: \(uid), uid: \(uid), annotations: {deployment.kubernetes.io/revision: '\(revision)'}, "
                + "ownerReferences: [{uid: \(owner), controller: true}]}}")
    }

    /// A pod with one container in this state.
    static func pod(
        _ name: String = "web-1", owner: String = "rs1", container: String, phase: String = "Running",
        restarts: Int = 0, spec: String = "{}", more: String = ""
    ) throws -> Value {
        try read(
            """
            {metadata: {name: \(name), namespace: ns, uid: uid-\(name), creationTimestamp: '2026-01-01T00:00:00Z',
              ownerReferences: [{uid: \(owner), controller: true}]\(more)},
             spec: {containers: [\(spec)]},
             status: {phase: \(phase), containerStatuses: [{name: app, restartCount: \(restarts), \(container)}]}}
            """)
    }

    static func podStatus(_ container: String, restarts: Int = 0, spec: String = "{}") throws -> PodStatus {
        PodStatus(try pod(container: container, restarts: restarts, spec: spec))
    }

    static func waiting(_ reason: String, _ message: String = "") -> String {
        "state: {waiting: {reason: \(reason), message: '\(message)'}}"
    }

    static func type(_ apiVersion: String, _ kind: String, plural: String? = nil) -> ResourceType {
        let name = GroupVersionKind(apiVersion: apiVersion, kind: kind)
        return ResourceType(
            group: name.group, version: name.version, plural: plural ?? kind.lowercased() + "s", kind: kind,
            isNamespaced: true)
    }

    static func annotations(_ texts: [String: String]) throws -> TrackingAnnotations {
        let metadata = Object(texts.map { Object.Member(key: $0.key, value: .string($0.value)) })
        let object: Value = ["metadata": ["name": "x", "annotations": .object(metadata)]]
        return try DeployAnnotations(of: object).tracking
    }

    static func tracked(
        _ object: Value, _ type: ResourceType, _ annotations: [String: String] = [:], timeout: Duration? = nil
    ) throws -> TrackedObject {
        let name = object[path: ["metadata", "name"]]?.string ?? ""
        return TrackedObject(
            identity: ResourceIdentity(
                group: type.group, version: type.version, kind: type.kind, namespace: "ns", name: name),
            reference: ObjectReference(type: type, namespace: "ns", name: name), object: object,
            annotations: try Self.annotations(annotations), timeout: timeout)
    }
}

extension ResourceType {
    static let deployments = Objects.type("apps/v1", "Deployment")
    static let jobs = Objects.type("batch/v1", "Job")
}
