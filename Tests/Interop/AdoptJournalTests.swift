import Documents
import FoundationEssentials
import Testing

/// The cluster itself keeps what it takes to undo an adoption: an undo file is a copy.
@Suite struct AdoptJournalTests {
    private static let everything = ["cm/cm-0", "cm/cm-1", "cm/cm-2"]

    /// The names of the journals in the namespace.
    private func journals(_ test: AdoptionUnderTest) async throws -> [String] {
        let list = try await test.kubectl("get", "configmaps", "-l", "kubectl-werf.io/journal=adopt", "-o", "json")
            .succeeded().json()
        return (list["items"]?.array ?? []).compactMap { $0[path: ["metadata", "name"]]?.string }
    }

    @Test func anAdoptionIsUndoneWithoutItsFile() async throws {
        try await AdoptionUnderTest.with(AdoptTests.maps) { test in
            try await test.createMaps(3)
            let before = try await test.maps()
            let file = "\(test.folder)/undo.json"
            let done = try await test.adopt(["app"] + Self.everything + ["--yes", "--undo-file", file]).succeeded()
            let name = try #require(try await journals(test).first)
            #expect(name.hasPrefix("kubectl-werf.adoption.app."))
            #expect(
                done.errors.contains("kubectl werf-adopt app -n \(test.namespace) --undo configmap/\(name)\n"))
            // A journal is no object that a release could take.
            let refused = try await test.adopt(["app", "cm/\(name)", "--yes"])
            #expect(refused.status == 1 && refused.output.contains("it is the journal of a migration or an adoption"))
            let shown = try await test.adopt(["app", "--undo", "configmap/\(name)", "--dry-run"]).succeeded()
            #expect(shown.output.contains("cm-0"))
            #expect(try await journals(test) == [name])
            try await test.adopt(["app", "--undo", "configmap/\(name)", "--yes"]).succeeded()
            #expect(try await test.maps() == before)
            #expect(try await journals(test).isEmpty)
            let again = try await test.adopt(["app", "--undo", "configmap/\(name)", "--yes"])
            #expect(again.status == 1)
            #expect(again.errors.contains("there is no journal of an adoption called \(name) in namespace"))
            // The file is a copy that is as good, and finds no journal to delete any more.
            let byFile = try await test.adopt(["--undo", file, "--yes"]).succeeded()
            #expect(byFile.errors.contains("nothing is left to undo"))
        }
    }

    @Test func theFileTakesTheJournalWithIt() async throws {
        try await AdoptionUnderTest.with(AdoptTests.maps) { test in
            try await test.createMaps(1)
            let file = "\(test.folder)/undo.json"
            try await test.adopt(["app", "cm/cm-0", "--yes", "--undo-file", file]).succeeded()
            #expect(try await journals(test).count == 1)
            try await test.adopt(["--undo", file, "--yes"]).succeeded()
            #expect(try await journals(test).isEmpty)
        }
    }

    /// What can't be undone any more goes with the next adoption; that of a release called alike stays.
    @Test func journalsThatAreOfNoUseGo() async throws {
        try await AdoptionUnderTest.with(AdoptTests.maps) { test in
            try await test.createMaps(3)
            func adopt(_ release: String, _ map: String) async throws {
                let file = "\(test.folder)/\(release)-\(map)"
                try await test.adopt([release, "cm/\(map)", "--yes", "--undo-file", file]).succeeded()
            }
            try await adopt("app", "cm-0")
            try await adopt("app.v1", "cm-2")
            try await adopt("app", "cm-1")
            #expect(try await journals(test).count == 3)
            try await test.converge("app", ["--set", "count=2"]).succeeded()
            try await test.kubectl("create", "configmap", "late").succeeded()
            try await adopt("app", "late")
            let left = try await journals(test)
            #expect(left.count == 2, "\(left)")
            #expect(left.contains { $0.hasPrefix("kubectl-werf.adoption.app.v1.") }, "\(left)")
        }
    }

    /// Who may not make ConfigMaps adopts all the same, and hears that the file is all there is.
    @Test func withoutTheRightToMakeItTheFileIsEnough() async throws {
        try await AdoptionUnderTest.with("kind: ServiceAccount\napiVersion: v1\nmetadata: {name: web}") { test in
            try await test.kubectl("create", "serviceaccount", "web").succeeded()
            // The lock's ConfigMap is there already, and may be changed.
            try await test.kubectl("create", "configmap", "werf-synchronization").succeeded()
            try await test.create(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: adopter}
                rules:
                - {apiGroups: [""], resources: [serviceaccounts], verbs: [get, list, patch]}
                - {apiGroups: [""], resources: [secrets, configmaps], verbs: [get, list]}
                - {apiGroups: [""], resources: [configmaps], resourceNames: [werf-synchronization], verbs: [update, patch]}
                """)
            try await test.kubectl("create", "rolebinding", "adopter", "--role", "adopter", "--user", "adopter")
                .succeeded()
            let file = "\(test.folder)/undo.json"
            let done = try await test.adopt(["app", "sa/web", "--yes", "--as", "adopter", "--undo-file", file])
                .succeeded()
            #expect(done.errors.contains("only the undo file tells how to undo this: "), "\(done.errors)")
            #expect(!done.errors.contains("--undo configmap/"))
            try await test.adopt(["--undo", file, "--yes", "--as", "adopter"]).succeeded()
        }
    }

    /// An undo file may say anything: what isn't the release's journal stays.
    @Test func anUndoDeletesNoOtherConfigMap() async throws {
        try await AdoptionUnderTest.with(AdoptTests.maps) { test in
            try await test.createMaps(1)
            for name in ["app-config", "kubectl-werf.adoption.app.false"] {
                try await test.kubectl("create", "configmap", name).succeeded()
                let file = "\(test.folder)/\(name).json"
                try await test.adopt(["app", "cm/cm-0", "--yes", "--undo-file", file]).succeeded()
                let journal = try #require(try await journals(test).first)
                let text = try String(contentsOfFile: file, encoding: .utf8).replacing(journal, with: name)
                try text.write(toFile: file, atomically: true, encoding: .utf8)
                try await test.adopt(["--undo", file, "--yes"]).succeeded()
                try await test.kubectl("get", "configmap", name).succeeded()
                try await test.kubectl("delete", "configmap", journal).succeeded()
            }
        }
    }

    /// What a deploy followed ends with the release; what none followed can still be undone.
    @Test func aDismissTakesTheJournalsThatAreOfNoUse() async throws {
        try await AdoptionUnderTest.with(AdoptTests.maps) { test in
            try await test.createMaps(3)
            try await test.adopt(["app", "cm/cm-0", "--yes", "--undo-file", "\(test.folder)/1"]).succeeded()
            try await test.converge("app", ["--set", "count=1"]).succeeded()
            try await test.adopt(["app", "cm/cm-2", "--yes", "--undo-file", "\(test.folder)/2"]).succeeded()
            try await test.converge("app", ["--set", "count=1", "--add-annotation", "a=b"]).succeeded()
            try await test.kubectl("create", "configmap", "late").succeeded()
            let late = try await test.adopt(["app", "cm/late", "--yes", "--undo-file", "\(test.folder)/3"]).succeeded()
            try await test.lab.plugin("dismiss", "app", "-n", test.namespace).succeeded()
            let left = try await journals(test)
            #expect(left.count == 1 && late.errors.contains(left[0]), "\(left)")
            try await test.adopt(["app", "--undo", "cm/\(left[0])", "--yes"]).succeeded()
            #expect(try await journals(test).isEmpty)
        }
    }

    /// Objects without a namespace are adopted before the release's own namespace is there.
    @Test func aReleaseWithoutItsNamespaceAdopts() async throws {
        try await AdoptionUnderTest.with(AdoptTests.maps) { test in
            let role = test.namespace
            try await test.kubectl("create", "clusterrole", role, "--verb=get", "--resource=pods").succeeded()
            let file = "\(test.folder)/undo.json"
            let there = ["-n", "\(test.namespace)-not-yet"]
            let program = "\(test.lab.plugins)/kubectl-werf-adopt"
            let done = try await test.lab.run(
                program, ["app", "clusterrole/\(role)", "--yes", "--undo-file", file] + there
            ).succeeded()
            #expect(done.errors.contains("only the undo file tells how to undo this: "), "\(done.errors)")
            try await test.lab.run(program, ["--undo", file, "--yes"] + there).succeeded()
            try await test.kubectl("delete", "clusterrole", role).succeeded()
        }
    }
}
