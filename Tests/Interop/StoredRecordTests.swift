import Documents
import Testing

/// Records that others wrote, or broke.
@Suite struct StoredRecordTests {
    @Test func anUnreadableRecordIsShownAndLeftAlone() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("corrupt") { namespace in
            let release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            try await release.converge("level=one")
            try await release.converge("level=two")
            try await damage(1, lab, namespace)
            let secret = "sh.helm.release.v1.app.v1"
            let before = try await version(of: secret, lab, namespace)
            try await expectHistory(["corrupt", "deployed"], lab, namespace)
            try await release.ours(
                "converge", [release.chart, "--release", "app", "--set", "level=three", "--history-max", "1"]
            ).succeeded()
            try await release.expectLevel("three")
            try await expectHistory(["corrupt", "deployed"], lab, namespace)
            let listed = try await lab.plugin("list", "-n", namespace, "--corrupt", "-o", "json").succeeded().json()
            #expect(listed.array?.compactMap { $0["status"]?.string } == ["corrupt"])
            #expect(try await version(of: secret, lab, namespace) == before, "the record was rewritten")
        }
    }

    @Test func anUnreadableNewestRecordStopsTheDeploy() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("corrupt-newest") { namespace in
            let release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            try await release.converge("level=one")
            try await release.converge("level=two")
            try await damage(2, lab, namespace)
            let list = try await lab.plugin("list", "-n", namespace, "-o", "json").succeeded().json()
            #expect(list.array?.contains { $0["status"] == "corrupt" && $0["revision"] == "2" } == true, "\(list)")
            try await expectHistory(["superseded", "corrupt"], lab, namespace)
            // Nobody knows what the release consists of: going on could leave or delete the wrong objects.
            let outcome = try await release.ours("converge", [release.chart, "--release", "app"])
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("sh.helm.release.v1.app.v2"), "\(outcome.errors)")
            try await release.expectLevel("two")
        }
    }

    /// What a backup that knows no types has restored.
    @Test func aRecordOfAnotherTypeIsSuperseded() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("opaque") { namespace in
            let release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            try await release.converge("level=one")
            let name = "sh.helm.release.v1.app.v1"
            var record = try #require(
                try await lab.kubectl("get", "secret", name, "-n", namespace, "-o", "json").succeeded().json().object)
            record["type"] = "Opaque"
            var metadata = try #require(record["metadata"]?.object)
            for key in ["resourceVersion", "uid", "managedFields", "creationTimestamp"] { metadata[key] = nil }
            record["metadata"] = .object(metadata)
            try await lab.kubectl("delete", "secret", name, "-n", namespace).succeeded()
            try await withFile(String(decoding: JSON.write(.object(record)), as: UTF8.self)) { path in
                try await lab.kubectl("create", "-f", path, "-n", namespace).succeeded()
            }
            try await release.converge("level=two")
            try await expectHistory(["superseded", "deployed"], lab, namespace)
        }
    }

    private func damage(_ revision: Int, _ lab: Lab, _ namespace: String) async throws {
        let secret = "sh.helm.release.v1.app.v\(revision)"
        let patch = #"{"stringData":{"release":"this is no release"}}"#
        try await lab.kubectl("patch", "secret", secret, "-n", namespace, "-p", patch).succeeded()
    }

    private func expectHistory(
        _ statuses: [String], _ lab: Lab, _ namespace: String, _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let history = try await lab.plugin("history", "app", "-n", namespace, "-o", "json").succeeded().json()
        #expect(history.array?.compactMap { $0["status"]?.string } == statuses, sourceLocation: location)
    }

    @Test func aPendingRevisionOfHelmIsRefusedUntilItIsOld() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("pending") { namespace in
            let release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            try await release.converge("level=one")
            // Helm killed in the middle of an upgrade leaves this; here another deploy's record is put there by hand.
            let record = try await lab.kubectl(
                "get", "secret", "sh.helm.release.v1.app.v1", "-n", namespace, "-o", "json"
            ).succeeded().json()
            let pending = try PendingRecord(made: record, revision: 2)
            try await withFile(pending.json) { path in
                try await lab.kubectl("create", "-f", path, "-n", namespace).succeeded()
            }
            let outcome = try await release.ours("converge", [release.chart, "--release", "app", "--lock-wait", "0"])
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("another operation (install/upgrade/rollback) is in progress"))
            #expect(outcome.errors.contains("sh.helm.release.v1.app.v2"), "the way out must name the record")
            try await release.expectLevel("one")
            let patient = try await release.ours(
                "converge",
                [release.chart, "--release", "app", "--lock-wait", "0", "--pending-grace", "0", "--set", "level=two"])
            #expect(patient.status == 0, "\(patient.errors)")
            try await release.expectLevel("two")
            try await expectHistory(["superseded", "failed", "deployed"], lab, namespace)
        }
    }

    @Test func tenAtOnceLeaveOneHistory() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("race") { namespace in
            let release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            try await release.converge("level=one")
            let outcomes = try await withThrowingTaskGroup(of: Outcome.self) { group in
                for number in 0..<10 {
                    group.addTask {
                        try await release.ours(
                            "converge",
                            [
                                release.chart, "--release", "app", "--set", "level=n\(number)", "--history-max",
                                "20",
                            ])
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            // They take turns: whoever has the lock goes on, the others wait.
            for outcome in outcomes { #expect(outcome.status == 0, "\(outcome.errors)") }
            let history = try await lab.helm(.three, "history", "app", "-n", namespace, "-o", "json").json()
            let statuses = history.array?.compactMap { $0["status"]?.string } ?? []
            #expect(statuses.count { $0 == "deployed" } == 1, "\(statuses)")
            #expect(statuses.last == "deployed", "\(statuses)")
            #expect(statuses.count == 11, "\(statuses)")
        }
    }

    private func version(of secret: String, _ lab: Lab, _ namespace: String) async throws -> Value? {
        let found = try await lab.kubectl("get", "secret", secret, "-n", namespace, "-o", "json").succeeded().json()
        return found[path: ["metadata", "resourceVersion"]]
    }
}
