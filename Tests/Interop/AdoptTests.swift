import Documents
import FoundationEssentials
import Testing

/// Objects that exist are taken into releases, on the real cluster and beside real Helms.
@Suite struct AdoptTests {
    /// The chart wants less than the first author wrote: no environment, no `minReadySeconds`.
    static let deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          labels: {app: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: nginx
                image: nginx:1.27
        """

    static let firstAuthors = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          labels: {app: web, author: first}
        spec:
          replicas: 1
          minReadySeconds: 7
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: nginx
                image: nginx:1.25
                env: [{name: OLD, value: "1"}]
        """

    static let maps = """
        {{- range $i := until (int (default 3 .Values.count)) }}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: cm-{{ $i }}
          labels: {set: maps}
        data:
          i: "chart"
        {{- end }}
        """

    /// What tells that the object is the old one in the chart's state.
    private func expectChartsState(
        _ test: AdoptionUnderTest, uid: Value?, isPure: Bool, _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let live = try await test.object("deployment", "web")
        let spec = live["spec"]
        let container = spec?[path: ["template", "spec", "containers"]]?[0]
        #expect(live[path: ["metadata", "uid"]] == uid, sourceLocation: location)
        #expect(spec?["replicas"] == 2, sourceLocation: location)
        #expect(container?["image"] == "nginx:1.27", sourceLocation: location)
        guard isPure else { return }
        #expect(container?["env"] == nil, sourceLocation: location)
        #expect(spec?["minReadySeconds"] == nil, sourceLocation: location)
        #expect(live[path: ["metadata", "labels", "author"]] == nil, sourceLocation: location)
    }

    // MARK: The user's story

    enum Way: String, Sendable { case byHand, adopted }

    @Test(arguments: [Way.byHand, .adopted])
    func aDeploymentMadeOutsideIsAdoptedIntoTheRelease(_ way: Way) async throws {
        try await AdoptionUnderTest.with(Self.deployment) { test in
            try await test.create(Self.firstAuthors)
            let before = try await test.object("deployment", "web")
            let refused = try await test.converge("app")
            let place = test.namespace
            #expect(refused.status == 1)
            #expect(
                refused.errors.hasPrefix(
                    "Error: rendered manifests contain a resource that already exists. Unable to continue with install: "
                        + "Deployment \"web\" in namespace \"\(place)\" exists and cannot be imported into the current "
                        + "release: invalid ownership metadata; label validation error: missing key "
                        + "\"app.kubernetes.io/managed-by\": must be set to \"Helm\"; annotation validation error: "
                        + "missing key \"meta.helm.sh/release-name\": must be set to \"app\"; annotation validation "
                        + "error: missing key \"meta.helm.sh/release-namespace\": must be set to \"\(place)\"\n"))
            let line = "kubectl werf-adopt app -n \(place) deployments.apps/web"
            #expect(refused.errors.contains("\n  \(line)\n"))
            switch way {
            case .byHand:
                try await test.kubectl(
                    "annotate", "deployment", "web", "meta.helm.sh/release-name=app",
                    "meta.helm.sh/release-namespace=\(place)"
                ).succeeded()
                try await test.kubectl("label", "deployment", "web", "app.kubernetes.io/managed-by=Helm").succeeded()
            case .adopted:
                let words = line.split(separator: " ").dropFirst(2).map(String.init)
                try await test.lab.run(
                    "\(test.lab.plugins)/kubectl-werf-adopt", words + ["--yes", "--undo-file", "\(test.folder)/undo"]
                ).succeeded()
                let adopted = try await test.object("deployment", "web")
                #expect(adopted["spec"] == before["spec"])
            }
            try await test.converge("app").succeeded()
            try await expectChartsState(test, uid: before[path: ["metadata", "uid"]], isPure: true)
            let managers = try await test.object("deployment", "web")[path: ["metadata", "managedFields"]]?.array ?? []
            #expect(!managers.contains { $0["manager"] == "werf-adopt" || $0["manager"] == "kubectl-create" })
        }
    }

