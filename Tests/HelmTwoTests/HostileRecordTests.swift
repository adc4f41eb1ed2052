import Documents
import Gzip
import SwiftProtobuf
import Testing

@testable import HelmTwo
@testable import Shared
@testable import TillerRecords

/// Whatever a record holds, reading it ends, and ends soon.
@Suite struct HostileRecordTests {
    /// The record is read or refused, in whatever words.
    private func read(_ record: [UInt8]) {
        _ = try? TillerHeader(record)
        _ = try? ConvertedRevision(record, revision: 2)
    }

    @Test func everyTruncationIsRefusedOrRead() throws {
        let whole = try SampleTests.fixture("helm2-old-app-v2.release.pb")
        for count in 0..<whole.count { read(Array(whole[..<count])) }
        #expect(throws: TillerRecordError.self) { try ConvertedRevision(Array(whole[..<600]), revision: 2) }
        #expect(throws: TillerRecordError.self) { try ConvertedRevision([], revision: 2) }
    }

    @Test func flippedBytesAreRefusedOrRead() throws {
        let whole = try SampleTests.fixture("helm2-old-app-v2.release.pb")
        var state: UInt64 = 42
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        for _ in 0..<20_000 {
            var record = whole
            for _ in 0...next(4) { record[next(record.count)] = UInt8(next(256)) }
            read(record)
        }
    }

    static let garbage: [[UInt8]] = [
        [0], [0xFF], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0x0A, 0x05, 0x61], [0x0B], [0x0C], [0x07],
        (0...255).map { UInt8($0) }, [0x00, 0x00], [0x80],
    ]

    @Test(arguments: garbage) func garbageIsRefused(_ record: [UInt8]) {
        #expect(throws: TillerRecordError.self) { try ConvertedRevision(record, revision: 1) }
    }

    static let payloads: [(String, String)] = [
        ("", "it is empty"), ("!!!!", "illegal base64 data at input byte 0"), ("H4sI", "the gzip data ends too early"),
        ("H4s=", "a field has no number"),
    ]

    @Test(arguments: 0..<3) func payloadsThatAreNoneAreRefused(_ row: Int) {
        let (payload, words) = Self.payloads[row]
        let error = #expect(throws: TillerRecordError.self) {
            try ConvertedRevision(try TillerPayload.unpack(Array(payload.utf8)), revision: 1)
        }
        #expect(error?.message == words)
    }

    @Test func aPayloadWithoutGzipIsRead() throws {
        let record = try SampleTests.fixture("helm2-old-app-v2.release.pb")
        #expect(try TillerPayload.unpack(Base64.encode(record)) == record)
    }

    @Test func aBombIsRefused() throws {
        let zeros = [UInt8](repeating: 0, count: TillerPayload.largest + 1)
        let bomb = try Gzip.compress(zeros, level: 9)
        #expect(bomb.count < 1 << 20)
        let error = #expect(throws: TillerRecordError.self) { try TillerPayload.unpack(Base64.encode(bomb)) }
        #expect(error?.message.contains("longer than") == true)
    }

    /// Lists whose elements take two bytes or one in the record and many in memory.
    static let lists: [(String, [UInt8], [UInt8])] = [
        ("templates", [0x1A], [0x12, 0x00]), ("files", [0x1A], [0x2A, 0x00]), ("hooks", [], [0x32, 0x00]),
        ("packed events", [0x32, 0x2A], [0x01]), ("test results", [0x12, 0x0A, 0x2A], [0x1A, 0x00]),
        ("keywords", [0x1A, 0x0A], [0x32, 0x00]), ("maintainers", [0x1A, 0x0A], [0x3A, 0x00]),
    ]

    @Test(arguments: 0..<7) func countlessPartsAreRefused(_ row: Int) throws {
        let (name, path, element) = Self.lists[row]
        var record = Array(repeatElement(element, count: RecordShape.most + 1).joined())
        for tag in path.reversed() { record = [tag] + Self.varint(record.count) + record }
        let error = #expect(throws: TillerRecordError.self, "\(name)") { try TillerCodec.decode(record) }
        #expect(error?.message == "it has more parts than any release")
    }

    @Test func chartsInChartsAreBounded() {
        var chart: [UInt8] = []
        for _ in 0..<5_000 { chart = [0x1A] + Self.varint(chart.count) + chart }
        let error = #expect(throws: TillerRecordError.self) { try TillerCodec.decode(chart) }
        #expect(error?.message == "its charts lie too deep in one another")
    }

    @Test func manyPartsOfAnHonestReleaseAreRead() throws {
        let record = try ConversionTests.release { release in
            release.chart.files = (0..<5_000).map { number in
                var file = TillerFile()
                file.name = "files/\(number)"
                return file
            }
        }
        #expect(try ConvertedRevision(record, revision: 3).release.chart?.files?.count == 5_000)
    }

    private static func varint(_ number: Int) -> [UInt8] {
        var (number, bytes) = (UInt64(number), [UInt8]())
        while number > 0x7F {
            bytes.append(UInt8(number & 0x7F) | 0x80)
            number >>= 7
        }
        return bytes + [UInt8(number)]
    }
}
