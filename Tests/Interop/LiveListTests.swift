import Documents
import FoundationEssentials
import Testing

/// `list`, `history` and `get` beside live Helms, on releases of every kind.
@Suite struct LiveListTests {
    /// Two namespaces with releases that Helm and we have deployed, failed, left pending and uninstalled.
    struct Mixed: Sendable {
        let lab: Lab
        let first: String
        let second: String

        static func with(_ body: (Mixed) async throws -> Void) async throws {
            let lab = try Lab.open()
            try await lab.withNamespace("list-first") { first in
                try await lab.withNamespace("list-second") { second in
                    let mixed = Mixed(lab: lab, first: first, second: second)
                    try await mixed.deploy()
                    try await body(mixed)
                }
            }
        }

        private func deploy() async throws {
            let chart = lab.chart("slow")
            try await converge("ours", first, "count=1", "--release-label", "team=a")
            try await lab.helm(.three, "install", "helm3", chart, "-n", first, "--set", "count=1", "--labels", "team=a")
                .succeeded()
            try await lab.helm(.four, "install", "helm4", chart, "-n", first, "--set", "count=1", "--labels", "team=b")
                .succeeded()
            try await nextSecond()
            try await converge("ours", first, "count=2")
            try await nextSecond()
            try await lab.helm(.three, "upgrade", "helm4", chart, "-n", first, "--set", "count=2").succeeded()
            // One that failed, one that is pending, one that was uninstalled with its history kept, one elsewhere.
            try await failed("failing")
            try await converge("stuck", first, "count=1")
            let record = try await lab.kubectl(
                "get", "secret", "sh.helm.release.v1.stuck.v1", "-n", first, "-o", "json"
            ).succeeded().json()
            try await withFile(try PendingRecord(made: record, revision: 2).json) { path in
                try await lab.kubectl("create", "-f", path, "-n", first).succeeded()
            }
            try await converge("gone", first, "count=1")
            try await lab.helm(.three, "uninstall", "gone", "-n", first, "--keep-history").succeeded()
            try await converge("ours", second, "count=1")
        }

        /// Helm sorts by whole seconds, and leaves those of one second in any order.
        private func nextSecond() async throws {
            func second() -> Int { Int(Date().timeIntervalSince1970) }
            let now = second()
            try await Lab.wait("the clock stands still") { second() > now }
        }

        private func converge(_ name: String, _ namespace: String, _ values: String, _ flags: String...) async throws {
            try await lab.run(
                "\(lab.plugins)/kubectl-werf-converge",
                [lab.chart("slow"), "--release", name, "-n", namespace, "--set", values] + flags
            ).succeeded()
        }

        /// The server refuses an object of the first revision.
        private func failed(_ name: String) async throws {
            let file = "apiVersion: v1\nkind: Service\nmetadata: {name: bad}\nspec: {ports: [{port: 123456}]}\n"
            let files = ["Chart.yaml": "apiVersion: v2\nname: bad\nversion: 1.0.0\n", "templates/a.yaml": file]
            try await withFolder(files) { folder in
                let outcome = try await lab.plugin("converge", folder, "--release", name, "-n", first)
                #expect(outcome.status == 1)
            }
        }

        /// Both Helms print what we print, which is returned.
        @discardableResult
        func expectSame(_ arguments: [String], _ location: SourceLocation = #_sourceLocation) async throws -> String {
            // Helm 4 shows every status without being told.
            async let three = theirs(.three, arguments)
            async let four = theirs(.four, arguments.filter { $0 != "-a" })
            let ours = try await ours(arguments).output
            #expect(try await three.output == ours, "Helm 3: \(arguments)", sourceLocation: location)
            #expect(try await four.output == ours, "Helm 4: \(arguments)", sourceLocation: location)
            return ours
        }

        func ours(_ arguments: [String]) async throws -> Outcome {
            try await lab.run("\(lab.plugins)/kubectl-werf-\(arguments[0])", Array(arguments.dropFirst())).succeeded()
        }

        func theirs(_ helm: HelmVersion, _ arguments: [String]) async throws -> Outcome {
            try await lab.run("\(lab.peers)/helm-\(helm)/helm", arguments).succeeded()
        }
    }

    /// Flags of `list` that Helm and we both have, and the releases of the first namespace that they show.
    static let lists: [(flags: [String], names: [String])] = [
        (["-a"], ["failing", "gone", "helm3", "helm4", "ours", "stuck"]),
        (["--deployed"], ["helm3", "helm4", "ours"]), (["--failed"], ["failing"]), (["--pending"], ["stuck"]),
        (["--uninstalled"], ["gone"]), (["--uninstalling"], []), (["--superseded"], ["helm4", "ours"]),
        (["--failed", "--pending"], ["failing", "stuck"]),
        (["-a", "-r"], ["stuck", "ours", "helm4", "helm3", "gone", "failing"]),
        (["-a", "--reverse", "--max", "2"], ["stuck", "ours"]),
        (["-a", "--offset", "2"], ["helm3", "helm4", "ours", "stuck"]),
        (["-a", "--offset", "1", "--max", "2"], ["gone", "helm3"]), (["-a", "--offset", "90"], []),
        (["-a", "-l", "team=a"], ["helm3", "ours"]), (["-a", "-l", "team in (a,b)"], ["helm3", "helm4", "ours"]),
        (["-a", "-l", "team!=a"], ["failing", "gone", "helm4", "stuck"]),
        (["-a", "-f", "^helm"], ["helm3", "helm4"]), (["-a", "--filter", "s"], ["ours", "stuck"]),
        (["-d", "--deployed"], ["helm3", "ours", "helm4"]), (["-d", "-r", "--deployed"], ["helm4", "ours", "helm3"]),
    ]

