import Documents
import TestFolders
import Testing

@testable import WerfProject

@Suite struct BuildReportTests {
    private static func record(_ name: String, without field: String = "", stage: String = "") -> String {
        let fields = [
            ("WerfImageName", name), ("DockerRepo", "registry.example/app"), ("DockerTag", "t-1"),
            ("DockerImageID", "sha256:1"), ("DockerImageDigest", "sha256:d"),
            ("DockerImageName", "registry.example/app:t-1"),
        ]
        let stages = [("Name", "from"), ("DockerImageName", "registry.example/app:s"), ("DockerImageID", "sha256:2")]
        func object(_ fields: [(String, String)], without field: String) -> String {
            "{" + fields.map { "\"\($0.0)\": \"\($0.0 == field ? "" : $0.1)\"" }.joined(separator: ", ") + "}"
        }
        let body = object(fields, without: field).dropLast()
        return "\"\(name)\": \(body), \"Final\": false, \"Stages\": [\(object(stages, without: stage))]}"
    }

    private func read(_ text: String, _ name: String = "report.json") throws -> [BuiltImage] {
        let folder = try TemporaryFolder()
        return try BuildReport.read(folder.write(name, text))
    }

    @Test func everyImageOfAReportInJSONIsUsed() throws {
        let images = try read("{\"Images\": {\(Self.record("worker")), \(Self.record("backend"))}}")
        #expect(images.map(\.name) == ["backend", "worker"])
        #expect(images[0].address == "registry.example/app:t-1")
        #expect(images[0].digest == "sha256:d")
    }

    @Test func theDigestMayBeEmpty() throws {
        let images = try read("{\"Images\": {\(Self.record("backend", without: "DockerImageDigest"))}}")
        #expect(images == [BuiltImage(name: "backend", repository: "registry.example/app", tag: "t-1")])
    }

    @Test(arguments: [
        ("{}", "build report contains no images"),
        ("{\"Images\": {}}", "build report contains no images"),
        ("{", "unexpected end of JSON input"),
    ])
    func emptyReports(_ text: String, _ message: String) throws {
        let error = try #require(throws: ProjectError.self) { _ = try read(text) }
        #expect(error.description.hasSuffix("report.json: \(message)"), "\(error)")
    }

    @Test(arguments: ["WerfImageName", "DockerImageName", "DockerRepo", "DockerTag", "DockerImageID"])
    func fieldsThatAreNeeded(_ field: String) throws {
        let error = try #require(throws: ProjectError.self) {
            _ = try read("{\"Images\": {\(Self.record("backend", without: field))}}")
        }
        #expect(error.description.hasSuffix("image \"backend\" has empty \(field)"))
    }

    @Test(arguments: ["Name", "DockerImageName", "DockerImageID"])
    func fieldsOfStagesThatAreNeeded(_ field: String) throws {
        let error = try #require(throws: ProjectError.self) {
            _ = try read("{\"Images\": {\(Self.record("backend", stage: field))}}")
        }
        #expect(error.description.hasSuffix("image \"backend\" has a stage with empty \(field)"))
    }

    static let variables = """
        WERF_MY_APP_DOCKER_IMAGE_NAME=registry.example:5000/app:t-1
        WERF_MY_APP_DOCKER_IMAGE_ID=sha256:1
        WERF_MY_APP_DOCKER_IMAGE_DIGEST=
        WERF_MY_APP_DOCKER_REPO=registry.example:5000/app
        WERF_MY_APP_DOCKER_TAG=t-1
        WERF_MY_APP_WERF_IMAGE_NAME=my/app
        WERF_MY_APP_FINAL=true

        """

    @Test func aReportOfVariables() throws {
        let images = try read(Self.variables, "report.env")
        #expect(images == [BuiltImage(name: "my/app", repository: "registry.example:5000/app", tag: "t-1")])
    }

    @Test func theImageWithoutANameHasTheShortPrefix() throws {
        let text = Self.variables.replacing("WERF_MY_APP_", with: "WERF_").replacing("my/app", with: "")
        #expect(try read(text, "report.env").map(\.name) == [""])
    }

    @Test func aLineWithoutAValueIsRefused() throws {
        let error = try #require(throws: ProjectError.self) { _ = try read("A=1\nnothing\n", "report.env") }
        #expect(error.description.hasSuffix("malformed env line 2: \"nothing\""))
    }

    @Test func aMissingReportSaysHowToMakeOne() throws {
        let error = try #require(throws: ProjectError.self) { _ = try BuildReport.read("/nowhere/report.json") }
        #expect(error.description == "build report: open /nowhere/report.json: no such file or directory")
        #expect(!error.advice.isEmpty)
    }

    @Test func aTagOfOnesOwn() {
        let image = BuiltImage(name: "My/App", repository: "r/app", tag: "abc", digest: "sha256:d")
        #expect(image.tagged("v1-%image%-%image_content_based_tag%").address == "r/app:v1-My/App-abc")
        #expect(image.tagged("%image_slug%").tag == Slug.limited("My/App"))
        #expect(image.tagged("%image_safe_slug%").tag == Slug.imageTag("My/App"))
    }
}

@Suite struct ServiceValuesTests {
    private static let commit = ServiceValues.Commit(
        hash: "9aeee03d607c1eed133166159fbea3bad5365c57", seconds: 1_704_196_504, date: "2024-01-02 15:04:05 +0300 MSK")

    private func values(
        _ images: ServiceValues.Images, repository: String = "", environment: String = "", commit: Bool = true
    ) -> ServiceValues {
        var values = ServiceValues(project: "shop", version: "1.2.3")
        (values.images, values.repository, values.environment) = (images, repository, environment)
        values.commit = commit ? Self.commit : nil
        values.namespace = "shop-stage"
        return values
    }