    @Test(arguments: [HelmVersion.three, .four])
    func helmUpgradesWhatWeAdopted(_ helm: HelmVersion) async throws {
        try await AdoptionUnderTest.with(Self.deployment) { test in
            try await test.create(Self.firstAuthors)
            let uid = try await test.object("deployment", "web")[path: ["metadata", "uid"]]
            let flags = helm.isFour ? ["--force-conflicts"] : []
            let refused = try await test.lab.run(
                "\(test.lab.peers)/helm-\(helm)/helm",
                ["upgrade", "--install", "app", test.chart, "-n", test.namespace] + flags)
            #expect(refused.status != 0 && refused.errors.contains("cannot be imported into the current release"))
            try await test.adopt(["app", "deploy/web", "--yes", "--undo-file", "\(test.folder)/undo"]).succeeded()
            try await test.lab.run(
                "\(test.lab.peers)/helm-\(helm)/helm",
                ["upgrade", "--install", "app", test.chart, "-n", test.namespace] + flags
            ).succeeded()
            // Helm leaves the first author's fields; our next converge of its release does too, since they joined then.
            try await expectChartsState(test, uid: uid, isPure: false)
            try await test.converge("app").succeeded()
            try await expectChartsState(test, uid: uid, isPure: false)
        }
    }

    static let chart =
        deployment + """

            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: key}
            stringData: {password: "{{ .Values.password }}"}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: new}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: hook, annotations: {helm.sh/hook: pre-install}}
            """

    @Test func theChartSaysWhatIsAdoptedAndThePlanWhatItWillChange() async throws {
        try await AdoptionUnderTest.with(Self.chart) { test in
            try await test.create(Self.firstAuthors)
            try await test.kubectl("create", "secret", "generic", "key", "--from-literal=password=first-secret")
                .succeeded()
            try await test.kubectl("create", "configmap", "hook").succeeded()
            let before = try await test.object("deployment", "web")
            let flags = ["app", "--chart", test.chart, "--set", "password=next-secret"]
            let shown = try await test.adopt(flags + ["--dry-run"]).succeeded()
            for line in [
                "- minReadySeconds: 7", "- author: first", "- replicas: 1", "+ replicas: 2", "name: OLD",
                "image: nginx:1.27", "Secret/key", "absent",
            ] {
                #expect(
                    shown.output.contains(line.prefix(2)) && shown.output.contains(line.drop { "+- ".contains($0) }))
            }
            #expect(!shown.output.contains("hook"))
            #expect(try await test.object("deployment", "web") == before)
            let undo = "\(test.folder)/undo"
            let done = try await test.adopt(flags + ["--yes", "-v", "--undo-file", undo]).succeeded()
            let kept = try String(contentsOfFile: undo, encoding: .utf8)
            for secret in ["first-secret", "next-secret", "Zmlyc3Qtc2VjcmV0", "bmV4dC1zZWNyZXQ="] {
                for text in [shown.output, done.output, done.errors, kept] { #expect(!text.contains(secret)) }
            }
            #expect(try await test.object("deployment", "web")["spec"] == before["spec"])
            try await test.converge("app", ["--set", "password=next-secret"]).succeeded()
            try await expectChartsState(test, uid: before[path: ["metadata", "uid"]], isPure: true)
            let again = try await test.adopt(flags + ["--dry-run"]).succeeded()
            #expect(again.output.contains("the next converge of this chart would change none of them"))
        }
    }

    @Test func aChartTakesOverFromTheReleaseThatHandsOver() async throws {
        try await AdoptionUnderTest.with(Self.maps) { test in
            try await test.converge("old", ["--set", "count=2"]).succeeded()
            let shown = try await test.adopt(
                ["new", "--chart", test.chart, "--from-release", "old", "--yes", "--undo-file", "\(test.folder)/u"]
            ).succeeded()
            #expect(shown.output.contains("gets revision 2, without 2 objects"))
            try await test.converge("new").succeeded()
            try await test.lab.plugin("dismiss", "old", "-n", test.namespace).succeeded()
            #expect(try await test.owners() == ["cm-0": "new", "cm-1": "new", "cm-2": "new"])
        }
    }

    // MARK: Many, and back

