import Documents
import FoundationEssentials
import Testing

/// Flags of converge that leave something out of a deploy, or add something to it.
@Suite struct ConvergeFlagTests {
    private static let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"

    private func object(_ release: LifeRelease, _ field: String) async throws -> Value? {
        try await release.object("configmap", "settings")?[path: ["data", field]]
    }

    @Test(arguments: ["--no-install-crds", "--skip-crds"])
    func definitionsMayBeLeftOut(_ flag: String) async throws {
        let lab = try Lab.open()
        let group = "c\(UInt32.random(in: .min ... .max)).example.com"
        let definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: gears.\(group)}
            spec:
              group: \(group)
              scope: Namespaced
              names: {kind: Gear, plural: gears, singular: gear, listKind: GearList}
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema: {openAPIV3Schema: {type: object}}
            """
        try await LifeRelease.with(Self.map, "no-crds", files: ["crds/gears.yaml": definition]) { release in
            func isThere() async throws -> Bool {
                let found = try await lab.kubectl("get", "crd", "gears.\(group)", "--ignore-not-found", "-o", "name")
                return try !found.succeeded().output.isEmpty
            }
            try await release.converge("a=b", flag).succeeded()
            #expect(try await !isThere())
            #expect(try await release.exists("configmap", "settings"))
            try await release.converge("a=b", flag, "--dry-run").succeeded()
            #expect(try await !isThere())
            try await release.converge().succeeded()
            #expect(try await isThere())
            try await lab.kubectl("delete", "crd", "gears.\(group)", "--wait=false").succeeded()
        }
    }

    /// A chart with notes whose subchart has some of its own.
    private static let noted = [
        "templates/NOTES.txt": "Notes of {{ .Release.Name }}, revision {{ .Release.Revision }} <&>\n",
        "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
        "charts/sub/templates/NOTES.txt": "Notes of the {{ .Chart.Name }}chart\n",
    ]

    /// Runs `body` with a release of ours, and a name of a namespace where Helm has deployed the same.
    private func withNotes(
        _ flags: [String], _ body: (LifeRelease, String) async throws -> Void
    ) async throws {
        try await LifeRelease.with(Self.map, "notes", files: Self.noted) { release in
            try await release.lab.withNamespace("notes-helm") { namespace in
                try await release.lab.run(
                    "\(release.lab.peers)/helm-3.17.3/helm",
                    ["install", "app", release.chart, "-n", namespace, "--set", "a=b"] + flags
                ).succeeded()
                try await body(release, namespace)
            }
        }
    }

    private func notes(_ release: LifeRelease, in namespace: String) async throws -> String {
        try await release.lab.helm(.three, "get", "notes", "app", "-n", namespace).succeeded().output
    }

    @Test(arguments: [[], ["--render-subchart-notes"]])
    func notesArePrintedAndKept(_ flags: [String]) async throws {
        try await withNotes(flags) { release, theirs in
            let outcome = try await release.ours(
                "converge", [release.chart, "--release", "app", "--set", "a=b"] + flags
            ).succeeded()
            #expect(outcome.output.contains("Notes of app, revision 1 <&>\n"), "\(outcome.output)")
            #expect(outcome.output.contains("Notes of the subchart") == !flags.isEmpty, "\(outcome.output)")
            let kept = try await notes(release, in: release.namespace)
            // Helm puts a subchart's notes before or behind those of the chart, as it happens.
            #expect(
                try await Set(notes(release, in: theirs).split(separator: "\n")) == Set(kept.split(separator: "\n")))
            // What is printed is what is kept.
            let ours = try await release.ours("get", ["notes", "app"]).succeeded().output
            #expect(ours == kept)
            for line in kept.split(separator: "\n") where line != "NOTES:" {
                #expect(outcome.output.contains(line), "\(outcome.output)")
            }
        }
    }

    @Test func notesNeedNotBePrinted() async throws {
        try await LifeRelease.with(Self.map, "no-notes", files: Self.noted) { release in
            let silent = try await release.converge("a=b", "--no-notes").succeeded()
            #expect(silent.output == "")
            #expect(try await notes(release, in: release.namespace).contains("Notes of app, revision 1 <&>"))
            var quiet = release
            quiet.environment["WERF_NO_NOTES"] = "1"
            #expect(try await quiet.converge().succeeded().output == "")
            #expect(try await release.converge().succeeded().output.contains("Notes of app, revision 3 <&>"))
        }
    }

    @Test func aSchemaIsCheckedUnlessToldNotTo() async throws {
        let files = [
            "values.schema.json": #"{"type":"object","properties":{"count":{"type":"integer"}},"required":["count"]}"#
        ]
        let template = Self.map + "data: {count: \"{{ .Values.count }}\"}\n"
        try await LifeRelease.with(template, "schema", files: files) { release in
            for values in ["count=many", "other=1"] {
                let refused = try await release.converge(values)
                #expect(refused.status == 1)
                #expect(refused.errors.contains("values don't meet the specifications"), "\(refused.errors)")
                #expect(refused.errors.contains("count"), "\(refused.errors)")
                let helm = try await release.lab.helm(
                    .three, "install", "app", release.chart, "-n", release.namespace, "--set", values)
                #expect(helm.status != 0, "Helm takes what we refuse")
            }
            #expect(try await release.names("configmap,secret").allSatisfy { !$0.contains("helm.release") })
            try await release.converge("count=many", "--skip-schema-validation").succeeded()
            #expect(try await object(release, "count") == "many")
            try await release.converge("count=3").succeeded()
            #expect(try await object(release, "count") == "3")
        }
    }

    @Test func hostNamesAreLookedUpOnlyWhenAllowed() async throws {
        let template = Self.map + "data: {address: \"{{ getHostByName \"localhost\" }}\"}\n"
        try await LifeRelease.with(template, "dns") { release in
            try await release.converge().succeeded()
            #expect(try await object(release, "address") == "")
            try await release.lab.helm(.three, "upgrade", "app", release.chart, "-n", release.namespace).succeeded()
            #expect(try await object(release, "address") == "")
            for flag in ["--templates-allow-dns", "--enable-dns"] {
                try await release.converge("a=\(flag)", flag).succeeded()
                let address = try await object(release, "address")
                #expect(address == "127.0.0.1" || address == "::1", "\(String(describing: address))")
            }
        }
    }

    @Test(arguments: ["dot", "mmd"])
    func thePlanIsDrawn(_ form: String) async throws {
        try await LifeRelease.with(Self.map, "graph") { release in
            let path = "\(release.chart)/../graph-\(release.namespace).\(form)"
            defer { try? FileManager.default.removeItem(atPath: path) }
            func drawing() throws -> String {
                String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
            }
            let start = form == "dot" ? "digraph \"install of release app, revision 1\" {\n" : "flowchart LR\n"
            // A dry run draws as well, and changes nothing.
            try await release.converge("a=b", "--deploy-graph-path", path, "--dry-run").succeeded()
            #expect(try drawing().hasPrefix(start))
            #expect(try await !release.exists("configmap", "settings"))
            try await release.converge("a=b", "--deploy-graph-path", path).succeeded()
            #expect(try drawing().hasPrefix(start))
            #expect(try drawing().contains("create ConfigMap/settings"))
            var named = release
            named.environment["WERF_DEPLOY_GRAPH_PATH"] = path
            try await named.converge("a=c").succeeded()
            #expect(try !drawing().contains("create ConfigMap/settings"), "an earlier plan's drawing stays")
        }
    }

    @Test func aDrawingOfNoKnownFormIsRefused() async throws {
        try await LifeRelease.with(Self.map, "graph") { release in
            let refused = try await release.converge("a=b", "--deploy-graph-path", "\(release.chart)/graph.png")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("it must end in .dot or .mmd"), "\(refused.errors)")
            #expect(try await !release.exists("configmap", "settings"))
        }
    }
}
