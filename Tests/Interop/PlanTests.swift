import Documents
import Testing

/// What `plan` shows, beside what converge then does.
@Suite struct PlanTests {
    private static let template = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: cm}
        data:
          level: {{ .Values.level | default "one" | quote }}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: secret}
        data:
          password: {{ .Values.password | default "opensesame" | b64enc }}
          same: {{ "stays" | b64enc }}
        {{- range $i := until (int (default 1 .Values.count)) }}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: more-{{ $i }}
          {{- if $.Values.keep }}
          annotations: {helm.sh/resource-policy: keep}
          {{- end }}
        data: {a: b}
        {{- end }}
        {{- if .Values.job }}
        ---
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migrate
          annotations: {helm.sh/hook: pre-upgrade, helm.sh/hook-delete-policy: hook-succeeded}
        spec:
          template:
            spec:
              restartPolicy: Never
              containers: [{name: a, image: nobody/a}]
        {{- end }}
        """

    private func withChart(
        _ template: String = PlanTests.template, files more: [String: String] = [:],
        _ body: (PlannedRelease) async throws -> Void
    ) async throws {
        let lab = try Lab.open()
        var files = ["Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "templates/all.yaml": template]
        files.merge(more) { $1 }
        try await withFolder(files) { folder in
            try await lab.withNamespace("plan") { namespace in
                try await body(PlannedRelease(lab: lab, chart: folder, namespace: namespace))
            }
        }
    }

    @Test func eachChangedObjectShowsItsDifferenceAndNothingIsWritten() async throws {
        try await withChart { release in
            try await release.converge().succeeded()
            let before = try await release.everything()
            let plan = try await release.plan("--set", "level=two,count=2").succeeded()
            #expect(plan.output.contains("update ConfigMap/cm"), "\(plan.output)")
            #expect(plan.output.contains("-   level: one\n+   level: two\n"))
            #expect(plan.output.contains("create ConfigMap/more-1") && plan.output.contains("+ kind: ConfigMap"))
            #expect(plan.output.contains("1 to create, 1 to update, 0 to recreate, 0 to delete, 0 kept, 2 unchanged"))
            #expect(plan.output.contains("would be upgraded as revision 2"))
            for noise in ["managedFields", "resourceVersion", "creationTimestamp", "uid:"] {
                #expect(!plan.output.contains(noise))
            }
            #expect(try await release.everything() == before)
            // What is planned is what is done.
            let done = try await release.converge("--set", "level=two,count=2").succeeded()
            #expect(done.errors.contains("1 created, 1 updated, 0 deleted, 2 unchanged"), "\(done.errors)")
        }
    }

    @Test func aSecretShowsThatItChangesAndNothingElse() async throws {
        try await withChart { release in
            try await release.converge().succeeded()
            let plan = try await release.plan("--set", "password=xyzzy").succeeded()
            #expect(plan.output.contains("-   password: <hidden, old value>"), "\(plan.output)")
            #expect(plan.output.contains("+   password: <hidden, new value>") && plan.output.contains("same: <hidden>"))
            let document = try await release.plan("--set", "password=xyzzy", "-o", "json").succeeded()
            for text in [plan.output, plan.errors, document.output, document.errors] {
                #expect(!text.contains("b3BlbnNlc2FtZQ") && !text.contains("eHl6enk") && !text.contains("xyzzy"))
            }
            let open = try await release.plan("--set", "password=xyzzy", "--show-sensitive-diffs").succeeded()
            #expect(
                open.output.contains("-   password: b3BlbnNlc2FtZQ==") && open.output.contains("+   password: eHl6enk=")
            )
        }
    }

    @Test func theExitStatusTellsWhatWouldChange() async throws {
        try await withChart(files: ["templates/NOTES.txt": "{{ .Values.note }}"]) { release in
            let first = try await release.plan("--exit-code")
            #expect(first.status == 2 && first.output.contains("would be installed as revision 1"), "\(first.errors)")
            try await release.converge().succeeded()
            let same = try await release.plan("--exit-code")
            #expect(same.status == 0 && same.output.contains("no changes"), "\(same.output)")
            let note = try await release.plan("--exit-code", "--set", "note=hello")
            #expect(note.status == 3 && note.output.contains("the release notes changed"), "\(note.output)")
            #expect(try await release.plan("--set", "level=two", "--exit-code").status == 2)
            #expect(try await release.plan("--set", "level=two").status == 0)
            #expect(try await release.plan("--exit-code", environment: ["WERF_SET_A": "level=two"]).status == 2)
            let service = try await release.plan("--exit-code", "--add-annotation", "ci.werf.io/commit=abc")
            #expect(
                service.status == 0 && service.output.contains("3 objects are told which deploy"), "\(service.output)")
            #expect(try await release.plan("--exit-code", "--no-such-flag").status == 1)
            #expect(
                try await release.plan("--exit-code", "--set", "level=two", "--diff-context-lines", "-1").status == 1)
        }
    }

    @Test func documentsHoldThePlanAndStdoutNothingElse() async throws {
        try await withChart { release in
            try await release.converge("--set", "count=2").succeeded()
            let outcome = try await release.plan("--set", "level=two,count=1,job=true", "-o", "json").succeeded()
            let json = try outcome.json()
            #expect(json["action"] == "upgrade" && json["revision"] == 2)
            let changes = json["changes"]?.array ?? []
            let rows = changes.map { "\($0["action"]?.string ?? "") \($0["name"]?.string ?? "")" }
            #expect(Set(rows) == ["create migrate", "update cm", "delete more-1"], "\(rows)")
            let update = changes.first { $0["name"] == "cm" }
            #expect(update?["diff"]?.string?.contains("+   level: two") == true)
            #expect(update?["source"] == "c/templates/all.yaml")
            #expect(json["runs"]?.array?.map { $0["name"] } == ["migrate"])
            #expect(json["summary"]?["update"] == 1 && json["summary"]?["delete"] == 1)
            let yaml = try await release.plan("--set", "level=two,count=1,job=true", "-o", "yaml").succeeded()
            #expect(try YAML.read(yaml.output) == json)
        }
    }

    @Test func hooksAndWhatIsKeptAreNamed() async throws {
        try await withChart { release in
            try await release.converge("--set", "keep=true,count=2").succeeded()
            let plan = try await release.plan("--set", "job=true,keep=true,count=1").succeeded()
            #expect(plan.output.contains("would run: Job/migrate (hook)"), "\(plan.output)")
            #expect(plan.output.contains("create Job/migrate, then delete"))
            #expect(plan.output.contains("keep ConfigMap/more-1: ") && plan.output.contains("1 kept"))
            let quiet = try await release.plan("--set", "job=true", "--show-verbose-diffs=false").succeeded()
            #expect(quiet.output.contains("<hidden verbose changes>") && !quiet.output.contains("nobody/a"))
        }
    }

    @Test func fieldsThatAreTakenOverShowThatTheyGo() async throws {
        try await withChart { release in
            try await release.lab.helm(.three, "install", "app", release.chart, "-n", release.namespace).succeeded()
            try await release.lab.run(
                "/bin/sh",
                [
                    "-c",
                    "EDITOR='sed -i s/level:.*/level:\\ by-hand/' \(release.lab.peers)/kubectl-1.37.1/kubectl edit cm cm -n "
                        + release.namespace,
                ]
            ).succeeded()
            let plan = try await release.plan().succeeded()
            #expect(plan.output.contains("-   level: by-hand\n+   level: one\n"), "\(plan.output)")
            // Helm 3 left fields that the chart drops now: a trial alone wouldn't show that they go.
            try release.write(
                "templates/all.yaml", Self.template.replacing("  same: {{ \"stays\" | b64enc }}\n", with: ""))
            let dropped = try await release.plan().succeeded()
            #expect(dropped.output.contains("-   same: <hidden>\n"), "\(dropped.output)")
            try await release.converge().succeeded()
            let secret = try await release.object("secret", "secret")
            #expect(secret["data"]?["same"] == nil)
            #expect(try await release.plan("--exit-code").status == 0)
        }
    }

    @Test func whoMayOnlyReadGetsAPlanToo() async throws {
        try await withChart { release in
            try await release.converge().succeeded()
            let reader = try await release.reader()
            let plan = try await release.plan("--as", reader, "--set", "level=two", "--exit-code")
            #expect(plan.status == 2, "\(plan.errors)")
            #expect(plan.output.contains("-   level: one\n+   level: two\n"), "\(plan.output)")
            #expect(plan.output.contains("0 to create, 1 to update"))
            #expect(plan.errors.contains("compared without the server"), "\(plan.errors)")
            #expect(try await release.plan("--as", reader, "--exit-code").status == 0)
            // To deploy it is another thing.
            let refused = try await release.converge("--as", reader, "--set", "level=two")
            #expect(refused.status == 1)
        }
    }

    @Test func aChangeThatTheServerRefusesIsAnError() async throws {
        let immutable = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: fixed}
            immutable: true
            data: {a: {{ .Values.a | default "b" | quote }}}
            """
        try await withChart(immutable) { release in
            try await release.converge().succeeded()
            let refused = try await release.plan("--set", "a=c", "--exit-code")
            #expect(refused.status == 1 && refused.output.isEmpty, "\(refused.output)")
            #expect(refused.errors.contains("before-creation-if-immutable"), "\(refused.errors)")
            try release.write(
                "templates/all.yaml",
                immutable.replacing(
                    "{name: fixed}",
                    with: "{name: fixed, annotations: {werf.io/delete-policy: before-creation-if-immutable}}"))
            let plan = try await release.plan("--set", "a=c", "--exit-code")
            #expect(plan.status == 2 && plan.output.contains("recreate ConfigMap/fixed"), "\(plan.output)")
            #expect(plan.output.contains("-   a: b\n+   a: c\n"), "\(plan.output)")
        }
    }

    @Test func theGraphIsDrawnAndAMissingNamespaceNamed() async throws {
        try await withChart { release in
            var missing = release
            missing.namespace += "-x"
            let plan = try await missing.plan("--graph", "\(release.chart)/plan.mmd").succeeded()
            #expect(plan.output.contains("create Namespace/\(missing.namespace)"), "\(plan.output)")
            #expect(try release.read("plan.mmd").contains("create ConfigMap/cm"))
            let gone = try await release.lab.kubectl("get", "namespace", missing.namespace)
            #expect(gone.status == 1)
        }
    }

    // MARK: converge --skip-if-unchanged, reports

    @Test func anUnchangedReleaseIsSkippedWhereThatIsAskedFor() async throws {
        try await withChart(files: ["templates/NOTES.txt": "{{ .Values.note }}"]) { release in
            try await release.converge("--skip-if-unchanged").succeeded()
            let same = try await release.converge("--skip-if-unchanged").succeeded()
            #expect(same.errors.contains("skipped"), "\(same.errors)")
            let service = try await release.converge("--skip-if-unchanged", "--add-annotation", "ci.werf.io/commit=abc")
            #expect(try service.succeeded().errors.contains("skipped"))
            let asked = try await release.converge(environment: ["WERF_SKIP_IF_UNCHANGED": "1"]).succeeded()
            #expect(asked.errors.contains("skipped"))
            #expect(try await release.revisions() == 1)
            try await release.converge("--skip-if-unchanged", "--set", "note=hello").succeeded()
            #expect(try await release.revisions() == 2)
            // What somebody else changed is put right.
            try await release.lab.kubectl("delete", "configmap", "cm", "-n", release.namespace).succeeded()
            let repaired = try await release.converge("--skip-if-unchanged", "--set", "note=hello").succeeded()
            #expect(repaired.errors.contains("created   ConfigMap/cm"))
            #expect(try await release.revisions() == 3)
        }
    }

    @Test func reportsTellProgramsWhatWasDone() async throws {
        try await withChart { release in
            let path = "\(release.chart)/report"
            try await release.converge("--save-deploy-report", "--deploy-report-path", path).succeeded()
            let report = try JSON.read(try release.read("report.json"))
            let created = ["create: ConfigMap/cm", "create: ConfigMap/more-0", "create: Secret/secret"]
            #expect(
                report == [
                    "version": 3, "release": "app", "namespace": .string(release.namespace), "revision": 1,
                    "status": "deployed", "completedOperations": .array(created.map(Value.string)),
                ])
            #expect(try release.read("report.json").contains("\n\t\"release\": \"app\",\n"))
            #expect(try await release.permissions("report.json") == "600")
            try await release.converge("--save-deploy-report", "--deploy-report-path", path, "--skip-if-unchanged")
                .succeeded()
            let skipped = try JSON.read(try release.read("report.json"))
            #expect(skipped["status"] == "skipped" && skipped["revision"] == 2 && skipped["completedOperations"] == nil)
            let wrong = try await release.converge("--deploy-report-path", "report.yaml")
            #expect(
                wrong.errors.contains(
                    "invalid --deploy-report-path \"report.yaml\": extension must be either .json or"),
                "\(wrong.errors)")
            let rollback = try await release.ours(
                "rollback", ["--save-rollback-report", "--rollback-report-path", path, "--release", "app", "1"])
            try rollback.succeeded()
            #expect(try JSON.read(try release.read("report.json"))["status"] == "deployed")
            let dismissed = try await release.lab.run(
                "\(release.lab.plugins)/kubectl-werf-dismiss",
                ["--use-deploy-report", "--deploy-report-path", "\(path).json"])
            try dismissed.succeeded()
            #expect(
                try await release.lab.objects("configmap", in: release.namespace).allSatisfy { !$0.hasSuffix("/cm") })
        }
    }

    @Test func aDeployThatFailsLeavesAReport() async throws {
        let template = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: good}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: bad}
            spec: {ports: [{port: 99999999}]}
            """
        try await withChart(template) { release in
            let path = "\(release.chart)/report.json"
            let failed = try await release.converge("--save-deploy-report", "--deploy-report-path", path)
            #expect(failed.status == 1)
            let report = try JSON.read(try release.read("report.json"))
            #expect(report["status"] == "failed" && report["failedOperations"] == ["create: Service/bad"], "\(report)")
        }
    }
}
