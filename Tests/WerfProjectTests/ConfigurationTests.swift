import TestFolders
import Testing

@testable import WerfProject

@Suite struct ConfigurationTests {
    private func read(_ text: String, name: String? = nil) throws -> ProjectConfiguration {
        let location = ProjectLocation(folder: "/src/My_Shop", file: "/src/My_Shop/werf.yaml")
        return try ConfigurationReader(location).read(Array(text.utf8), projectName: name)
    }

    @Test func whatIsSaidAboutTheReleaseIsRead() throws {
        let configuration = try read(
            """
            # a comment
            ---
            configVersion: 1
            project: shop
            deploy:
              helmChartDir: deploy/chart
              helmChartConfig:
                appVersion: 1.5
              helmRelease: "[[ project ]]"
              helmReleaseSlug: false
              namespace: ns
              namespaceSlug: no
            --- # images
            image: backend
            dockerfile: Dockerfile
            """)
        #expect(configuration.project == "shop")
        #expect(configuration.deploy.chartFolder == "deploy/chart")
        #expect(configuration.deploy.appVersion == "1.5")
        #expect(configuration.deploy.release == .init(value: "[[ project ]]", line: 9))
        #expect(configuration.deploy.namespace == .init(value: "ns", line: 11))
        #expect(!configuration.deploy.slugsRelease)
        #expect(!configuration.deploy.slugsNamespace)
        #expect(configuration.images == [ConfiguredImage(name: "backend", isFinal: true)])
    }

    @Test func defaults() throws {
        let configuration = try read("configVersion: 1\nproject: shop\n")
        #expect(configuration.deploy == DeploySection())
        #expect(configuration.deploy.chartFolder == ".helm")
        #expect(configuration.deploy.slugsRelease && configuration.deploy.slugsNamespace)
    }

    @Test func sectionsAboutImagesArePassedOver() throws {
        let configuration = try read(
            """
            configVersion: 1
            project: shop
            build:
              platform: [linux/amd64]
            cleanup:
              keepPolicies: []
            gitWorktree:
              allowUnshallow: true
            ---
            image: ~
            from: alpine
            ansible: {beforeInstall: []}
            ---
            artifact: builder
            from: golang
            ---
            image: [web, worker]
            dockerfile: Dockerfile
            ---
            image: base
            final: false
            from: alpine
            """)
        #expect(configuration.images.map(\.name) == ["", "web", "worker", "base"])
        #expect(configuration.images.filter(\.isFinal).map(\.name) == ["", "web", "worker"])
    }

    @Test func theEnvironmentMayNameTheProject() throws {
        #expect(try read("configVersion: 1\nproject: shop\n", name: "other").project == "other")
    }

