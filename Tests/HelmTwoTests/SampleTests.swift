import Documents
import FoundationEssentials
import Testing

@testable import HelmTwo
@testable import Shared
@testable import TillerRecords

/// Records made by other programs, and what they become.
@Suite struct SampleTests {
    static func fixture(_ name: String) throws -> [UInt8] {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        guard let data = FileManager.default.contents(atPath: "/\(folder)/Fixtures/\(name)") else {
            throw TillerRecordError("there is no fixture \(name)")
        }
        return Array(data)
    }

    @Test(arguments: [1, 2]) func becomesWhatTheOldPluginMadeOfIt(_ revision: Int) throws {
        let record = try Self.fixture("helm2-old-app-v\(revision).release.pb")
        let made = try ConvertedRevision(record, revision: revision)
        let expected = try Self.fixture("helm2-old-app-v\(revision).expected-2to3.release.json")
        #expect(try JSON.read(ReleaseCodec.document(of: made.release)) == JSON.read(expected))
        #expect(made.formerName == "old-app")
        #expect(made.formerNamespace == "legacy")
        #expect(made.crdHooks == ["CustomResourceDefinition/foos.example.org"])
    }

    @Test(arguments: [1, 2]) func theBytesAreTheSame(_ revision: Int) throws {
        let made = try ConvertedRevision(try Self.fixture("helm2-old-app-v\(revision).release.pb"), revision: revision)
        let expected = try Self.fixture("helm2-old-app-v\(revision).expected-2to3.release.json")
        let trimmed = expected.last == UInt8(ascii: "\n") ? Array(expected.dropLast()) : expected
        #expect(ReleaseCodec.document(of: made.release) == trimmed)
    }

    @Test(arguments: ["configmap", "secret"]) func bothSortsOfObjectsHoldIt(_ kind: String) throws {
        let object = try JSON.read(try Self.fixture("helm2-old-app-v2.\(kind).json"))
        let payload = try #require(RecordObject.payload(of: object))
        let record = try TillerPayload.unpack(payload)
        #expect(record == (try Self.fixture("helm2-old-app-v2.release.pb")))
        let header = try TillerHeader(record)
        #expect(header.name == "old-app")
        #expect(header.namespace == "legacy")
        let entry = try #require(TillerEntry(of: object, kind == "secret" ? .secret : .configMap))
        #expect(entry.name == "old-app")
        #expect(entry.revision == 2)
        #expect(entry.status == "DEPLOYED")
        #expect(entry.place.namespace == "kube-system")
    }

    @Test func itIsStoredUnderTheNameAsked() throws {
        let record = try Self.fixture("helm2-old-app-v2.release.pb")
        let made = try ConvertedRevision(record, revision: 2, target: .init(name: "new", namespace: "there"))
        #expect(made.release.name == "new")
        #expect(made.release.namespace == "there")
        #expect(made.formerName == "old-app")
    }
}
