import Testing

@testable import Gzip

@Suite struct GzipTests {
    static let sample = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }

    @Test(arguments: [0, 1, 100, 65_536, 200_000], [1, 6, 9] as [Int32])
    func comesBack(_ count: Int, level: Int32) throws {
        let bytes = Array(Self.sample[..<count])
        let packed = try Gzip.compress(bytes, level: level)
        #expect(Gzip.isGzip(packed))
        #expect(try Gzip.decompress(packed, limit: count) == bytes)
    }

    @Test func headerNamesNoTimeAndNoFile() throws {
        #expect(try Gzip.compress([1, 2, 3]).prefix(8) == [0x1f, 0x8b, 8, 0, 0, 0, 0, 0])
    }

    @Test func limitIsKept() throws {
        let packed = try Gzip.compress(Array(repeating: 7, count: 1_000_000))
        #expect(throws: GzipError.tooLong(limit: 999_999)) { try Gzip.decompress(packed, limit: 999_999) }
        #expect(try Gzip.decompress(packed, limit: 1_000_000).count == 1_000_000)
    }

    @Test func membersAreJoined() throws {
        let packed = try Gzip.compress([1, 2]) + Gzip.compress([]) + Gzip.compress([3])
        #expect(try Gzip.decompress(packed, limit: 10) == [1, 2, 3])
        #expect(try Gzip.decompress(packed + [0, 0, 0], limit: 10) == [1, 2, 3])
        #expect(throws: GzipError.damaged("unexpected data after its end")) {
            try Gzip.decompress(packed + [9], limit: 10)
        }
    }

    @Test func everyTruncationIsFound() throws {
        let packed = try Gzip.compress(Array(Self.sample[..<300]))
        for count in 3..<packed.count {
            #expect(throws: GzipError.truncated) { try Gzip.decompress(Array(packed[..<count]), limit: 1000) }
        }
    }

    @Test func damageIsFound() throws {
        let packed = try Gzip.compress(Array(Self.sample[..<300]))
        for position in [10, packed.count / 2, packed.count - 8, packed.count - 2] {
            var damaged = packed
            damaged[position] ^= 0x55
            #expect(throws: GzipError.self) { try Gzip.decompress(damaged, limit: 1000) }
        }
    }

    @Test(arguments: [[], [0x1f], Array("{}".utf8)])
    func otherDataIsRefused(_ bytes: [UInt8]) {
        #expect(!Gzip.isGzip(bytes))
        #expect(throws: GzipError.notGzip) { try Gzip.decompress(bytes, limit: 10) }
    }

    @Test func wrongLevelIsRefused() {
        #expect(throws: GzipError.self) { try Gzip.compress([1], level: 42) }
    }
}
