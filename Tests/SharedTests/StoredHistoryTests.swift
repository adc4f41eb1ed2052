import Documents
import Testing

@testable import Shared

/// Whole histories as real Helms left them: failed, pending, rolled back, written in turns, kept in ConfigMaps.
@Suite struct StoredHistoryTests {
    /// What a fixture holds: the release's records, oldest first.
    struct History: Sendable, CustomTestStringConvertible {
        var file: String
        var name = "a"
        var namespace: String
        var driver = StorageDriver.secret
        var chart = "hk-0.1.0"
        var statuses: [String]
        var applyMethods: [String]
        /// What each revision went back to, 0 for nothing.
        var rollbacks: [Int]

        var testDescription: String { file }
    }

    private static let troubled = [
        "superseded", "superseded", "pending-upgrade", "superseded", "superseded", "superseded", "superseded",
        "deployed", "pending-rollback",
    ]

    static let histories = [
        History(
            file: "helm3-configmap-driver.json", name: "c3", namespace: "drv", driver: .configMap,
            statuses: ["deployed"], applyMethods: [""], rollbacks: [0]),
        History(
            file: "helm4-configmap-driver.json", name: "c4", namespace: "drv", driver: .configMap,
            statuses: ["deployed"], applyMethods: ["ssa"], rollbacks: [0]),
        History(
            file: "helm3-failed-pending.secrets.json", namespace: "hk3", statuses: troubled,
            applyMethods: Array(repeating: "", count: 9), rollbacks: Array(repeating: 0, count: 9)),
        History(
            file: "helm4-failed-pending.secrets.json", namespace: "hk4", statuses: troubled,
            applyMethods: Array(repeating: "ssa", count: 9), rollbacks: [0, 0, 0, 2, 0, 4, 0, 6, 5]),
        History(
            file: "interop-h3h4-mixed.secrets.json", namespace: "x2", chart: "base10-0.1.0",
            statuses: Array(repeating: "superseded", count: 5) + ["failed", "deployed"],
            applyMethods: ["", "csa", "", "", "ssa", "ssa", "ssa"], rollbacks: Array(repeating: 0, count: 7)),
    ]

