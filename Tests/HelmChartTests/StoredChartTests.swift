import ChartModel
import Documents
import FoundationEssentials
import Testing

@testable import HelmChart

/// Charts that real Helm stored, kept in `Fixtures/rich` with the record it wrote.
@Suite struct StoredChartTests {
    @Test func storesWhatHelmStores() throws {
        let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        let record = try Data(contentsOf: fixtures.appending(path: "rich.release.json"))
        let chart = try Chart.load(path: fixtures.appending(path: "rich").path)
        let expected = try JSON.read([UInt8](record))
        let release = try Renderer.render(
            chart,
            RenderInputs(
                releaseName: "rel", namespace: "s3", capabilities: .offline,
                values: expected["config"]?.object ?? Object()))
        let stored = String(decoding: JSON.write(release.chart.encoded(), .go), as: UTF8.self)
        #expect(stored == String(decoding: JSON.write(expected["chart"] ?? .null, .go), as: UTF8.self))
        #expect(release.manifest == expected["manifest"]?.string)
        #expect(release.notes == expected["info"]?["notes"]?.string)
        #expect(
            release.hooks.map { Value.string($0.document.content) }
                == expected["hooks"]?.array?.map { $0["manifest"] ?? .null })
    }

    @Test func roundTripsUnknownMembers() throws {
        let text = #"""
            {"metadata":{"name":"a","version":"1","zz":1},"lock":null,"templates":[{"name":"templates/a","data":"YQ==",\#
            "modtime":"2025-01-02T03:04:05.678901234Z"}],"values":{"b":1,"a":null},"schema":null,\#
            "schemamodtime":"0001-01-01T00:00:00Z","files":null,"modtime":"2025-01-02T03:04:05Z"}
            """#
        let value = try JSON.read(text)
        let chart = try StoredChart(decoding: value)
        #expect(chart.templates?.first?.data == Array("a".utf8))
        #expect(
            String(decoding: JSON.write(chart.encoded()), as: UTF8.self)
                == text.replacing(#"{"b":1,"a":null}"#, with: #"{"a":null,"b":1}"#))
    }
}
