import Documents
import KubernetesClient
import Shared

@testable import Adoption

/// Objects and releases for the tests of this room.
enum Sample {
    static let release = Ownership(releaseName: "app", releaseNamespace: "ns")
    static let other = Ownership(releaseName: "old", releaseNamespace: "ns")

    static func wanted(_ name: String = "a", isNamed: Bool = true) -> WantedObject {
        WantedObject(type: .configMaps, namespace: "ns", name: name, isNamed: isNamed)
    }

    /// A live ConfigMap with these labels and annotations.
    static func live(
        _ name: String = "a", labels: [String: String] = [:], annotations: [String: String] = [:], uid: String = "u-a",
        version: String = "1", extra: Value = [:]
    ) -> Value {
        var metadata = extra.object ?? Object()
        metadata["name"] = .string(name)
        metadata["namespace"] = "ns"
        metadata["uid"] = .string(uid)
        metadata["resourceVersion"] = .string(version)
        for (member, values) in [("labels", labels), ("annotations", annotations)] where !values.isEmpty {
            let members = values.sorted { $0.key < $1.key }.map { Object.Member(key: $0.key, value: .string($0.value)) }
            metadata[member] = .object(Object(members))
        }
        return ["apiVersion": "v1", "kind": "ConfigMap", "metadata": .object(metadata)]
    }

    /// A live ConfigMap of a release.
    static func live(_ name: String = "a", of release: Ownership, uid: String = "u-a") -> Value {
        live(
            name, labels: [Ownership.managerLabel: "Helm"],
            annotations: [
                Ownership.nameAnnotation: release.releaseName, Ownership.namespaceAnnotation: release.releaseNamespace,
            ], uid: uid)
    }

    static func plan(
        _ wanted: [WantedObject], _ live: [Value], claims: [Ownership: Set<ObjectIdentity>] = [:],
        consent: Consent = Consent(), handOver: HandOver? = nil
    ) -> AdoptionPlan {
        let found = Dictionary(
            live.compactMap { object in ResourceIdentity(of: object).map { ($0, object) } },
            uniquingKeysWith: { first, _ in first })
        return AdoptionPlanner(release: release, claims: claims, consent: consent, handOver: handOver)
            .plan(wanted, live: found)
    }
}
