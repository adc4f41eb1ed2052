import Documents
import Testing

/// Plans that are kept, approved, and run: `plan --save-plan`, `plan --show-plan`, `converge --use-plan`.
@Suite struct SavedPlanTests {
    private static let key = "11ac8312520b5ff037bae386ea2e8a07"
    private static let remedy = "kubectl werf plan … --save-plan"

    private static let template = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: cm}
        data:
          level: {{ .Values.level | default "one" | quote }}
          random: {{ randAlphaNum 12 | quote }}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: secret}
        data: {password: {{ .Values.password | default "opensesame" | b64enc }}}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: still}
        data: {a: b}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: before, annotations: {helm.sh/hook: "pre-install,pre-upgrade"}}
        data: {a: b}
        """

    /// Runs `body` with a release and the path of a file for plans outside of its chart.
    private func withRelease(_ body: (PlannedRelease, String) async throws -> Void) async throws {
        let lab = try Lab.open()
        let files = [
            "chart/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "chart/templates/all.yaml": Self.template,
            "chart/templates/NOTES.txt": "notes of {{ .Values.level }}",
            "chart/crds/empty.yaml": "",
        ]
        try await withFolder(files) { folder in
            try await lab.withNamespace("saved") { namespace in
                let release = PlannedRelease(lab: lab, chart: "\(folder)/chart", namespace: namespace)
                try await body(release, "\(folder)/app.plan")
            }
        }
    }

    /// Runs a plugin away from the project and with nothing that says where the release is.
    private func bare(
        _ release: PlannedRelease, _ plugin: String, _ arguments: String..., environment: [String: String] = [:]
    ) async throws -> Outcome {
        try await release.lab.run("\(release.lab.plugins)/kubectl-werf-\(plugin)", arguments, environment)
    }

    /// What a deploy could write; the lock is taken by those that are refused too.
    private func state(_ release: PlannedRelease) async throws -> [String] {
        try await release.everything().filter { !$0.hasPrefix("ConfigMap/werf-synchronization@") }
    }

    private func expectRefusal(
        _ release: PlannedRelease, _ plan: String, _ words: String..., revisions: Int
    ) async throws {
        let before = try await state(release)
        let refused = try await bare(release, "converge", "--use-plan", plan)
        #expect(refused.status == 1)
        for text in words + [Self.remedy] { #expect(refused.errors.contains(text), "\(refused.errors)") }
        #expect(try await state(release) == before)
        #expect(try await release.revisions() == revisions)
    }

    @Test func theApprovedPlanIsWhatRuns() async throws {
        try await withRelease { release, plan in
            let shown = try await release.plan("--save-plan", plan, "--set", "level=two", "--labels", "team=a")
            #expect(try shown.succeeded().errors.contains("converge --use-plan \(plan)"), "\(shown.errors)")
            #expect(try await release.permissions("../app.plan") == "600")
            // Neither the chart nor its values are asked again.
            try release.write("templates/all.yaml", "{{ fail \"rendered anew\" }}")
            let done = try await bare(release, "converge", "--use-plan", plan).succeeded()
            #expect(done.errors.contains("revision 1 deployed; 4 created"), "\(done.errors)")
            #expect(done.output == "notes of two\n")
            let map = try await release.object("configmap", "cm")
            #expect(map["data"]?["level"] == "two")
            let random = map[path: ["data", "random"]]?.string ?? "-"
            #expect(shown.output.contains("+   random: \(random)\n"), "\(shown.output)")
            let lab = release.lab
            let values = try await lab.helm(.three, "get", "values", "app", "-n", release.namespace, "-o", "json")
            #expect(try values.succeeded().json()["level"] == "two")
            let labelled = try await lab.kubectl(
                "get", "secrets", "-l", "owner=helm,team=a", "-o", "name", "-n", release.namespace)
            #expect(try labelled.succeeded().output == "secret/sh.helm.release.v1.app.v1\n")
            // It can't be run twice.
            try await expectRefusal(
                release, plan, "when there was no revision", "revision 1 (deployed) now", revisions: 1)
            try await lab.helm(.four, "upgrade", "app", lab.chart("ten"), "-n", release.namespace).succeeded()
        }
    }

    @Test func objectsThatOthersChangeInBetween() async throws {
        try await withRelease { release, plan in
            try await release.converge().succeeded()
            try await release.plan("--set", "level=two", "--save-plan", plan).succeeded()
            func patch(_ map: String, _ data: String) async throws {
                try await release.lab.kubectl(
                    "patch", "configmap", map, "-n", release.namespace, "--type=merge", "-p", "{\"data\":\(data)}"
                ).succeeded()
            }
            try await patch("cm", #"{"level":"by-hand"}"#)
            try await expectRefusal(release, plan, "ConfigMap/cm: data.level", revisions: 1)
            let dry = try await bare(release, "converge", "--use-plan", plan, "--dry-run")
            #expect(dry.status == 1 && dry.errors.contains("ConfigMap/cm: data.level"), "\(dry.errors)")
            try await patch("cm", #"{"level":"one"}"#)
            // What the chart doesn't say may move.
            try await patch("still", #"{"other":"x"}"#)
            let done = try await bare(release, "converge", "--use-plan", plan).succeeded()
            #expect(done.errors.contains("revision 2 deployed; 1 created, 1 updated"), "\(done.errors)")
            #expect(try await release.object("configmap", "still")["data"]?["other"] == "x")
            try await release.plan("--set", "level=three", "--save-plan", plan).succeeded()
            try await patch("still", #"{"a":"by-hand"}"#)
            try await expectRefusal(release, plan, "ConfigMap/still: it would be updated now", revisions: 2)
        }
    }

    @Test(arguments: [HelmVersion.three, .four]) func revisionsThatHelmAddsInBetween(_ helm: HelmVersion) async throws {
        try await withRelease { release, plan in
            try await release.converge().succeeded()
            try await release.plan("--set", "level=two", "--save-plan", plan).succeeded()
            try await release.lab.helm(
                helm, "upgrade", "app", release.chart, "-n", release.namespace, "--set", "level=three",
                "--force-conflicts=\(helm.isFour)".replacing("--force-conflicts=false", with: "--wait=false")
            ).succeeded()
            try await expectRefusal(
                release, plan, "made on revision 1", "the newest is revision 2 (deployed) now", revisions: 2)
        }
    }

    @Test func whatBelongsToThePlanCantBeSaidAgainOtherwise() async throws {
        try await withRelease { release, plan in
            try await release.plan("--save-plan", plan).succeeded()
            let before = try await release.everything()
            let refusals = [
                [release.chart], ["--set", "a=b"], ["-f", "x.yaml"], ["--release", "other"], ["-n", "other"],
                ["--release-storage", "configmap"], ["--plan-lifetime", "0s"], ["--plan-lifetime", "soon"],
                ["--no-hooks"], ["--secret-values", "x"],
            ]
            for words in refusals {
                let refused = try await release.lab.run(
                    "\(release.lab.plugins)/kubectl-werf-converge", words + ["--use-plan", plan])
                #expect(refused.status == 1 && refused.errors.contains("Error: "), "\(words)")
            }
            #expect(try await release.everything() == before)
            let empty = try await release.converge("--use-plan", "")
            #expect(empty.status == 1 && empty.errors.contains("--use-plan needs the name of a file"))
            // Variables are those of every command of a pipeline.
            let variables = [
                "WERF_USE_PLAN_PATH": plan, "WERF_SET_A": "level=nine", "WERF_RELEASE": "other",
                "WERF_NAMESPACE": "other", "HELM_DRIVER": "configmap", "WERF_PLAN_LIFETIME": "30m",
            ]
            let same = try await bare(
                release, "converge", "-n", release.namespace, "--release", "app", "--timeout", "1m", "--lock-wait",
                "1m", "-R", "--no-notes", "--skip-if-unchanged", "--release-storage", "secret",
                environment: variables)
            #expect(try same.succeeded().errors.contains("revision 1 deployed"), "\(same.errors)")
            #expect(same.output == "" && same.errors.contains(release.namespace))
            #expect(try await release.object("configmap", "cm")["data"]?["level"] == "one")
        }
    }

    @Test func aKeptPlanIsShownWithoutACluster() async throws {
        try await withRelease { release, plan in
            try await release.converge().succeeded()
            let flags = ["--set", "password=xyzzy,level=two", "--exit-code"]
            let made = try await release.plan(flags[0], flags[1], flags[2], "--save-plan", plan)
            #expect(made.status == 2)
            let nowhere = ["KUBECONFIG": "/nowhere", "WERF_SHOW_PLAN_PATH": plan]
            let shown = try await bare(release, "plan", "--exit-code", environment: nowhere)
            #expect(shown.status == 2, "\(shown.errors)")
            // Beside the plan that it is there stands what was shown.
            let lines = shown.output.split(separator: "\n", omittingEmptySubsequences: false)
            let rest = lines.filter { !$0.hasPrefix("plan:         \(plan)  (made 20") }
            #expect(rest.joined(separator: "\n") == made.output && lines.count == rest.count + 1, "\(shown.output)")
            #expect(shown.output.contains("+   password: <hidden, new value>"))
            let document = try await bare(release, "plan", "--show-plan", plan, "-o", "json", environment: nowhere)
            #expect(try document.succeeded().json()["revision"] == 2)
            for text in [shown.output, shown.errors, document.output] {
                #expect(!text.contains("b3BlbnNlc2FtZQ") && !text.contains("eHl6enk") && !text.contains("xyzzy"))
            }
            let open = try await bare(release, "plan", "--show-plan", plan, "--show-sensitive-diffs")
            #expect(try open.succeeded().output.contains("+   password: eHl6enk=\n"))
            let refused = try await release.plan("--show-plan", plan)
            #expect(refused.status == 1 && refused.errors.contains("--show-plan takes no chart"))
        }
    }

    @Test func damagedAndForeignFiles() async throws {
        try await withRelease { release, plan in
            try await release.plan("--save-plan", plan).succeeded()
            try await release.lab.run("/bin/sh", ["-c", "head -c 400 '\(plan)' > '\(plan).half'"]).succeeded()
            try await release.lab.run("/bin/sh", ["-c", "echo hello > '\(plan).other'"]).succeeded()
            for (path, words) in [
                ("\(plan).half", "it is damaged: the gzip data ends too early"),
                ("\(plan).other", "it is no plan of kubectl werf plan"), ("\(plan).none", "no such file"),
            ] {
                for arguments in [["converge", "--use-plan"], ["plan", "--show-plan"]] {
                    let refused = try await bare(release, arguments[0], arguments[1], path)
                    #expect(refused.status == 1 && refused.errors.contains(words), "\(refused.errors)")
                }
            }
            let unwritten = try await release.plan("--save-plan", "\(plan)/x")
            #expect(unwritten.status == 1 && unwritten.errors.contains("it can't be written: Not a directory"))
        }
    }

    @Test func objectsThatAreMadeAnewMustBeTheSame() async throws {
        try await withRelease { release, plan in
            try await release.converge().succeeded()
            try await release.plan("--set", "level=two", "--save-plan", plan).succeeded()
            // The hook's object, which each deploy makes anew.
            try await release.lab.kubectl(
                "patch", "configmap", "before", "-n", release.namespace, "--type=merge", "-p", #"{"data":{"a":"x"}}"#
            ).succeeded()
            try await expectRefusal(
                release, plan, #"ConfigMap/before: data.a has been changed since ("b" → "x")"#,
                "No object was changed.", revisions: 1)
        }
    }

    /// What would be shown of the images isn't what would be deployed.
    @Test func placeholdersForImagesAreTold() async throws {
        let lab = try Lab.open()
        let files = [
            "werf.yaml": Self.project + "---\nimage: web\ndockerfile: Dockerfile\n",
            ".helm/templates/all.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: cm}
            data: {image: "{{ .Values.werf.image.web }}"}
            """,
        ]
        try await withFolder(files) { folder in
            try await lab.withNamespace("saved") { namespace in
                for (words, isTold) in [
                    (["plan"], true), (["converge", "--dry-run"], true), (["plan", "--stub-tags"], false),
                ] {
                    let shown = try await lab.run(
                        "\(lab.plugins)/kubectl-werf-\(words[0])",
                        words.dropFirst() + ["--dir", folder, "-n", namespace]
                    ).succeeded()
                    let count = shown.errors.ranges(of: "placeholders (REPO:TAG)").count
                    #expect(count == (isTold ? 1 : 0), "\(words): \(shown.errors)")
                }
            }
        }
    }

    // MARK: Secret keys

    private static let project = """
        configVersion: 1
        project: demo
        deploy: {helmRelease: app}

        """

    @Test func withASecretKeyThePlanIsEncrypted() async throws {
        let lab = try Lab.open()
        // "value", encrypted with the key.
        let secret = "1000000102030405060708090a0b0c0d0e0f52d6339f8d51981229b4105b39ab8cd2"
        let files = [
            "werf.yaml": Self.project, ".werf_secret_key": Self.key, ".helm/secret-values.yaml": "hidden: \(secret)\n",
            ".helm/templates/all.yaml": """
            apiVersion: v1
            kind: Secret
            metadata: {name: secret}
            data: {password: {{ .Values.hidden | b64enc }}}
            """,
        ]
        try await withFolder(files) { folder in
            try await lab.withNamespace("saved") { namespace in
                func run(_ plugin: String, _ words: [String], _ extra: [String: String] = [:]) async throws -> Outcome {
                    try await lab.run("\(lab.plugins)/kubectl-werf-\(plugin)", words, extra)
                }
                let plan = "\(folder)/app.plan"
                let made = try await run("plan", ["--dir", folder, "-n", namespace, "--save-plan", plan]).succeeded()
                #expect(made.errors.contains("encrypted with the secret key"), "\(made.errors)")
                let open = try await lab.run("/bin/sh", ["-c", "gzip -dc '\(plan)'"]).succeeded().output
                for text in ["dmFsdWU", "password", "manifest", namespace] { #expect(!open.contains(text)) }
                for words in [["converge", "--use-plan", plan], ["plan", "--show-plan", plan]] {
                    let none = try await run(words[0], Array(words.dropFirst()))
                    let text = "the plan is encrypted, and no secret key was found: "
                    #expect(none.status == 1 && none.errors.contains(text), "\(none.errors)")
                    let wrong = try await run(
                        words[0], Array(words.dropFirst()), ["WERF_SECRET_KEY": "00112233445566778899aabbccddeeff"])
                    #expect(
                        wrong.status == 1 && wrong.errors.contains("the secret key isn't the one"), "\(wrong.errors)")
                }
                let shown = try await run("plan", ["--show-plan", plan, "--dir", folder]).succeeded()
                #expect(shown.output.contains("password: <hidden>") && !shown.output.contains("dmFsdWU"))
                try await run("converge", ["--use-plan", plan], ["WERF_SECRET_KEY": Self.key]).succeeded()
                let object = try await lab.kubectl("get", "secret", "secret", "-n", namespace, "-o", "json")
                #expect(try object.succeeded().json()[path: ["data", "password"]] == "dmFsdWU=")
            }
        }
    }
}
