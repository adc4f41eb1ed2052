import Deployment
import Testing

extension ClusterNodeTests {
    /// Workloads that come up, and those that don't, each with what is told of why.
    @Suite struct WorkloadTests {
        /// Without it, a container that ends at once may be seen running, which is as ready as it gets.
        private static let neverReady = "readinessProbe: {exec: {command: ['false']}, initialDelaySeconds: 60}"

        @Test(arguments: ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"])
        func becomesReady(kind: String) async throws {
            try await NodeLab.run("ready") { lab in
                try await lab.deploy(Workload.workload(kind, Workload.sleeping, replicas: 2))
                #expect(lab.told.lines.last == "ready web")
            }
        }

        @Test func podBecomesReady() async throws {
            try await NodeLab.run("pod") { try await $0.deploy(Workload.pod(Workload.sleeping)) }
        }

        /// An update is ready when the new pods are, and its failure is that of the new pods.
        @Test(arguments: ["Deployment", "StatefulSet", "DaemonSet"])
        func followsAnUpdate(kind: String) async throws {
            try await NodeLab.run("update") { lab in
                try await lab.deploy(Workload.workload(kind, Workload.sleeping))
                try await lab.deploy(Workload.workload(kind, Workload.container("sleep 2000")))
                let broken = Workload.container("sleep 1", image: "localhost/missing:1")
                let failure = try await lab.failure(Workload.workload(kind, broken, Workload.noErrors))
                #expect(failure.container?.reason == "ErrImageNeverPull")
                // Back to what is running: a broken pod of a StatefulSet would have to be deleted by hand.
                if kind != "StatefulSet" {
                    try await lab.deploy(Workload.workload(kind, Workload.container("sleep 2000")))
                }
            }
        }

        @Test(arguments: ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"])
        func tellsOfACrashLoop(kind: String) async throws {
            try await NodeLab.run("crash") { lab in
                let script = "for i in 1 2 3; do echo line $i; done; exit 7"
                let crashing = Workload.container(script, more: [Self.neverReady])
                let failure = try await lab.failure(Workload.workload(kind, crashing, Workload.noErrors))
                let container = try #require(failure.container)
                #expect(container.reason == "CrashLoopBackOff")
                #expect(container.exitCode == 7)
                #expect(container.pod.hasPrefix("web-"))
                #expect(failure.logs.first?.lines == ["line 1", "line 2", "line 3"])
                #expect(failure.events.contains { $0.hasPrefix("po/web-") }, "\(failure.events)")
                #expect(failure.description.hasPrefix("\(kind)/web: pod web-"))
            }
        }

        /// With the default of one error, the first crash loop is waited out.
        @Test func bearsAsManyCrashesAsAreAllowed() async throws {
            try await NodeLab.run("bear") { lab in
                let volume = "volumes: [{name: v, emptyDir: {}}],"
                let script = "echo x >> /v/runs; [ $(wc -l < /v/runs) -gt 2 ] || exit 1; sleep 1000"
                let mount = ["volumeMounts: [{name: v, mountPath: /v}]"]
                try await lab.deploy(
                    Workload.deployment(Workload.container(script, more: mount), pod: volume))
                #expect(lab.told.lines.contains { $0.contains("CrashLoopBackOff") || $0.contains("1 error") })
            }
        }

        /// What keeps a container from starting: its image, its command, its configuration.
        @Test(arguments: [
            ("localhost/missing:1", "Never", "", "ErrImageNeverPull"),
            ("registry.invalid/missing:1", "IfNotPresent", "", "ErrImagePull"),
            ("localhost/BAD:1", "IfNotPresent", "", "InvalidImageName"),
            (
                "localhost/busybox:1", "Never", "envFrom: [{configMapRef: {name: missing}}]",
                "CreateContainerConfigError"
            ),
            ("localhost/busybox:1", "Never", "workingDir: /etc/passwd", "RunContainerError"),
        ])
        func tellsWhyNothingStarts(image: String, policy: String, more: String, reason: String) async throws {
            try await NodeLab.run("start") { lab in
                let container = Workload.container(
                    "sleep 1000", more: more.isEmpty ? [] : [more], image: image, policy: policy)
                let failure = try await lab.failure(Workload.deployment(container, Workload.noErrors))
                let found = try #require(failure.container)
                // The node may have gone on to waiting, or to naming the failed start differently.
                let same = [reason, "ImagePullBackOff", "CrashLoopBackOff", "CreateContainerError"]
                #expect(same.contains(found.reason))
                #expect(!found.message.isEmpty || found.exitCode != nil)
            }
        }

        @Test func backsOffFromAnImageThatIsNowhere() async throws {
            try await NodeLab.run("image") { lab in
                let container = Workload.container(
                    "sleep 1000", image: "registry.invalid/missing:1", policy: "IfNotPresent")
                let failure = try await lab.failure(Workload.deployment(container))
                #expect(["ErrImagePull", "ImagePullBackOff"].contains(failure.container?.reason))
            }
        }

        @Test func tellsOfMemoryThatIsTooSmall() async throws {
            try await NodeLab.run("memory") { lab in
                let script = "tail /dev/zero"
                let container = Workload.container(
                    script, more: ["resources: {limits: {memory: 16Mi}}", Self.neverReady])
                let failure = try await lab.failure(Workload.deployment(container, Workload.noErrors))
                #expect(failure.container?.exitCode == 137)
            }
        }

        /// A container that runs and is never ready, by its own numbers and by the annotation.
        @Test func tellsOfAContainerThatNeverGetsReady() async throws {
            try await NodeLab.run("never") { lab in
                let probe = "readinessProbe: {exec: {command: ['false']}, periodSeconds: 1, failureThreshold: 2}"
                let container = Workload.container("echo started; sleep 1000", more: [probe])
                let patience = ["werf.io/ignore-readiness-probe-fails-for-app": "3s"]
                let failure = try await lab.failure(Workload.deployment(container, patience))
                #expect(failure.container?.reason == "readiness probe fails")
                #expect(failure.logs.first?.lines == ["started"])
                #expect(failure.events.contains { $0.contains("Readiness probe failed") }, "\(failure.events)")
            }
        }

        @Test func countsLivenessProbes() async throws {
            try await NodeLab.run("liveness") { lab in
                let probe =
                    "livenessProbe: {exec: {command: ['false']}, initialDelaySeconds: 1, periodSeconds: 1, "
                    + "failureThreshold: 1}, readinessProbe: {exec: {command: ['false']}, periodSeconds: 60}"
                let container = Workload.container("trap 'exit 0' TERM; sleep 1000 & wait", more: [probe])
                let failure = try await lab.failure(Workload.deployment(container, Workload.noErrors))
                #expect(failure.container?.message.contains("failed liveness probe") == true, "\(failure)")
            }
        }

        @Test func tellsOfAFailedInitContainer() async throws {
            try await NodeLab.run("init") { lab in
                let initial = Workload.container("echo no database; exit 9", name: "migrate")
                let failure = try await lab.failure(
                    Workload.pod(
                        Workload.sleeping, more: "restartPolicy: Never, initContainers: [\(initial)],"))
                #expect(failure.container?.container == "migrate")
                #expect(failure.container?.exitCode == 9)
                #expect(failure.logs.first?.lines == ["no database"])
            }
        }

        @Test func failsWithADeploymentThatMakesNoProgress() async throws {
            try await NodeLab.run("progress") { lab in
                let failure = try await lab.failure(
                    Workload.deployment(
                        Workload.sleeping, more: "progressDeadlineSeconds: 3,",
                        pod: "nodeSelector: {no: such},"))
                guard case .status(let reason, _) = failure.cause else {
                    Issue.record("failed with \(failure)")
                    return
                }
                #expect(reason == "ProgressDeadlineExceeded")
                #expect(lab.told.lines.contains { $0.contains("Unschedulable") || $0.contains("nodes are available") })
            }
        }

        /// A controller that may not create pods says so in its status, or only in events.
        @Test(arguments: ["Deployment", "StatefulSet", "DaemonSet"])
        func tellsOfPodsThatCannotBeCreated(kind: String) async throws {
            try await NodeLab.run("forbidden") { lab in
                let failure = try await lab.failure(
                    Workload.workload(
                        kind, Workload.sleeping, Workload.noErrors, pod: "serviceAccountName: missing,"))
                #expect("\(failure)".contains("FailedCreate"))
                #expect("\(failure)".contains("serviceaccount \"missing\" not found"))
            }
        }

        @Test func endsWithItsTimeout() async throws {
            try await NodeLab.run("timeout") { lab in
                let probe = "readinessProbe: {exec: {command: ['false']}}"
                let container = Workload.container("sleep 1000", more: [probe])
                let failure = try await lab.failure(Workload.deployment(container), timeout: .seconds(30))
                #expect("\(failure)".contains("not ready after 30s: 0 of 1 replicas available; pod web-"))
            }
        }

        @Test func showsServiceMessages() async throws {
            try await NodeLab.run("messages") { lab in
                try await lab.deploy(
                    Workload.deployment(Workload.sleeping, ["werf.io/show-service-messages": "true"]))
                #expect(lab.told.lines.contains { $0.hasPrefix("event web: Pod/web-") }, "\(lab.told.lines)")
            }
        }
    }
}
