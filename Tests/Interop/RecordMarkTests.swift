import Documents
import Testing

/// Labels and annotations on the records of revisions.
@Suite struct RecordMarkTests {
    private static let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"

    /// The labels of a revision's Secret that aren't Helm's own.
    private func labels(_ release: LifeRelease, _ revision: Int) async throws -> [String: String] {
        let record = try await release.object("secret", "sh.helm.release.v1.app.v\(revision)")
        let own: Set<String> = ["name", "owner", "status", "version", "createdAt", "modifiedAt"]
        var labels: [String: String] = [:]
        for member in record?[path: ["metadata", "labels"]]?.object ?? Object() where !own.contains(member.key) {
            labels[member.key] = member.value.string
        }
        return labels
    }

    private func record(_ release: LifeRelease, _ revision: Int) async throws -> Value {
        let secret = try await release.object("secret", "sh.helm.release.v1.app.v\(revision)")
        return try Payload.read(secret?[path: ["data", "release"]]?.string ?? "")
    }

    /// The names that Helm and we list with a selector.
    private func expectSelected(
        _ selector: String, _ names: [String], _ release: LifeRelease, _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let namespace = release.namespace
        let ours = try await release.ours("list", ["-l", selector, "-q"]).succeeded()
        #expect(ours.output == names.map { "\($0)\n" }.joined(), sourceLocation: location)
        for helm in [HelmVersion.three, .four] {
            let theirs = try await release.lab.helm(helm, "list", "-n", namespace, "-l", selector, "-q").succeeded()
            #expect(theirs.output == ours.output, "\(helm)", sourceLocation: location)
        }
    }

    @Test func labelsGoOnUntilTheyAreTakenAway() async throws {
        try await LifeRelease.with(Self.map, "labels") { release in
            try await release.converge("a=1", "--release-label", "team=a,tier=web", "--labels", "stage=x").succeeded()
            #expect(try await labels(release, 1) == ["team": "a", "tier": "web", "stage": "x"])
            try await expectSelected("team=a", ["app"], release)
            try await expectSelected("team=b", [], release)
            // They go on, are changed and taken away, with us and with Helm.
            try await release.converge("a=2").succeeded()
            #expect(try await labels(release, 2) == ["team": "a", "tier": "web", "stage": "x"])
            try await release.converge("a=3", "--release-label", "team=b,tier=null").succeeded()
            #expect(try await labels(release, 3) == ["team": "b", "stage": "x"])
            try await expectSelected("team=b,!tier", ["app"], release)
            try await expectSelected("team=a", [], release)
            try await release.lab.helm(
                .three, "upgrade", "app", release.chart, "-n", release.namespace, "--labels", "stage=null,new=1"
            ).succeeded()
            #expect(try await labels(release, 4) == ["team": "b", "new": "1"])
            try await release.converge("a=5").succeeded()
            #expect(try await labels(release, 5) == ["team": "b", "new": "1"])
            #expect(try await labels(release, 1) == ["team": "a", "tier": "web", "stage": "x"])
        }
    }

    @Test func helmsOwnLabelsAreRefused() async throws {
        try await LifeRelease.with(Self.map, "labels") { release in
            for label in ["name=x", "owner=null", "status=x", "version=1", "createdAt=1", "modifiedAt=null"] {
                let refused = try await release.converge("a=1", "--release-label", label)
                #expect(refused.status == 1)
                let helm = try await release.lab.helm(
                    .three, "install", "app", release.chart, "-n", release.namespace, "--labels", label)
                #expect(helm.status != 0)
                let words = "user supplied labels contains system reserved label name"
                #expect(helm.errors.contains(words), "\(helm.errors)")
                #expect(refused.errors.contains(words), "\(refused.errors)")
            }
            #expect(try await release.names("configmap,secret").allSatisfy { !$0.contains("helm.release") })
        }
    }

    @Test(arguments: ["nothing", "=value", "a b=c", "key=no spaces here"])
    func whatIsNoLabelIsRefused(_ label: String) async throws {
        try await LifeRelease.with(Self.map, "labels") { release in
            let refused = try await release.converge("a=1", "--release-label", label)
            #expect(refused.status == 1)
            #expect(refused.errors.contains("--release-label"), "\(refused.errors)")
            #expect(try await !release.exists("configmap", "settings"))
        }
    }

    /// They are in the record only, of the revision they were given for; Helm reads it all the same.
    @Test func annotationsOfARevision() async throws {
        try await LifeRelease.with(Self.map, "annotated") { release in
            try await release.converge(
                "a=1", "--release-info-annotations", "who=me,why=because of it", "--release-info-annotations", "n=1"
            ).succeeded()
            var named = release
            named.environment["WERF_RELEASE_INFO_ANNOTATIONS"] = "who=you"
            try await named.converge("a=2").succeeded()
            try await release.converge("a=3").succeeded()
            let wanted: [Value?] = [["n": "1", "who": "me", "why": "because of it"], ["who": "you"], Value?.none]
            for (index, annotations) in wanted.enumerated() {
                #expect(try await record(release, index + 1)[path: ["info", "annotations"]] == annotations)
            }
            let live = try await release.object("configmap", "settings")?[path: ["metadata", "annotations"]]
            #expect(live?["who"]?.string == nil)
            for helm in [HelmVersion.three, .four] {
                let status = try await release.lab.helm(
                    helm, "status", "app", "-n", release.namespace, "--revision", "1", "-o", "json"
                ).succeeded().json()
                #expect(status[path: ["info", "status"]] == "superseded")
            }
            // A Helm that goes back doesn't lose the records.
            try await release.lab.helm(.four, "rollback", "app", "1", "-n", release.namespace).succeeded()
            #expect(try await record(release, 1)[path: ["info", "annotations", "who"]] == "me")
        }
    }

    @Test func annotationsWithoutAValueAreRefused() async throws {
        try await LifeRelease.with(Self.map, "annotated") { release in
            let refused = try await release.converge("a=1", "--release-info-annotations", "who")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("--release-info-annotations"), "\(refused.errors)")
        }
    }
}
