import ChartModel
import Documents
import GoTime
import Testing

@testable import Shared

@Suite struct ReleaseStorageTests {
    let records = MemoryRecords()

    func storage(_ driver: StorageDriver = .secret, _ namespace: String = "shop") -> ReleaseStorage {
        ReleaseStorage(records: records, driver: driver, namespace: namespace, clock: { 1000 })
    }

    static func release(_ version: Int, _ status: ReleaseStatus, name: String = "web") -> Release {
        Release(
            name: name, namespace: "shop", version: version,
            info: ReleaseInfo(firstDeployed: .init(seconds: 5), lastDeployed: .init(seconds: 6), status: status))
    }

    @Test(arguments: StorageDriver.allCases)
    func createsAsHelmDoes(_ driver: StorageDriver) async throws {
        var release = Self.release(1, .pendingInstall)
        release.labels = ["team": "a", "status": "ours"]
        let stored = try await storage(driver).create(release)
        let object = try #require(
            await records.get(driver, namespace: "shop", name: "sh.helm.release.v1.web.v1"))
        #expect(object["kind"] == .string(driver.kind))
        #expect(object["type"] == (driver == .secret ? "helm.sh/release.v1" : nil))
        #expect(
            object["metadata"]?["labels"] == [
                "createdAt": "1000", "name": "web", "owner": "helm", "status": "pending-install", "team": "a",
                "version": "1",
            ])
        #expect(object["data"]?.object?.keys == ["release"])
        #expect(stored.entry.revision == 1)
        let read = try await storage(driver).revision("web", 1)
        #expect(read.release.info.status == .pendingInstall)
        #expect(read.release.labels == ["team": "a"])
    }

    @Test func secondCreateIsRefused() async throws {
        _ = try await storage().create(Self.release(1, .deployed))
        await #expect { _ = try await storage().create(Self.release(1, .deployed)) } throws: { error in
            if case StorageError.revisionExists("web", 1) = error { true } else { false }
        }
    }

    @Test func updateReplacesOnlyWhatWasRead() async throws {
        var mine = try await storage().create(Self.release(1, .pendingInstall))
        var theirs = try await storage().revision("web", 1)
        theirs.release.info.status = .failed
        _ = try await storage().update(theirs)
        mine.release.info.status = .deployed
        await #expect { _ = try await storage().update(mine) } throws: { error in
            if case StorageError.conflict("web", 1) = error { true } else { false }
        }
        let left = try await storage().revision("web", 1)
        #expect(left.release.info.status == .failed)
    }

    @Test func updateCarriesWhatOthersPutThere() async throws {
        _ = try await storage().create(Self.release(1, .pendingInstall))
        var object = try #require(
            await records.get(.secret, namespace: "shop", name: "sh.helm.release.v1.web.v1"))
        var metadata = try #require(object["metadata"]?.object)
        metadata["annotations"] = ["note": "kept"]
        metadata["labels", default: .null] = [
            "createdAt": "1000", "name": "web", "owner": "helm", "status": "pending-install", "version": "1", "x": "y",
        ]
        object = ["kind": "Secret", "metadata": .object(metadata), "data": object["data"] ?? .null]
        records.put([object])
        var stored = try await storage().revision("web", 1)
        stored.release.info.status = .deployed
        stored = try await storage().update(stored)
        stored = try await storage().update(stored)
        let after = try #require(
            await records.get(.secret, namespace: "shop", name: "sh.helm.release.v1.web.v1"))
        #expect(after["metadata"]?["annotations"] == ["note": "kept"])
        #expect(
            after["metadata"]?["labels"] == [
                "createdAt": "1000", "modifiedAt": "1000", "name": "web", "owner": "helm", "status": "deployed",
                "version": "1", "x": "y",
            ])
    }

    @Test func historyIsInNumbersOrder() async throws {
        for version in [10, 9, 2, 1, 11] { _ = try await storage().create(Self.release(version, .superseded)) }
        _ = try await storage().create(Self.release(40, .deployed, name: "web.v2"))
        let history = try await storage().history("web")
        #expect(history.map(\.revision) == [1, 2, 9, 10, 11])
        #expect(ReleaseStorage.nextRevision(after: history) == 12)
        #expect(ReleaseStorage.nextRevision(after: []) == 1)
        #expect(records.requests.last == "list name=web,owner=helm metadata")
    }

    @Test func unreadableRecordsAreNamedAndLeft() async throws {
        records.put(try Samples.objects("odd-releases.secrets.json"), namespace: "shop")
        await #expect { _ = try await storage().revision("nob64", 1) } throws: { error in
            if case StorageError.unreadable(let entry, let reason) = error {
                entry.objectName == "sh.helm.release.v1.nob64.v1" && reason == "illegal base64 data at input byte 0"
            } else {
                false
            }
        }
        #expect(!records.requests.contains { $0.hasPrefix("replace") || $0.hasPrefix("delete") })
    }

    @Test(arguments: [(StorageDriver.configMap, "shop"), (.secret, "home"), (.configMap, "home")])
    func findsAHistoryKeptElsewhere(_ driver: StorageDriver, _ namespace: String) async throws {
        try await storage().refuseStoredElsewhere("web", releaseNamespace: "home")
        _ = try await storage(driver, namespace).create(Self.release(1, .deployed))
        await #expect { try await storage().refuseStoredElsewhere("web", releaseNamespace: "home") } throws: { error in
            if case StorageError.storedElsewhere("web", driver, namespace) = error { true } else { false }
        }
    }

    @Test func refusesTheRecordOfAnotherNamespace() async throws {
        let stored = try await storage(.secret, "records").create(Self.release(1, .deployed))
        try storage(.secret, "records").refuseForeign(stored, releaseNamespace: "shop")
        #expect(throws: StorageError.self) {
            try storage(.secret, "records").refuseForeign(stored, releaseNamespace: "home")
        }
    }

    @Test(arguments: ["", "Web", "a_b", "-a", "a-", "a..b", String(repeating: "n", count: 54)])
    func refusesNames(_ name: String) async throws {
        #expect(!ReleaseName.isValid(name))
        await #expect(throws: StorageError.self) {
            _ = try await storage().create(Self.release(1, .deployed, name: name))
        }
    }

    @Test(arguments: ["a", "0", "a.b-c.9", String(repeating: "n", count: 53)])
    func acceptsNames(_ name: String) { #expect(ReleaseName.isValid(name)) }
}

