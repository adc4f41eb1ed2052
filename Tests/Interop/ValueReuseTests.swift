import Documents
import FoundationEssentials
import Testing

/// What becomes of values from one revision to the next, beside a Helm that is told the same.
@Suite struct ValueReuseTests {
    /// One history that we make and one that Helm makes, of the same chart under the same name.
    struct Twins: Sendable {
        let lab: Lab
        let helm: HelmVersion
        let folder: String
        let ours: String
        let theirs: String

        static func with(_ helm: HelmVersion, _ body: (Twins) async throws -> Void) async throws {
            let lab = try Lab.open()
            let files = [
                "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
                "c/values.yaml": "top: old\nnested: {kept: 1, changed: old}\ngone: old\n",
                "c/templates/all.yaml": """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: values}
                data:
                  values: {{ .Values | toJson | quote }}
                """,
                "one.yaml": "file: one\nnested: {file: one}\nlist: [1, 2]\n",
                "two.yaml": "file: two\nlist: [3]\n", "text.txt": "from a file\n",
            ]
            try await withFolder(files) { folder in
                try await lab.withNamespace("values-ours") { ours in
                    try await lab.withNamespace("values-helm") { theirs in
                        try await body(Twins(lab: lab, helm: helm, folder: folder, ours: ours, theirs: theirs))
                    }
                }
            }
        }

        var chart: String { "\(folder)/c" }

        func install(_ flags: [String]) async throws {
            try await converge(flags).succeeded()
            try await helm(["install", "app", chart] + flags)
        }

        func upgrade(_ flags: [String]) async throws {
            try await converge(flags).succeeded()
            try await helm(["upgrade", "app", chart] + flags)
        }

        func converge(_ flags: [String]) async throws -> Outcome {
            try await lab.run(
                "\(lab.plugins)/kubectl-werf-converge", [chart, "--release", "app", "-n", ours] + flags)
        }

        private func helm(_ arguments: [String]) async throws {
            try await lab.run("\(lab.peers)/helm-\(helm)/helm", arguments + ["-n", theirs]).succeeded()
        }

        /// The next version of the chart: a default has changed, one is new and one has gone.
        func changeChart() throws {
            try Data("top: new\nnested: {kept: 1, changed: new}\nadded: new\n".utf8)
                .write(to: URL(filePath: "\(chart)/values.yaml"))
        }

        /// Helm reads the same values and manifest from our revision as from its own.
        func expectSame(_ location: SourceLocation = #_sourceLocation) async throws {
            var views = [["values"], ["manifest"]]
            // Helm 4 computes values by rules of its own.
            if helm == .three { views.append(["values", "-a"]) }
            for view in views {
                let arguments = ["get"] + view + ["app"]
                let ours = try await get(arguments, ours)
                #expect(try await get(arguments, theirs) == ours, "\(view)", sourceLocation: location)
            }
        }

        private func get(_ arguments: [String], _ namespace: String) async throws -> String {
            try await lab.run("\(lab.peers)/helm-\(helm)/helm", arguments + ["-n", namespace]).succeeded().output
        }

        /// The values that the chart's object was rendered with.
        func rendered() async throws -> Value {
            let map = try await lab.kubectl("get", "configmap", "values", "-n", ours, "-o", "json").succeeded().json()
            return try JSON.read(map[path: ["data", "values"]]?.string ?? "")
        }
    }

    /// Flags of the second deploy, and the values that its object is rendered with.
    struct Reuse: Sendable, CustomTestStringConvertible {
        var flags: [String]
        var top: Value
        var changed: Value
        var mine: Value?
        var given: Value?
        var added: Value?
        var gone: Value?

        var testDescription: String { flags.joined(separator: " ") }
    }