    @Test func fiveHundredObjectsAreAdoptedAndComeBackAsTheyWere() async throws {
        try await AdoptionUnderTest.with(Self.maps) { test in
            try await test.createMaps(500)
            let before = try await test.maps()
            let undo = "\(test.folder)/undo.json"
            let clock = ContinuousClock()
            let adopting = try await clock.measure {
                let done = try await test.adopt(
                    ["app", "-l", "set=maps", "cm", "--yes", "--undo-file", undo]
                ).succeeded()
                #expect(done.errors.contains(": 500 adopted\n"))
            }
            #expect(Set(try await test.owners().values) == ["app"] && before.count == 500)
            let undoing = try await clock.measure {
                try await test.adopt(["--undo", undo, "--yes"]).succeeded()
            }
            #expect(try await test.maps() == before)
            print("500 objects: adopted in \(adopting), undone in \(undoing)")
            // And once more there is nothing to do.
            let again = try await test.adopt(["--undo", undo, "--yes"]).succeeded()
            #expect(again.errors.contains("nothing is left to undo"))
        }
    }

    @Test func aLaterRevisionForbidsTheUndo() async throws {
        try await AdoptionUnderTest.with(Self.maps) { test in
            try await test.createMaps(3)
            let undo = "\(test.folder)/undo.json"
            try await test.adopt(["app", "cm/cm-0", "cm/cm-1", "cm/cm-2", "--yes", "--undo-file", undo]).succeeded()
            try await test.converge("app").succeeded()
            let refused = try await test.adopt(["app", "--undo", undo, "--yes"])
            #expect(refused.status == 1)
            #expect(refused.errors.contains("is at revision 1; the adoption was made when it had none"))
            #expect(Set(try await test.owners().values) == ["app"])
        }
    }

    // MARK: Handing over

    @Test(arguments: [HelmVersion.three, .four])
    func whatIsHandedOverSurvivesTheEndOfTheOldRelease(_ helm: HelmVersion) async throws {
        try await AdoptionUnderTest.with(Self.maps) { test in
            try await test.helm(helm, "install", "old", test.chart).succeeded()
            let before = try await test.maps()
            let refused = try await test.adopt(["new", "cm/cm-0", "--take-from", "cm/cm-0", "--yes"])
            #expect(refused.status == 1 && refused.errors.contains("--from-release old"))
            let undo = "\(test.folder)/undo.json"
            let flags = ["new", "--from-release", "old", "--yes"]
            try await test.adopt(flags + ["--undo-file", undo]).succeeded()
            #expect(Set(try await test.owners().values) == ["new"])
            let history = try await test.helm(helm, "history", "old", "-o", "json").succeeded().json()
            #expect(history.array?.map { $0["status"] } == ["superseded", "deployed"])
            let manifest = try await test.helm(helm, "get", "manifest", "old").succeeded()
            #expect(!manifest.output.contains("ConfigMap"))
            // There and back, and there again.
            try await test.adopt(["--undo", undo, "--yes"]).succeeded()
            #expect(try await test.maps() == before)
            let restored = try await test.helm(helm, "history", "old", "-o", "json").succeeded().json()
            #expect(restored.array?.map { $0["status"] } == ["deployed"])
            try await test.adopt(flags + ["--undo-file", "\(test.folder)/again.json"]).succeeded()
            try await test.converge("new").succeeded()
            switch helm {
            case .three: try await test.helm(helm, "uninstall", "old").succeeded()
            default:
                try await test.lab.plugin("dismiss", "old", "-n", test.namespace).succeeded()
            }
            #expect(try await test.owners() == ["cm-0": "new", "cm-1": "new", "cm-2": "new"])
            try await test.helm(helm, "upgrade", "new", test.chart, "--set", "count=2").succeeded()
            #expect(try await test.owners().count == 2)
        }
    }