@Suite struct RecordSizeTests {
    /// Bytes that don't pack.
    static func noise(_ count: Int) -> [UInt8] {
        var state: UInt64 = 88_172_645_463_325_252
        return (0..<count).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state)
        }
    }

    @Test func smallRecordsStayWhole() throws {
        var release = ReleaseStorageTests.release(1, .deployed)
        release.chart = StoredChart(metadata: nil, files: [ChartFile(name: "README.md", data: Self.noise(100))])
        let (fitted, dropped) = try ReleaseStorage.fitting(release)
        #expect(dropped.isEmpty)
        #expect(fitted.chart?.files?.count == 1)
    }

    @Test func needlessPartsGoFirst() throws {
        var release = ReleaseStorageTests.release(1, .deployed)
        release.chart = StoredChart(
            metadata: ChartMetadata(name: "c"), templates: [ChartFile(name: "templates/a", data: Self.noise(1000))],
            values: Object([.init(key: "a", value: 1)]), files: [ChartFile(name: "big", data: Self.noise(900_000))])
        let (fitted, dropped) = try ReleaseStorage.fitting(release)
        #expect(dropped == ["chart.files"])
        #expect(fitted.chart?.files == nil)
        #expect(fitted.chart?.templates?.count == 1)
        #expect(fitted.chart?.values?["a"] == 1)
    }

    @Test func whatCantFitNamesItsLargestParts() throws {
        var release = ReleaseStorageTests.release(1, .deployed)
        release.manifest =
            "---\n# Source: c/templates/big.yaml\n"
            + String(decoding: Base64.encode(Self.noise(900_000)), as: UTF8.self)
        release.info.notes = "n"
        #expect { _ = try ReleaseStorage.fitting(release) } throws: { error in
            guard case StorageError.tooLarge("web", let bytes, _, let parts) = error else { return false }
            return bytes > 1 << 20 && parts.first?.name == "manifest of c/templates/big.yaml" && parts.count <= 10
        }
    }
}

