import Deployment
import Documents
import KubernetesClient
import Testing

extension ClusterNodeTests {
    /// Jobs that succeed and fail, their logs, and what annotations make of them.
    @Suite struct JobTests {
        @Test func succeedsAndShowsItsLog() async throws {
            try await NodeLab.run("job") { lab in
                try await lab.deploy(Workload.job(Workload.container("for i in 1 2 3; do echo line $i; done")))
                #expect(lab.told.logs == ["log app: line 1", "log app: line 2", "log app: line 3"])
                #expect(lab.told.lines.last == "ready web")
            }
        }

        @Test func followsTheLogOfEachTry() async throws {
            try await NodeLab.run("tries") { lab in
                let job = Workload.job(
                    Workload.container("echo try; sleep 1; exit 4"),
                    ["werf.io/show-logs-only-for-number-of-replicas": "5"])
                let failure = try await lab.failure(job.replacing("backoffLimit: 0", with: "backoffLimit: 1"))
                #expect(failure.container?.exitCode == 4)
                #expect(lab.told.logs == ["log app: try", "log app: try"])
            }
        }

        @Test func failsAndNamesTheExitCode() async throws {
            try await NodeLab.run("fail") { lab in
                let failure = try await lab.failure(
                    Workload.job(Workload.container("echo going down; exit 3")))
                #expect(failure.container?.exitCode == 3)
                #expect(failure.container?.container == "app")
                #expect(failure.logs.first?.lines == ["going down"])
                #expect(failure.description.contains("BackoffLimitExceeded"))
                #expect(failure.description.contains("exit code 3"))
                #expect(lab.told.logs == ["log app: going down"])
            }
        }

        @Test func failsWithTheFirstCrashLoop() async throws {
            try await NodeLab.run("loop") { lab in
                let job = Workload.job(Workload.container("echo again; exit 5"), restart: "OnFailure")
                let failure = try await lab.failure(job.replacing("backoffLimit: 0", with: "backoffLimit: 6"))
                #expect(failure.container?.reason == "CrashLoopBackOff")
                #expect(failure.container?.exitCode == 5)
                #expect(failure.logs.first?.lines == ["again"])
            }
        }

        @Test func failsAfterItsDeadline() async throws {
            try await NodeLab.run("deadline") { lab in
                let failure = try await lab.failure(
                    Workload.job(Workload.container("echo waiting; sleep 1000"), more: "activeDeadlineSeconds: 30,"))
                #expect(failure.description.contains("DeadlineExceeded"))
                #expect(lab.told.logs == ["log app: waiting"])
            }
        }

        @Test func failsWhenItsImageIsMissing() async throws {
            try await NodeLab.run("jobimage") { lab in
                let failure = try await lab.failure(
                    Workload.job(Workload.container("true", image: "localhost/missing:1")))
                #expect(failure.container?.reason == "ErrImageNeverPull")
            }
        }

        @Test func ignoresWhatIsToBeIgnored() async throws {
            try await NodeLab.run("ignore") { lab in
                try await lab.deploy(
                    Workload.job(
                        Workload.container("exit 1"), ["werf.io/fail-mode": "IgnoreAndContinueDeployProcess"]))
                #expect(lab.told.lines.contains { $0.hasPrefix("failed Job/web:") })
            }
        }

        /// A Job that has failed fails the deploy only when the Deployment beside it is ready.
        @Test func hopesUntilTheEnd() async throws {
            try await NodeLab.run("hope") { lab in
                let tracker = lab.tracker()
                let slow =
                    "readinessProbe: {exec: {command: [test, -e, /tmp/up]}, periodSeconds: 1, failureThreshold: 60}"
                let deployment = try await lab.apply(
                    Workload.deployment(Workload.container("sleep 5; touch /tmp/up; sleep 1000", more: [slow]))
                        .replacing("name: web,", with: "name: slow,"))
                let job = try await lab.apply(
                    Workload.job(
                        Workload.container("exit 1"), ["werf.io/fail-mode": "HopeUntilEndOfDeployProcess"]))
                async let ready: Void = tracker.awaitReadiness(of: deployment)
                await #expect(throws: TrackingFailure.self) { try await tracker.awaitReadiness(of: job) }
                #expect(lab.told.lines.contains("ready slow"))
                try await ready
                await tracker.close()
            }
        }

        /// One line of several megabytes is cut, not kept.
        @Test func boundsLongLines() async throws {
            try await NodeLab.run("long") { lab in
                try await lab.deploy(
                    Workload.job(
                        Workload.container("head -c 8000000 /dev/zero | tr '\\\\0' x; echo; echo end")))
                #expect(lab.told.logs.count == 2)
                #expect(lab.told.logs.allSatisfy { $0.utf8.count < 20_000 })
                #expect(lab.told.logs.last == "log app: end")
            }
        }

        /// A hook of Helm's that is a pod does its work to the end.
        @Test func waitsForTheEndOfAHookPod() async throws {
            try await NodeLab.run("hook") { lab in
                try await lab.deploy(
                    Workload.pod(
                        Workload.container("sleep 2; echo done"), ["helm.sh/hook": "pre-install"],
                        more: "restartPolicy: Never,"))
                #expect(lab.told.logs == ["log app: done"])
            }
        }

        @Test func showsOnlyTheLinesThatAreWanted() async throws {
            try await NodeLab.run("filter") { lab in
                let annotations = ["werf.io/log-regex": "^keep", "werf.io/log-regex-skip-for-app": "secret"]
                try await lab.deploy(
                    Workload.job(
                        Workload.container("echo keep this; echo drop this; echo keep secret"), annotations))
                #expect(lab.told.logs == ["log app: keep this"])
            }
        }
    }
}