    @Test func aPartIsHandedOver() async throws {
        try await AdoptionUnderTest.with(Self.maps) { test in
            try await test.converge("old").succeeded()
            try await test.adopt(
                ["new", "cm/cm-1", "--from-release", "old", "--yes", "--undo-file", "\(test.folder)/undo"]
            ).succeeded()
            #expect(try await test.owners() == ["cm-0": "old", "cm-1": "new", "cm-2": "old"])
            // The old chart still wants it, and is told whose it is and how to get it back.
            let refused = try await test.converge("old")
            #expect(refused.status == 1)
            #expect(
                refused.errors.contains(
                    "kubectl werf-adopt old -n \(test.namespace) --from-release new configmaps/cm-1\n"))
            try await test.lab.plugin("dismiss", "old", "-n", test.namespace).succeeded()
            #expect(try await test.owners() == ["cm-1": "new"])
        }
    }

    @Test func anUndoLeavesTheOtherReleaseNothingThatIsNotItsOwn() async throws {
        try await AdoptionUnderTest.with(Self.maps) { test in
            try await test.converge("old").succeeded()
            let flags = ["--from-release", "old", "--yes", "--undo-file"]
            try await test.adopt(["new", "cm/cm-1"] + flags + ["\(test.folder)/first"]).succeeded()
            try await test.create("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\n")
            try await test.adopt(["new", "cm/extra"] + flags + ["\(test.folder)/second"]).succeeded()
            try await test.adopt(["--undo", "\(test.folder)/second", "--yes"]).succeeded()
            #expect(try await test.owners()["cm-1"] == "new")
            let manifest = try await test.helm(.three, "get", "manifest", "old").succeeded().output
            #expect(!manifest.contains("name: cm-1"))
            let misspelt = try await test.adopt(["new", "--from-release", "odl", "--yes"])
            #expect(misspelt.status == 1 && misspelt.errors.contains("has no revisions"), "\(misspelt.errors)")
        }
    }

    // MARK: Bad input

    @Test func nothingIsWrittenWhenAnythingIsWrong() async throws {
        try await AdoptionUnderTest.with(Self.maps) { test in
            try await test.createMaps(2)
            let before = try await test.maps()
            let undo = "\(test.folder)/undo"
            func expectRefused(
                _ arguments: [String], _ text: String, _ location: SourceLocation = #_sourceLocation
            ) async throws {
                let outcome = try await test.adopt(arguments + ["--yes", "--undo-file", undo])
                #expect(outcome.status == 1, sourceLocation: location)
                #expect(outcome.errors.contains(text), "\(outcome.errors)", sourceLocation: location)
                #expect(outcome.errors.hasPrefix("Error: "), "\(outcome.errors)", sourceLocation: location)
            }
            try await expectRefused(["app", "cm/cm-0", "cm/nil"], "configmaps \"nil\" not found")
            try await expectRefused(["app", "cm/cm-0", "wurst/x"], "the server doesn't have a resource type \"wurst\"")
            try await expectRefused(["app", "cm/cm-0", "a/b/c/d"], "an object is KIND/NAME")
            try await expectRefused(["app", "cm/cm-0", "cm-1"], "\"cm-1\" names no object")
            try await expectRefused(["app", "-l", "a=b"], "--selector needs kinds")
            try await expectRefused(["app", "-l", "a b c", "cm"], "invalid value \"a b c\" for --selector")
            try await expectRefused(["app"], "nothing to adopt")
            try await expectRefused(["A_b", "cm/cm-0"], "invalid release name")
            try await expectRefused(["app", "cm/cm-0", "namespaces/x/y"], "namespaces have no namespaces")
            try await expectRefused(["app", "cm/cm-0", "cm/kube-root-ca.crt"], "it can't be adopted")
            try await expectRefused(["app", "--from-release", "app"], "can't hand its objects over to itself")
            try await expectRefused(["app", "-f", "\(test.folder)/nil"], "No such file or directory")
            try await expectRefused(
                ["app", "-f", "\(test.folder)/chart/Chart.yaml"], "names no object by kind and name")
            let unknown = "apiVersion: v1\nkind: Wurst\nmetadata: {name: x}\n"
            try Data(unknown.utf8).write(to: URL(filePath: "\(test.folder)/wurst"))
            try await expectRefused(
                ["app", "-f", "\(test.folder)/wurst"], "no matches for kind \"Wurst\" in version \"v1\"")
            // Nobody confirms.
            let asked = try await test.adopt(["app", "cm/cm-0"])
            #expect(asked.status == 1 && asked.output.contains("unowned"))
            #expect(try await test.maps() == before)
            #expect(!FileManager.default.fileExists(atPath: undo))
        }
    }

    @Test func manifestsNameWhatIsAdoptedAndWhatIsNotThereYet() async throws {
        try await AdoptionUnderTest.with(Self.maps) { test in
            try await test.createMaps(2)
            let manifests = (0..<3).map { "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm-\($0)}\n" }
            let file = "\(test.folder)/manifests.yaml"
            try Data(manifests.joined(separator: "---\n").utf8).write(to: URL(filePath: file))
            let shown = try await test.adopt(["app", "-f", file, "--dry-run"]).succeeded()
            let rows = shown.output.split(separator: "\n").map { row in
                row.split(separator: "\t").map { $0.filter { $0 != " " } }
            }
            #expect(
                rows.dropFirst() == [
                    ["ConfigMap/cm-0", "unowned", "adopted"], ["ConfigMap/cm-1", "unowned", "adopted"],
                    ["ConfigMap/cm-2", "absent", "leftout"],
                ])
            #expect(try await test.owners().isEmpty)
            try await test.adopt(["app", "-f", file, "--yes", "--undo-file", "\(test.folder)/undo"]).succeeded()
            #expect(try await test.owners() == ["cm-0": "app", "cm-1": "app"])
        }
    }

    @Test func whoMayNotWriteIsToldWhichVerbOnWhichResource() async throws {
        try await AdoptionUnderTest.with(Self.maps) { test in
            try await test.createMaps(2)
            let before = try await test.maps()
            try await test.kubectl(
                "create", "role", "reader", "--verb=get,list", "--resource=configmaps,secrets"
            ).succeeded()
            try await test.kubectl("create", "rolebinding", "reader", "--role=reader", "--user=reader").succeeded()
            let refused = try await test.adopt(
                ["app", "cm/cm-0", "cm/cm-1", "--yes", "--as", "reader", "--undo-file", "\(test.folder)/undo"])
            #expect(refused.status == 1)
            #expect(
                refused.errors.contains(
                    "ConfigMap/cm-1: configmaps \"cm-1\" is forbidden: User \"reader\" cannot patch resource "
                        + "\"configmaps\""))
            let blind = try await test.adopt(["app", "deploy/web", "--yes", "--as", "reader"])
            #expect(blind.status == 1)
            #expect(blind.errors.contains("cannot get resource \"deployments\""))
            #expect(try await test.maps() == before)
        }
    }

    @Test func othersAreAskedOneByOne() async throws {
        try await AdoptionUnderTest.with(Self.maps) { test in
            try await test.createMaps(2)
            try await test.kubectl(
                "annotate", "configmap", "cm-0", "argocd.argoproj.io/tracking-id=shop:/ConfigMap:x/cm-0"
            ).succeeded()
            let refused = try await test.adopt(["app", "cm/cm-0", "cm/cm-1", "--yes"])
            #expect(refused.status == 1)
            #expect(refused.output.contains("owned by Argo CD (shop)"))
            #expect(refused.errors.contains("--take-from configmaps/cm-0"))
            #expect(try await test.owners().isEmpty)
            try await test.adopt(
                ["app", "cm/cm-0", "cm/cm-1", "--take-from", "argocd", "--yes", "--undo-file", "\(test.folder)/undo"]
            ).succeeded()
            #expect(try await test.owners() == ["cm-0": "app", "cm-1": "app"])
        }
    }

    /// An object that goes, or changes, while it is being looked at stops everything before the first write.
    @Test(arguments: [404, 403])
    func whatTheServerWouldRefuseIsFoundBeforeTheFirstWrite(_ code: Int) async throws {
        try await AdoptionUnderTest.with(Self.maps) { test in
            try await test.createMaps(3)
            let before = try await test.maps()
            let reason = code == 404 ? "NotFound" : "Forbidden"
            let status =
                "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"\(reason)\","
                + "\"message\":\"no cm-2\",\"code\":\(code)}"
            let answer =
                "HTTP/1.1 \(code) No\r\nContent-Type: application/json\r\nContent-Length: \(status.utf8.count)\r\n"
                + "Connection: close\r\n\r\n\(status)"
            try await test.lab.withMiddleMan { request in
                request.method == "PATCH" && request.target.contains("/configmaps/cm-2?") ? .instead(answer) : .pass
            } _: { middleMan in
                let refused = try await test.adopt(
                    ["app", "cm/cm-0", "cm/cm-1", "cm/cm-2", "--yes", "--undo-file", "\(test.folder)/undo"]
                        + middleMan.flags)
                #expect(refused.status == 1)
                #expect(refused.errors.contains(code == 404 ? "ConfigMap/cm-2: it is gone" : "ConfigMap/cm-2: no cm-2"))
            }
            #expect(try await test.maps() == before)
        }
    }
}
