import Documents
import KubernetesClient
import Testing

@testable import Deployment

/// When objects of each kind are ready, and when they have failed.
@Suite struct ReadinessRuleTests {
    /// A kind, what the server shows, and what that means: `ready`, `failed …` or what is waited for.
    struct Case: Sendable, CustomTestStringConvertible {
        var type: String
        var object: String
        var expected: String
        var generation: Int64 = 1

        init(_ type: String, _ object: String, _ expected: String, generation: Int64 = 1) {
            (self.type, self.object, self.expected, self.generation) = (type, object, expected, generation)
        }

        var testDescription: String { "\(type): \(expected)" }

        func check() throws {
            let parts = type.split(separator: " ").map(String.init)
            let rule = ReadinessRule(for: Objects.type(parts[0], parts[1]))
            let object = try Objects.make(parts[1], object, generation: generation)
            #expect(Self.words(rule.readiness(of: object)) == expected)
        }

        static func words(_ readiness: Readiness?) -> String {
            switch readiness {
            case nil: "unknown"
            case .ready?: "ready"
            case .waiting(let why)?: why
            case .failed(let reason, let message)?: "failed \(reason)" + (message.isEmpty ? "" : ": \(message)")
            }
        }
    }

    static let deployments: [Case] = [
        Case("apps/v1 Deployment", "{spec: {replicas: 2}}", "its controller hasn't seen the change yet"),
        Case(
            "apps/v1 Deployment", "{spec: {replicas: 2}, status: \(Objects.readyDeployment)}",
            "its controller hasn't seen the change yet", generation: 2),
        Case("apps/v1 Deployment", "{spec: {replicas: 2}, status: \(Objects.readyDeployment)}", "ready"),
        Case("extensions/v1beta1 Deployment", "{spec: {replicas: 2}, status: \(Objects.readyDeployment)}", "ready"),
        Case(
            "apps/v1 Deployment", "{spec: {replicas: 2}, status: {observedGeneration: 1, updatedReplicas: 1}}",
            "1 of 2 replicas updated"),
        Case(
            "apps/v1 Deployment",
            "{spec: {replicas: 2}, status: {observedGeneration: 1, updatedReplicas: 2, replicas: 3}}",
            "1 old replica still there"),
        Case(
            "apps/v1 Deployment",
            "{spec: {replicas: 2}, status: {observedGeneration: 1, updatedReplicas: 2, replicas: 2, "
                + "availableReplicas: 1}}", "1 of 2 replicas available"),
        Case("apps/v1 Deployment", "{spec: {replicas: 0}, status: {observedGeneration: 1}}", "ready"),
        Case("apps/v1 Deployment", "{spec: {}, status: {observedGeneration: 1}}", "0 of 1 replicas updated"),
        Case("apps/v1 Deployment", "{spec: {replicas: 2, paused: true}}", "ready"),
        Case(
            "apps/v1 Deployment",
            "{spec: {replicas: 1}, status: {observedGeneration: 1, conditions: [{type: Progressing, status: 'False', "
                + "reason: ProgressDeadlineExceeded, message: too slow}]}}",
            "failed ProgressDeadlineExceeded: too slow"),
        Case(
            "apps/v1 Deployment",
            "{metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}, spec: {replicas: 2}, "
                + "status: \(Objects.readyDeployment)}", "it is being deleted"),
    ]

