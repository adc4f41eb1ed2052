import Documents
import Testing

@testable import Shared

@Suite struct ReleaseCodecTests {
    @Test(arguments: Samples.records)
    func writesWhatItRead(_ name: String) throws {
        let document = try Samples.bytes(name)
        let release = try ReleaseCodec.read(document)
        #expect(
            String(decoding: ReleaseCodec.document(of: release), as: UTF8.self)
                == String(decoding: document, as: UTF8.self))
    }

    @Test(arguments: Samples.records)
    func payloadGoesThereAndBack(_ name: String) throws {
        let document = try Samples.bytes(name)
        let payload = try ReleaseCodec.encode(ReleaseCodec.read(document))
        #expect(try ReleaseCodec.document(of: ReleaseCodec.decode(payload)) == document)
    }

    @Test func readsAllFields() throws {
        let release = try ReleaseCodec.read(Samples.bytes("helm4-rich-3-final.release.json"))
        #expect(release.name == "rel")
        #expect(release.namespace == "s4")
        #expect(release.version == 3)
        #expect(release.info.status == .deployed)
        #expect(release.info.rollbackRevision == 1)
        #expect(release.info.firstDeployed?.rfc3339Nano == "2026-11-21T02:58:59.846621978Z")
        #expect(release.info.deleted == nil)
        #expect(release.chart?.metadata?.appVersion == "9.9")
        #expect(release.config["u"] == "1")
        #expect(release.hooks.map(\.name) == ["rel-hook1", "rel-hook2", "rel-test"])
        #expect(release.hooks[0].weight == -5)
        #expect(release.hooks[0].lastRun.phase == "Succeeded")
        #expect(release.applyMethod == "ssa")
    }

    @Test(arguments: ["helm3-rich-3-final.release.json", "helm4-rich-3-final.release.json"])
    func changesOnlyWhatChanged(_ name: String) throws {
        let text = String(decoding: try Samples.bytes(name), as: UTF8.self)
        var release = try ReleaseCodec.read(Array(text.utf8))
        release.info.status = .superseded
        let expected = text.replacing("\"status\":\"deployed\"", with: "\"status\":\"superseded\"")
        #expect(String(decoding: ReleaseCodec.document(of: release), as: UTF8.self) == expected)
    }

    @Test func keepsUnknownMembersAtEveryDepth() throws {
        let text = #"""
            {"x":1,"name":"a","info":{"status":"deployed","y":2,"first_deployed":"","z":{"q":[1.5]}},"chart":{"metadata":\#
            {"name":"c","version":"1","m":3,"dependencies":[{"name":"d","repository":"","w":4}]},"templates":[{"name":"t",\#
            "data":"","modtime":"never"}],"other":5},"hooks":[{"name":"h","last_run":{"phase":"","k":6},"output_log_policies":["o"]}],\#
            "version":1,"Last":true}
            """#
        var release = try ReleaseCodec.read(Array(text.utf8))
        #expect(String(decoding: ReleaseCodec.document(of: release), as: UTF8.self) == text)
        release.info.description = "now"
        release.hooks[0].lastRun.phase = "Failed"
        release.applyMethod = "ssa"
        let expected =
            text
            .replacing(#""status":"deployed""#, with: #""description":"now","status":"deployed""#)
            .replacing(#""phase":"","k""#, with: #""phase":"Failed","k""#)
            .replacing(#""version":1,"Last""#, with: #""version":1,"apply_method":"ssa","Last""#)
        let written = String(decoding: ReleaseCodec.document(of: release), as: UTF8.self)
        #expect(try JSON.read(written) == JSON.read(expected))
        #expect(written.contains(#""x":1"#) && written.contains(#""y":2"#) && written.contains(#""z":{"q":[1.5]}"#))
    }

    @Test func newReleaseHasHelmsKeysInHelmsOrder() throws {
        var release = Release(
            name: "web", namespace: "shop", version: 1,
            info: ReleaseInfo(
                firstDeployed: .init(seconds: 0), lastDeployed: .init(seconds: 1), description: "Install complete",
                status: .deployed, notes: "<&>"))
        release.config = try #require(Value(dictionaryLiteral: ("b", 1), ("a", ["z": nil, "y": 2.0])).object)
        release.manifest = "---\na: b\n"
        release.hooks = [
            ReleaseHook(name: "h", kind: "Job", path: "c/templates/h.yaml", manifest: "m", events: ["pre-install"])
        ]
        release.applyMethod = "ssa"
        release[extra: "journal"] = ["step": 1]
        #expect(
            String(decoding: ReleaseCodec.document(of: release), as: UTF8.self) == #"""
                {"name":"web","info":{"first_deployed":"1970-01-01T00:00:00Z","last_deployed":"1970-01-01T00:00:01Z",\#
                "deleted":"","description":"Install complete","status":"deployed","notes":"\u003c\u0026\u003e"},\#
                "config":{"a":{"y":2,"z":null},"b":1},"manifest":"---\na: b\n","hooks":[{"name":"h","kind":"Job",\#
                "path":"c/templates/h.yaml","manifest":"m","events":["pre-install"],"last_run":{"started_at":"",\#
                "completed_at":"","phase":""}}],"version":1,"namespace":"shop","apply_method":"ssa","journal":{"step":1}}
                """#)
    }

    /// The records of helm-compat 1.10, and what becomes of each.
    static let odd: [(String, String?)] = [
        (
            "badtime",
            "parsing time \"yesterday\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"yesterday\" as \"2006\""
        ),
        ("caps", nil), ("emptyns", nil), ("good", nil), ("intweight", nil),
        (
            "lowt",
            "parsing time \"2024-01-02 03:04:05Z\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \" 03:04:05Z\" as \"T\""
        ),
        ("mismatch", nil), ("nob64", "illegal base64 data at input byte 0"), ("nochart", nil), ("nolock", nil),
        ("nometa", nil), ("nsmis", nil), ("nulltime", nil), ("opaque", nil), ("plainjson", nil), ("resempty", nil),
        ("resources", "json: cannot unmarshal object into Go struct field Info.resources of type runtime.Object"),
        ("secs", nil), ("tz", nil), ("unknownfields", nil), ("weirdstatus", nil),
    ]

    @Test(arguments: odd)
    func readsOddRecordsAsHelmDoes(_ name: String, _ problem: String?) throws {
        let payload = try Samples.payload("odd-releases.secrets.json", "\(name).v1")
        var found: String?
        do {
            let release = try ReleaseCodec.decode(payload)
            #expect(release.name == name)
            let written = try ReleaseCodec.encode(release)
            let stored = try payload.withUnsafeBytes { try ReleaseCodec.unpack($0) }
            let again = try written.withUnsafeBytes { try ReleaseCodec.unpack($0) }
            #expect(again == JSON.write((try? JSON.read(stored)) ?? .null, .go), "the record changed")
        } catch let error as RecordError {
            found = error.message
        }
        #expect(found == problem)
    }

    @Test func keysInAnyCase() throws {
        let release = try ReleaseCodec.decode(Samples.payload("odd-releases.secrets.json", "caps.v1"))
        #expect(release.namespace == "d1")
        #expect(release.manifest.contains("kind: ConfigMap"))
    }
}
