import Documents
import FoundationEssentials
import Testing

/// Releases of Helm 2 brought over to Helm 3, from records that another program has written.
@Suite struct MigrateTests {
    /// Which Helm goes on with what Tiller kept in which sort of object, and what Helm 3's are.
    struct Case: Sendable, CustomTestStringConvertible {
        var helm: HelmVersion
        var tiller: String
        var driver: String

        var testDescription: String { "\(tiller) to \(driver), Helm \(helm)" }
    }

    static let cases = [
        Case(helm: .three, tiller: "configmap", driver: "secret"),
        Case(helm: .four, tiller: "configmap", driver: "secret"),
        Case(helm: .three, tiller: "secret", driver: "secret"),
        Case(helm: .four, tiller: "secret", driver: "configmap"),
    ]

    @Test(arguments: cases)
    func helmGoesOnWithIt(_ use: Case) async throws {
        try await TillerRelease.with("helm") { made in
            var release = made
            release.storage = use.tiller
            let plain: Object = Object([.init(key: "plain", value: true)])
            try await release.store([
                release.record(1, "SUPERSEDED"), release.record(2, "FAILED", plain), release.record(3, "SUPERSEDED"),
                release.record(4, "DEPLOYED"),
            ])
            try await release.createObjects(4)
            let environment = ["HELM_DRIVER": use.driver]
            try await release.migrate(environment: environment).succeeded()
            func helm(_ arguments: String...) async throws -> Outcome {
                try await release.lab.run(
                    "\(release.lab.peers)/helm-\(use.helm)/helm", arguments + ["-n", release.namespace], environment)
            }
            let history = try await helm("history", "shop", "-o", "json").succeeded().json()
            #expect(
                history.array?.compactMap { $0["status"]?.string }
                    == ["superseded", "failed", "superseded", "deployed"])
            let list = try await helm("list", "-o", "json").succeeded().json()
            #expect(list[0]?["name"] == "shop")
            #expect(list[0]?["revision"] == "4")
            #expect(list[0]?["app_version"] == "4.5")
            for revision in 1...4 {
                let shown = try await helm("get", "manifest", "shop", "--revision", "\(revision)").succeeded().output
                #expect(shown.trimmed == release.manifest(revision).trimmed)
            }
            #expect(try await helm("get", "values", "shop").succeeded().output.contains("text: ünïcode"))
            #expect(try await helm("get", "hooks", "shop").succeeded().output.contains("name: shop-migration"))
            #expect(try await helm("get", "notes", "shop").succeeded().output.contains("Notes"))
            // It is upgraded, brought back to what Helm 2 had, and uninstalled.
            try await release.withChart { chart in
                try await release.lab.run(
                    "\(release.lab.peers)/helm-\(use.helm)/helm",
                    ["upgrade", "shop", chart, "-n", release.namespace, "--set", "rev=five"], environment
                ).succeeded()
            }
            #expect(try await release.data() == "five")
            try await helm("rollback", "shop", "3").succeeded()
            #expect(try await release.data() == "3")
            try await helm("uninstall", "shop").succeeded()
            #expect(try await release.data() == nil)
            let gone = try await helm("history", "shop")
            #expect(gone.errors.contains("release: not found"))
        }
    }

    static let statuses = [
        "DEPLOYED": "deployed", "DELETED": "uninstalled", "SUPERSEDED": "superseded", "FAILED": "failed",
        "DELETING": "uninstalling", "PENDING_INSTALL": "pending-install", "PENDING_UPGRADE": "pending-upgrade",
        "PENDING_ROLLBACK": "pending-rollback", "UNKNOWN": "unknown",
    ]

    @Test(arguments: statuses.keys.sorted())
    func everyStatusComesOver(_ status: String) async throws {
        try await TillerRelease.with("status") { release in
            try await release.store([release.record(1, "SUPERSEDED"), release.record(2, status)])
            if status != "DELETED" { try await release.createObjects(2) }
            try await release.migrate().succeeded()
            for helm in [HelmVersion.three, .four] {
                let shown = try await release.statuses(helm)
                #expect(shown == ["superseded", try #require(Self.statuses[status])])
            }
            if status.hasPrefix("PENDING") {
                // Helm 3 wants a rollback first, as after its own that were cut off.
                try await release.helm(.three, "rollback", "shop", "1").succeeded()
                #expect(try await release.data() == "1")
            }
        }
    }

    @Test(arguments: ["configmap", "secret"])
    func undoLeavesEverythingAsItWas(_ storage: String) async throws {
        try await TillerRelease.with("undo") { made in
            var release = made
            release.storage = storage
            try await release.store([release.record(1, "SUPERSEDED"), release.record(2, "DEPLOYED")])
            try await release.createObjects(2)
            try await release.lab.kubectl(
                "label", "service", "shop-svc", "-n", release.namespace, "app.kubernetes.io/managed-by=Tiller"
            ).succeeded()
            let before = try await release.state()
            try await release.migrate().succeeded()
            let ours: [String?] = ["Helm", "shop", release.namespace]
            #expect(try await release.marks("configmap", "shop-cm") == ours)
            #expect(try await release.marks("service", "shop-svc") == ours)
            let shown = try await release.migrate("--undo", "--dry-run").succeeded().output
            #expect(shown.contains("delete   2 revisions: 1-2"), "\(shown)")
            try await release.migrate("--undo").succeeded()
            #expect(try await release.state() == before)
            // There is nothing more to take back, and it may be brought over again.
            let again = try await release.migrate("--undo")
            #expect(again.status == 1)
            #expect(again.errors.contains("no migration of release \"shop\" can be taken back"))
            try await release.migrate().succeeded()
            #expect(try await release.statuses() == ["superseded", "deployed"])
        }
    }

    @Test func undoIsRefusedOnceHelmHasGoneOn() async throws {
        try await TillerRelease.with("undo") { release in
            try await release.store([release.record(1, "DEPLOYED")])
            try await release.createObjects(1)
            try await release.migrate().succeeded()
            try await release.withChart { chart in
                try await release.helm(.three, "upgrade", "shop", chart).succeeded()
            }
            let before = try await release.state(exact: true)
            let refused = try await release.migrate("--undo")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("Helm 3 has gone on since"), "\(refused.errors)")
            #expect(try await release.state(exact: true) == before)
            // Nor does another migration change what Helm 3 has made of it.
            let again = try await release.migrate().succeeded()
            #expect(again.errors.contains("Helm 3 has it already"))
            #expect(try await release.state(exact: true) == before)
        }
    }

    @Test func runningAgainChangesNothing() async throws {
        try await TillerRelease.with("again") { release in
            try await release.store([release.record(1, "SUPERSEDED"), release.record(2, "DEPLOYED")])
            try await release.createObjects(2)
            try await release.migrate().succeeded()
            let before = try await release.state(exact: true)
            let again = try await release.migrate("--ignore-already-migrated").succeeded()
            #expect(again.errors.contains("Helm 3 has it already"))
            #expect(try await release.state(exact: true) == before)
            // Without a journal, as another tool leaves it, the revisions themselves tell.
            let journal = "configmap/kubectl-werf.migration.shop"
            try await release.lab.kubectl("delete", journal, "-n", release.namespace).succeeded()
            let left = try await release.state(exact: true)
            let third = try await release.migrate().succeeded()
            #expect(third.errors.contains("Helm 3 has it already"), "\(third.errors)")
            #expect(try await release.state(exact: true) == left)
        }
    }

    /// The records that Tiller still has.
    private func records(_ release: TillerRelease) async throws -> [String] {
        try await release.lab.kubectl("get", "configmaps", "-n", release.tiller, "-l", "OWNER=TILLER", "-o", "name")
            .succeeded().output.split(separator: "\n").map(String.init)
    }

    @Test func recordsLeftBehindDontBlockLaterRuns() async throws {
        try await TillerRelease.with("left") { release in
            try await release.store([
                release.record(1, "SUPERSEDED"), release.record(2, "SUPERSEDED"), release.record(3, "DEPLOYED"),
            ])
            try await release.createObjects(3)
            let outcome = try await release.migrate("--release-versions-max", "2", "--delete-v2-releases").succeeded()
            #expect(outcome.errors.contains("2 records of Helm 2 deleted, 1 left"), "\(outcome.errors)")
            #expect(try await records(release) == ["configmap/shop.v1"])
            for flags in [["--release-versions-max", "2"], [], ["--delete-v2-releases"]] {
                let again = try await release.lab.run(
                    "\(release.lab.plugins)/kubectl-werf-migrate2to3", release.arguments(flags)
                ).succeeded()
                #expect(again.errors.contains("Helm 3 has it already"), "\(again.errors)")
                #expect(try await records(release) == ["configmap/shop.v1"])
            }
            let undo = try await release.migrate("--undo")
            #expect(undo.status == 1)
            #expect(undo.errors.contains("Helm 2's records are deleted"), "\(undo.errors)")
        }
    }

    @Test func recordsStayWhereHelmThreeHasOtherRevisions() async throws {
        try await TillerRelease.with("other") { release in
            try await release.store([release.record(1, "SUPERSEDED"), release.record(2, "DEPLOYED")])
            try await release.createObjects(2)
            try await release.migrate().succeeded()
            try await release.helm(.three, "uninstall", "shop").succeeded()
            try await release.withChart { chart in
                try await release.helm(.three, "install", "shop", chart).succeeded()
                let before = try await release.state(exact: true)
                let outcome = try await release.migrate("--delete-v2-releases").succeeded()
                #expect(outcome.errors.contains("otherwise than Helm 2's records say"), "\(outcome.errors)")
                #expect(try await release.state(exact: true) == before)
            }
        }
    }

    @Test func whatHelmTwoDidSinceIsTold() async throws {
        try await TillerRelease.with("since") { release in
            try await release.store([release.record(1, "DEPLOYED")])
            try await release.createObjects(1)
            try await release.migrate().succeeded()
            try await release.store([release.record(2, "DEPLOYED")])
            let blocked = try await release.migrate()
            #expect(blocked.status == 1)
            #expect(
                blocked.errors.contains("Helm 2 has gone on since the migration (revisions 2)"), "\(blocked.errors)")
            // What is advised works.
            try await release.migrate("--undo").succeeded()
            try await release.migrate().succeeded()
            #expect(try await release.statuses() == ["deployed", "deployed"])
        }
    }

    @Test func fiftyRevisionsComeOverWhole() async throws {
        try await TillerRelease.with("fifty") { release in
            let records = (1...50).map { release.record($0, $0 == 50 ? "DEPLOYED" : "SUPERSEDED") }
            try await release.store(records)
            try await release.createObjects(50)
            let some = try await release.migrate("--release-versions-max", "3", "--dry-run").succeeded().output
            #expect(some.contains("leave    revisions 1-47"), "\(some)")
            try await release.migrate().succeeded()
            for helm in [HelmVersion.three, .four] {
                let statuses = try await release.statuses(helm)
                #expect(statuses == Array(repeating: "superseded", count: 49) + ["deployed"])
            }
            for revision in [1, 9, 10, 25, 49, 50] {
                let shown = try await release.lab.plugin(
                    "get", "manifest", "shop", "-n", release.namespace, "--revision", "\(revision)"
                ).succeeded().output
                #expect(shown.trimmed == release.manifest(revision).trimmed)
            }
            try await release.migrate("--delete-v2-releases").succeeded()
            let left = try await release.lab.kubectl(
                "get", "configmaps", "-n", release.tiller, "-l", "OWNER=TILLER", "-o", "name"
            ).succeeded().output
            #expect(left.isEmpty, "\(left)")
            #expect(try await release.statuses().count == 50)
            let refused = try await release.migrate("--undo", "--target-namespace", release.namespace)
            #expect(refused.status == 1)
        }
    }

    @Test func whatHelmThreeCantHoldIsLeftOut() async throws {
        try await TillerRelease.with("large") { release in
            // Templates pack well as text, and badly as the base64 that Helm 3 stores.
            var words = SystemRandomNumberGenerator()
            let known = (0..<4_000).map { _ in String(words.next() as UInt32, radix: 36) }
            let text = (0..<190_000).map { _ in known[Int(words.next(upperBound: UInt32(known.count)))] }
                .joined(separator: " ")
            var chart = TillerRelease.chart.object ?? Object()
            chart["templates"] = ["templates/large.txt": .string(TillerRelease.base64(text))]
            let large: Object = Object([.init(key: "chart", value: .object(chart))])
            try await release.store([release.record(1, "DEPLOYED", large)])
            let outcome = try await release.migrate().succeeded()
            #expect(outcome.errors.contains("left out of it chart.files, chart.templates"), "\(outcome.errors)")
            #expect(try await release.statuses() == ["deployed"])
            let manifest = try await release.helm(.three, "get", "manifest", "shop").succeeded().output
            #expect(manifest.trimmed == release.manifest(1).trimmed)
        }
    }

    @Test func allReleasesComeOverAtOnce() async throws {
        try await TillerRelease.with("all") { release in
            var second = release
            second.name = "stall"
            second.storage = "secret"
            try await release.store([release.record(1, "DEPLOYED"), second.record(1, "SUPERSEDED")])
            try await second.store([second.record(2, "DEPLOYED")])
            for one in [release, second] { try await one.createObjects(1) }
            // A namespace selects, and moves nothing.
            let before = try await release.state(exact: true)
            let none = try await release.lab.plugin(
                "migrate2to3", "--all", "--yes", "-t", release.tiller, "-n", release.tiller
            ).succeeded()
            #expect(none.errors.contains("none of Helm 2's releases is in namespace"), "\(none.errors)")
            let moved = try await release.lab.plugin(
                "migrate2to3", "--all", "--yes", "-t", release.tiller, "--target-namespace", release.tiller)
            #expect(moved.status == 1)
            let astray = try await release.migrate("-n", release.tiller)
            #expect(astray.status == 1)
            #expect(astray.errors.contains("it is in another namespace than"), "\(astray.errors)")
            #expect(try await release.state(exact: true) == before)
            let outcome = try await release.lab.plugin("migrate2to3", "--all", "--yes", "-t", release.tiller)
                .succeeded()
            #expect(outcome.errors.contains("[1/2] shop"), "\(outcome.errors)")
            #expect(try await release.statuses() == ["deployed"])
            #expect(try await second.statuses() == ["superseded", "deployed"])
            try await release.lab.plugin("migrate2to3", "--all", "--yes", "-t", release.tiller, "--undo").succeeded()
            let left = try await release.helm(.three, "list", "-a", "-o", "json").succeeded().json()
            #expect(left.array?.isEmpty == true)
        }
    }
}

extension TillerRelease {
    /// What the release's ConfigMap says; nil when it isn't there.
    func data() async throws -> String? {
        let found = try await lab.kubectl(
            "get", "configmap", "\(name)-cm", "-n", namespace, "--ignore-not-found", "-o", "json"
        ).succeeded()
        return found.output.isEmpty ? nil : try found.json()[path: ["data", "rev"]]?.string
    }
}

extension String {
    /// The text without white space at its ends.
    var trimmed: String {
        let bytes = utf8.drop { " \n".utf8.contains($0) }
        guard let last = bytes.lastIndex(where: { !" \n".utf8.contains($0) }) else { return "" }
        return String(bytes[...last]) ?? ""
    }
}