    static let workloads: [Case] = [
        Case("apps/v1 StatefulSet", "{spec: {replicas: 1}}", "its controller hasn't seen the change yet"),
        Case(
            "apps/v1 StatefulSet",
            "{spec: {replicas: 2}, status: {observedGeneration: 1, readyReplicas: 1}}", "1 of 2 replicas ready"),
        Case(
            "apps/v1 StatefulSet",
            "{spec: {replicas: 2}, status: {observedGeneration: 1, readyReplicas: 2, updatedReplicas: 1, "
                + "updateRevision: b, currentRevision: a}}", "1 of 2 replicas updated"),
        Case(
            "apps/v1 StatefulSet",
            "{spec: {replicas: 2}, status: {observedGeneration: 1, readyReplicas: 2, updateRevision: b, "
                + "currentRevision: b}}", "ready"),
        Case(
            "apps/v1 StatefulSet",
            "{spec: {replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}}, status: {observedGeneration: 1, "
                + "readyReplicas: 3, updateRevision: b, currentRevision: a}}", "0 of 1 replicas updated"),
        Case(
            "apps/v1 StatefulSet",
            "{spec: {replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}}, status: {observedGeneration: 1, "
                + "readyReplicas: 3, updatedReplicas: 1, updateRevision: b, currentRevision: a}}", "ready"),
        Case(
            "apps/v1 StatefulSet",
            "{spec: {replicas: 1, updateStrategy: {type: OnDelete}}, status: {observedGeneration: 1, "
                + "readyReplicas: 1, updateRevision: b, currentRevision: a}}", "ready"),
        Case("apps/v1 DaemonSet", "{spec: {}}", "its controller hasn't seen the change yet"),
        Case("apps/v1 DaemonSet", "{spec: {updateStrategy: {type: OnDelete}}}", "ready"),
        Case(
            "apps/v1 DaemonSet",
            "{spec: {}, status: {observedGeneration: 1, desiredNumberScheduled: 2, updatedNumberScheduled: 1}}",
            "1 of 2 pods updated"),
        Case(
            "apps/v1 DaemonSet",
            "{spec: {}, status: {observedGeneration: 1, desiredNumberScheduled: 2, updatedNumberScheduled: 2, "
                + "numberAvailable: 1}}", "1 of 2 pods available"),
        Case("apps/v1 DaemonSet", "{spec: {}, status: {observedGeneration: 1, desiredNumberScheduled: 0}}", "ready"),
        Case(
            "apps/v1 ReplicaSet", "{spec: {replicas: 1}, status: {observedGeneration: 1, replicas: 1}}",
            "0 of 1 replicas available"),
        Case(
            "v1 ReplicationController",
            "{spec: {replicas: 1}, status: {observedGeneration: 1, replicas: 1, availableReplicas: 1}}", "ready"),
        Case("batch/v1 Job", "{spec: {completions: 1}}", "0 of 1 pods succeeded"),
        Case(
            "batch/v1 Job", "{spec: {completions: 2}, status: {active: 1, succeeded: 1, failed: 1}}",
            "1 of 2 pods succeeded, 1 active, 1 failed"),
        Case("batch/v1 Job", "{spec: {suspend: true}}", "it is suspended"),
        Case("batch/v1 Job", "{status: {conditions: [{type: Complete, status: 'True'}]}}", "ready"),
        Case(
            "batch/v1 Job",
            "{status: {conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded, message: done}]}}",
            "failed BackoffLimitExceeded: done"),
    ]

