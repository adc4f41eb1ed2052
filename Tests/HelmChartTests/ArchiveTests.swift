import ChartModel
import Gzip
import TestFolders
import Testing

@testable import HelmChart

@Suite struct ArchiveTests {
    static let metadata = "name: c\nversion: 1.0.0\n"

    @Test func readsArchivesWithinArchives() throws {
        let inner = try archive([("s/Chart.yaml", "name: s\nversion: 0.1.0\n"), ("s/templates/x.yaml", "x")])
        let outer = try Gzip.compress(
            Tar.archive([
                Tar.entry("c/Chart.yaml", Array(Self.metadata.utf8)), Tar.entry("c/charts/s-0.1.0.tgz", inner),
                Tar.entry("c/charts/", [], type: "5"),
            ]))
        let chart = try Chart.load(archive: outer)
        #expect(chart.subcharts.map(\.name) == ["s"])
        #expect(chart.subcharts.first?.templates.map(\.name) == ["templates/x.yaml"])
    }

    @Test func readsLongNames() throws {
        let long = "c/templates/" + String(repeating: "d/", count: 60) + "x.yaml"
        let pax = "c/" + String(repeating: "p", count: 120)
        let record = " path=\(pax)\n"
        let length = record.utf8.count + 3
        let data = Tar.archive([
            Tar.entry("c/Chart.yaml", Array(Self.metadata.utf8)),
            Tar.entry("././@LongLink", Array(long.utf8), type: "L"),
            Tar.entry("short", [1]), Tar.entry("PaxHeader", Array("\(length)\(record)".utf8), type: "x"),
            Tar.entry("short", [2]), Tar.entry("c/link", [], type: "2"),
        ])
        let chart = try Chart.load(archive: Gzip.compress(data))
        #expect(chart.templates.map(\.name) == [String(long.dropFirst(2))])
        #expect(chart.files.map(\.name) == [String(pax.dropFirst(2)), "link"])
        #expect(chart.files.map(\.data) == [[2], []])
    }

    @Test(arguments: [
        ("c//etc/passwd", "chart illegally contains absolute paths"),
        ("c/../../x", "chart illegally references parent directory"),
        ("c/..x", "chart illegally references parent directory"),
        ("x", #"chart illegally contains content outside the base directory: "x""#),
        ("c/c:/x", "chart contains illegally named files"),
        ("Chart.yaml/x", "chart yaml not in base directory"),
        (#"c\..\..\x"#, "chart illegally references parent directory"),
    ]) func refusesNames(_ name: String, _ message: String) throws {
        let data = try archive([("c/Chart.yaml", Self.metadata), (name, "x")])
        #expect(message == refusal { try Chart.load(archive: data) })
    }

    @Test func refusesLargeFiles() throws {
        let data = try archive([("c/Chart.yaml", Self.metadata), ("c/x", String(repeating: "x", count: 5_242_881))])
        #expect(
            #"decompressed chart file "c/x" is larger than the maximum file size 5242880"#
                == refusal { try Chart.load(archive: data) })
    }

    @Test func refusesBombs() throws {
        let zeros = [UInt8](repeating: 0, count: 140 << 20)
        let bomb = try Gzip.compress(zeros)
        #expect(
            "decompressed chart is larger than the maximum size 104857600"
                == refusal { try Chart.load(archive: bomb) })
    }

    @Test func refusesArchivesInArchivesInArchives() throws {
        var data = try archive([("c/Chart.yaml", Self.metadata)])
        for _ in 0..<20 {
            data = try Gzip.compress(
                Tar.archive([
                    Tar.entry("c/Chart.yaml", Array(Self.metadata.utf8)), Tar.entry("c/charts/c.tgz", data),
                ]))
        }
        let message = refusal { try Chart.load(archive: data) }
        #expect(message?.hasSuffix("chart archives lie deeper in each other than 16 levels") == true)
    }

    @Test func refusesChartsInChartsInCharts() throws {
        let nested = { (depth: Int) in
            let names = (0...depth).map { "c/" + String(repeating: "charts/c/", count: $0) + "Chart.yaml" }
            let files = names.flatMap { name in
                [Tar.entry("././@LongLink", Array(name.utf8), type: "L"), Tar.entry("x", Array(Self.metadata.utf8))]
            }
            return try Gzip.compress(Tar.archive(files))
        }
        #expect(try Chart.load(archive: nested(64)).subcharts.count == 1)
        let data = try nested(65)
        let message = refusal { try Chart.load(archive: data) }
        #expect(message?.hasSuffix("charts lie deeper in each other than 64 levels") == true)
    }

    @Test func countsNames() throws {
        var budget = LoadingBudget()
        try budget.spend(ChartFile(name: "é", data: [1]))
        #expect(budget.remaining == LoadingBudget.chartSize - 3)
    }

    @Test func refusesWhatIsNoArchive() throws {
        let folder = try TemporaryFolder()
        let text = try folder.write("x.yaml", "a: 1\n")
        let other = try folder.write("x.tgz", "x")
        #expect(
            "file '\(text)' seems to be a YAML file, but expected a gzipped archive"
                == refusal { try Chart.load(path: text) })
        #expect("file '\(other)' does not appear to be a gzipped archive" == refusal { try Chart.load(path: other) })
        #expect("no files in chart archive" == refusal { try Chart.load(archive: Gzip.compress(Tar.archive([]))) })
        #expect("path \"/nowhere\" not found" == refusal { try Chart.load(path: "/nowhere") })
    }

    @Test func survivesDamage() throws {
        let whole = Tar.archive([Tar.entry("c/Chart.yaml", Array(Self.metadata.utf8)), Tar.entry("c/x", [1, 2, 3])])
        for count in stride(from: 0, to: whole.count, by: 97) {
            _ = refusal { try Chart.load(archive: Gzip.compress(Array(whole.prefix(count)))) }
        }
        for position in stride(from: 0, to: 1536, by: 7) {
            var damaged = whole
            damaged[position] ^= 0xFF
            _ = refusal { try Chart.load(archive: Gzip.compress(damaged)) }
        }
    }

    private func archive(_ files: [(String, String)]) throws -> [UInt8] {
        try Gzip.compress(Tar.archive(files.map { Tar.entry($0.0, Array($0.1.utf8)) }))
    }
}

/// Writes tar archives.
enum Tar {
    static func archive(_ entries: [[UInt8]]) -> [UInt8] {
        entries.flatMap { $0 } + [UInt8](repeating: 0, count: 1024)
    }

    static func entry(_ name: String, _ data: [UInt8], type: Character = "0") -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
        }
        func octal(_ number: Int, _ digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: digits - text.utf8.count) + text
        }
        put(String(name.prefix(100)), at: 0)
        put(octal(data.count, 11), at: 124)
        put("        ", at: 148)
        put(String(type), at: 156)
        put("ustar", at: 257)
        put(octal(header.reduce(0) { $0 + Int($1) }, 6), at: 148)
        header[154] = 0
        return header + data + [UInt8](repeating: 0, count: (512 - data.count % 512) % 512)
    }
}
