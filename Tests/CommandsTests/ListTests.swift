import Documents
import PluginKit
import Testing

@testable import Shared
@testable import kubectl_werf_list

@Suite struct ListTests {
    static func rows(_ arguments: [String] = [], byDate: Bool = false, reversed: Bool = false) throws -> ReleaseRows {
        ReleaseRows(
            try Golden.oddRows(), try StatusFlags.parse(arguments), isByDate: byDate, isReversed: reversed)
    }

    static func names(_ rows: [ListedRevision]) -> [String] { rows.map(\.name) }

    /// Without the records that Helm hides, the list is Helm's.
    @Test func isHelmsList() throws {
        let statuses = ["--deployed", "--failed"]
        let output = ListOutput(rows: try Self.rows(statuses).page(offset: 0, max: 0), timeFormat: nil)
        #expect(output.table(hasHeadings: true) == (try Golden.text("odd-list.txt")))
        #expect(try OutputFormat.json.text(of: output.document) == Golden.bytes("odd-listojson.txt"))
        #expect(try OutputFormat.yaml.text(of: output.document) == Golden.bytes("odd-listoyaml.txt"))
    }

    @Test func whatHelmHidesComesLast() throws {
        let rows = try Self.rows().page(offset: 0, max: 0)
        #expect(rows.count == 21)
        #expect(Self.names(Array(rows.suffix(5))) == ["badtime", "lowt", "nob64", "resources", "weirdstatus"])
        let text = ListOutput(rows: rows, timeFormat: nil).table(hasHeadings: false)
        #expect(text.split(separator: "\n").filter { $0.contains("\tcorrupt") }.count == 4)
        #expect(text.contains("\twerf-special\t"))
    }

    @Test func pagesCountHelmsRows() throws {
        #expect(Self.names(try Self.rows(["--deployed"]).page(offset: 1, max: 2)) == ["emptyns", "good"])
        #expect(try Self.rows().page(offset: 16, max: 0).count == 5)
    }

    @Test func orders() throws {
        let byName = Self.names(try Self.rows(["--deployed"]).page(offset: 0, max: 0))
        #expect(Self.names(try Self.rows(["--deployed"], reversed: true).page(offset: 0, max: 0)) == byName.reversed())
        let byDate = Self.names(try Self.rows(["--deployed"], byDate: true).page(offset: 0, max: 4))
        #expect(byDate == ["nulltime", "tz", "secs", "caps"])
    }

    @Test(arguments: [
        ("--failed", ["mismatch"]), ("--pending", []),
        ("--corrupt", ["badtime", "lowt", "nob64", "resources", "weirdstatus"]),
    ])
    func statuses(_ flag: String, _ names: [String]) throws {
        #expect(Self.names(try Self.rows([flag]).page(offset: 0, max: 0)) == names)
    }

    @Test func timesInTheGivenLayout() throws {
        let rows = try Self.rows(["--deployed"], byDate: true).page(offset: 1, max: 1)
        #expect(
            ListOutput(rows: rows, timeFormat: "02/01/06 15h").table(hasHeadings: false).contains("\t02/01/24 03h\t"))
    }
}