    static let single: [Case] = [
        Case("v1 Pod", "{status: {phase: Pending}}", "Pending"),
        Case("v1 Pod", "{status: {phase: Running}}", "Running, not ready"),
        Case("v1 Pod", "{status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}", "ready"),
        Case("v1 Pod", "{status: {phase: Succeeded}}", "ready"),
        Case("v1 Pod", "{status: {phase: Failed, reason: Evicted, message: full}}", "failed Evicted: full"),
        Case(
            "v1 Pod",
            "{status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, "
                + "message: no nodes}]}}", "Unschedulable: no nodes"),
        Case("v1 PersistentVolumeClaim", "{status: {phase: Bound}}", "ready"),
        Case("v1 PersistentVolumeClaim", "{status: {phase: Pending}}", "no volume is bound to it"),
        Case("v1 PersistentVolumeClaim", "{status: {phase: Lost}}", "failed Lost: the volume it was bound to is gone"),
        Case("v1 Service", "{spec: {type: LoadBalancer}}", "ready"),
        Case("networking.k8s.io/v1 Ingress", "{}", "ready"),
        Case("v1 ConfigMap", "{}", "ready"),
        Case("autoscaling/v2 HorizontalPodAutoscaler", "{}", "ready"),
        Case("v1 Namespace", "{status: {phase: Active}}", "ready"),
        Case("v1 Namespace", "{status: {phase: Terminating}}", "it is being deleted"),
        Case("apiextensions.k8s.io/v1 CustomResourceDefinition", "{}", "it isn't established yet"),
        Case(
            "apiextensions.k8s.io/v1 CustomResourceDefinition",
            "{status: {conditions: [{type: Established, status: 'True'}]}}", "ready"),
        Case(
            "apiextensions.k8s.io/v1 CustomResourceDefinition",
            "{status: {conditions: [{type: NamesAccepted, status: 'False', reason: ListKindConflict}]}}",
            "failed ListKindConflict"),
        Case("apiregistration.k8s.io/v1 APIService", "{}", "nobody has looked yet whether it is available"),
        Case(
            "apiregistration.k8s.io/v1 APIService",
            "{status: {conditions: [{type: Available, status: 'False', reason: MissingEndpoints}]}}",
            "MissingEndpoints"),
        Case(
            "apiregistration.k8s.io/v1 APIService", "{status: {conditions: [{type: Available, status: 'True'}]}}",
            "ready"),
        Case("flagger.app/v1beta1 Canary", "{}", "it has no phase yet"),
        Case("flagger.app/v1beta1 Canary", "{status: {phase: Progressing}}", "Progressing"),
        Case("flagger.app/v1beta1 Canary", "{status: {phase: Succeeded}}", "ready"),
        Case("flagger.app/v1beta1 Canary", "{status: {phase: Initialized}}", "ready"),
        Case(
            "flagger.app/v1beta1 Canary", "{status: {phase: Failed, conditions: [{type: Promoted, message: bad}]}}",
            "failed Failed: bad"),
    ]

    static let conventions: [Case] = [
        Case("example.com/v1 Thing", "{}", "unknown"),
        Case("example.com/v1 Thing", "{status: {nodes: 3}}", "unknown"),
        Case("example.com/v1 Thing", "{status: {conditions: [{type: Ready, status: 'True'}]}}", "ready"),
        Case(
            "example.com/v1 Thing",
            "{status: {conditions: [{type: Ready, status: 'False', reason: NoDisk, message: full}]}}",
            "condition Ready is False (NoDisk: full)"),
        Case(
            "example.com/v1 Thing", "{status: {conditions: [{type: Ready, status: Unknown}]}}",
            "condition Ready is Unknown"),
        Case(
            "example.com/v1 Thing",
            "{status: {conditions: [{type: Ready, status: 'False'}, {type: Stalled, status: 'True', reason: Bad}]}}",
            "failed Bad"),
        Case(
            "example.com/v1 Thing",
            "{status: {conditions: [{type: Ready, status: 'True'}, {type: Reconciling, status: 'True'}]}}",
            "it is being reconciled"),
        Case(
            "example.com/v1 Thing",
            "{status: {observedGeneration: 1, conditions: [{type: Ready, status: 'True'}]}}",
            "its controller has seen generation 1 of 2", generation: 2),
        Case(
            "example.com/v1 Thing",
            "{status: {conditions: [{type: Ready, status: 'True', observedGeneration: 1}]}}",
            "its condition Ready is of generation 1, the object of 2", generation: 2),
        Case("example.com/v1 Thing", "{status: {conditions: [{type: succeeded, status: 'True'}]}}", "ready"),
        Case(
            "example.com/v1 Thing", "{status: {conditions: [{type: healthy, status: 'False'}]}}",
            "condition healthy is False"),
        Case("example.com/v1 Thing", "{status: {conditions: [{type: Progressing, status: 'True'}]}}", "unknown"),
        Case("example.com/v1 Thing", "{status: {phase: Running}}", "ready"),
        Case("example.com/v1 Thing", "{status: {phase: IN_PROGRESS}}", "status.phase is IN_PROGRESS"),
        Case("example.com/v1 Thing", "{status: {currentState: In Progress}}", "status.currentState is In Progress"),
        Case("example.com/v1 Thing", "{status: {state: Errored}}", "failed status.state is Errored"),
        Case("example.com/v1 Thing", "{status: {phase: Odd, state: done}}", "ready"),
        Case("example.com/v1 Thing", "{status: {state: valid}}", "ready"),
        Case("example.com/v1 Thing", "{status: {state: invalid}}", "status.state is invalid"),
        Case("example.com/v1 Thing", "{status: {health: green}}", "ready"),
        Case("example.com/v1 Thing", "{status: {health: yellow}}", "status.health is yellow"),
    ]

