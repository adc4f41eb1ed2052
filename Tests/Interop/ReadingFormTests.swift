import Testing

/// The forms of what is read that Helm doesn't have, and what templates are told of the server.
@Suite struct ReadingFormTests {
    @Test func nameIsTheObjectThatHoldsARevision() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("names") { namespace in
            let release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            try await release.converge("level=one")
            try await release.converge("level=two")
            let history = try await release.ours("history", ["app", "-o", "name"]).succeeded().output
            #expect(history == "secret/sh.helm.release.v1.app.v1\nsecret/sh.helm.release.v1.app.v2\n")
            let newest = try await release.ours("get", ["metadata", "app", "-o", "name"]).succeeded().output
            #expect(newest == "secret/sh.helm.release.v1.app.v2\n")
            try await lab.kubectl("get", newest.filter { $0 != "\n" }, "-n", namespace).succeeded()
            for command in [["history", "app"], ["get", "metadata", "app"]] {
                let arguments = Array(command.dropFirst())
                let table = try await release.ours(command[0], arguments).succeeded().output
                let wide = try await release.ours(command[0], arguments + ["-o", "wide"]).succeeded().output
                #expect(wide == table)
            }
        }
    }

    @Test func templatesSeeTheVersionThatIsAskedFor() async throws {
        let lab = try Lab.open()
        let files = [
            "Chart.yaml": "apiVersion: v2\nname: seen\nversion: 1.0.0\n",
            "templates/seen.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: seen}
            data: {version: "{{ .Capabilities.KubeVersion.Version }}"}
            """,
        ]
        try await withFolder(files) { folder in
            try await lab.withNamespace("asked") { namespace in
                let release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
                func seen(_ flags: String...) async throws -> String? {
                    try await release.ours("converge", [folder, "--release", "app"] + flags).succeeded()
                    return try await lab.kubectl("get", "configmap", "seen", "-n", namespace, "-o", "json")
                        .succeeded().json()[path: ["data", "version"]]?.string
                }
                let server = try await lab.kubectl("version", "-o", "json").succeeded().json()
                #expect(try await seen() == server[path: ["serverVersion", "gitVersion"]]?.string)
                #expect(try await seen("--kube-version", "1.31.2") == "v1.31.2")
                let refused = try await release.ours(
                    "converge", [folder, "--release", "app", "--kube-version", "newest"])
                #expect(refused.status == 1 && refused.errors.contains("newest"), "\(refused.errors)")
            }
        }
    }

    /// Without a node no Deployment becomes ready.
    @Test func waitIsHelmsNameForTracking() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("waits") { namespace in
            var release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            release.environment = ["WERF_NO_TRACK": "", "WERF_TIMEOUT": "1s"]
            func status(_ level: String, _ flags: String...) async throws -> Int {
                try await release.ours(
                    "converge", [release.chart, "--release", "app", "--set", "level=\(level)"] + flags
                ).status
            }
            let waits = [try await status("one", "--wait=false"), try await status("two", "--wait")]
            #expect(waits == [0, 1])
            release.environment["WERF_NO_TRACK"] = "1"
            let tracks = [try await status("three"), try await status("four", "--no-track=false")]
            #expect(tracks == [0, 1])
        }
    }
}