@Suite struct RetentionTests {
    static func history(_ statuses: [ReleaseStatus]) -> [RevisionEntry] {
        statuses.enumerated().map { index, status in
            RevisionEntry(
                name: "web", namespace: "shop", revision: index + 1, status: status, objectName: "o\(index + 1)",
                uid: "u", resourceVersion: "1", labels: [:])
        }
    }

    /// Statuses by revision, the limit, and the revisions that go.
    static let cases: [([ReleaseStatus], Int, [Int])] = [
        ([.superseded, .superseded, .deployed], 0, []),
        ([.superseded, .superseded, .deployed], 3, []),
        ([.superseded, .superseded, .deployed], 2, [1]),
        ([.superseded, .superseded, .deployed], 1, [1, 2]),
        ([.superseded, .failed, .pendingUpgrade, .deployed], 2, [1, 2]),
        // The last good one stays, and so does what came after it, until something is deployed again.
        ([.superseded, .deployed, .failed, .failed], 2, [1]),
        ([.deployed, .failed, .failed, .failed], 1, []),
        ([.superseded, .superseded, .failed], 1, [1]),
        ([.failed, .failed, .failed], 1, [1, 2]),
        ([.deployed, .deployed, .deployed], 1, [1, 2]),
        ([], 1, []),
    ]

    @Test(arguments: cases)
    func letsGo(_ statuses: [ReleaseStatus], _ limit: Int, _ expected: [Int]) {
        #expect(Retention.surplus(Self.history(statuses), limit: limit).map(\.revision) == expected)
    }

    @Test func keepsWhatIsAskedFor() {
        let history = Self.history([.superseded, .superseded, .superseded, .deployed])
        #expect(Retention.surplus(history, limit: 1, keeping: [1]).map(\.revision) == [2, 3])
    }

    @Test func prunesAfterTheNewRevision() async throws {
        let records = MemoryRecords()
        let storage = ReleaseStorage(records: records, driver: .secret, namespace: "shop", clock: { 1 })
        for version in 1...5 {
            _ = try await storage.create(ReleaseStorageTests.release(version, version == 5 ? .deployed : .superseded))
        }
        #expect(try await storage.prune("web", to: 2) == [1, 2, 3])
        #expect(try await storage.history("web").map(\.revision) == [4, 5])
    }

    @Test func neverPrunesWhatCantBeRead() async throws {
        let records = MemoryRecords()
        let storage = ReleaseStorage(records: records, driver: .secret, namespace: "shop", clock: { 1 })
        for version in 1...5 {
            _ = try await storage.create(ReleaseStorageTests.release(version, version == 5 ? .deployed : .superseded))
        }
        try await records.damage("sh.helm.release.v1.web.v2", namespace: "shop")
        #expect(try await storage.prune("web", to: 2) == [1, 3])
        #expect(try await storage.history("web").map(\.revision) == [2, 4, 5])
    }

    @Test func keepsTheTypeOfARestoredRecord() async throws {
        let records = MemoryRecords()
        let storage = ReleaseStorage(records: records, driver: .secret, namespace: "shop", clock: { 1 })
        _ = try await storage.create(ReleaseStorageTests.release(1, .deployed))
        try await records.change("sh.helm.release.v1.web.v1", namespace: "shop") { $0["type"] = "Opaque" }
        var stored = try await storage.revision("web", 1)
        stored.release.info.status = .superseded
        _ = try await storage.update(stored)
        let object = try await records.get(.secret, namespace: "shop", name: "sh.helm.release.v1.web.v1")
        #expect(object?["type"] == "Opaque")
    }
}