    static let all: [Case] = [deployments, workloads, single, conventions].flatMap { $0 }

    @Test(arguments: all)
    func readsWhatTheServerShows(_ example: Case) throws { try example.check() }

    /// A pod that is a hook of Helm's is waited for until it ends, another until it is ready.
    @Test(arguments: [
        ("{phase: Running, conditions: [{type: Ready, status: 'True'}]}", "Running"), ("{phase: Succeeded}", "ready"),
        ("{phase: Failed}", "failed Failed"),
    ])
    func waitsForTheEndOfHookPods(status: String, expected: String) throws {
        let pod = try Objects.make(
            "Pod", "{metadata: {annotations: {helm.sh/hook: pre-install}}, status: \(status)}")
        let rule = ReadinessRule(for: try Objects.tracked(pod, Objects.type("v1", "Pod")))
        #expect(rule == .hookPod)
        #expect(Case.words(rule.readiness(of: pod)) == expected)
        #expect(ReadinessRule(for: try Objects.tracked(Objects.make("Pod"), Objects.type("v1", "Pod"))) == .pod)
    }

    /// A known kind, what makes it ready, what doesn't yet, and what makes it fail.
    private static let known: [(String, String, String, String)] = [
        (
            "acid.zalan.do/v1 postgresql", "{PostgresClusterStatus: Running}", "{PostgresClusterStatus: Creating}",
            "{PostgresClusterStatus: UpdateFailed}"
        ),
        ("external-secrets.io/v1 ExternalSecret", "Ready True", "", "Ready False"),
        ("bitnami.com/v1alpha1 SealedSecret", "Synced True", "Synced False", ""),
        ("kyverno.io/v1 ClusterPolicy", "Ready True", "Ready False", ""),
        ("kyverno.io/v1 Policy", "Ready True", "", ""),
        (
            "argoproj.io/v1alpha1 Application", "{health: {status: Healthy}}", "{health: {status: Progressing}}",
            "{health: {status: Degraded}}"
        ),
        ("argoproj.io/v1alpha1 ApplicationSet", "ResourcesUpToDate True", "ResourcesUpToDate False", ""),
        ("cert-manager.io/v1 Certificate", "Ready True", "Ready False", ""),
        ("helm.toolkit.fluxcd.io/v2 HelmRelease", "Ready True", "Ready False", ""),
        ("kustomize.toolkit.fluxcd.io/v1 Kustomization", "Ready True", "Ready Unknown", ""),
        ("monitoring.coreos.com/v1 Prometheus", "Available True", "Available Degraded", ""),
        ("monitoring.coreos.com/v1 Alertmanager", "Available True", "", ""),
        ("monitoring.coreos.com/v1 ThanosRuler", "Available True", "", ""),
        ("longhorn.io/v1beta2 Volume", "{state: detached}", "{state: attaching}", ""),
        ("longhorn.io/v1beta2 Backup", "{state: Completed}", "{state: InProgress}", "{state: Error}"),
    ]

    @Test(arguments: known)
    func knowsKinds(_ example: (String, String, String, String)) throws {
        let (type, ready, waiting, failed) = example
        let parts = type.split(separator: " ").map(String.init)
        let rule = ReadinessRule(for: Objects.type(parts[0], parts[1]))
        func words(_ status: String) throws -> String {
            var status = status
            if status.first != "{" {
                let condition = status.split(separator: " ")
                status =
                    condition.isEmpty
                    ? "{}" : "{conditions: [{type: \(condition[0]), status: '\(condition[1])'}]}"
            }
            return Case.words(rule.readiness(of: try Objects.make(parts[1], "{status: \(status)}")))
        }
        #expect(try words(ready) == "ready")
        for text in ["", waiting] {
            let found = try words(text)
            #expect(found != "ready" && found != "unknown" && !found.hasPrefix("failed"))
        }
        if !failed.isEmpty { #expect(try words(failed).hasPrefix("failed")) }
    }
}
