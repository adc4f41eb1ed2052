import Documents
import Testing

@testable import Shared

@Suite struct ReleaseListingTests {
    let records = MemoryRecords()

    func put(_ name: String, _ statuses: [ReleaseStatus], _ namespace: String = "shop") async throws {
        let storage = ReleaseStorage(records: records, driver: .secret, namespace: namespace, clock: { 1 })
        for (index, status) in statuses.enumerated() {
            _ = try await storage.create(ReleaseStorageTests.release(index + 1, status, name: name))
        }
    }

    func newest(_ namespace: String? = "shop") async throws -> [String] {
        try await ReleaseListing(records: records, driver: .secret, namespace: namespace).newest()
            .map { "\($0.namespace)/\($0.name).\($0.revision) \($0.summary?.status.rawValue ?? "corrupt")" }.sorted()
    }

    @Test func showsTheNewestOfEach() async throws {
        try await put("a", [.superseded, .deployed])
        try await put("b", [.deployed, .failed])
        try await put("c", [.deployed, .pendingUpgrade])
        try await put("a", [.deployed], "other")
        #expect(try await newest() == ["shop/a.2 deployed", "shop/b.2 failed", "shop/c.2 pending-upgrade"])
        #expect(try await newest(nil).count == 4)
        #expect(!records.requests.contains { $0.hasPrefix("get") }, "two lists are enough")
    }

    @Test func getsNewestRevisionsThatAreSuperseded() async throws {
        try await put("a", [.deployed, .superseded])
        try await put("b", [.deployed])
        #expect(try await newest() == ["shop/a.2 superseded", "shop/b.1 deployed"])
        #expect(records.requests.filter { $0.hasPrefix("get") } == ["get sh.helm.release.v1.a.v2"])
    }

    @Test func showsUnreadableRecordsBesideWhatHelmShows() async throws {
        try await put("a", [.superseded, .deployed])
        var broken = try Samples.objects("odd-releases.secrets.json").first {
            $0["metadata"]?["name"] == "sh.helm.release.v1.nob64.v1"
        }
        broken = broken.map { object in
            [
                "kind": "Secret", "data": object["data"] ?? .null,
                "metadata": [
                    "name": "sh.helm.release.v1.a.v3", "labels": ["name": "a", "owner": "helm", "status": "deployed"],
                ],
            ]
        }
        records.put([try #require(broken)], namespace: "shop")
        #expect(try await newest() == ["shop/a.2 deployed", "shop/a.3 corrupt"])
    }

    @Test func everyOddRecordIsShown() async throws {
        let objects = try Samples.objects("odd-releases.secrets.json")
        records.put(objects, namespace: "shop")
        let rows = try await newest()
        #expect(rows.count == objects.count)
        #expect(
            rows.filter { $0.hasSuffix("corrupt") } == [
                "shop/badtime.1 corrupt", "shop/lowt.1 corrupt", "shop/nob64.1 corrupt", "shop/resources.1 corrupt",
            ])
    }

    @Test func supersededRecordsAreReadWhenAskedFor() async throws {
        try await put("a", [.superseded, .superseded, .deployed])
        try await records.damage("sh.helm.release.v1.a.v1", namespace: "shop")
        #expect(try await newest() == ["shop/a.3 deployed"])
        let all = try await ReleaseListing(records: records, driver: .secret, namespace: "shop").newest(readsAll: true)
        #expect(all.filter { $0.summary == nil }.map(\.revision) == [1])
        #expect(all.compactMap(\.summary?.version) == [3])
    }

    @Test func supersededRevisions() async throws {
        try await put("a", [.superseded, .superseded, .deployed])
        let rows = try await ReleaseListing(records: records, driver: .secret, namespace: "shop").superseded()
        #expect(rows.map(\.revision).sorted() == [1, 2])
    }

    @Test(arguments: Samples.records)
    func summariesAgreeWithRecords(_ name: String) throws {
        let document = try Samples.bytes(name)
        let release = try ReleaseCodec.read(document)
        let summary = try document.withUnsafeBytes { try ReleaseSummary(document: $0) }
        #expect(summary.name == release.name)
        #expect(summary.namespace == release.namespace)
        #expect(summary.version == release.version)
        #expect(summary.status == release.info.status)
        #expect(summary.lastDeployed == release.info.lastDeployed)
        #expect(summary.description == release.info.description)
        #expect(summary.chart?.appVersion == release.chart?.metadata?.appVersion)
    }

    @Test(arguments: ReleaseCodecTests.odd.map(\.0))
    func summariesFailWhereRecordsDo(_ name: String) throws {
        let payload = try Samples.payload("odd-releases.secrets.json", "\(name).v1")
        let whole = (try? ReleaseCodec.decode(payload)) != nil
        let summary = (try? payload.withUnsafeBytes { try ReleaseSummary(payload: $0) }) != nil
        #expect(whole == summary)
    }

    @Test(arguments: [
        "", "[]", "{", #"{"info"}"#, #"{"info":{}"#, #"{"name":"a","#, #"{"a":"\"#, "nul",
        #"{"info":{"status":"deployed"},"x":[}"#,
        #"{"info":{},"hooks":[{"last_run":{"started_at":"x"}}]}"#, #"{"info":{},"chart":{"metadata":[]}}"#,
    ])
    func brokenTextIsRefused(_ text: String) {
        #expect(throws: RecordError.self) {
            try Array(text.utf8).withUnsafeBytes { try ReleaseSummary(document: $0) }
        }
    }
}

@Suite struct LabelSelectorTests {
    static let cases: [(String, Bool)] = [
        ("", true), ("a=1", true), ("a==1", true), ("a=2", false), ("a!=2", true), ("missing!=2", true),
        ("a in (1,2)", true), ("a in (2)", false), ("a notin (2), b", true), ("!b", false), ("!c", true), ("b", true),
        ("a>0", true), ("a<1", false), ("owner=helm,status!=failed", true),
    ]

    @Test(arguments: cases)
    func matches(_ selector: String, _ expected: Bool) throws {
        let labels = ["a": "1", "b": "", "owner": "helm", "status": "deployed"]
        #expect(try LabelSelector(selector).matches(labels) == expected)
    }

    @Test(arguments: ["a in 1", "a b", "=1", "a>x"])
    func refuses(_ selector: String) {
        #expect(throws: LabelSelectorError.self) { try LabelSelector(selector) }
    }
}
