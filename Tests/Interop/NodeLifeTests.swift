import Documents
import Testing

/// Releases whose Pods and Jobs really run: `scripts/test --node`.
@Suite(.serialized) struct NodeLifeTests {
    /// A Job or a Pod template that runs a shell command and ends at once when told to.
    private static func pod(_ command: String, restarts: String = "Never", more: String = "") -> String {
        "{restartPolicy: \(restarts), terminationGracePeriodSeconds: 0, containers: [{name: main, "
            + "image: {{ .Values.image | default \"localhost/busybox:1\" }}, imagePullPolicy: Never, "
            + "command: [sh, -c, \"\(command)\"]\(more)}]}"
    }

    private static func job(_ name: String, _ annotations: String, _ command: String) -> String {
        """
        ---
        apiVersion: batch/v1
        kind: Job
        metadata: {name: \(name), annotations: {\(annotations)}}
        spec:
          backoffLimit: 0
          template: {spec: \(pod(command))}

        """
    }

    private static func deployment(_ name: String, _ command: String, more: String = "") -> String {
        """
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: \(name)}
        spec:
          selector: {matchLabels: {app: \(name)}}
          template: {metadata: {labels: {app: \(name)}}, spec: \(pod(command, restarts: "Always", more: more))}

        """
    }

    /// The example of the user's document: a Job of the first installation, before the Deployment.
    @Test func theUsersExample() async throws {
        let template =
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: myapp-db-init
              annotations:
                "werf.io/deploy-on": pre-install
                "werf.io/delete-policy": before-creation
            spec:
              backoffLimit: 0
              template: {spec: \(Self.pod("sleep 1"))}

            """ + Self.deployment("myapp", "echo {{ .Values.level }}; sleep 1000")
        try await LifeRelease.with(template, "example", waits: true) { release in
            try await release.converge("level=1").succeeded()
            let job = try #require(try await release.object("job", "myapp-db-init"))
            let app = try #require(try await release.object("deployment", "myapp"))
            #expect(job[path: ["status", "succeeded"]]?.integer == 1)
            #expect(app[path: ["status", "readyReplicas"]]?.integer == 1)
            let ended = try #require(job[path: ["status", "completionTime"]]?.string)
            #expect(ended <= app[path: ["metadata", "creationTimestamp"]]?.string ?? "")
            for step in [["converge", release.chart, "--release", "app", "--set", "level=2"], ["rollback", "app"]] {
                try await release.ours(step[0], Array(step.dropFirst())).succeeded()
                #expect(try await release.uid("job", "myapp-db-init") == job[path: ["metadata", "uid"]]?.string)
                let now = try #require(try await release.object("deployment", "myapp"))
                #expect(now[path: ["metadata", "uid"]] == app[path: ["metadata", "uid"]])
                #expect(now[path: ["status", "updatedReplicas"]]?.integer == 1)
            }
            try await release.dismiss().succeeded()
            for kind in ["job", "deployment", "pod"] { #expect(try await !release.hasAny(kind), "\(kind)") }
        }
    }

    /// What becomes of a Job that fails, whose policy says to delete it then or not.
    @Test(arguments: [
        ("werf.io/delete-policy: failed", false), ("werf.io/delete-policy: succeeded", true), ("x: z", true),
        ("'helm.sh/hook': pre-install, 'helm.sh/hook-delete-policy': hook-failed", false),
    ])
    func aJobThatFails(_ annotations: String, _ stays: Bool) async throws {
        let template =
            Self.job("bad", annotations, "echo no luck today; exit 3") + Self.job("late", "werf.io/weight: '1'", "true")
        try await LifeRelease.with(template, "failing", waits: true) { release in
            let failed = try await release.converge()
            #expect(failed.status == 1)
            for words in ["Job/bad", "no luck today"] {
                #expect(failed.errors.contains(words), "\(words): \(failed.errors)")
            }
            #expect(try await release.statuses() == ["failed"])
            #expect(try await !release.exists("job", "late"))
            #expect((try await release.exists("job", "bad")) == stays)
        }
    }

    /// What becomes of a Job that succeeds.
    @Test(arguments: [
        ("werf.io/delete-policy: succeeded", false), ("werf.io/delete-policy: failed", true), ("x: z", true),
        ("'helm.sh/hook': post-install, 'helm.sh/hook-delete-policy': hook-succeeded", false),
        ("'helm.sh/hook': pre-install", true),
    ])
    func aJobThatSucceeds(_ annotations: String, _ stays: Bool) async throws {
        try await LifeRelease.with(Self.job("good", annotations, "true"), "succeeding", waits: true) { release in
            try await release.converge().succeeded()
            #expect((try await release.exists("job", "good")) == stays)
        }
    }

    /// Deployments that don't become ready, and what the error says of them.
    @Test(arguments: [
        ("exit 7", ", readinessProbe: {exec: {command: ['false']}}", "x=y", ["exit code 7"]),
        ("sleep 1000", "", "image=localhost/nothing:1", ["ErrImageNeverPull"]),
        (
            "sleep 1000", ", readinessProbe: {exec: {command: ['false']}, periodSeconds: 1}", "x=y",
            ["readiness probe"]
        ),
    ])
    func aDeploymentThatFails(_ command: String, _ more: String, _ values: String, _ words: [String]) async throws {
        try await LifeRelease.with(Self.deployment("web", command, more: more), "broken", waits: true) { release in
            let isSlow = words[0].hasPrefix("readiness")
            let failed = try await release.converge(values, "--timeout", isSlow ? "20" : "120")
            #expect(failed.status == 1)
            for word in words + ["Deployment/web"] {
                #expect(failed.errors.contains(word), "\(word): \(failed.errors)")
            }
            #expect(try await release.statuses() == ["failed"])
        }
    }

    /// The old state is back, the exit status says that the deploy failed, and both are said.
    @Test func autoRollback() async throws {
        let template =
            Self.deployment("web", "echo {{ .Values.level }}; {{ .Values.run }}") + """
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: cm}
                data: {level: "{{ .Values.level }}"}
                {{- if .Values.more }}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: more}
                {{- end }}
                """
        try await LifeRelease.with(template, "auto-rollback", waits: true) { release in
            try await release.converge("level=1,run=sleep 1000").succeeded()
            let failed = try await release.converge(
                "level=2,run=sleep 1000,image=localhost/nothing:1,more=true", "--auto-rollback")
            #expect(failed.status == 1)
            #expect(
                failed.errors.contains("ErrImageNeverPull")
                    && failed.errors.contains("revision 1 is back as revision 3"))
            #expect(try await release.statuses() == ["superseded", "failed", "deployed"])
            #expect(try await release.object("configmap", "cm")?[path: ["data", "level"]] == "1")
            #expect(try await !release.exists("configmap", "more"))
            let web = try #require(try await release.object("deployment", "web"))
            #expect(web[path: ["status", "readyReplicas"]]?.integer == 1)
        }
        // Rule 22: a first installation has nothing to go back to.
        try await LifeRelease.with(template, "auto-rollback", waits: true) { release in
            let failed = try await release.converge(
                "level=2,run=sleep 1000,image=localhost/nothing:1", "--auto-rollback")
            #expect(failed.status == 1)
            #expect(failed.errors.contains("there is no good revision to go back to"))
            #expect(try await release.exists("configmap", "cm"))
        }
    }

    /// A chart with hooks of every kind leaves the same objects behind as with Helm.
    @Test func hooksBehaveAsHelms() async throws {
        let template = [
            "pre-install", "post-install", "pre-upgrade", "post-upgrade", "pre-delete", "post-delete", "pre-rollback",
            "test",
        ]
        .flatMap { event in
            [("default", ""), ("succeeded", "hook-succeeded"), ("both", "before-hook-creation,hook-succeeded")].map {
                name, policy in
                let more = policy.isEmpty ? "" : ", 'helm.sh/hook-delete-policy': '\(policy)'"
                return Self.job("\(event)-\(name)", "'helm.sh/hook': \(event)\(more)", "true")
            }
        }.joined()
        try await LifeRelease.with(template, "ours", waits: true) { ours in
            try await LifeRelease.with(template, "helms", waits: true) { helms in
                func compare(_ step: String) async throws {
                    #expect(try await ours.names("job") == helms.names("job"), "\(step)")
                }
                let chart = helms.chart
                try await ours.converge().succeeded()
                try await helms.lab.helm(.three, "install", "app", chart, "-n", helms.namespace).succeeded()
                try await compare("install")
                try await ours.converge().succeeded()
                try await helms.lab.helm(.three, "upgrade", "app", chart, "-n", helms.namespace).succeeded()
                try await compare("upgrade")
                try await ours.rollback().succeeded()
                try await helms.lab.helm(.three, "rollback", "app", "-n", helms.namespace).succeeded()
                try await compare("rollback")
                try await ours.dismiss().succeeded()
                try await helms.lab.helm(.three, "uninstall", "app", "-n", helms.namespace).succeeded()
                try await compare("uninstall")
            }
        }
    }

    /// Rule 16: killed after its first stage, a deploy is gone on with, and its hooks don't run again.
    @Test(arguments: [true, false])
    func aKilledDeployIsGoneOnWith(_ isSame: Bool) async throws {
        let template =
            Self.job("migrate", "'helm.sh/hook': pre-install", "true")
            + Self.deployment(
                "web", "echo {{ .Values.level }}; sleep 1000",
                more: ", readinessProbe: {exec: {command: [test, -e, /{{ .Values.file }}]}, periodSeconds: 1}")
        try await LifeRelease.with(template, "killed", waits: true) { release in
            try await release.killedConverge("file=none,level=1") {
                try await release.exists("deployment", "web")
            }
            let migrated = try #require(try await release.uid("job", "migrate"))
            // The readiness probe of the same render never succeeds, so that only its waiting shows.
            let flags = isSame ? ["--no-track"] : []
            let values = isSame ? "file=none,level=1" : "file=bin,level=1"
            try await release.ours("converge", [release.chart, "--release", "app", "--set", values] + flags).succeeded()
            #expect(try await release.statuses() == ["failed", "deployed"])
            #expect((try await release.uid("job", "migrate") == migrated) == isSame)
            try await release.dismiss("--with-hooks").succeeded()
            for kind in ["job", "deployment"] { #expect(try await !release.hasAny(kind), "\(kind)") }
        }
    }

    /// Hooks and resources of an uninstall run in their stages, and what it made for itself is gone.
    @Test func anUninstallRunsWhatItDeploys() async throws {
        let note = "wget -q -O /dev/null http://none/ || true"
        let template =
            Self.job("before", "'helm.sh/hook': pre-delete", note)
            + Self.job("cleanup", "werf.io/deploy-on: delete", "true")
            + Self.job("after", "'helm.sh/hook': post-delete, 'helm.sh/hook-delete-policy': hook-succeeded", "true")
            + Self.deployment("web", "sleep 1000")
        try await LifeRelease.with(template, "uninstall", waits: true) { release in
            try await release.converge().succeeded()
            let told = try await release.dismiss().succeeded().errors
            let order = [
                "ready     Job/before", "ready     Job/cleanup", "deleted   Deployment/web", "ready     Job/after",
            ]
            let places = order.map { line in told.split(separator: "\n").firstIndex { $0 == line } ?? -1 }
            #expect(!places.contains(-1) && places == places.sorted(), "\(told)")
            #expect(
                try await release.names("job,deployment,pod").filter { !$0.hasPrefix("pod/") } == ["job/before"])
            #expect(try await release.names("secret").allSatisfy { !$0.contains("sh.helm") })
        }
    }
}
