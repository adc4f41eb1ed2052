import ChartModel
import Documents
import TestFolders
import Testing

@testable import HelmChart

@Suite struct RenderingTests {
    static let head = "apiVersion: v2\nname: c\nversion: 1.0.0\n"
    static let map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "

    @Test func namesTheFailingExpression() throws {
        let error = try #require(
            refusal(["templates/a.yaml": "a: 1\nb: {{ .Values.x.y }}\n"]))
        #expect(error.stage == .rendering)
        #expect(error.file == "c/templates/a.yaml")
        #expect(error.line == 2)
        #expect(
            error.message == #"template: c/templates/a.yaml:2:13: executing "c/templates/a.yaml" at <.Values.x.y>: "#
                + "nil pointer evaluating interface {}.y")
    }

    @Test func namesTheDocumentThatIsNoYAML() throws {
        let error = try #require(
            refusal(["templates/a.yaml": "# x\n---\n\(Self.map)a\n---\na: 1\nb:\n  - x\n y: 2\n"]))
        #expect(error.stage == .manifests)
        #expect(error.file == "c/templates/a.yaml")
        #expect((8...11).contains(error.line ?? 0))
        #expect(
            error.message == "YAML parse error on c/templates/a.yaml: error converting YAML to JSON: yaml: line 3: "
                + "did not find expected key")
    }

    @Test func letsListsAndCommentsPass() throws {
        let release = try render([
            "templates/a.yaml": "# only a comment\n", "templates/b.yaml": "apiVersion: v1\nkind: List\nitems: []\n",
            "templates/c.yaml": "apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: x-}\n",
        ])
        #expect(release.documents.map(\.kind) == ["Job", "", "List"])
    }

    @Test func classifiesHooks() throws {
        let release = try render([
            "templates/a.yaml": Self.map + """
                a
                  annotations:
                    helm.sh/hook: " Pre-Install,post-upgrade, test-success"
                    helm.sh/hook-weight: "-5"
                    helm.sh/hook-delete-policy: "Hook-Succeeded, odd"
                """,
            "templates/b.yaml": Self.map + "b\n  annotations:\n    helm.sh/hook: crd-install\n",
            "templates/c.yaml": Self.map
                + "c\n  annotations:\n    helm.sh/hook: post-delete\n    helm.sh/hook-weight: x\n",
        ])
        #expect(release.documents.isEmpty)
        #expect(release.hooks.map(\.document.name) == ["a", "c"])
        #expect(release.hooks.first?.events == ["pre-install", "post-upgrade", "test"])
        #expect(release.hooks.map(\.weight) == [-5, 0])
        #expect(release.hooks.first?.deletePolicies == ["hook-succeeded", "odd"])
    }

    @Test(arguments: [
        (["Chart.yaml": head + "type: library\n"], "library charts are not installable"),
        (
            ["Chart.yaml": head + "kubeVersion: '>=1.40'\n"],
            "chart requires kubeVersion: >=1.40 which is incompatible with Kubernetes v1.32.0"
        ),
        (
            ["Chart.yaml": head + "dependencies: [{name: x, version: '1'}, {name: z, version: '1'}]\n"],
            "An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to "
                + "fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: x, z"
        ),
    ]) func refuses(_ files: [String: String], _ message: String) throws {
        #expect(refusal(files)?.message == message)
    }

    @Test func dependenciesFollowTagsConditionsAndAliases() throws {
        var files = [
            "Chart.yaml": Self.head + """
                dependencies:
                - {name: s, version: 0.x, alias: one, condition: "one.nope,one.use", tags: [front]}
                - {name: s, version: 0.x, alias: two, tags: [front]}
                - {name: s, version: 0.x, tags: [back], import-values: [data, {child: inner, parent: taken.here}]}
                """
        ]
        files["values.yaml"] = "one: {use: true}\ntags: {front: false, back: true}\ntaken: {here: {b: own}}\n"
        files["charts/s/Chart.yaml"] = "name: s\nversion: 0.1.0\n"
        files["charts/s/values.yaml"] = "exports: {data: {fromSub: 1}}\ninner: {a: 2, b: 3}\n"
        files["charts/s/templates/a.yaml"] = Self.map + "{{ .Chart.Name }}\n"
        let release = try render(files)
        #expect(release.documents.map(\.name) == ["one", "s"])
        #expect(release.documents.map(\.path) == ["c/charts/one/templates/a.yaml", "c/charts/s/templates/a.yaml"])
        #expect(release.computedValues["fromSub"] == 1.0)
        #expect(release.computedValues["taken"] == ["here": ["a": 2.0, "b": "own"]])
        #expect(release.chart.metadata?.dependencies?.map(\.name) == ["one", "s"])
        #expect(release.chart.metadata?.dependencies?.allSatisfy(\.enabled) == true)
    }

    @Test func asksTheProvider() async throws {
        struct Provider: LookupProvider {
            func lookup(apiVersion: String, kind: String, namespace: String, name: String) throws -> Value {
                ["data": .string("\(apiVersion) \(kind) \(namespace)/\(name)")]
            }
        }
        let folder = try TemporaryFolder()
        try folder.write([
            "Chart.yaml": Self.head,
            "templates/a.yaml": "x: {{ (lookup \"apps/v1\" \"Deployment\" \"n\" \"d\").data }}\n",
        ])
        let inputs = RenderInputs(
            releaseName: "r", namespace: "n", capabilities: .offline, lookup: Provider())
        let release = try await Renderer.renderAside(Chart.load(path: folder.path), inputs)
        #expect(release.documents.first?.content == "x: apps/v1 Deployment n/d")
    }

    @Test func asksTheProviderForKindsThatTheCapabilitiesLack() throws {
        struct Provider: LookupProvider {
            func lookup(apiVersion: String, kind: String, namespace: String, name: String) throws -> Value { [:] }

            func serves(apiVersion: String, kind: String) throws -> Bool {
                if apiVersion == "down/v1" { throw ChartError(.rendering, "connection lost") }
                return (apiVersion, kind) == ("new.io/v1", "Thing") || (apiVersion, kind) == ("v1", "Core")
            }
        }
        let render = { (names: [String]) throws -> String? in
            let folder = try TemporaryFolder()
            let asked = names.map { "{{ .Capabilities.APIVersions.Has \"\($0)\" }}" }.joined(separator: " ")
            try folder.write(["Chart.yaml": Self.head, "templates/a.yaml": "x: \(asked)\n"])
            let inputs = RenderInputs(
                releaseName: "r", namespace: "n", capabilities: .offline, lookup: Provider())
            return try Renderer.render(Chart.load(path: folder.path), inputs).documents.first?.content
        }
        let names = ["apps/v1", "new.io/v1/Thing", "v1/Core", "new.io/v1", "new.io/v1/Other", "new.io/v1/", "Core", ""]
        #expect(try render(names) == "x: true true true false false false false false")
        let error = #expect(throws: ChartError.self) { try render(["down/v1/Thing"]) }
        #expect(error?.message.contains("connection lost") == true)
    }

    private func render(_ files: [String: String]) throws -> RenderedRelease {
        let folder = try TemporaryFolder()
        try folder.write(["Chart.yaml": Self.head])
        try folder.write(files)
        return try Renderer.render(
            Chart.load(path: folder.path), RenderInputs(releaseName: "r", namespace: "n", capabilities: .offline))
    }

    private func refusal(_ files: [String: String]) -> ChartError? {
        do {
            _ = try render(files)
            return nil
        } catch {
            return error as? ChartError
        }
    }
}
