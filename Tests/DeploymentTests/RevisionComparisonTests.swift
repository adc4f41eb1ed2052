import Documents
import Shared
import Testing

@testable import Deployment

/// When a new revision would repeat the newest.
@Suite struct RevisionComparisonTests {
    private func release(_ change: (inout Release) -> Void = { _ in }) -> Release {
        var release = Release(
            name: "app", namespace: "ns", version: 1, info: ReleaseInfo(status: .deployed, notes: "hello"))
        release.manifest = "---\n# Source: a\nkind: ConfigMap\nmetadata:\n  name: a\n"
        release.config = Object([.init(key: "a", value: 1)])
        change(&release)
        return release
    }

    private func hook(_ name: String) -> ReleaseHook {
        ReleaseHook(name: name, kind: "Job", path: "t", manifest: "kind: Job\nmetadata: {name: \(name)}", events: [])
    }

    @Test func theReasonsAreWerfs() {
        let newest = release()
        let reason = { (change: (inout Release) -> Void) in
            RevisionComparison.difference(self.release(change), from: newest)
        }
        #expect(RevisionComparison.difference(newest, from: nil) == "there is no previously deployed release")
        let failed = release { $0.info.status = .failed }
        #expect(
            RevisionComparison.difference(newest, from: failed) == "the previously deployed release was not successful")
        #expect(reason { _ in } == nil)
        #expect(reason { $0.info.notes = "bye" } == "the release notes changed")
        #expect(reason { $0.config["a"] = 2 } == "the release values changed")
        #expect(reason { $0.hooks = [self.hook("j")] } == "the release hooks changed")
        #expect(reason { $0.manifest += "spec: {}\n" } == "the release manifests changed")
    }

    @Test func spellingAndTheDeploysOwnMarksAreNoChange() {
        let one = release { $0.manifest = "kind: A\nmetadata: {name: a, annotations: {werf.io/version: '1', b: c}}\n" }
        let other = release { $0.manifest = "---\nmetadata:\n  annotations: {b: c}\n  name: a\nkind: A\n" }
        #expect(RevisionComparison.difference(one, from: other) == nil)
        #expect(RevisionComparison.difference(release { $0.labels = ["a": "b"] }, from: release()) == nil)
    }
}
