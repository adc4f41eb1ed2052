import Documents
import FoundationEssentials
import HelmChart
import TestFolders
import Testing
import WerfProject

@testable import ProjectRendering

@Suite struct ProjectChartTests {
    /// What a project's templates render to, with what the release would keep of its values.
    private func render(
        _ files: [String: String], _ values: Object = Object(), key: String? = SecretTests.key,
        ignoresKey: Bool = false, secretValues: [String] = [], images: ServiceValues.Images = .none,
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) throws -> RenderedRelease {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(name, text) }
        if files["werf.yaml"] == nil { try folder.write("werf.yaml", "configVersion: 1\nproject: shop\n") }
        var request = Project.Request(workingFolder: folder.path, variables: ["HOME": folder.path])
        request.environment = Sourced("stage", from: "--env")
        let location = try #require(try ProjectLocation.find(.init(), from: folder.path))
        let project = try Project.read(request, at: location, templating: TemplateEngine())
        var secrets = ProjectChart.SecretRequest(variables: ["HOME": folder.path], workingFolder: folder.path)
        (secrets.key, secrets.ignoresKey, secrets.files) = (key, ignoresKey, secretValues)
        var service = ServiceValues(project: project.name, version: "1.2.3")
        (service.environment, service.images) = ("stage", images)
        let chart = try ProjectChart(project).load()
        var inputs = RenderInputs(
            releaseName: project.release.value, namespace: project.namespace.value, capabilities: .offline,
            values: values, warn: warn)
        inputs.additions = try ProjectChart(project).additions(
            to: chart, service: service, secrets: secrets, debug: nil)
        return try Renderer.render(chart, inputs)
    }

    private static func map(_ text: String) -> String {
        "kind: ConfigMap\napiVersion: v1\nmetadata: {name: x}\ndata:\n\(text)"
    }

    @Test func aChartNeedsNoDescription() throws {
        let release = try render([
            ".helm/templates/a.yaml": Self.map("  a: {{ .Chart.Name }} {{ .Chart.Version }} {{ .Release.Name }}")
        ])
        #expect(release.documents[0].object[path: ["data", "a"]] == "shop 1.0.0 shop-stage")
        #expect(release.documents[0].path == "shop/templates/a.yaml")
    }

    @Test func aDescriptionIsCompleted() throws {
        let release = try render([
            "werf.yaml":
                "configVersion: 1\nproject: shop\ndeploy: {helmChartDir: c, helmChartConfig: {appVersion: '7'}}",
            "c/Chart.yaml": "apiVersion: v2\nname: own\nappVersion: '1'\n",
            "c/templates/a.yaml": Self.map("  a: {{ .Chart.Name }} {{ .Chart.Version }} {{ .Chart.AppVersion }}"),
        ])
        #expect(release.documents[0].object[path: ["data", "a"]] == "own 1.0.0 7")
    }

    @Test func secretsWinOverValuesAndServiceValuesOverAll() throws {
        let user = Object([
            .init(key: "a", value: "user"), .init(key: "b", value: "user"), .init(key: "werf", value: ["name": "user"]),
        ])
        let release = try render(
            [
                ".helm/values.yaml": "a: chart\nb: chart\nc: chart\n",
                ".helm/secret-values.yaml": "a: \(SecretTests.value)\nwerf: {name: \(SecretTests.value)}\n",
                ".helm/templates/a.yaml": Self.map(
                    "  a: {{ .Values.a }} {{ .Values.b }} {{ .Values.c }} {{ .Values.werf.name }} "
                        + "{{ .Values.global.werf.env }} {{ .Values.global.env }}"),
            ], user)
        #expect(release.documents[0].object[path: ["data", "a"]] == "value user chart shop stage stage")
        // Neither secrets nor service values are kept with the release.
        #expect(release.config == user)
    }

    @Test func laterSecretFilesWin() throws {
        let release = try render(
            [
                ".helm/secret-values.yaml": "a: \(SecretTests.value)\nb: \(SecretTests.value)\n",
                "prod.yaml": "a: \(SecretTests.flant)\n",
                ".helm/templates/a.yaml": Self.map("  a: {{ .Values.a }} {{ .Values.b }}"),
            ], secretValues: ["prod.yaml"])
        #expect(release.documents[0].object[path: ["data", "a"]] == "flant value")
    }

    @Test func secretFilesAreForTheRootChart() throws {
        let files = [
            ".helm/secret/dir/a.txt": SecretTests.flant + "\n",
            ".helm/templates/a.yaml": Self.map("  a: {{ werf_secret_file \"dir/a.txt\" }}"),
        ]
        #expect(try render(files).documents[0].object[path: ["data", "a"]] == "flant")
        #expect(
            try render(files, ignoresKey: true).documents[0].object[path: ["data", "a"]]?.string == SecretTests.flant)
    }

    @Test(arguments: [
        ("/etc/passwd", "expected relative secret file path, given path /etc/passwd"),
        ("none", "secret file \"none\" not found, you may use one of the following: [\"a.txt\"]"),
    ])
    func secretFilesThatArentThere(_ path: String, _ message: String) throws {
        let error = try #require(throws: ChartError.self) {
            _ = try render([
                ".helm/secret/a.txt": SecretTests.flant,
                ".helm/templates/a.yaml": "{{ werf_secret_file \"\(path)\" }}",
            ])
        }
        #expect(error.message.contains(message))
    }

    @Test func subchartsHaveSecretsOfTheirOwn() throws {
        let release = try render([
            ".helm/charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
            ".helm/charts/db/secret-values.yaml": "password: \(SecretTests.flant)\n",
            ".helm/charts/db/templates/a.yaml": Self.map("  a: {{ .Values.password }} {{ .Values.global.werf.name }}"),
            ".helm/Chart.yaml":
                "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies: [{name: db, version: 1.0.0}]\n",
        ])
        #expect(release.documents[0].object[path: ["data", "a"]] == "flant shop")
    }

    @Test func aKeyIsNeededOnlyForSecrets() throws {
        let plain = [".helm/templates/a.yaml": Self.map("  a: b")]
        #expect(try render(plain, key: nil).documents.count == 1)
        #expect(throws: ProjectError.self) {
            _ = try render(plain.merging([".helm/secret-values.yaml": "a: b"]) { $1 }, key: nil)
        }
    }

    @Test(arguments: ["{{ werf_image \"web\" }}", "{{ tuple \"web\" . | werf_image }}", "{{ .Values.werf.image.web }}"])
    func imagesByName(_ call: String) throws {
        let images = [BuiltImage(name: "web", repository: "r.example/shop", tag: "t1")]
        let release = try render([".helm/templates/a.yaml": Self.map("  a: \(call)")], images: .built(images))
        #expect(release.documents[0].object[path: ["data", "a"]] == "r.example/shop:t1")
    }

    @Test func imagesThatArentThere() throws {
        let files = [".helm/templates/a.yaml": "{{ werf_image \"api\" }}"]
        let error = try #require(throws: ChartError.self) { _ = try render(files, images: .placeholders(["web"])) }
        #expect(error.message.contains("image \"api\" not found; there are: \"web\""))
        let none = try #require(throws: ChartError.self) { _ = try render(files) }
        #expect(none.message.contains("--use-build-report"))
    }

    @Test func aSchemaThatKnowsNothingOfWerfIsOnlyWarnedOf() throws {
        let schema = #"{"type": "object", "additionalProperties": false, "properties": {"a": {"type": "string"}}}"#
        let files = [
            ".helm/values.schema.json": schema, ".helm/values.yaml": "a: x\n",
            ".helm/templates/a.yaml": Self.map("  a: {{ .Values.a }}"),
        ]
        #expect(try render(files).documents.count == 1)
        let error = try #require(throws: ChartError.self) {
            _ = try render(files, Object([.init(key: "b", value: 1)]))
        }
        #expect(error.message.contains("Additional property b is not allowed"))
    }
}
