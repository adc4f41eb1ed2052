import Documents
import Testing

/// Going back to earlier revisions, beside real Helms.
@Suite struct RollbackTests {
    private func description(_ revision: Int, _ lab: Lab, _ namespace: String) async throws -> String {
        let history = try await lab.helm(.four, "history", "app", "-n", namespace, "-o", "json").succeeded().json()
        return history[revision - 1]?["description"]?.string ?? ""
    }

    @Test(arguments: HelmVersion.tried)
    func takesTurnsWithHelm(_ helm: HelmVersion) async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("lock-back") { namespace in
            let release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            try await release.theirs(helm, ["install", "app", release.chart, "--set", "level=one"]).succeeded()
            try await release.converge("level=two")
            let outcome = try await release.ours("rollback", ["app"]).succeeded()
            #expect(outcome.errors.contains("revision 3 deployed"), "\(outcome.errors)")
            try await release.expectLevel("one")
            #expect(try await description(3, lab, namespace) == "Rollback to 1")
            try await release.expectStatuses(["superseded", "superseded", "deployed"])
            // Helm goes back and forth over it.
            try await release.theirs(helm, ["rollback", "app", "2"]).succeeded()
            try await release.expectLevel("two")
            try await release.ours("rollback", ["app", "3"]).succeeded()
            try await release.expectLevel("one")
            try await release.upgrade(helm, "level=six")
            try await release.expectLevel("six")
            let statuses = Array(repeating: "superseded", count: 5) + ["deployed"]
            try await release.expectStatuses(statuses)
        }
    }

    @Test func goesBackToTheLastGoodRevisionWhenTheNewestFailed() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("lock-back") { namespace in
            let release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            try await release.converge("level=one")
            try await release.converge("level=two")
            // Helm gives up on what never becomes ready, and leaves a failed revision.
            let failing = try await release.theirs(
                .three, ["upgrade", "app", release.chart, "--set", "level=bad", "--wait", "--timeout", "1s"])
            #expect(failing.status != 0)
            try await release.ours("rollback", ["app"]).succeeded()
            try await release.expectLevel("two")
            #expect(try await description(4, lab, namespace) == "Rollback to 2")
            try await release.expectStatuses(["superseded", "superseded", "failed", "deployed"])
        }
    }

    @Test func aDryRunChangesNothing() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("lock-back") { namespace in
            let release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            try await release.converge("level=one")
            try await release.converge("level=two")
            let outcome = try await release.ours("rollback", ["app", "--dry-run"]).succeeded()
            #expect(outcome.output.contains("would be rolled back to revision 1, as revision 3"), "\(outcome.output)")
            #expect(outcome.output.contains("update ConfigMap/app"))
            try await release.expectLevel("two")
            try await release.expectStatuses(["superseded", "deployed"])
        }
    }

    @Test func whatCannotBeGoneBackToIsSaid() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("lock-back") { namespace in
            let release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            let missing = try await release.ours("rollback", ["app"])
            #expect(missing.status == 1 && missing.errors.contains("release: not found"), "\(missing.errors)")
            try await release.converge("level=one")
            let first = try await release.ours("rollback", ["app"])
            #expect(first.status == 1 && first.errors.contains("no earlier good revision"), "\(first.errors)")
            let unknown = try await release.ours("rollback", ["app", "7"])
            #expect(unknown.status == 1 && unknown.errors.contains("no revision 7"), "\(unknown.errors)")
            try await release.expectStatuses(["deployed"])
        }
    }

    @Test func objectsOfLaterRevisionsGoAndOthersComeBack() async throws {
        let lab = try Lab.open()
        let template = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: {{ .Values.name }}}
            """
        let files = ["Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "templates/all.yaml": template]
        try await withFolder(files) { chart in
            try await lab.withNamespace("lock-back") { namespace in
                func converge(_ name: String) async throws {
                    try await lab.plugin(
                        "converge", chart, "--release", "app", "-n", namespace, "--set", "name=\(name)"
                    )
                    .succeeded()
                }
                try await converge("first")
                try await converge("second")
                // Somebody else's object is in the way of going back: refused, and nothing is changed.
                try await lab.kubectl("create", "configmap", "first", "-n", namespace).succeeded()
                let refused = try await lab.plugin("rollback", "app", "1", "-n", namespace)
                #expect(refused.status == 1)
                #expect(refused.errors.contains("exists and cannot be imported"), "\(refused.errors)")
                try await lab.kubectl("delete", "configmap", "first", "-n", namespace).succeeded()
                try await lab.plugin("rollback", "--release", "app", "1", "-n", namespace).succeeded()
                let maps = try await lab.objects("configmaps", in: namespace)
                #expect(maps.contains("configmap/first") && !maps.contains("configmap/second"), "\(maps)")
            }
        }
    }
}