    /// Forms in which Helm and we print the same.
    static let forms = [
        [], ["-o", "yaml"], ["-q"], ["-q", "-o", "json"], ["-q", "-o", "yaml"], ["--no-headers"],
        ["--time-format", "2006-01-02"], ["-l", "nothing=here"], ["-l", "nothing=here", "-q"],
    ]

    @Test func listsAreHelms() async throws {
        try await Mixed.with { mixed in
            for (flags, names) in Self.lists {
                let printed = try await mixed.expectSame(["list", "-n", mixed.first, "-o", "json"] + flags)
                #expect(try JSON.read(printed).array?.compactMap { $0["name"]?.string } == names, "\(flags)")
            }
            for flags in Self.forms { try await mixed.expectSame(["list", "-n", mixed.first, "-a"] + flags) }
            try await allNamespaces(mixed)
            try await oursAlone(mixed)
        }
    }

    /// Other tests' releases come and go; these stay.
    private func allNamespaces(_ mixed: Mixed) async throws {
        for flags in [["-A"], ["--all-namespaces", "--failed"], ["-A", "-r", "--deployed"]] {
            let arguments = ["list", "-o", "json", "--max", "0"] + flags
            func rows(_ outcome: Outcome) throws -> [Value] {
                try (outcome.json().array ?? []).filter {
                    [mixed.first, mixed.second].contains($0["namespace"]?.string)
                }
            }
            let ours = try rows(try await mixed.ours(arguments))
            #expect(!ours.isEmpty)
            let names = ours.map { $0["name"]?.string ?? "" }
            #expect(names == (flags.contains("-r") ? names.sorted().reversed() : names.sorted()))
            for helm in [HelmVersion.three, .four] {
                let all = helm.isFour || flags.count > 1 ? [] : ["-a"]
                // Helm leaves those of one name in any order.
                let theirs = try rows(try await mixed.theirs(helm, arguments + all))
                #expect(theirs.map { $0["name"]?.string } == names, "\(helm): \(flags)")
                #expect(Set(theirs) == Set(ours), "\(helm): \(flags)")
            }
        }
    }

    /// What Helm hasn't: every status without a flag, names as a form, reading what is committed.
    private func oursAlone(_ mixed: Mixed) async throws {
        let all = ["failing", "gone", "helm3", "helm4", "ours", "stuck"]
        func list(_ flags: String...) async throws -> Outcome {
            try await mixed.ours(["list", "-n", mixed.first] + flags)
        }
        let lines = all.map { "\($0)\n" }.joined()
        #expect(try await list().output == list("-a").output)
        for flags in [["-q"], ["--short"], ["-o", "name"], ["-q", "-o", "name"], ["-o", "name", "--no-headers"]] {
            #expect(try await mixed.ours(["list", "-n", mixed.first] + flags).output == lines, "\(flags)")
        }
        #expect(try await list("-q", "-o", "json").json() == .array(all.map { .string($0) }))
        #expect(try await list("-q", "-o", "yaml").output == all.map { "- \($0)\n" }.joined())
        // The headings are all that is left out, and a form for programs has none.
        let table = try await list().output.split(separator: "\n")
        #expect(table.first?.hasPrefix("NAME") == true && table.count == all.count + 1)
        #expect(try await list("--no-headers", "-o", "json").output == list("-o", "json").output)
        // Where Helm prints an empty line.
        #expect(try await list("--no-headers", "-l", "nothing=here").output == "")
        // What the server remembers is asked for by version 0.
        for (flags, remembers) in [([], true), (["--fresh"], false)] {
            let outcome = try await mixed.ours(["list", "-n", mixed.first, "-v"] + flags)
            let requests = outcome.errors.split(separator: "\n").filter { $0.contains("/secrets") }
            #expect(!requests.isEmpty, "\(outcome.errors)")
            #expect(requests.allSatisfy { $0.contains("resourceVersion=0") == remembers }, "\(outcome.errors)")
            #expect(try await outcome.output == list().output)
        }
    }

    @Test func historyAndContentAreHelms() async throws {
        try await Mixed.with { mixed in
            for name in ["ours", "helm3", "failing", "stuck", "gone"] {
                for flags in [[], ["--max", "1"]] {
                    try await mixed.expectSame(["history", name, "-n", mixed.first] + flags)
                }
            }
            try await mixed.expectSame(["history", "ours", "-n", mixed.first, "-o", "yaml", "--max", "1"])
            for name in ["ours", "helm4", "failing"] { try await expectSameContent(mixed, name) }
        }
    }

    private func expectSameContent(_ mixed: Mixed, _ name: String) async throws {
        for view in [["manifest"], ["values", "--revision", "1"], ["values", "-o", "yaml"]] {
            try await mixed.expectSame(["get", view[0], name] + view.dropFirst() + ["-n", mixed.first])
        }
        // Helm 4 computes values by rules of its own, and says more in metadata.
        let views = [
            ["all"], ["all", "--revision", "1"], ["values", "-a", "-o", "yaml"], ["metadata"],
            ["metadata", "-o", "yaml"], ["metadata", "--revision", "1"],
        ]
        for view in views {
            let arguments = ["get", view[0], name] + view.dropFirst() + ["-n", mixed.first]
            let ours = try await mixed.ours(arguments).output
            #expect(try await mixed.theirs(.three, arguments).output == ours, "\(arguments)")
        }
        let arguments = ["get", "metadata", name, "-n", mixed.first, "-o", "json"]
        let ours = try await mixed.ours(arguments).json()
        let four = try await mixed.theirs(.four, arguments).json()
        for member in ours.object ?? Object() { #expect(four[member.key] == member.value, "\(member.key)") }
        #expect(ours["name"]?.string == name)
    }
}
