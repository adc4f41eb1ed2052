import Documents
import Testing

/// Helm and we work on the same releases, in turns, and see the same.
@Suite struct SameViewTests {
    @Test(arguments: HelmVersion.tried)
    func turnsBeginningWithUs(_ helm: HelmVersion) async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("ours-first") { namespace in
            let release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            try await release.converge("level=one")
            try await release.expectLevel("one")
            try await release.expectSameViews(helm)

            try await release.upgrade(helm, "level=two,extra=true")
            try await release.expectLevel("two")
            try await release.expectSameViews(helm)

            try await release.converge("level=three")
            try await release.expectLevel("three")
            #expect(try await release.objectExists("configmap", "app-extra") == false, "a dropped object stays")
            try await release.expectSameViews(helm)

            try await lab.helm(helm, "rollback", "app", "1", "-n", namespace).succeeded()
            try await release.expectLevel("one")
            try await release.expectSameViews(helm)

            try await release.converge("level=five")
            try await release.expectLevel("five")
            try await release.expectStatuses(["superseded", "superseded", "superseded", "superseded", "deployed"])

            try await lab.helm(helm, "uninstall", "app", "-n", namespace).succeeded()
            #expect(try await release.objectExists("configmap", "app") == false)
            #expect(try await release.objectExists("deployment", "app") == false)
            let left = try await lab.plugin("list", "-n", namespace, "-o", "json").succeeded().json()
            #expect(left == [])
        }
    }

    @Test(arguments: HelmVersion.tried)
    func turnsBeginningWithHelm(_ helm: HelmVersion) async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("helm-first") { namespace in
            let release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            try await lab.helm(helm, "install", "app", release.chart, "-n", namespace, "--set", "level=one,extra=true")
                .succeeded()
            try await release.expectSameViews(helm)
            try await release.converge("level=two")
            try await release.expectLevel("two")
            #expect(try await release.objectExists("configmap", "app-extra") == false, "a dropped object stays")
            try await release.expectSameViews(helm)
            try await release.upgrade(helm, "level=three")
            try await release.expectLevel("three")
            try await lab.helm(helm, "rollback", "app", "2", "-n", namespace).succeeded()
            try await release.expectLevel("two")
            try await release.converge("level=five")
            try await release.expectLevel("five")
            try await release.expectSameViews(helm)
            try await release.expectStatuses(["superseded", "superseded", "superseded", "superseded", "deployed"])
        }
    }

    @Test(arguments: [HelmVersion.three, .four])
    func configMapsAsStorage(_ helm: HelmVersion) async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("configmaps") { namespace in
            var release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            release.environment = ["HELM_DRIVER": "configmap"]
            try await release.converge("level=one")
            try await release.expectSameViews(helm)
            try await release.upgrade(helm, "level=two")
            try await release.converge("level=three")
            try await release.expectLevel("three")
            try await release.expectSameViews(helm)
            let secrets = try await lab.kubectl("get", "secrets", "-n", namespace, "-l", "owner=helm", "-o", "name")
            #expect(secrets.output == "", "a revision was kept in a Secret")
        }
    }

    /// A block text at the end of a document keeps its line break, as Helm applies it.
    @Test(arguments: [HelmVersion.three, .four])
    func blockTextsAtTheEndOfADocument(_ helm: HelmVersion) async throws {
        let lab = try Lab.open()
        func map(_ name: String, _ annotations: String, _ block: String) -> String {
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\n\(annotations)data:\n  text: \(block)\n    line\n"
        }
        let hook = "  annotations:\n    helm.sh/hook: pre-install,pre-upgrade\n"
        let files = [
            "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
            "c/templates/all.yaml": [
                map("clip", "", "|"), map("strip", "", "|-"), map("hook", hook, "|"),
            ]
            .joined(separator: "---\n"),
        ]
        try await withFolder(files) { folder in
            try await lab.withNamespace("same-block") { namespace in
                func texts() async throws -> [String: String] {
                    let list = try await lab.kubectl("get", "configmaps", "-n", namespace, "-o", "json")
                        .succeeded().json()
                    var texts: [String: String] = [:]
                    for item in list["items"]?.array ?? [] {
                        guard let name = item[path: ["metadata", "name"]]?.string else { continue }
                        texts[name] = item[path: ["data", "text"]]?.string
                    }
                    return texts
                }
                try await lab.helm(helm, "install", "app", "\(folder)/c", "-n", namespace).succeeded()
                let theirs = try await texts()
                #expect(theirs["clip"] == "line\n" && theirs["strip"] == "line")
                let plan = try await lab.plugin(
                    "plan", "\(folder)/c", "--release", "app", "-n", namespace, "--no-hooks", "-o", "json"
                ).succeeded()
                #expect(!plan.output.contains("line"), "\(plan.output)")
                try await lab.plugin("converge", "\(folder)/c", "--release", "app", "-n", namespace).succeeded()
                #expect(try await texts() == theirs)
            }
        }
    }

    @Test func longestName() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("longest") { namespace in
            let name = String(repeating: "n", count: 53)
            let release = ReleaseUnderTest(lab: lab, name: name, namespace: namespace)
            try await release.converge("level=one")
            try await release.expectSameViews(.three)
            try await release.expectSameViews(.four)
            let refused = try await lab.plugin("converge", release.chart, "--release", name + "n", "-n", namespace)
            #expect(refused.status == 1)
            #expect(refused.errors.contains("invalid release name"))
        }
    }

    @Test func oneNameInTwoNamespaces() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("first") { first in
            try await lab.withNamespace("second") { second in
                let here = ReleaseUnderTest(lab: lab, name: "app", namespace: first)
                let there = ReleaseUnderTest(lab: lab, name: "app", namespace: second)
                try await here.converge("level=here")
                try await there.converge("level=there")
                try await there.converge("level=again")
                try await here.expectLevel("here")
                try await there.expectLevel("again")
                try await here.expectStatuses(["deployed"])
                try await there.expectStatuses(["superseded", "deployed"])
                let all = try await lab.plugin("list", "-A", "-f", "^app$", "-o", "json").succeeded().json()
                let rows = all.array?.filter { [first, second].contains($0["namespace"]?.string) }
                #expect(rows?.count == 2)
            }
        }
    }

    @Test func storageInAnotherNamespace() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("objects") { namespace in
            try await lab.withNamespace("records") { records in
                var release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
                release.flags = ["--release-storage-namespace", records]
                try await release.converge("level=one")
                try await release.converge("level=two")
                try await release.expectLevel("two")
                try await release.expectStatuses(["superseded", "deployed"])
                let read = try await lab.helm(.three, "history", "app", "-n", records, "-o", "json").succeeded().json()
                #expect(read.array?.count == 2)
                let manifest = try await lab.helm(.three, "get", "manifest", "app", "-n", records).succeeded()
                #expect(manifest.output.contains("level: \"two\""))
            }
        }
    }

    @Test func storageElsewhereBeginsNoSecondHistory() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("own") { namespace in
            try await lab.withNamespace("elsewhere") { elsewhere in
                var release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
                try await release.converge("level=one")
                release.flags = ["--release-storage-namespace", elsewhere]
                let refused = try await release.ours("converge", [release.chart, "--release", "app"])
                #expect(refused.status == 1, "a second history of the same release was begun")
                #expect(refused.errors.contains("--release-storage-namespace"), "\(refused.errors)")
                release.flags = ["--release-storage", "configmap"]
                let other = try await release.ours("converge", [release.chart, "--release", "app"])
                #expect(other.status == 1, "a second history of the same release was begun")
                #expect(other.errors.contains("--release-storage"), "\(other.errors)")
                release.flags = []
                try await release.expectStatuses(["deployed"])
            }
        }
    }
}
