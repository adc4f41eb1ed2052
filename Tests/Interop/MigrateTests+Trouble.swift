import Documents
import FoundationEssentials
import Synchronization
import Testing

/// What stands in a migration's way is told before the first write, and a broken run goes on.
extension MigrateTests {
    /// The migration is refused, says why, and has written nothing.
    private func expectBlocked(
        _ release: TillerRelease, _ reason: String, _ flags: String..., location: SourceLocation = #_sourceLocation
    ) async throws {
        let before = try await release.state(exact: true)
        for mode in [["--dry-run"], []] {
            let outcome = try await release.lab.run(
                "\(release.lab.plugins)/kubectl-werf-migrate2to3", release.arguments(flags + mode))
            #expect(outcome.status == 1, "\(outcome.output)", sourceLocation: location)
            #expect(outcome.errors.contains(reason), "\(outcome.errors)", sourceLocation: location)
            #expect(outcome.errors.contains("nothing was written"), "\(outcome.errors)", sourceLocation: location)
        }
        #expect(try await release.state(exact: true) == before, sourceLocation: location)
    }

    @Test(arguments: ["truncated", "garbage", "text"])
    func aDamagedRecordBlocks(_ damage: String) async throws {
        try await TillerRelease.with("damage") { release in
            let broken: Object = Object([.init(key: "damage", value: .string(damage))])
            try await release.store([
                release.record(1, "SUPERSEDED"), release.record(2, "SUPERSEDED", broken),
                release.record(3, "DEPLOYED"),
            ])
            try await release.createObjects(3)
            try await expectBlocked(release, "revision 2 (ConfigMap \(release.tiller)/shop.v2) is damaged")
            let outcome = try await release.migrate("--skip-damaged").succeeded()
            #expect(outcome.errors.contains("can't be read and is left out"), "\(outcome.errors)")
            for helm in [HelmVersion.three, .four] {
                #expect(try await release.statuses(helm) == ["superseded", "deployed"])
            }
            try await release.helm(.three, "rollback", "shop", "1").succeeded()
            #expect(try await release.data() == "1")
        }
    }

    @Test func aDamagedNewestRecordBlocksInAnyCase() async throws {
        try await TillerRelease.with("damage") { made in
            // Under a name of its own: whose a broken record is nobody knows, so it is in the way of all its namesakes.
            var release = made
            release.name = "broken"
            let broken: Object = Object([.init(key: "damage", value: "truncated")])
            try await release.store([release.record(1, "SUPERSEDED"), release.record(2, "DEPLOYED", broken)])
            try await expectBlocked(release, "it is the newest", "--skip-damaged", "-n", release.namespace)
        }
    }

    @Test func anotherHistoryBlocks() async throws {
        try await TillerRelease.with("clash") { release in
            try await release.store([release.record(1, "DEPLOYED")])
            try await release.withChart { chart in
                try await release.helm(.three, "install", "shop", chart).succeeded()
            }
            try await expectBlocked(release, "Helm 3 has a history of its own under this name (revisions 1)")
            // In the other sort of object it is one as well.
            let other = try await release.migrate(environment: ["HELM_DRIVER": "configmap"])
            #expect(other.status == 1)
            #expect(other.errors.contains("has its history in secrets"), "\(other.errors)")
        }
    }

    @Test func anObjectOfAnotherReleaseBlocks() async throws {
        try await TillerRelease.with("owner") { release in
            try await release.store([release.record(1, "DEPLOYED")])
            try await release.createObjects(1)
            try await release.lab.kubectl(
                "annotate", "service", "shop-svc", "-n", release.namespace, "meta.helm.sh/release-name=other"
            ).succeeded()
            try await expectBlocked(
                release, "Service/shop-svc in namespace \"\(release.namespace)\" belongs to release")
        }
    }

