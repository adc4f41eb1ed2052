import Documents
import Testing

/// Helm goes back, upgrades and uninstalls what we have deployed, wherever and under whatever name it is kept.
@Suite struct HelmTurnTests {
    /// Deploys twice, then has Helm upgrade, go back and uninstall.
    private func takeTurns(_ release: ReleaseUnderTest, _ helm: HelmVersion) async throws {
        try await release.converge("level=one")
        try await release.converge("level=two,extra=true")
        try await release.upgrade(helm, "level=three")
        try await release.expectLevel("three")
        try await release.theirs(helm, ["rollback", release.name, "1"]).succeeded()
        try await release.expectLevel("one")
        try await release.ours("rollback", [release.name, "2"]).succeeded()
        try await release.expectLevel("two")
        #expect(try await release.objectExists("configmap", "\(release.name)-extra"))
        try await release.expectStatuses(["superseded", "superseded", "superseded", "superseded", "deployed"])
        try await release.expectSameViews(helm)
        try await release.theirs(helm, ["uninstall", release.name]).succeeded()
        try await expectNothingLeft(release)
    }

    private func expectNothingLeft(
        _ release: ReleaseUnderTest, _ location: SourceLocation = #_sourceLocation
    ) async throws {
        for (kind, name) in [("configmap", release.name), ("deployment", release.name), ("service", release.name)] {
            #expect(try await !release.objectExists(kind, name), "\(kind)/\(name)", sourceLocation: location)
        }
        #expect(try await records(release) == [], sourceLocation: location)
    }

    /// The objects that hold the release's revisions.
    private func records(_ release: ReleaseUnderTest) async throws -> [String] {
        let found = try await release.lab.kubectl(
            "get", "secrets,configmaps", "-n", release.namespace, "-l", "owner=helm,name=\(release.name)", "-o", "name")
        return try found.succeeded().output.split(separator: "\n").map(String.init)
    }

    @Test(arguments: [HelmVersion.three, .four])
    func configMapsAsStorage(_ helm: HelmVersion) async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("turn-maps") { namespace in
            var release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            release.environment = ["HELM_DRIVER": "configmap"]
            try await takeTurns(release, helm)
        }
    }

    @Test(arguments: [HelmVersion.three, .four])
    func longestName(_ helm: HelmVersion) async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("turn-long") { namespace in
            let name = String(repeating: "n", count: 53)
            try await takeTurns(ReleaseUnderTest(lab: lab, name: name, namespace: namespace), helm)
        }
    }

    /// We uninstall what Helm has installed and we have upgraded, from ConfigMaps too.
    @Test(arguments: [HelmVersion.three, .four])
    func weUninstallWhatHelmHasInstalled(_ helm: HelmVersion) async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("turn-ours") { namespace in
            var release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            release.environment = ["HELM_DRIVER": "configmap"]
            try await release.theirs(helm, ["install", "app", release.chart, "--set", "level=one"]).succeeded()
            try await release.converge("level=two")
            #expect(try await records(release).allSatisfy { $0.hasPrefix("configmap/") })
            try await release.ours("dismiss", ["app"]).succeeded()
            try await expectNothingLeft(release)
        }
    }

    /// Helm's turns on a release leave another one's of the same name alone.
    @Test(arguments: [HelmVersion.three, .four])
    func oneNameInTwoNamespaces(_ helm: HelmVersion) async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("turn-first") { first in
            try await lab.withNamespace("turn-second") { second in
                let here = ReleaseUnderTest(lab: lab, name: "app", namespace: first)
                let there = ReleaseUnderTest(lab: lab, name: "app", namespace: second)
                try await here.converge("level=here")
                try await there.theirs(helm, ["install", "app", there.chart, "--set", "level=there"]).succeeded()
                try await here.upgrade(helm, "level=upgraded")
                try await there.converge("level=converged")
                try await here.expectLevel("upgraded")
                try await there.expectLevel("converged")
                try await here.theirs(helm, ["rollback", "app", "1"]).succeeded()
                try await here.expectLevel("here")
                try await there.expectLevel("converged")
                try await here.expectSameViews(helm)
                try await there.expectSameViews(helm)
                try await here.theirs(helm, ["uninstall", "app"]).succeeded()
                try await expectNothingLeft(here)
                try await there.expectLevel("converged")
                try await there.expectStatuses(["superseded", "deployed"])
            }
        }
    }

    /// Both Helms read revisions where `--release-storage-namespace` has put them, and see the release's namespace.
    @Test func storageInAnotherNamespace() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("turn-objects") { namespace in
            try await lab.withNamespace("turn-records") { records in
                var release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
                release.flags = ["--release-storage-namespace", records]
                try await release.converge("level=one")
                try await release.converge("level=two")
                for helm in [HelmVersion.three, .four] {
                    let reader = ReleaseUnderTest(lab: lab, name: "app", namespace: records)
                    for arguments in [["list", "-o", "json"], ["history", "app"], ["get", "manifest", "app"]] {
                        let theirs = try await reader.theirs(helm, arguments).succeeded().output
                        let ours = try await release.ours(arguments[0], Array(arguments.dropFirst())).succeeded().output
                        #expect(ours == theirs, "\(helm): \(arguments)")
                    }
                    let row = try await reader.theirs(helm, ["list", "-o", "json"]).succeeded().json()[0]
                    #expect(row?["namespace"]?.string == namespace)
                    #expect(row?["revision"] == "2" && row?["status"] == "deployed")
                    let first = try await reader.theirs(helm, ["get", "values", "app", "--revision", "1"]).succeeded()
                    #expect(first.output.contains("level: one"))
                    // In the release's own namespace there is nothing to read.
                    #expect(try await release.theirs(helm, ["list", "-q"]).succeeded().output == "")
                }
                try await release.ours("dismiss", ["app"]).succeeded()
                #expect(try await !release.objectExists("configmap", "app"))
                #expect(try await lab.helm(.three, "list", "-n", records, "-a", "-q").succeeded().output == "")
            }
        }
    }
}
