import Testing

@testable import HelmTwo
@testable import Shared
@testable import TillerRecords

/// Finding Tiller's releases, and whether one is there at all.
@Suite struct SearchTests {
    private func detect(_ records: MemoryRecords, _ name: String = "app", driver: StorageDriver = .configMap)
        async throws -> TillerDetection.Finding
    {
        let place = TillerPlace(namespace: "kube-system", driver: driver)
        return try await TillerDetection(TillerStore(records: records), place: place).find(name, namespace: "there")
    }

    @Test func noReleaseCostsOneRequest() async throws {
        let records = MemoryRecords()
        records.addTiller("other", 1, "DEPLOYED", in: "kube-system", record: try ConversionTests.release())
        records.addTiller("app", 1, "DEPLOYED", in: "elsewhere", record: try ConversionTests.release())
        #expect(try await detect(records) == .nothing)
        #expect(records.requests == 1)
    }

    @Test func aReleaseOfThisNamespaceIsFound() async throws {
        let records = MemoryRecords()
        for revision in [2, 9, 10] {
            records.addTiller(
                "app", revision, "SUPERSEDED", in: "kube-system", record: try ConversionTests.release())
        }
        guard case .release(let newest) = try await detect(records) else {
            Issue.record("nothing is found")
            return
        }
        #expect(newest.revision == 10)
        #expect(try await detect(records, driver: .secret) == .nothing)
    }

    @Test func whatIsDeletedOrElsewhereIsNothing() async throws {
        let records = MemoryRecords()
        records.addTiller("app", 1, "SUPERSEDED", in: "kube-system", record: try ConversionTests.release())
        records.addTiller("app", 2, "DELETED", in: "kube-system", record: try ConversionTests.release())
        #expect(try await detect(records) == .nothing)
        let elsewhere = MemoryRecords()
        let record = try ConversionTests.release { $0.namespace = "elsewhere" }
        elsewhere.addTiller("app", 1, "DEPLOYED", in: "kube-system", record: record)
        #expect(try await detect(elsewhere) == .nothing)
    }

    @Test func aDamagedRecordIsLookedAtCloser() async throws {
        let records = MemoryRecords()
        records.addTiller("app", 1, "DEPLOYED", in: "kube-system", record: [0x0A, 0xFF])
        guard case .release = try await detect(records) else {
            Issue.record("nothing is found")
            return
        }
    }

    @Test func whereNothingMayBeReadNothingIsKnown() async throws {
        let records = MemoryRecords(forbidden: ["kube-system"])
        guard case .unreadable(let words) = try await detect(records) else {
            Issue.record("it may be read")
            return
        }
        #expect(words.contains("may not list"))
    }

    @Test func theSearchTellsPlacesApart() async throws {
        let records = MemoryRecords()
        for (namespace, driver) in [("t", StorageDriver.configMap), ("t", .secret), ("u", .configMap)] {
            records.addTiller("app", 1, "DEPLOYED", in: namespace, driver)
        }
        records.addTiller("only", 1, "DEPLOYED", in: "u")
        let store = TillerStore(records: records)
        let all = try await TillerSearch(store, namespace: "t", driver: nil).find(nil)
        #expect(all.releases.map(\.name) == ["app"])
        #expect(all.releases[0].entries.count == 2)
        #expect(all.releases[0].others.map(\.place.namespace) == ["u"])
        let one = try await TillerSearch(store, namespace: "t", driver: .secret).find("app")
        #expect(one.releases[0].entries.map(\.place.driver) == [.secret])
        #expect(one.releases[0].others.count == 2)
        let missing = try await TillerSearch(store, namespace: "t", driver: nil).find("only")
        #expect(missing.releases.isEmpty)
        #expect(missing.elsewhere == [TillerPlace(namespace: "u", driver: .configMap)])
    }

    @Test func withoutRightsEverywhereTillersNamespaceServes() async throws {
        let records = MemoryRecords(forbidden: [""])
        records.addTiller("app", 1, "DEPLOYED", in: "t")
        let found = try await TillerSearch(TillerStore(records: records), namespace: "t", driver: nil).find("app")
        #expect(found.releases.map(\.name) == ["app"])
        let none = MemoryRecords(forbidden: ["", "t"])
        await #expect(throws: StorageError.self) {
            try await TillerSearch(TillerStore(records: none), namespace: "t", driver: nil).find("app")
        }
    }

    @Test func anotherLabelMayMarkRecords() async throws {
        let records = MemoryRecords()
        records.addTiller("app", 1, "DEPLOYED", in: "t")
        let store = TillerStore(records: records, label: "OWNER=OTHER")
        #expect(try await store.entries(.configMap, namespace: "t").isEmpty)
    }

    @Test func deletingNeedsTheSameObject() async throws {
        let records = MemoryRecords()
        records.addTiller("app", 1, "DEPLOYED", in: "t")
        let store = TillerStore(records: records)
        var entry = try #require(try await store.entries(.configMap, namespace: "t").first)
        entry.uid = "another"
        try await store.delete(entry)
        #expect(try await store.entries(.configMap, namespace: "t").count == 1)
    }
}
