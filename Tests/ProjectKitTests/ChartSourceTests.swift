import ArgumentParser
import Documents
import HelmChart
import PluginKit
import TestFolders
import Testing
import WerfProject

@testable import ProjectKit

@Suite struct ChartSourceTests {
    /// A repository with a project, a chart inside it, and a chart that is nearer than the project.
    private func withRepository(_ body: (String) throws -> Void) throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder(".git")
        try folder.write("werf.yaml", "configVersion: 1\nproject: shop\n")
        try folder.write("values-prod.yaml", "level: prod\n")
        try folder.write(".helm/values.yaml", "level: chart\n")
        try folder.write("services/api/Chart.yaml", "apiVersion: v2\nname: api\nversion: 1.0.0\n")
        try folder.makeFolder("docs")
        try body(try #require(ProjectFiles.resolved(folder.path)))
    }

    private struct Case: Sendable {
        var place = ""
        var chart: String?
        var release: String?
        var flags: [String] = []
        var variables: [String: String] = [:]
        var needsRelease = true
        /// Nil: the chart stands by itself.
        var project: String?
        var expectedChart: String
    }

    private static let cases: [Case] = [
        Case(project: "shop", expectedChart: "ROOT/.helm"),
        Case(place: "docs", project: "shop", expectedChart: "ROOT/.helm"),
        Case(place: "docs", release: "x", project: "shop", expectedChart: "ROOT/.helm"),
        // The chart is nearer, and its release is named.
        Case(place: "services/api", release: "x", expectedChart: "."),
        Case(place: "services/api", variables: ["WERF_RELEASE": "x"], expectedChart: "."),
        Case(place: "services/api", needsRelease: false, expectedChart: "."),
        Case(place: "services/api", project: "shop", expectedChart: "ROOT/.helm"),
        // A chart that is named stands by itself, unless something speaks of the project.
        Case(chart: "services/api", release: "x", expectedChart: "services/api"),
        Case(chart: "services/api", needsRelease: false, expectedChart: "services/api"),
        Case(chart: "services/api", project: "shop", expectedChart: "services/api"),
        Case(
            chart: "services/api", release: "x", flags: ["--env", "a"], project: "shop", expectedChart: "services/api"),
        Case(
            chart: "services/api", release: "x", variables: ["WERF_ENV": "a"], expectedChart: "services/api"),
        Case(
            place: "docs", chart: "services/api", release: "x", flags: ["--dir", ".."], project: "shop",
            expectedChart: "services/api"),
        Case(
            place: "docs", release: "x", variables: ["WERF_DIR": ".."], project: "shop", expectedChart: "ROOT/.helm"),
    ]

    private func find(_ test: Case, _ root: String) throws -> ChartSource {
        var request = ChartSource.Request(
            chart: test.chart, release: test.release, project: try ProjectFlags.parse(test.flags),
            generic: try GenericFlags.parse([]))
        request.needsRelease = test.needsRelease
        return try ChartSource.find(
            request, PluginEnvironment(test.variables), from: test.place.isEmpty ? root : "\(root)/\(test.place)")
    }

    @Test(arguments: 0..<cases.count) func whichChartAndProjectCount(_ number: Int) throws {
        let test = Self.cases[number]
        try withRepository { root in
            let source = try find(test, root)
            #expect(source.project?.name == test.project)
            #expect(source.chart.value == test.expectedChart.replacing("ROOT", with: root))
        }
    }

    @Test func valuesAreFoundInTheProject() throws {
        try withRepository { root in
            let source = try find(Self.cases[1], root)
            #expect(source.place(ofValues: "values-prod.yaml") == "\(root)/values-prod.yaml")
            #expect(source.place(ofValues: "none.yaml") == "none.yaml")
            #expect(source.place(ofValues: "-") == "-")
        }
    }