    static let refused: [(String, String)] = [
        ("", "werf.yaml: the section with configVersion and project is missing"),
        ("image: x\nfrom: y\n", "werf.yaml: the section with configVersion and project is missing"),
        ("configVersion: 2\nproject: x\n", "werf.yaml:1: 'configVersion: 1' field required!"),
        ("configVersion: 1\n", "werf.yaml: 'project' field cannot be empty!"),
        ("configVersion: 1\nproject: ''\n", "werf.yaml:2: 'project' field cannot be empty!"),
        (
            "configVersion: 1\nproject: My_App\n",
            #"werf.yaml:2: bad project name "My_App" specified in config: project name should comply with regex"#
        ),
        (
            "configVersion: 1\nproject: x\ndeploy:\n  namespace: ns\n  helmRelase: y\n",
            #"werf.yaml:5: unknown key "helmRelase" in deploy; did you mean "helmRelease"?"#
        ),
        (
            "# one\n---\nconfigVersion: 1\nproject: x\ndeply: {}\n",
            #"werf.yaml:5: unknown key "deply"; did you mean "deploy"?"#
        ),
        ("configVersion: 1\nproject: x\nwhatever: {}\n", #"werf.yaml:3: unknown key "whatever""#),
        (
            "configVersion: 1\nproject: x\ndeploy:\n  helmChartConfig: {appVersoin: 1}\n",
            #"werf.yaml:4: unknown key "appVersoin" in deploy.helmChartConfig; did you mean "appVersion"?"#
        ),
        (
            "configVersion: 1\nproject: x\ndeploy:\n  helmRelease: ''\n",
            "werf.yaml:4: helmRelease field cannot be empty!"
        ),
        (
            "configVersion: 1\nproject: x\ndeploy:\n  namespace: ''\n",
            "werf.yaml:4: namespace field cannot be empty!"
        ),
        (
            "configVersion: 1\nproject: x\ndeploy:\n  helmChartDir: ''\n",
            "werf.yaml:4: helmChartDir field cannot be empty!"
        ),
        (
            "configVersion: 1\nproject: x\ndeploy:\n  helmReleaseSlug: maybe\n",
            "werf.yaml:4: deploy.helmReleaseSlug must be true or false"
        ),
        ("configVersion: 1\nproject: x\ndeploy: []\n", "werf.yaml:3: deploy must be a map"),
        ("configVersion: 1\nproject: x\n---\nconfigVersion: 1\n", "werf.yaml:4: there is more than one section"),
        ("configVersion: 1\nproject: x\n---\nfoo: 1\n", "werf.yaml:4: cannot recognize type of config section"),
        ("configVersion: 1\nproject: x\n---\nimage: {}\n", "werf.yaml:4: image must be a name"),
        ("configVersion: 1\nproject: x\n---\n- a\n", "werf.yaml:4: a document of the configuration must be a map"),
        ("configVersion: 1\nproject: \"x\n", "werf.yaml:"),
    ]

    @Test(arguments: refused) func faultsAreRefusedWithTheirLine(_ text: String, _ message: String) throws {
        let error = try #require(throws: ProjectError.self) { _ = try read(text) }
        #expect(error.kind == .configuration)
        #expect(error.description.hasPrefix(message), "\(error)")
    }

    @Test func aMissingHeadIsSuggested() throws {
        let error = try #require(throws: ProjectError.self) { _ = try read("") }
        #expect(error.advice.contains("project: my-shop"))
    }
}

@Suite struct LocationTests {
    @Test func theNearestProjectCounts() throws {
        let folder = try TemporaryFolder()
        try folder.write("werf.yaml", "")
        try folder.write("inner/werf.yml", "")
        try folder.makeFolder("inner/deep/deeper")
        try folder.makeFolder("other")
        let root = try #require(ProjectFiles.resolved(folder.path))
        func found(_ path: String) throws -> String? {
            try ProjectLocation.find(.init(), from: "\(folder.path)/\(path)")?.file
        }
        #expect(try found("inner/deep/deeper") == "\(root)/inner/werf.yml")
        #expect(try found("other") == "\(root)/werf.yaml")
        try folder.write("inner/werf.yaml", "")
        #expect(try found("inner") == "\(root)/inner/werf.yaml")
    }

    @Test func nothingIsLookedForAboveAWorkTree() throws {
        let folder = try TemporaryFolder()
        try folder.write("werf.yaml", "")
        try folder.makeFolder("repository/.git")
        try folder.makeFolder("repository/part")
        #expect(try ProjectLocation.find(.init(), from: "\(folder.path)/repository/part") == nil)
    }

    @Test func whatIsChosenMustBeThere() throws {
        let folder = try TemporaryFolder()
        try folder.write("app/werf.yaml", "")
        try folder.write("app/ci/special.yaml", "")
        let here = folder.path
        let root = try #require(ProjectFiles.resolved(folder.path))
        #expect(try ProjectLocation.find(.init(folder: "app"), from: here)?.file == "\(root)/app/werf.yaml")
        let special = try #require(
            try ProjectLocation.find(.init(folder: "app", file: "ci/special.yaml"), from: here))
        #expect(special.fileName == "special.yaml")
        #expect(special.folder == "\(root)/app")
        for choice in [
            ProjectLocation.Choice(folder: "none"), .init(folder: "app/ci"), .init(folder: "app", file: "none.yaml"),
        ] {
            #expect(throws: ProjectError.self) { _ = try ProjectLocation.find(choice, from: here) }
        }
    }

    @Test func theChartIsFoundAndMustLieInTheWorkTree() throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("repository/.git")
        try folder.makeFolder("repository/app/.helm")
        try folder.makeFolder("outside")
        func project(_ deploy: String) throws -> Project {
            try folder.write("repository/app/werf.yaml", "configVersion: 1\nproject: shop\n\(deploy)")
            let request = Project.Request(workingFolder: folder.path)
            let location = try #require(
                try ProjectLocation.find(.init(folder: "repository/app"), from: folder.path))
            return try Project.read(request, at: location, templating: PlainTemplating())
        }
        let usual = try project("")
        #expect(usual.chartFolder.value.hasSuffix("/repository/app/.helm"))
        try usual.checkChart()
        #expect(throws: ProjectError.self) { try project("deploy: {helmChartDir: none}").checkChart() }
        let error = try #require(throws: ProjectError.self) {
            try project("deploy: {helmChartDir: ../../outside}").checkChart()
        }
        #expect(error.description.contains("must be in the project git work tree"))
    }
}
