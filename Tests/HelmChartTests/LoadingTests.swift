import ChartModel
import Documents
import FoundationEssentials
import Gzip
import TestFolders
import Testing

@testable import HelmChart

@Suite struct LoadingTests {
    static let head = "apiVersion: v2\nname: c\nversion: 1.0.0\n"

    @Test(arguments: [
        ("name: a\n", "validation: chart.metadata.version is required"),
        ("version: 1.0.0\n", "validation: chart.metadata.name is required"),
        ("name: a/b\nversion: 1.0.0\n", #"validation: chart.metadata.name "a/b" is invalid"#),
        ("name: a\nversion: x\n", #"validation: chart.metadata.version "x" is invalid"#),
        (head + "type: lib\n", "validation: chart.metadata.type must be application or library"),
        (head + "maintainers: [null]\n", "validation: maintainers must not contain empty or null nodes"),
        (head + "dependencies: [null]\n", "validation: dependencies must not contain empty or null nodes"),
        (
            head + "dependencies: [{name: dep, alias: 'a b'}]\n",
            #"validation: dependency "dep" has disallowed characters in the alias"#
        ),
        (
            head + "dependencies: [{name: dep}, {name: m, alias: dep}]\n",
            #"validation: more than one dependency with name or alias "dep""#
        ),
        (
            head + "deprecated: maybe\n",
            "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string "
                + "into Go struct field Metadata.deprecated of type bool"
        ),
        (
            "- a\n",
            "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into "
                + "Go value of type chart.Metadata"
        ),
    ]) func refusesMetadata(_ text: String, _ message: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("Chart.yaml", text)
        #expect(message == refusal { try Chart.load(path: folder.path) })
    }

    @Test(arguments: [
        ([:], "Chart.yaml file is missing"),
        (
            ["Chart.yaml": head, "values.yaml": "- a\n"],
            "cannot load values.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into "
                + "Go value of type map[string]interface {}"
        ),
        (
            ["Chart.yaml": head, "charts/README": "x"],
            "error unpacking subchart README in c: Chart.yaml file is missing"
        ),
        (
            ["Chart.yaml": head, "big": String(repeating: "x", count: 5_242_881)],
            #"chart file "big" is larger than the maximum file size 5242880"#
        ),
    ]) func refusesFolders(_ files: [String: String], _ message: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(files)
        #expect(message == refusal { try Chart.load(path: folder.path) })
    }

    @Test func sortsFilesByPurpose() throws {
        let folder = try TemporaryFolder()
        try folder.write([
            "Chart.yaml": "\u{FEFF}" + Self.head + "appVersion: 1.10\n", "values.yaml": "a: 1\n", "x.txt": "\u{FEFF}x",
            "crds/b.yaml": "", "crds/a.YML": "", "crds/readme.md": "", "templates/b/x.yaml": "", "templates/a.yaml": "",
            "charts/s/Chart.yaml": "name: s\nversion: 0.1.0\n", "charts/s/crds/s.json": "", "charts/_no/x": "",
            "charts/p.prov": "", ".helmignore": "ignored/\n", "ignored/x": "",
        ])
        let chart = try Chart.load(path: folder.path)
        #expect(chart.metadata.appVersion == "1.1")
        #expect(chart.values?["a"] == 1.0)
        #expect(chart.templates.map(\.name) == ["templates/a.yaml", "templates/b/x.yaml"])
        #expect(
            chart.files.map(\.name)
                == [".helmignore", "charts/p.prov", "crds/a.YML", "crds/b.yaml", "crds/readme.md", "x.txt"])
        #expect(chart.files.last?.data == Array("x".utf8))
        #expect(chart.subcharts.map(\.name) == ["s"])
        #expect(chart.subcharts.first?.metadata.apiVersion == "v1")
        #expect(chart.crds.map(\.path) == ["c/crds/a.YML", "c/crds/b.yaml", "c/charts/s/crds/s.json"])
    }

    @Test func dropsWhatHelmDoesNotKnow() throws {
        let folder = try TemporaryFolder()
        try folder.write([
            "Chart.yaml": Self.head + "odd: 1\nmaintainers: [{name: m, odd: 1}]\n"
                + "dependencies: [{name: d, version: 1.x, odd: 1}]\n",
            "Chart.lock": "generated: 2024-05-06T07:08:09.5+02:00\ndigest: x\ndependencies: [{name: d, odd: 1}]\n",
        ])
        let stored = try Chart.load(path: folder.path).stored
        let text = String(
            decoding: JSON.write(["m": stored.metadata?.encoded() ?? .null, "l": stored.lock]), as: UTF8.self)
        #expect(
            text == #"{"m":{"name":"c","version":"1.0.0","maintainers":[{"name":"m"}],"apiVersion":"v2","#
                + #""dependencies":[{"name":"d","version":"1.x","repository":""}]},"#
                + #""l":{"generated":"2024-05-06T07:08:09.5+02:00","digest":"x","dependencies":[{"name":"d","repository":""}]}}"#
        )
    }

    @Test func followsLinksInside() throws {
        let folder = try TemporaryFolder()
        try folder.write(["Chart.yaml": Self.head, "files/a.txt": "a"])
        try link("../files", at: folder.path + "/templates", in: folder, "templates/linked")
        let chart = try Chart.load(path: folder.path)
        #expect(chart.templates.map(\.name) == ["templates/linked/a.txt"])
    }

    @Test(arguments: ["/etc/hostname", "..", "../..", "."]) func refusesLinks(_ target: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(["Chart.yaml": Self.head, "sub/a.txt": "a"])
        try link(target, at: folder.path + "/sub", in: folder, "sub/link")
        let message = refusal { try Chart.load(path: folder.path) } ?? ""
        #expect(
            message.hasPrefix(
                "symbolic link \(folder.path)/sub/link leads back to \(target == ".." ? folder.path : folder.path + "/sub")"
            )
                || message.hasPrefix("symbolic link \(folder.path)/sub/link leaves the chart"))
    }

    @Test(arguments: ["/dev/zero", "."]) func refusesIgnoreRulesThatAreNoFile(_ target: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(["Chart.yaml": Self.head])
        try link(target, at: folder.path, in: folder, ".helmignore")
        let message = refusal { try Chart.load(path: folder.path) } ?? ""
        #expect(message.hasPrefix("cannot load irregular or large file"), "\(message)")
    }

    private func link(_ target: String, at folder: String, in root: TemporaryFolder, _ name: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: "\(root.path)/\(name)", withDestinationPath: target)
    }
}

/// The message of the ``ChartError`` that `body` throws.
func refusal(_ body: () throws -> Chart) -> String? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? ChartError)?.message
    }
}