    static let reuses = [
        // Nothing is given: the last values once more, over the new chart's.
        Reuse(flags: [], top: "new", changed: "mine", mine: "1", added: "new"),
        Reuse(flags: ["--set-string", "given=2"], top: "new", changed: "new", given: "2", added: "new"),
        // All defaults are those of the last revision's chart.
        Reuse(
            flags: ["--reuse-values", "--set-string", "given=2"], top: "old", changed: "mine", mine: "1", given: "2",
            gone: "old"),
        Reuse(
            flags: ["--reset-then-reuse-values", "--set-string", "given=2"], top: "new", changed: "mine", mine: "1",
            given: "2", added: "new"),
        Reuse(flags: ["--reset-values"], top: "new", changed: "new", added: "new"),
        Reuse(
            flags: ["--reset-values", "--reuse-values", "--set-string", "given=2"], top: "new", changed: "new",
            given: "2", added: "new"),
        // A null takes away what is the user's, which is among those defaults all the same.
        Reuse(flags: ["--reuse-values", "--set", "mine=null"], top: "old", changed: "mine", mine: "1", gone: "old"),
        Reuse(
            flags: ["--reset-then-reuse-values", "--set", "mine=null"], top: "new", changed: "mine", added: "new"),
    ]

    @Test(arguments: reuses)
    func asHelmDoes(_ reuse: Reuse) async throws {
        try await Twins.with(.three) { twins in
            try await twins.install(["--set-string", "mine=1,nested.changed=mine"])
            try twins.changeChart()
            try await twins.upgrade(reuse.flags)
            try await twins.expectSame()
            let values = try await twins.rendered()
            #expect(values["top"] == reuse.top)
            #expect(values[path: ["nested", "changed"]] == reuse.changed)
            #expect(values["mine"] == reuse.mine)
            #expect(values["given"] == reuse.given)
            #expect(values["added"] == reuse.added)
            #expect(values["gone"] == reuse.gone)
        }
    }

    @Test func asHelmFourDoes() async throws {
        try await Twins.with(.four) { twins in
            try await twins.install(["--set-string", "mine=1,nested.changed=mine"])
            try twins.changeChart()
            for flags in [["--reset-then-reuse-values", "--set", "given=2"], [], ["--reset-values"]] {
                try await twins.upgrade(flags)
                try await twins.expectSame()
            }
        }
    }

    /// Files one over the other, what is set over files, each kind of flag over the one before.
    @Test func valuesOfEveryKind() async throws {
        try await Twins.with(.three) { twins in
            let flags = [
                "-f", "\(twins.folder)/one.yaml", "--values", "\(twins.folder)/two.yaml", "--set-json",
                #"json={"a":[1,null,"x"]},nested.json=true"#, "--set", "number=1,nested.set={a,b}", "--set-string",
                "text=1", "--set-file", "read=\(twins.folder)/text.txt", "--set-literal", "literal=a,b=c",
            ]
            try await twins.install(flags)
            try await twins.expectSame()
            let values = try await twins.rendered()
            #expect(values["file"] == "two" && values["list"] == [3])
            #expect(values[path: ["nested", "file"]] == "one" && values[path: ["nested", "kept"]] == 1)
            #expect(values["number"] == 1 && values["text"] == "1")
            #expect(values["read"] == "from a file\n" && values["literal"] == "a,b=c")
            // The other order of the files.
            try await twins.upgrade(["-f", "\(twins.folder)/two.yaml,\(twins.folder)/one.yaml"])
            try await twins.expectSame()
            #expect(try await twins.rendered()["file"] == "one")
            // What is reused is what the last revision was given, whatever came before it.
            try await twins.upgrade(["--reuse-values", "--set-string", "last=3"])
            try await twins.expectSame()
            let reused = try await twins.rendered()
            #expect(reused["last"] == "3" && reused["file"] == "one" && reused["text"] == nil)
        }
    }

    @Test func aFileOfValuesThatIsMissingOrBrokenIsNamed() async throws {
        try await Twins.with(.three) { twins in
            try Data("a: [1\n".utf8).write(to: URL(filePath: "\(twins.folder)/broken.yaml"))
            for name in ["missing.yaml", "broken.yaml"] {
                let refused = try await twins.converge(["-f", "\(twins.folder)/\(name)"])
                #expect(refused.status == 1)
                #expect(refused.errors.hasPrefix("Error: "), "\(refused.errors)")
                #expect(refused.errors.contains("\(twins.folder)/\(name)"), "\(refused.errors)")
            }
        }
    }
}
