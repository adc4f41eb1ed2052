import Deployment
import Documents
import Glibc
import KubernetesClient
import Testing

extension ClusterNodeTests {
    /// Kinds whose readiness somebody else decides.
    @Suite struct KindTests {
        /// A claim is ready when it is bound, or when it is bound only with its first pod.
        @Test func waitsForClaims() async throws {
            try await NodeLab.run("claims") { lab in
                let name = lab.namespace
                for (suffix, mode) in [("-later", "WaitForFirstConsumer"), ("-now", "Immediate")] {
                    _ = try await lab.apply(
                        "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: \(name)\(suffix)}, "
                            + "provisioner: nobody.example.com, volumeBindingMode: \(mode)}")
                }
                func claim(_ suffix: String) -> String {
                    "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: web\(suffix), "
                        + "annotations: {werf.io/no-activity-timeout: 3s}}, spec: {storageClassName: "
                        + "\(name)\(suffix), accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}}"
                }
                try await lab.deploy(claim("-later"))
                let failure = try await lab.failure(claim("-now"))
                guard case .noActivity = failure.cause else {
                    Issue.record("failed with \(failure)")
                    return
                }
                try await lab.remove(
                    "storage.k8s.io/v1", "StorageClass", ["\(name)-later", "\(name)-now"])
            }
        }

        @Test func takesVolumesThatAreThere() async throws {
            try await NodeLab.run("bound") { lab in
                let name = lab.namespace
                _ = try await lab.apply(
                    "{apiVersion: v1, kind: PersistentVolume, metadata: {name: \(name)}, spec: {capacity: "
                        + "{storage: 1Mi}, accessModes: [ReadWriteOnce], storageClassName: \(name), "
                        + "hostPath: {path: /tmp}}}")
                try await lab.deploy(
                    "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: web}, spec: {storageClassName: "
                        + "\(name), accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}}")
                try await lab.remove("v1", "PersistentVolume", [name])
            }
        }

        /// Nobody gives addresses here: services and ingresses are ready without.
        @Test func doesNotWaitForAddresses() async throws {
            try await NodeLab.run("service") { lab in
                try await lab.deploy(
                    "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: LoadBalancer, "
                        + "ports: [{port: 80, protocol: TCP}]}}")
                try await lab.deploy(
                    "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: "
                        + "{defaultBackend: {service: {name: web, port: {number: 80}}}}}")
            }
        }

        /// A definition, and resources of it whose controller is the test.
        @Test func waitsForCustomResources() async throws {
            try await NodeLab.run("custom") { lab in
                let group = "\(lab.namespace).example.com"
                try await lab.deploy(
                    """
                    {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition,
                     metadata: {name: things.\(group)},
                     spec: {group: \(group), scope: Namespaced, names: {kind: Thing, plural: things},
                      versions: [{name: v1, served: true, storage: true, subresources: {status: {}},
                       schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]}}
                    """)
                let thing = "{apiVersion: \(group)/v1, kind: Thing, metadata: {name: web}, spec: {a: 1}}"
                let tracker = lab.tracker()
                let first = try await lab.apply(thing)
                let waiting = Task { try await tracker.awaitReadiness(of: first) }
                try await lab.report(first, ready: "False", generation: 1)
                try await Task.sleep(for: .seconds(4))
                #expect(lab.told.lines.contains("waiting web: condition Ready is False (Test: as told)"))
                try await lab.report(first, ready: "True", generation: 1)
                try await waiting.value
                // The old status says Ready, but not for what was asked now.
                let second = try await lab.apply(thing.replacing("a: 1", with: "a: 2"))
                let again = Task { try await tracker.awaitReadiness(of: second) }
                try await Task.sleep(for: .seconds(3))
                #expect(
                    lab.told.lines.contains(
                        "waiting web: its controller has seen generation 1 of 2"))
                try await lab.report(second, ready: "True", generation: 2)
                try await again.value
                await tracker.close()
                try await lab.remove(
                    "apiextensions.k8s.io/v1", "CustomResourceDefinition", ["things.\(group)"])
            }
        }

        @Test func waitsForAPIServices() async throws {
            try await NodeLab.run("apiservice") { lab in
                let version = "v1.\(lab.namespace).example.com"
                // Servers before 1.21 can't apply an APIService.
                let service = try await lab.create(
                    "{apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: \(version), "
                        + "annotations: {werf.io/no-activity-timeout: 3s}}, spec: {group: "
                        + "\(lab.namespace).example.com, version: v1, groupPriorityMinimum: 10, versionPriority: 10, "
                        + "insecureSkipTLSVerify: true, service: {name: nobody, namespace: \(lab.namespace)}}}")
                let failure = try await lab.failure(of: service)
                #expect("\(failure)".contains("ServiceNotFound"))
                try await lab.remove("apiregistration.k8s.io/v1", "APIService", [version])
            }
        }

        /// Who may only read single objects still waits for them, and is told that once.
        @Test func worksWithFewRights() async throws {
            try await NodeLab.run("rights") { lab in
                try await lab.grant("limited", "[{apiGroups: [apps], resources: [deployments], verbs: [get]}]")
                var overrides = ConfigurationOverrides()
                guard let path = getenv("KW_TEST_LIMITED_KUBECONFIG") else {
                    throw NodeLab.Missing(description: "KW_TEST_LIMITED_KUBECONFIG isn't set")
                }
                overrides.kubeconfigPath = String(cString: path)
                let limited = try KubernetesClient(.load(overrides, environment: [:]))
                let tracker = lab.tracker(limited)
                try await tracker.awaitReadiness(of: lab.apply(Workload.deployment(Workload.sleeping)))
                await tracker.close()
                let warnings = lab.told.lines.filter { $0.hasPrefix("warning ") }
                #expect(warnings.filter { $0.contains("deployments can't be watched") }.count == 1)
                #expect(warnings.filter { $0.contains("pods can't be listed either") }.count == 1)
            }
        }
    }
}

extension NodeLab {
    /// Writes the status that a controller would write.
    fileprivate func report(_ object: TrackedObject, ready: String, generation: Int64) async throws {
        let condition: Value = [
            "type": "Ready", "status": .string(ready), "reason": "Test", "message": "as told",
        ]
        _ = try await client.patch(
            object.reference, kind: .merge,
            body: ["status": ["observedGeneration": .integer(generation), "conditions": [condition]]],
            subresource: "status")
    }

    /// Removes objects that belong to no namespace.
    fileprivate func remove(_ apiVersion: String, _ kind: String, _ names: [String]) async throws {
        let type = try await client.resourceType(for: GroupVersionKind(apiVersion: apiVersion, kind: kind))
        for name in names { try await client.delete(ObjectReference(type: type, namespace: nil, name: name)) }
    }

    /// Gives a user rights in the namespace.
    fileprivate func grant(_ user: String, _ rules: String) async throws {
        _ = try await apply(
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: few}, rules: \(rules)}")
        _ = try await apply(
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: few}, roleRef: {apiGroup: "
                + "rbac.authorization.k8s.io, kind: Role, name: few}, subjects: [{apiGroup: "
                + "rbac.authorization.k8s.io, kind: User, name: \(user)}]}")
    }
}
