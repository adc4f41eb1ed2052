import Documents
import Testing

@testable import Shared

/// Damaged records are refused or read; they never trap, and what is read is written back as it was.
@Suite struct MutatedRecordsTests {
    /// Numbers that look random and are the same in every run.
    struct Numbers {
        var state: UInt64

        mutating func next(below bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
    }

    static let words = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "1e999", "-", "\"\"", "{}", "[]", "\u{0}", "\\ud800",
        "99999999999999999999", "\"info\":", "\"hooks\":", "\"chart\":",
    ].map { Array($0.utf8) }

    static func damaged(_ bytes: [UInt8], _ numbers: inout Numbers) -> [UInt8] {
        var bytes = bytes
        for _ in 0...numbers.next(below: 3) {
            let start = numbers.next(below: bytes.count)
            let end = min(bytes.count, start + numbers.next(below: 12))
            bytes.replaceSubrange(start..<end, with: words[numbers.next(below: words.count)])
        }
        return bytes
    }

    @Test(arguments: [1, 2, 3, 4])
    func records(_ seed: UInt64) throws {
        var numbers = Numbers(state: seed &* 0x9E37_79B9_7F4A_7C15)
        let text = #"""
            {"name":"a","info":{"first_deployed":"2026-01-02T03:04:05Z","status":"deployed","resources":{}},"chart":\#
            {"metadata":{"name":"c","version":"1","dependencies":[{"name":"d"}]},"templates":[{"name":"t","data":"YQ=="}],\#
            "values":{"x":null}},"config":{"a":[1,2.5]},"manifest":"---\na: b\n","hooks":[{"name":"h","events":["test"],\#
            "last_run":{"started_at":"","phase":""},"weight":1}],"version":3,"namespace":"s","apply_method":"ssa"}
            """#
        for _ in 0..<500 {
            let document = Self.damaged(Array(text.utf8), &numbers)
            let summary = try? document.withUnsafeBytes { try ReleaseSummary(document: $0) }
            guard let release = try? ReleaseCodec.read(document) else { continue }
            let written = ReleaseCodec.document(of: release)
            #expect(summary != nil, "a list would call this corrupt: \(String(decoding: document, as: UTF8.self))")
            #expect(try written == JSON.write(JSON.read(document), .go), "\(String(decoding: document, as: UTF8.self))")
        }
    }

    @Test func objectsAndPayloads() throws {
        var numbers = Numbers(state: 77)
        let list = try Samples.objects("helm3-failed-pending.secrets.json")
        let object = JSON.write(try #require(list.first))
        for _ in 0..<500 {
            let damaged = Self.damaged(object, &numbers)
            let listed = try? damaged.withUnsafeBytes { try ListedRevision($0, .secret) }
            if let value = try? JSON.read(damaged), let listed, listed.summary != nil {
                #expect(RevisionEntry(of: value)?.revision == listed.revision)
            }
        }
    }

    @Test func annotations() {
        var numbers = Numbers(state: 99)
        let text = #"state=ready,kind="a,b",name='x\'y',,group=apps, noname=1:2:3:4/5,1m30s\,$.a"#
        let keys = [
            "werf.io/deploy-dependency-a", "a.dependency.werf.io", "a.external-dependency.werf.io/resource",
            "werf.io/sensitive-paths", "werf.io/delete-policy", "werf.io/no-activity-timeout", "werf.io/weight",
        ]
        for _ in 0..<1000 {
            let value = String(decoding: Self.damaged(Array(text.utf8), &numbers), as: UTF8.self)
            let key = keys[numbers.next(below: keys.count)]
            _ = try? DeployAnnotations(of: [
                "metadata": ["annotations": .object(Object([.init(key: key, value: .string(value))]))]
            ])
            _ = try? LabelSelector(value)
        }
    }
}
