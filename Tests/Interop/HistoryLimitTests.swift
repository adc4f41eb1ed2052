import Documents
import Testing

/// How many revisions stay, as Helm counts them.
@Suite struct HistoryLimitTests {
    private static let map = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {step: "{{ .Values.step }}"}
        {{- if .Values.bad }}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: bad}
        spec: {ports: [{port: 123456}]}
        {{- end }}
        """

    /// Who says how many, and how many that is.
    struct Limit: Sendable, CustomTestStringConvertible {
        var flags: [String] = []
        var environment: [String: String] = [:]
        var kept: Int

        var testDescription: String { "\(flags) \(environment)" }
    }

    static let limits = [
        Limit(flags: ["--releases-history-max", "2"], kept: 2), Limit(flags: ["--history-max", "1"], kept: 1),
        Limit(environment: ["HELM_MAX_HISTORY": "2"], kept: 2),
        Limit(environment: ["WERF_RELEASES_HISTORY_MAX": "3", "HELM_MAX_HISTORY": "2"], kept: 3),
        Limit(
            flags: ["--releases-history-max", "2"],
            environment: ["WERF_RELEASES_HISTORY_MAX": "3", "HELM_MAX_HISTORY": "1"], kept: 2),
        Limit(flags: ["--releases-history-max", "0"], environment: ["HELM_MAX_HISTORY": "1"], kept: 4),
    ]

    /// The revisions that both Helms and we find, which are the same.
    private func revisions(_ release: LifeRelease) async throws -> [Int] {
        let ours = try await release.ours("history", ["app", "-o", "json"]).succeeded().json()
        let found = (ours.array ?? []).compactMap { $0["revision"]?.integer.map { Int($0) } }
        for helm in [HelmVersion.three, .four] {
            let theirs = try await release.lab.helm(
                helm, "history", "app", "-n", release.namespace, "-o", "json"
            ).succeeded().json()
            let revisions = (theirs.array ?? []).compactMap { $0["revision"]?.integer.map { Int($0) } }
            #expect(revisions == found, "\(helm)")
        }
        let secrets = try await release.names("secret").filter { $0.contains("sh.helm.release.v1.app.") }
        #expect(secrets.count == found.count)
        return found
    }

    private func converge(_ release: LifeRelease, _ steps: ClosedRange<Int>, _ flags: [String] = []) async throws {
        for step in steps {
            try await release.ours(
                "converge", [release.chart, "--release", "app", "--set", "step=\(step)"] + flags
            ).succeeded()
        }
    }

    @Test(arguments: limits)
    func newestRevisionsStay(_ limit: Limit) async throws {
        try await LifeRelease.with(Self.map, "limit") { release in
            var limited = release
            limited.environment.merge(limit.environment) { $1 }
            try await converge(limited, 1...4, limit.flags)
            #expect(try await revisions(release) == Array((5 - limit.kept)...4))
            let statuses = Array(repeating: "superseded", count: limit.kept - 1) + ["deployed"]
            #expect(try await release.statuses() == statuses)
        }
    }

    /// As many as Helm keeps unless told otherwise; whoever deploys next counts on.
    @Test func tenUnlessToldOtherwise() async throws {
        try await LifeRelease.with(Self.map, "limit") { release in
            try await converge(release, 1...11)
            #expect(try await revisions(release) == Array(2...11))
            try await release.lab.helm(
                .three, "upgrade", "app", release.chart, "-n", release.namespace, "--set", "step=12"
            ).succeeded()
            #expect(try await revisions(release) == Array(3...12))
            try await converge(release, 13...13)
            #expect(try await revisions(release) == Array(4...13))
        }
    }

    /// What is deployed is gone back to: it stays, however many have failed since.
    ///
    /// Those stay as well, since they may own objects, until one is deployed again.
    @Test func theDeployedRevisionStays() async throws {
        try await LifeRelease.with(Self.map, "limit") { release in
            try await converge(release, 1...3)
            for step in 4...6 {
                let failed = try await release.converge("bad=true,step=\(step)", "--releases-history-max", "2")
                #expect(failed.status == 1)
            }
            #expect(try await revisions(release) == [3, 4, 5, 6])
            #expect(try await release.statuses() == ["deployed", "failed", "failed", "failed"])
            try await release.lab.helm(.three, "rollback", "app", "3", "-n", release.namespace).succeeded()
            #expect(try await release.data("step")["settings"] == "3")
            try await converge(release, 8...8, ["--releases-history-max", "2"])
            #expect(try await revisions(release) == [7, 8])
        }
    }

    @Test(arguments: [
        ("WERF_RELEASES_HISTORY_MAX", "(the value of WERF_RELEASES_HISTORY_MAX)"),
        ("HELM_MAX_HISTORY", "HELM_MAX_HISTORY"),
    ])
    func aVariableThatIsNoNumberIsRefused(_ variable: String, _ named: String) async throws {
        try await LifeRelease.with(Self.map, "limit") { release in
            var limited = release
            limited.environment[variable] = "many"
            let refused = try await limited.converge("step=1")
            #expect(refused.status == 1)
            #expect(refused.errors.contains(named) && refused.errors.contains("\"many\""), "\(refused.errors)")
            #expect(try await !release.exists("configmap", "settings"))
        }
    }
}