    @Test func aNameOfHelmTwosAloneNeedsAnother() async throws {
        try await TillerRelease.with("name") { made in
            var release = made
            release.name = "Shop_One"
            let named: Object = Object([.init(key: "objectName", value: "shop-one.v1")])
            try await release.store([release.record(1, "DEPLOYED", named)])
            try await expectBlocked(release, "Helm 3 takes no name like \"Shop_One\"")
            try await release.migrate("--target-release", "shop-one").succeeded()
            let history = try await release.helm(.four, "history", "shop-one", "-o", "json").succeeded().json()
            #expect(history[0]?["status"] == "deployed")
            try await release.migrate("--target-release", "shop-one", "--undo").succeeded()
        }
    }

    @Test func twoPlacesOfOneNameBlock() async throws {
        try await TillerRelease.with("rival") { release in
            var secret = release
            secret.storage = "secret"
            try await release.store([release.record(1, "SUPERSEDED"), release.record(2, "DEPLOYED")])
            try await secret.store([secret.record(1, "DEPLOYED")])
            try await expectBlocked(
                release, "secrets of namespace \"\(release.tiller)\" hold a release of the same name and namespace")
            // So does another Tiller's, which isn't in the namespace that was asked for.
            try await release.lab.withNamespace("migrate-tiller") { elsewhere in
                let second = TillerRelease(
                    lab: release.lab, namespace: release.namespace, tiller: elsewhere, name: "stall")
                let first = TillerRelease(
                    lab: release.lab, namespace: release.namespace, tiller: release.tiller, name: "stall")
                try await first.store([first.record(1, "DEPLOYED")])
                try await second.store([second.record(1, "DEPLOYED")])
                try await expectBlocked(first, "configmaps of namespace \"\(elsewhere)\" hold a release")
            }
        }
    }

    @Test func anotherNamespaceBlocks() async throws {
        try await TillerRelease.with("place") { release in
            try await release.store([release.record(1, "DEPLOYED")])
            try await expectBlocked(
                release, "its objects are in namespace \"\(release.namespace)\"", "--target-namespace", "default")
        }
    }

    @Test func aReleaseThatIsBeingDeployedBlocks() async throws {
        try await TillerRelease.with("busy") { release in
            let now = Int64(Date().timeIntervalSince1970)
            let fresh: Object = Object([.init(key: "lastDeployed", value: .integer(now))])
            try await release.store([release.record(1, "PENDING_UPGRADE", fresh)])
            try await expectBlocked(release, "Tiller may be at work on it")
        }
    }

    @Test func whatIsNotThereIsTold() async throws {
        try await TillerRelease.with("none") { release in
            let missing = try await release.migrate()
            #expect(missing.status == 1)
            #expect(missing.errors.contains("Helm 2 has no release \"shop\" in namespace \"\(release.tiller)\""))
            try await release.store([release.record(1, "DEPLOYED")])
            let elsewhere = try await release.lab.plugin("migrate2to3", "shop", "--yes", "-t", release.namespace)
            #expect(elsewhere.status == 1)
            #expect(elsewhere.errors.contains("--tiller-namespace \(release.tiller)"), "\(elsewhere.errors)")
            // Without a terminal nobody can agree.
            let unasked = try await release.lab.plugin("migrate2to3", "shop", "-t", release.tiller)
            #expect(unasked.status == 1)
            #expect(unasked.errors.contains("--yes"), "\(unasked.errors)")
        }
    }

