import Documents
import FoundationEssentials
import Testing

/// A first install looks whether Helm 2 has the release, and has it brought over.
extension MigrateTests {
    private func converge(
        _ release: TillerRelease, _ chart: String, _ flags: String..., environment: [String: String] = [:],
        program: String? = nil
    ) async throws -> Outcome {
        try await release.lab.run(
            program ?? "\(release.lab.plugins)/kubectl-werf-converge",
            [chart, "--release", release.name, "-n", release.namespace, "--tiller-namespace", release.tiller, "-v"]
                + flags, environment)
    }

    /// How often Tiller's records were asked for.
    private func questions(_ outcome: Outcome) -> Int {
        outcome.errors.split(separator: "\n").count { $0.contains("OWNER%3DTILLER") }
    }

    @Test func convergeBringsItOverAndDeploys() async throws {
        try await TillerRelease.with("converge") { release in
            try await release.store([release.record(1, "SUPERSEDED"), release.record(2, "DEPLOYED")])
            try await release.createObjects(2)
            let uid = try await release.uid()
            try await release.withChart { chart in
                let before = try await release.state(exact: true)
                let shown = try await converge(release, chart, "--dry-run").succeeded()
                #expect(shown.output.contains("write    revision 2 (DEPLOYED)"), "\(shown.output)")
                #expect(try await release.state(exact: true) == before)
                // Not looking, it finds objects that are nobody's.
                let without = try await converge(release, chart, "--no-helm2-migration")
                #expect(without.status == 1)
                #expect(without.errors.contains("cannot be imported into the current release"))
                #expect(questions(without) == 0)
                #expect(try await release.state(exact: true) == before)
                // A token goes to the migration by its environment: arguments are for all to see.
                let outcome = try await converge(release, chart, "--set", "rev=three", "--token", "unused").succeeded()
                #expect(outcome.errors.contains("Helm 2 has release \"shop\""), "\(outcome.errors)")
                #expect(outcome.errors.contains("2 revisions written and compared"), "\(outcome.errors)")
                for helm in [HelmVersion.three, .four] {
                    #expect(try await release.statuses(helm) == ["superseded", "superseded", "deployed"])
                }
                #expect(try await release.data() == "three")
                #expect(try await release.uid() == uid)
                // From now on nobody asks.
                let next = try await converge(release, chart, "--set", "rev=four").succeeded()
                #expect(questions(next) == 0)
            }
        }
    }

    @Test func removedVersionsOnlyWarn() async throws {
        try await TillerRelease.with("converge") { release in
            let deployment = """
                kind: Deployment
                metadata:
                  name: web
                spec:
                  replicas: 0
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: "localhost/busybox:1"}]}

                """
            let old: Object = Object([
                .init(key: "manifest", value: .string("\n---\napiVersion: extensions/v1beta1\n\(deployment)"))
            ])
            try await release.store([release.record(1, "DEPLOYED", old)])
            try await withFile("apiVersion: apps/v1\n\(deployment)") { file in
                try await release.lab.kubectl("create", "-n", release.namespace, "-f", file).succeeded()
            }
            func uid() async throws -> Value? {
                try await release.lab.kubectl("get", "deployment", "web", "-n", release.namespace, "-o", "json")
                    .succeeded().json()[path: ["metadata", "uid"]]
            }
            let before = try await uid()
            let files = [
                "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
                "templates/all.yaml": "apiVersion: apps/v1\n\(deployment)",
            ]
            try await withFolder(files) { chart in
                let outcome = try await converge(release, chart).succeeded()
                #expect(outcome.errors.contains("the server no longer has extensions/v1beta1 Deployment"))
                #expect(try await release.statuses() == ["superseded", "deployed"])
                #expect(try await uid() == before)
                let ours: [String?] = ["Helm", "shop", release.namespace]
                #expect(try await release.marks("deployment", "web") == ours)
            }
        }
    }

    @Test func whatWasBroughtOverAndUninstalledIsPlannedAnew() async throws {
        try await TillerRelease.with("converge") { release in
            try await release.store([release.record(1, "DEPLOYED")])
            try await release.createObjects(1)
            try await release.withChart { chart in
                let plan = "\(release.lab.plugins)/kubectl-werf-plan"
                // Before it is brought over nothing can be said, least of all with success.
                let early = try await converge(release, chart, "-o", "json", program: plan)
                #expect(early.status == 1)
                #expect(early.output.isEmpty)
                #expect(early.errors.contains("isn't known before it is brought over"), "\(early.errors)")
                try await release.migrate().succeeded()
                try await release.helm(.three, "uninstall", "shop").succeeded()
                let shown = try await converge(release, chart, "-o", "json", program: plan).succeeded().json()
                #expect(shown["action"] == "install")
                #expect(shown["changes"]?.array?.count == 2)
                let dry = try await converge(release, chart, "--dry-run").succeeded()
                #expect(dry.output.contains("shop-cm"), "\(dry.output)")
            }
        }
    }