    private static func payloads(_ history: History) throws -> [[UInt8]] {
        try Samples.objects(history.file).map { try #require(RecordObject.payload(of: $0)) }
    }

    private static func releases(_ file: String) throws -> [Release] {
        try Samples.objects(file).map { try ReleaseCodec.decode(#require(RecordObject.payload(of: $0))) }
    }

    @Test(arguments: histories)
    func everyRevisionIsRead(_ history: History) throws {
        let releases = try Self.releases(history.file)
        #expect(releases.map(\.version) == Array(1...history.statuses.count))
        #expect(releases.map(\.info.status.rawValue) == history.statuses)
        #expect(releases.map(\.applyMethod) == history.applyMethods)
        #expect(releases.map(\.info.rollbackRevision) == history.rollbacks)
        for release in releases {
            #expect(release.name == history.name)
            #expect(release.namespace == history.namespace)
            let metadata = try #require(release.chart?.metadata)
            #expect("\(metadata.name)-\(metadata.version)" == history.chart)
            #expect(release.manifest.hasPrefix("---\n# Source: \(metadata.name)/templates/"))
            #expect(release.info.firstDeployed != nil && release.info.lastDeployed != nil)
            #expect(release.info.deleted == nil)
        }
    }

    @Test(arguments: histories)
    func labelsAndRecordsAgree(_ history: History) throws {
        for object in try Samples.objects(history.file) {
            let entry = try #require(RevisionEntry(of: object))
            let release = try ReleaseCodec.decode(#require(RecordObject.payload(of: object)))
            #expect(entry.name == release.name && entry.namespace == release.namespace)
            #expect(entry.revision == release.version && entry.status == release.info.status)
            #expect(entry.userLabels == (history.driver == .configMap ? ["a": "b"] : [:]))
        }
    }

    @Test(arguments: histories)
    func whatIsWrittenIsWhatWasRead(_ history: History) throws {
        for payload in try Self.payloads(history) {
            let stored = try payload.withUnsafeBytes { try ReleaseCodec.unpack($0) }
            let written = try ReleaseCodec.encode(ReleaseCodec.decode(payload))
            let again = try written.withUnsafeBytes { try ReleaseCodec.unpack($0) }
            #expect(String(decoding: again, as: UTF8.self) == String(decoding: stored, as: UTF8.self))
        }
    }

    /// What a later Helm might add stays where it was when the status is changed.
    @Test(arguments: histories)
    func unknownMembersSurviveAChange(_ history: History) throws {
        for payload in try Self.payloads(history) {
            let stored = try JSON.read(payload.withUnsafeBytes { try ReleaseCodec.unpack($0) })
            let enriched = stored.enriched(["info", "chart", "hooks", "metadata", "last_run"])
            var release = try ReleaseCodec.read(JSON.write(enriched))
            release.info.status = .uninstalling
            let again = try JSON.read(ReleaseCodec.document(of: release))
            #expect(again != enriched)
            #expect(again == enriched.replacing("status", with: "uninstalling", under: "info"))
            #expect(again["later"] == ["x": [1, .null]])
            #expect(again[path: ["info", "later"]] == again["later"])
            #expect(again[path: ["chart", "metadata", "later"]] == again["later"])
            if let hook = again["hooks"]?[0] { #expect(hook[path: ["last_run", "later"]] == again["later"]) }
        }
    }

    @Test func hooksTellHowTheirLastRunsWent() throws {
        for file in ["helm3-failed-pending.secrets.json", "helm4-failed-pending.secrets.json"] {
            let hooks = try Self.releases(file).map { $0.hooks.first }
            #expect(hooks.map { $0?.name } == (1...9).map { $0 == 7 ? nil : "a-hook" })
            #expect(hooks.map { $0?.lastRun.phase } == ["Failed", "", "Running", "", "", "", nil, "", "Running"])
            #expect(hooks.map { $0?.lastRun.startedAt != nil } == (1...9).map { [1, 3, 9].contains($0) })
            #expect(hooks.map { $0?.lastRun.completedAt != nil } == (1...9).map { $0 == 1 })
            #expect(hooks[0]?.events == ["pre-install"] && hooks[8]?.events == ["pre-rollback"])
        }
    }

    @Test(arguments: ["helm3-failed-pending.secrets.json", "helm4-failed-pending.secrets.json"])
    func valuesAndManifestsAreTheRevisions(_ file: String) throws {
        let releases = try Self.releases(file)
        #expect(releases[1].config == Object([.init(key: "hook", value: "pre-install")]))
        #expect(releases[6].config == Object([.init(key: "m", value: "zz")]))
        #expect(releases[6].manifest.contains("data: {m: \"zz\"}"))
        #expect(releases[7].manifest.contains("data: {m: \"\"}"))
        #expect(releases[0].info.description.hasPrefix("Release \"a\" failed: failed pre-install: "))
        #expect(releases[8].info.description == "Rollback to 5")
    }

    @Test func manifestsOfTurnsNameEveryObject() throws {
        let releases = try Self.releases("interop-h3h4-mixed.secrets.json")
        let names = ["sa", "sec", "cm1", "cm2"]
        for release in releases {
            for name in names { #expect(release.manifest.contains("metadata: {name: \"a-\(name)\"}")) }
        }
        #expect(releases.map { $0.config["msg"]?.string } == [nil, "v2", "v3", "v4", "v5", "v6", "v6"])
        #expect(releases.allSatisfy { $0.chart?.metadata?.appVersion == "1.0" })
        #expect(releases[5].info.description.contains("conflict with \"kubectl-patch\""))
    }

    /// The storage and the list show them as they show our own.
    @Test(arguments: histories)
    func storageAndListShowThem(_ history: History) async throws {
        let records = MemoryRecords()
        records.put(try Samples.objects(history.file))
        let storage = ReleaseStorage(
            records: records, driver: history.driver, namespace: history.namespace, clock: { 1 })
        let entries = try await storage.history(history.name)
        #expect(entries.map(\.status.rawValue) == history.statuses)
        for entry in entries {
            let stored = try await storage.revision(history.name, entry.revision)
            #expect(stored.release.version == entry.revision)
        }
        let rows = try await ReleaseListing(
            records: records, driver: history.driver, namespace: history.namespace
        ).newest()
        #expect(rows.map(\.revision) == [history.statuses.count])
        #expect(rows.first?.summary?.status.rawValue == history.statuses.last)
    }
}

extension Value {
    /// The value with an unknown member in itself and in what lies under some keys.
    fileprivate func enriched(_ keys: Set<String>) -> Value {
        switch self {
        case .object(var object):
            for member in object where keys.contains(member.key) { object[member.key] = member.value.enriched(keys) }
            object["later"] = ["x": [1, .null]]
            return .object(object)
        case .array(let elements): return .array(elements.map { $0.enriched(keys) })
        default: return self
        }
    }

    /// The value with a text at a key of a member replaced.
    fileprivate func replacing(_ key: String, with text: String, under member: String) -> Value {
        guard var object, var inner = object[member]?.object else { return self }
        inner[key] = .string(text)
        object[member] = .object(inner)
        return .object(object)
    }
}
