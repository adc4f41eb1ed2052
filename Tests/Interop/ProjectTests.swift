import Documents
import FoundationEssentials
import Testing

/// Werf projects against the real cluster: names, annotations, values, and Helm beside us.
@Suite struct ProjectTests {
    /// A project in a folder of its own, deployed to a namespace that only its test uses.
    private struct Demo: Sendable {
        let lab: Lab
        let folder: String
        let namespace: String

        init(_ lab: Lab, _ namespace: String, project: String = "symfony-demo", deploy: String = "") throws {
            (self.lab, self.namespace) = (lab, namespace)
            folder = "\(lab.home)/\(namespace)"
            try write(
                "werf.yaml",
                "configVersion: 1\nproject: \(project)\ndeploy:\n  namespace: \(namespace)\n  namespaceSlug: false\n"
                    + deploy)
            try write(
                ".helm/templates/all.yaml",
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: {{ .Release.Name }}}
                data: {level: {{ .Values.level | default "none" | quote }}, env: "{{ .Values.werf.env }}"}
                ---
                apiVersion: v1
                kind: List
                items:
                  - {apiVersion: v1, kind: ConfigMap, metadata: {name: listed}, data: {a: b}}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: app}
                spec:
                  replicas: 0
                  selector: {matchLabels: {app: app}}
                  template:
                    metadata: {labels: {app: app}}
                    spec: {containers: [{name: app, image: registry.example.com/app}]}
                """)
        }

        func write(_ name: String, _ text: String) throws {
            let path = "\(folder)/\(name)"
            let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: path))
        }

        /// Runs a plugin inside the project's folder, or one below it.
        func run(
            _ plugin: String, _ arguments: String..., in place: String = "", environment: [String: String] = [:]
        ) async throws -> Outcome {
            let program = "\(lab.plugins)/kubectl-werf-\(plugin)"
            let script = #"cd "$0" && exec "$@""#
            return try await lab.run(
                "/bin/sh", ["-c", script, "\(folder)/\(place)", program] + arguments, environment)
        }

        func object(_ kind: String, _ name: String) async throws -> Value {
            try await lab.kubectl("get", kind, name, "-n", namespace, "-o", "json").succeeded().json()
        }

        func annotations(_ kind: String, _ name: String) async throws -> [String: String] {
            let members = try await object(kind, name)[path: ["metadata", "annotations"]]?.object ?? Object()
            return Dictionary(members.map { ($0.key, $0.value.string ?? "") }) { $1 }
        }
    }

    private func withDemo(
        _ hint: String = "project", project: String = "symfony-demo", deploy: String = "",
        _ body: (Demo) async throws -> Void
    ) async throws {
        let lab = try Lab.open()
        try await lab.withNamespace(hint) { namespace in
            try await body(Demo(lab, namespace, project: project, deploy: deploy))
        }
    }

    // MARK: Names

    @Test(arguments: ["stage", "test", "prod"]) func theReleaseIsNamedByProjectAndEnvironment(_ env: String)
        async throws
    {
        try await withDemo { demo in
            try await demo.run("converge", "--env", env).succeeded()
            let list = try await demo.lab.plugin("list", "-n", demo.namespace, "-q").succeeded()
            #expect(list.output == "symfony-demo-\(env)\n")
            #expect(try await demo.object("configmap", "symfony-demo-\(env)")[path: ["data", "env"]]?.string == env)
        }
    }

    @Test func namesThatAreGivenOrRedefined() async throws {
        try await withDemo(deploy: "  helmRelease: '[[ project ]]-app-[[ env ]]'\n") { demo in
            let named = try await demo.run("converge", "--release", "my.name", "--dry-run").succeeded()
            #expect(named.output.contains("release:      my.name  (--release)\n"))
            try await demo.run("converge", "--env", "Feature/X").succeeded()
            let list = try await demo.lab.helm(.three, "list", "-n", demo.namespace, "-q").succeeded()
            #expect(list.output == "symfony-demo-app-feature-x-ec0e269a\n")
        }
    }

    @Test func theDefaultNamespaceIsMade() async throws {
        let lab = try Lab.open()
        let project = "demo-\(UUID().uuidString.prefix(8).lowercased())"
        let demo = try Demo(lab, project)
        try demo.write("werf.yaml", "configVersion: 1\nproject: \(project)\n")
        let outcome = try await demo.run("converge", "--env", "stage")
        let namespace = try await lab.kubectl("get", "namespace", "\(project)-stage", "-o", "name")
        _ = try await lab.kubectl("delete", "namespace", "\(project)-stage", "--wait=false")
        try outcome.succeeded()
        #expect(namespace.output == "namespace/\(project)-stage\n")
    }

    @Test func withoutANameTheProjectsReleaseIsMeant() async throws {
        // Templates in werf.yaml are run by kubectl werf render, beside the others.
        try await withDemo(deploy: "{{ if true }}  helmRelease: '[[ project | upper ]]-[[ env ]]'{{ end }}\n") { demo in
            try await demo.run("converge", "--env", "stage").succeeded()
            try demo.write("below/x", "")
            let history = try await demo.run("history", "--env", "stage", "-o", "json", in: "below").succeeded().json()
            #expect(history.array?.count == 1)
            let environment = ["WERF_ENV": "stage"]
            let metadata = try await demo.run("get", "metadata", "-o", "json", environment: environment)
                .succeeded().json()
            #expect(metadata["name"]?.string?.hasPrefix("symfony-demo-stage-") == true)
            let rollback = try await demo.run("rollback", "--env", "stage", "--dry-run")
            #expect(!rollback.errors.contains("no release name"))
            try await demo.run("dismiss", "--env", "stage").succeeded()
            #expect(try await demo.lab.plugin("list", "-n", demo.namespace, "-q").succeeded().output == "")
        }
    }

    // MARK: Metadata

    @Test func theUsersAnnotationsAndLabels() async throws {
        try await withDemo { demo in
            let commit = "9aeee03d607c1eed133166159fbea3bad5365c57"
            try await demo.run(
                "converge", "--env", "stage", "--add-annotation", "commit-sha=\(commit)", "--add-annotation",
                "gitlab-user-email=vasya@mydomain.com", "--add-label", "commit-sha=\(commit)"
            ).succeeded()
            for (kind, name) in [("configmap", "symfony-demo-stage"), ("configmap", "listed"), ("deployment", "app")] {
                let annotations = try await demo.annotations(kind, name)
                #expect(annotations["commit-sha"] == commit)
                #expect(annotations["gitlab-user-email"] == "vasya@mydomain.com")
                #expect(annotations["werf.io/version"]?.isEmpty == false)
                #expect(annotations["project.werf.io/name"] == "symfony-demo")
                #expect(annotations["project.werf.io/env"] == "stage")
                let object = try await demo.object(kind, name)
                #expect(object[path: ["metadata", "labels", "commit-sha"]]?.string == commit)
            }
            // Extra metadata is the release's; what says who deployed isn't.
            let manifest = try await demo.run("get", "manifest", "--env", "stage").succeeded().output
            #expect(manifest.contains("gitlab-user-email: vasya@mydomain.com"))
            #expect(!manifest.contains("werf.io/"))
        }
    }

    @Test func aLabelThatIsNoneIsRefusedBeforeAnythingChanges() async throws {
        try await withDemo { demo in
            let outcome = try await demo.run(
                "converge", "--env", "stage", "--add-label", "gitlab-user-email=vasya@mydomain.com")
            #expect(outcome.status == 1)
            #expect(
                outcome.errors.contains("--add-label gitlab-user-email=vasya@mydomain.com: a label's value must be"))
            #expect(outcome.errors.contains("--add-annotation gitlab-user-email=vasya@mydomain.com"))
            #expect(try await demo.lab.plugin("list", "-n", demo.namespace, "-q").succeeded().output == "")
        }
    }

    @Test func withoutAnEnvironmentNothingSaysOne() async throws {
        try await withDemo { demo in
            try await demo.run("converge").succeeded()
            let annotations = try await demo.annotations("configmap", "symfony-demo")
            #expect(annotations["project.werf.io/name"] == "symfony-demo")
            #expect(annotations["project.werf.io/env"] == nil)
        }
    }

    @Test func aJobsAnnotationsChangeNoPod() async throws {
        try await withDemo { demo in
            var specs: Set<Value> = []
            var manifests: Set<String> = []
            for commit in ["aaa", "bbb"] {
                let job = [
                    "CI_COMMIT_SHA": commit, "CI_ENVIRONMENT_SLUG": "stage",
                    "CI_PIPELINE_URL": "https://gitlab.example/p/\(commit)",
                ]
                let script = try await demo.run("ci-env", "gitlab", environment: job).succeeded().output
                try demo.write("job", script + "exec '\(demo.lab.plugins)/kubectl-werf-converge'\n")
                try await demo.lab.run("/bin/sh", ["-c", "cd '\(demo.folder)' && . ./job"], job).succeeded()
                let annotations = try await demo.annotations("deployment", "app")
                #expect(annotations["ci.werf.io/commit"] == commit)
                #expect(annotations["gitlab.ci.werf.io/pipeline-url"] == "https://gitlab.example/p/\(commit)")
                let deployment = try await demo.object("deployment", "app")
                #expect(deployment[path: ["spec", "template", "metadata", "annotations"]] == nil)
                specs.insert(deployment["spec"] ?? .null)
                manifests.insert(try await demo.run("get", "manifest", "--env", "stage").succeeded().output)
            }
            // The same spec: no pod is made anew.
            #expect(specs.count == 1)
            #expect(manifests.count == 1)
        }
    }

    @Test func equalAnnotationsAreNotWrittenAgain() async throws {
        try await withDemo { demo in
            try await demo.run("converge", "--env", "stage", "--runtime-annotations", "a=1,b=2").succeeded()
            let first = try await demo.object("deployment", "app")
            #expect(first[path: ["metadata", "annotations", "b"]]?.string == "2")
            let again = try await demo.run("converge", "--env", "stage", "--runtime-annotations", "a=1,b=2").succeeded()
            #expect(!again.errors.contains("updated   ") && again.errors.contains(" 0 updated"), "\(again.errors)")
        }
    }

    @Test func aRollbackKeepsTheProjectsMarks() async throws {
        try await withDemo { demo in
            try await demo.run("converge", "--env", "stage", "--set", "level=one").succeeded()
            try await demo.run("converge", "--env", "stage", "--set", "level=two").succeeded()
            try await demo.run(
                "rollback", "--env", "stage", "--no-track", "--add-annotation", "ci.werf.io/commit=abc"
            ).succeeded()
            let name = "symfony-demo-stage"
            #expect(try await demo.object("configmap", name)[path: ["data", "level"]] == "one")
            var annotations = try await demo.annotations("configmap", name)
            #expect(annotations["project.werf.io/env"] == "stage" && annotations["ci.werf.io/commit"] == "abc")
            // Named, outside the project: the record knows which project it is.
            try await demo.lab.plugin("rollback", name, "2", "-n", demo.namespace, "--no-track").succeeded()
            annotations = try await demo.annotations("configmap", name)
            #expect(annotations["project.werf.io/name"] == "symfony-demo")
            #expect(annotations["ci.werf.io/commit"] == nil)
        }
    }

    // MARK: Beside Helm

    @Test func helmMakesTheReleaseWeConvergeItHelmUpgradesIt() async throws {
        try await withDemo { demo in
            try demo.write("helm/Chart.yaml", "apiVersion: v2\nname: symfony-demo\nversion: 1.0.0\n")
            try demo.write(
                "helm/templates/a.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: symfony-demo-stage}\ndata: {level: one}\n")
            let name = "symfony-demo-stage"
            let chart = "\(demo.folder)/helm"
            try await demo.lab.helm(.three, "install", name, chart, "-n", demo.namespace).succeeded()
            try await demo.run("converge", "--env", "stage", "--set", "level=two").succeeded()
            #expect(try await demo.object("configmap", name)[path: ["data", "level"]] == "two")
            #expect(try await demo.annotations("configmap", name)["project.werf.io/env"] == "stage")
            try await demo.lab.helm(.three, "upgrade", name, chart, "-n", demo.namespace).succeeded()
            #expect(try await demo.object("configmap", name)[path: ["data", "level"]] == "one")
            let history = try await demo.run("history", "--env", "stage", "-o", "json").succeeded().json()
            #expect(history.array?.compactMap { $0["status"]?.string } == ["superseded", "superseded", "deployed"])
            try await demo.lab.helm(.four, "upgrade", name, chart, "-n", demo.namespace).succeeded()
        }
    }

    // MARK: Values

    @Test func secretsImagesAndEnvironmentOfTheExample() async throws {
        let lab = try Lab.open()
        let example = lab.repository("examples/project")
        try await lab.withNamespace("project") { namespace in
            let outcome = try await lab.plugin(
                "converge", "--dir", example, "--env", "prod", "-n", namespace, "--use-build-report",
                "--build-report-path", "build-report.json")
            try outcome.succeeded()
            let secret = try await lab.kubectl("get", "secret", "app", "-n", namespace, "-o", "json").succeeded().json()
            let url = Data(base64Encoded: secret[path: ["data", "DATABASE_URL"]]?.string ?? "") ?? Data()
            let text = String(decoding: url, as: UTF8.self)
            #expect(text == "postgresql://symfony:correct+horse+battery+staple@postgres/app")
            let deployment = try await lab.kubectl("get", "deployment", "app", "-n", namespace, "-o", "json")
                .succeeded().json()
            #expect(deployment[path: ["spec", "replicas"]]?.integer == 3)
            let container = deployment[path: ["spec", "template", "spec", "containers"]]?[0]
            #expect(container?["image"] == "registry.example.com/symfony-demo:5b1c3d0a8e1f-1700000000000")
            // Neither on the way nor in the values that the release keeps is a secret in the open.
            #expect(!(outcome.output + outcome.errors).contains("correct horse"))
            let values = try await lab.plugin("get", "values", "symfony-demo-prod", "-n", namespace).succeeded()
            #expect(values.output == "USER-SUPPLIED VALUES:\nnull\n")
        }
    }

    @Test func theExampleRendersWithoutACluster() async throws {
        let lab = try Lab.open()
        let outcome = try await lab.plugin(
            "render", "--dir", lab.repository("examples/project"), "--env", "stage",
            environment: ["KUBECONFIG": "/nowhere"])
        let text = try outcome.succeeded().output
        #expect(text.contains("image: REPO:TAG") && text.contains("LICENSE: \"This copy is licensed"))
    }

    @Test func theDryRunSaysWhereEverythingComesFrom() async throws {
        try await withDemo { demo in
            let text = try await demo.run("converge", "--dry-run", environment: ["WERF_ENV": "stage"]).succeeded()
                .output
            let rows = text.split(separator: "\n").prefix(5).map { row in
                row.split(separator: " ").joined(separator: " ")
            }
            #expect(
                rows.map { $0.split(separator: " ").first.map(String.init) ?? "" }
                    == ["project:", "environment:", "release:", "namespace:", "chart:"])
            #expect(rows[0].hasSuffix("/\(demo.namespace)/werf.yaml)"))
            #expect(rows[1] == "environment: stage ($WERF_ENV)")
            #expect(rows[2] == "release: symfony-demo-stage (default template, [[ project ]]-[[ env ]])")
            #expect(
                rows[3] == "namespace: \(demo.namespace) (deploy.namespace in werf.yaml:4, \(demo.namespace))")
            #expect(rows[4].hasSuffix("/\(demo.namespace)/.helm (default)"))
            #expect(try await demo.lab.plugin("list", "-n", demo.namespace, "-q").succeeded().output == "")
        }
    }

    // MARK: Bad input

    /// What is wrong with the project or the command line, and what the error says.
    static let faults: [(files: [String: String], arguments: [String], words: [String])] = [
        (["werf.yaml": "configVersion: 1\nproject: Bad_Name\n"], [], ["werf.yaml:2: bad project name \"Bad_Name\""]),
        (
            ["werf.yaml": "configVersion: 1\nproject: x\ndeploy: {helmRelaese: y}\n"], [],
            ["did you mean \"helmRelease\""]
        ),
        (["werf.yaml": "a\nb: {{ .Nope.x }}\n"], [], ["werf.yaml:2:", "<.Nope.x>"]),
        (["werf.yaml": "a\nb: {{ nope }}\n"], [], ["werf.yaml:2", "function \"nope\" not defined"]),
        (["werf.yaml": "configVersion: 1\nproject: x\ndeploy: {helmRelease: '[[ env ]]'}\n"], [], ["is empty"]),
        (
            ["werf.yaml": "configVersion: 1\nproject: x\ndeploy: {helmReleaseSlug: false}\n"], ["--env", "A/B"],
            ["bad Helm release \"x-A/B\" rendered by template"]
        ),
        ([:], ["--release", String(repeating: "x", count: 54)], ["invalid release name"]),
        ([:], ["--add-annotation", "novalue"], ["invalid --add-annotation value: invalid key=value pair \"novalue\""]),
        ([:], ["--use-build-report"], ["build report path must be specified"]),
        (
            [:], ["--use-build-report", "--build-report-path", "none.json"],
            ["build report: open none.json: no such file"]
        ),
        (
            ["werf.yaml": "configVersion: 1\nproject: x\n---\nimage: app\ndockerfile: D\n"], [],
            ["nothing tells the tags of the project's images (app)", "--use-build-report"]
        ),
        ([".helm/templates/i.yaml": "{{ werf_image \"app\" }}"], [], ["image \"app\" not found"]),
        ([".helm/secret-values.yaml": "a: geheim"], [], ["required encryption key not found in: \"$WERF_SECRET_KEY\""]),
        (
            [".helm/secret-values.yaml": "a: geheim"], ["--secret-key", "8f1c5a0be2d94763a1b0c9d8e7f60514"],
            ["secret-values.yaml: a: decryption failed"]
        ),
        (["werf.yaml": "configVersion: 1\nproject: x\ndeploy: {helmChartDir: none}\n"], [], ["none doesn't exist"]),
    ]

    @Test(arguments: faults) func badInput(
        _ files: [String: String], _ arguments: [String], _ words: [String]
    ) async throws {
        try await withDemo { demo in
            for (name, text) in files { try demo.write(name, text) }
            let program = "\(demo.lab.plugins)/kubectl-werf-converge"
            let outcome = try await demo.lab.run(
                "/bin/sh",
                ["-c", #"cd "$0" && exec "$@""#, demo.folder, program] + arguments + ["-n", demo.namespace])
            #expect(outcome.status == 1)
            for word in words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
            #expect(!outcome.errors.contains("geheim"))
            #expect(try await demo.lab.plugin("list", "-n", demo.namespace, "-q").succeeded().output == "")
        }
    }

    @Test func outsideAProjectANameIsNeeded() async throws {
        let lab = try Lab.open()
        let empty = "\(lab.home)/no-project"
        try FileManager.default.createDirectory(atPath: "\(empty)/.git", withIntermediateDirectories: true)
        for plugin in ["converge", "history", "rollback", "dismiss"] {
            let outcome = try await lab.run(
                "/bin/sh", ["-c", #"cd "$0" && exec "$@""#, empty, "\(lab.plugins)/kubectl-werf-\(plugin)"])
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("no release name"), "\(outcome.errors)")
        }
        let named = try await lab.plugin("converge", "--dir", empty)
        #expect(named.errors.contains("there is no werf.yaml in"))
    }

    @Test func theNearestOfTwoProjectsCounts() async throws {
        try await withDemo { demo in
            try demo.write("inner/werf.yaml", "configVersion: 1\nproject: inner\n")
            try demo.write("inner/.helm/templates/a.yaml", "")
            let text = try await demo.run("converge", "--dry-run", "-n", demo.namespace, in: "inner").succeeded().output
            #expect(text.contains("inner/werf.yaml") && text.contains("release:      inner"))
        }
    }

    // MARK: CI

    @Test func aJobIsHandedItsVariablesInFiles() async throws {
        let lab = try Lab.open()
        let job = ["CI_COMMIT_SHA": "$(touch \(lab.home)/pwned)\"`'", "CI_ENVIRONMENT_SLUG": "stage"]
        let path = try await lab.plugin("ci-env", "gitlab", "--as-file", environment: job).succeeded().output
        #expect(path.contains("/.werf/service/tmp/ci_env/source_"))
        let shown = try await lab.run(
            "/bin/sh", ["-c", ". \(path.split(separator: "\n")[0]); printf %s \"$WERF_ADD_ANNOTATION_CI_COMMIT\""])
        #expect(shown.output == "ci.werf.io/commit=\(job["CI_COMMIT_SHA"] ?? "")")
        #expect(!FileManager.default.fileExists(atPath: "\(lab.home)/pwned"))
        let variables = try await lab.plugin("ci-env", "gitlab", "--as-env-file", environment: job).succeeded().output
        #expect(variables.contains("/.env_"))
        let chosen = "\(lab.home)/chosen"
        let quiet = try await lab.plugin("ci-env", "gitlab", "-o", chosen, environment: job).succeeded()
        #expect(quiet.output.isEmpty)
        #expect(FileManager.default.fileExists(atPath: chosen))
        let hub = [
            "GITHUB_REPOSITORY": "me/shop", "GITHUB_SHA": "9aeee03", "GITHUB_SERVER_URL": "https://github.example",
        ]
        let script = try await lab.plugin("ci-env", "github", environment: hub).succeeded().output
        #expect(script.contains("ci.werf.io/commit=9aeee03"), "\(script)")
        // A wrong line stops who executes its output, and names no file to who sources one.
        for (words, output) in [
            (["gitlab", "--bogus"], "exit 1\n"), ([], "exit 1\n"), (["x", "--bogus", "--as-file"], ""),
        ] {
            let wrong = try await lab.run("\(lab.plugins)/kubectl-werf-ci-env", words)
            #expect(wrong.status == 1 && wrong.output == output, "\(words): \(wrong.output)")
        }
        let unknown = try await lab.plugin("ci-env", "jenkins")
        #expect(unknown.status == 1 && unknown.output == "exit 1\n")
        #expect(unknown.errors.contains("provided ci system \"jenkins\" not supported"))
    }
}