    @Test func withoutImages() {
        let facts: Value = [
            "name": "shop", "version": "1.2.3", "repo": "",
            "commit": [
                "hash": "9aeee03d607c1eed133166159fbea3bad5365c57",
                "date": ["human": "2024-01-02 15:04:05 +0300 MSK", "unix": 1_704_196_504],
            ],
            "namespace": "shop-stage", "env": "stage",
        ]
        var own = facts.object ?? Object()
        (own["image"], own["tag"]) = ([:], [:])
        var global = facts.object ?? Object()
        global["images"] = [:]
        let found = values(.none, environment: "stage").values
        #expect(
            found
                == Object([
                    .init(key: "werf", value: .object(own)),
                    .init(key: "global", value: ["werf": .object(global), "env": "stage"]),
                ]))
    }

    @Test func whatIsLeftOutWithoutEnvironmentAndNamespace() {
        var values = ServiceValues(project: "shop", version: "1")
        #expect(values.values["werf"]?["env"] == nil)
        #expect(values.values["werf"]?["namespace"] == nil)
        #expect(values.values["global"]?["env"] == nil)
        #expect(values.values["werf"]?[path: ["commit", "hash"]] == "")
        values.leavesOutGlobal = true
        #expect(values.values["global"] == nil)
    }

    @Test func builtImages() throws {
        let images = [
            BuiltImage(name: "backend", repository: "r.example/shop", tag: "t1", digest: "sha256:a"),
            BuiltImage(name: "", repository: "r.example/shop", tag: "t2"),
        ]
        let found = values(.built(images), repository: "r.example/shop").values
        let werf = try #require(found["werf"])
        #expect(werf["image"] == ["backend": "r.example/shop:t1"])
        #expect(werf["tag"] == ["backend": "t1"])
        #expect(werf["is_nameless_image"] == true)
        #expect(werf["nameless_image"] == "r.example/shop:t2")
        #expect(werf["repo"] == "r.example/shop")
        #expect(found["global"]?[path: ["werf", "images"]]?.object?.keys == ["backend"])
        #expect(found["global"]?[path: ["werf", "image"]] == nil)
    }

    @Test func placeholders() throws {
        let found = values(.placeholders(["backend"])).values
        let werf = try #require(found["werf"])
        #expect(werf["repo"] == "REPO" && werf["is_stub"] == true && werf["stub_image"] == "REPO:TAG")
        #expect(werf["image"] == ["backend": "REPO:TAG"] && werf["tag"] == ["backend": "TAG"] && werf["env"] == "")
        #expect(
            found["global"]?[path: ["werf", "images", "backend"]] == [
                "registry": "REGISTRY", "repository": "NAMESPACE/NAME", "namespace": "NAMESPACE", "name": "NAME",
                "tag": "TAG", "digest": "DIGEST", "tag_digest": "TAG@DIGEST", "image": "REPO",
                "ref": "REPO:TAG@DIGEST", "ref_tag": "REPO:TAG", "repository_ref": "NAMESPACE/NAME:TAG@DIGEST",
                "repository_tag": "NAMESPACE/NAME:TAG", "name_ref": "NAME:TAG@DIGEST", "name_tag": "NAME:TAG",
            ])
        let known = values(.placeholders(["backend"]), repository: "r.example/shop")
        #expect(known.values["werf"]?[path: ["image", "backend"]] == "r.example/shop:TAG")
        #expect(known.image(named: "backend") == "r.example/shop:TAG")
        #expect(known.image(named: "other") == nil)
    }

    static let vectors: [(address: String, digest: String, expected: [String: String])] = [
        (
            "ghcr.io/zalando/postgres-operator:v1.15.1", "sha256:abc123",
            [
                "registry": "ghcr.io", "repository": "zalando/postgres-operator", "namespace": "zalando",
                "name": "postgres-operator", "tag_digest": "v1.15.1@sha256:abc123",
                "ref": "ghcr.io/zalando/postgres-operator:v1.15.1@sha256:abc123",
                "name_tag": "postgres-operator:v1.15.1",
            ]
        ),
        (
            "example.org/apps/team/myapp:a243949601ddc3d4-1598024377816", "sha256:1",
            ["namespace": "apps/team", "name": "myapp"]
        ),
        (
            "index.docker.io/library/nginx:latest", "sha256:1",
            ["registry": "index.docker.io", "image": "index.docker.io/library/nginx"]
        ),
        ("ghcr.io/org/app:sometag", "", ["tag_digest": "sometag@", "ref": "ghcr.io/org/app:sometag@"]),
        ("localhost:5000/app:x", "", ["registry": "localhost:5000", "repository": "app", "namespace": "."]),
    ]

    @Test(arguments: vectors) func addressesAreTakenApart(
        _ address: String, _ digest: String, _ expected: [String: String]
    ) throws {
        let image = try BuiltImage(name: "x", address: address, digest: digest)
        let values = ImageValues.values(of: image)
        for (key, value) in expected { #expect(values[key]?.string == value, "\(key)") }
        #expect(values["ref_tag"]?.string == address)
        #expect(values.count == 14)
    }

    @Test func theDockerConfigurationIsGivenTwice() {
        var values = ServiceValues(project: "shop", version: "1")
        values.dockerConfiguration = "e30="
        #expect(values.values["dockerconfigjson"] == "e30=")
        #expect(values.values["global"]?[path: ["werf", "dockerconfigjson"]] == "e30=")
    }
}