    @Test func aFirstInstallAsksOnce() async throws {
        try await TillerRelease.with("converge") { release in
            try await release.withChart { chart in
                #expect(questions(try await converge(release, chart).succeeded()) == 1)
                #expect(questions(try await converge(release, chart).succeeded()) == 0)
                // In a namespace that isn't there nothing can have been installed.
                let name = "\(release.namespace)-new"
                let fresh = TillerRelease(lab: release.lab, namespace: name, tiller: release.tiller)
                #expect(questions(try await converge(fresh, chart).succeeded()) == 0)
                try await release.lab.kubectl("delete", "namespace", name, "--wait=false").succeeded()
            }
        }
    }

    @Test(arguments: ["DELETED", "elsewhere"])
    func whatIsNotThisReleaseStays(_ reason: String) async throws {
        try await TillerRelease.with("converge") { release in
            if reason == "DELETED" {
                try await release.store([release.record(1, "SUPERSEDED"), release.record(2, "DELETED")])
            } else {
                let other: Object = Object([.init(key: "namespace", value: "elsewhere")])
                try await release.store([release.record(1, "DEPLOYED", other)])
            }
            try await release.withChart { chart in
                let outcome = try await converge(release, chart).succeeded()
                #expect(!outcome.errors.contains("Helm 2 has release"))
                #expect(try await release.statuses() == ["deployed"])
            }
        }
    }

    @Test func convergeStopsWhereTheMigrationIsBlocked() async throws {
        try await TillerRelease.with("converge") { made in
            // Under a name of its own: whose a broken record is nobody knows, so it is in the way of all its namesakes.
            var release = made
            release.name = "stuck"
            let broken: Object = Object([.init(key: "damage", value: "garbage")])
            try await release.store([release.record(1, "DEPLOYED", broken)])
            try await release.withChart { chart in
                let before = try await release.state(exact: true)
                let outcome = try await converge(release, chart)
                #expect(outcome.status == 1)
                #expect(outcome.errors.contains("is damaged"), "\(outcome.errors)")
                #expect(outcome.errors.contains("wasn't brought over, so nothing was deployed"), "\(outcome.errors)")
                #expect(try await release.state(exact: true) == before)
            }
        }
    }

    @Test func convergeWithoutTheMigrationSaysSo() async throws {
        try await TillerRelease.with("converge") { release in
            try await release.store([release.record(1, "DEPLOYED")])
            try await release.createObjects(1)
            try await release.withChart { chart in
                try await withFolder(["empty": ""]) { folder in
                    let alone = "\(folder)/kubectl-werf-converge"
                    try FileManager.default.copyItem(
                        atPath: "\(release.lab.plugins)/kubectl-werf-converge", toPath: alone)
                    let outcome = try await converge(release, chart, program: alone)
                    #expect(outcome.status == 1)
                    #expect(
                        outcome.errors.contains("kubectl-werf-migrate2to3, which would bring it over, isn't installed"),
                        "\(outcome.errors)")
                    #expect(outcome.errors.contains("--no-helm2-migration"))
                    // On PATH it is found as well.
                    try await converge(
                        release, chart, environment: ["PATH": "\(release.lab.plugins):/usr/bin:/bin"], program: alone
                    ).succeeded()
                    #expect(try await release.statuses() == ["superseded", "deployed"])
                }
            }
        }
    }

    @Test func whereTillerMayNotBeReadItGoesOn() async throws {
        try await TillerRelease.with("converge") { release in
            try await release.store([release.record(1, "DEPLOYED")])
            let user = "joe-\(release.namespace)"
            try await release.lab.kubectl(
                "create", "rolebinding", "all", "-n", release.namespace, "--clusterrole=cluster-admin", "--user", user
            ).succeeded()
            try await release.withChart { chart in
                let outcome = try await converge(release, chart, "--as", user).succeeded()
                let told = outcome.errors.split(separator: "\n").count { $0.contains("whether Helm 2 has the release") }
                #expect(told == 1, "\(outcome.errors)")
                #expect(try await release.statuses() == ["deployed"])
            }
        }
    }
}

extension TillerRelease {
    /// The UID of the release's ConfigMap.
    func uid() async throws -> String? {
        try await lab.kubectl("get", "configmap", "\(name)-cm", "-n", namespace, "-o", "json").succeeded()
            .json()[path: ["metadata", "uid"]]?.string
    }
}