    @Test func serviceAnnotations() throws {
        try withRepository { root in
            var test = Self.cases[0]
            test.variables = ["WERF_ENV": "stage"]
            let marked = try find(test, root).serviceAnnotations
            #expect(
                marked == [
                    "werf.io/version": PluginMain.version, "project.werf.io/name": "shop",
                    "project.werf.io/env": "stage",
                ])
            let alone = try find(Self.cases[7], root).serviceAnnotations
            #expect(alone == ["werf.io/version": PluginMain.version])
        }
    }

    /// What the project adds with these flags, for a `werf.yaml` with the image `app`.
    private func additions(
        _ flags: [String], images: Bool = true, allowsPlaceholders: Bool = false, variables: [String: String] = [:]
    ) throws -> ChartAdditions {
        let folder = try TemporaryFolder()
        let image = images ? "---\nimage: app\ndockerfile: D\n---\nimage: base\nfinal: false\nfrom: x\n" : ""
        try folder.write("werf.yaml", "configVersion: 1\nproject: shop\n\(image)")
        try folder.makeFolder(".helm")
        try folder.write("docker/config.json", "{}")
        try folder.write(
            "report.env",
            """
            WERF_APP_DOCKER_IMAGE_NAME=r.example/shop:t1
            WERF_APP_DOCKER_IMAGE_ID=i
            WERF_APP_DOCKER_REPO=r.example/shop
            WERF_APP_DOCKER_TAG=t1
            WERF_APP_WERF_IMAGE_NAME=app
            """)
        let environment = PluginEnvironment(variables.merging(["DOCKER_CONFIG": "\(folder.path)/docker"]) { $0 + $1 })
        let request = ChartSource.Request(
            chart: nil, release: nil, project: try ProjectFlags.parse(["--env", "stage"]),
            generic: try GenericFlags.parse([]))
        let source = try ChartSource.find(request, environment, from: folder.path)
        let values = try ProjectValueFlags.parse(flags)
        return try source.additions(
            to: source.load(values, values: [], warn: { _ in }), values, project: request.project, namespace: "ns",
            allowsPlaceholders: allowsPlaceholders, environment)
    }

    @Test func whereImagesComeFrom() throws {
        func image(_ flags: [String], allowsPlaceholders: Bool = false) throws -> String? {
            try additions(flags, allowsPlaceholders: allowsPlaceholders)
                .service["werf"]?[path: ["image", "app"]]?.string
        }
        let report = ["--use-build-report", "--build-report-path", "report.env"]
        #expect(try image(report) == "r.example/shop:t1")
        #expect(try image(report + ["--use-custom-tag", "v1-%image%"]) == "r.example/shop:v1-app")
        #expect(try image(["--repo", "r.example/shop", "--use-custom-tag", "v1"]) == "r.example/shop:v1")
        #expect(try image(["--stub-tags"]) == "REPO:TAG")
        #expect(try image(["--stub-tags", "--repo", "r.example/shop"]) == "r.example/shop:TAG")
        #expect(try image([], allowsPlaceholders: true) == "REPO:TAG")
        #expect(try image(["--without-images"]) == nil)
        for flags in [[], ["--repo", "r.example/shop"], ["--use-build-report"]] {
            #expect(throws: ProjectError.self) { _ = try image(flags) }
        }
        #expect(try additions(["--without-images"]).service["werf"]?["repo"] == "")
        #expect(try additions(["--repo", "r", "--final-repo", "f"], images: false).service["werf"]?["repo"] == "f")
        #expect(try additions([], images: false).service["werf"]?["repo"] == "")
    }

    @Test func placeholdersAreForImagesThatAreDeployed() throws {
        let werf = try additions(["--stub-tags"]).service["global"]?["werf"]
        #expect(werf?["images"]?.object?.keys == ["app"])
        #expect(werf?["is_stub"] == true)
    }

    @Test func furtherValues() throws {
        let given = try additions(
            [
                "--without-images", "--set-docker-config-json-value", "--set-root-json", "Team=\"web\"",
                "--set-runtime-json", "a=[1]",
            ])
        #expect(given.service["dockerconfigjson"] == "e30=")
        #expect(given.roots["Team"] == "web")
        #expect(given.roots["Runtime"]?["a"]?[0]?.integer == 1)
        let bare = try additions(
            ["--without-images"], variables: ["WERF_EXPERIMENT_NO_GLOBAL_SERVICE_VALUES": "1"])
        #expect(bare.service["global"] == nil)
        #expect(bare.roots["Runtime"] == [:])
    }
}