    @Test func missingRightsAreNamedBeforeTheFirstWrite() async throws {
        try await TillerRelease.with("rights") { release in
            try await release.store([release.record(1, "DEPLOYED")])
            try await release.createObjects(1)
            let before = try await release.state(exact: true)
            let nothing = try await release.migrate("--as", "jane")
            #expect(nothing.status == 1)
            #expect(nothing.errors.contains("cannot list resource \"configmaps\""), "\(nothing.errors)")
            // Whoever may read everything learns what may not be written.
            try await release.lab.kubectl(
                "create", "clusterrolebinding", release.namespace, "--clusterrole=view",
                "--user=jane-\(release.namespace)"
            ).succeeded()
            try await release.lab.kubectl(
                "create", "clusterrole", "\(release.namespace)-secrets", "--verb=get,list",
                "--resource=secrets"
            ).succeeded()
            try await release.lab.kubectl(
                "create", "clusterrolebinding", "\(release.namespace)-secrets",
                "--clusterrole=\(release.namespace)-secrets", "--user=jane-\(release.namespace)"
            ).succeeded()
            let reading = try await release.migrate("--as", "jane-\(release.namespace)")
            #expect(reading.status == 1)
            for words in [
                "cannot create resource \"configmaps\"", "cannot create resource \"secrets\"",
                "cannot patch resource \"services\"",
            ] { #expect(reading.errors.contains(words), "\(reading.errors)") }
            #expect(try await release.state(exact: true) == before)
            for name in [release.namespace, "\(release.namespace)-secrets"] {
                try await release.lab.kubectl("delete", "clusterrolebinding", name).succeeded()
            }
            try await release.lab.kubectl("delete", "clusterrole", "\(release.namespace)-secrets").succeeded()
        }
    }

    // MARK: Broken runs

    /// Runs the migration and kills it at one of its writes; how many there were.
    private func run(
        _ release: TillerRelease, _ flags: [String], killedAt point: KillPoint?
    ) async throws -> Int {
        try await release.lab.run(
            "\(release.lab.plugins)/kubectl-werf-migrate2to3", release.arguments(flags), killedAt: point
        ) { request in
            request.method != "GET" && !request.target.contains("dryRun=")
                && !request.target.contains("werf-synchronization")
        }
    }

    private func withFour(_ body: (TillerRelease) async throws -> Void) async throws {
        try await TillerRelease.with("kill") { release in
            try await release.store([
                release.record(1, "SUPERSEDED"), release.record(2, "SUPERSEDED"), release.record(3, "FAILED"),
                release.record(4, "DEPLOYED"),
            ])
            try await release.createObjects(4)
            try await body(release)
        }
    }

    @Test func aBrokenRunGoesOn() async throws {
        let writes = Mutex(0)
        try await withFour { release in
            let count = try await run(release, [], killedAt: nil)
            writes.withLock { $0 = count }
        }
        let count = writes.withLock { $0 }
        // The journal twice, four revisions, two objects.
        try #require(count == 8)
        for number in 1...count {
            try await withFour { release in
                let before = try await release.state()
                let reached = try await run(
                    release, [], killedAt: KillPoint(number: number, isSeen: number.isMultiple(of: 2)))
                #expect(reached >= number)
                let again = try await release.migrate("--lock-wait", "60s")
                #expect(again.status == 0, "write \(number): \(again.errors)")
                let statuses = try await release.statuses()
                #expect(statuses == ["superseded", "superseded", "failed", "deployed"], "write \(number)")
                let ours: [String?] = ["Helm", "shop", release.namespace]
                #expect(try await release.marks("service", "shop-svc") == ours, "write \(number)")
                // And it can still be taken back, to the last byte.
                try await release.migrate("--undo").succeeded()
                #expect(try await release.state() == before, "write \(number)")
            }
        }
    }

    @Test func aBrokenUndoGoesOn() async throws {
        for number in 1...7 {
            try await withFour { release in
                let before = try await release.state()
                try await release.migrate().succeeded()
                _ = try await run(
                    release, ["--undo"], killedAt: KillPoint(number: number, isSeen: number.isMultiple(of: 2)))
                let again = try await release.migrate("--undo", "--lock-wait", "60s")
                // Killed at its last write it was done: the journal goes last.
                let isDone = again.errors.contains("no migration of release \"shop\" can be taken back")
                #expect(again.status == 0 || isDone, "write \(number): \(again.errors)")
                #expect(try await release.state() == before, "write \(number)")
            }
        }
    }
}
