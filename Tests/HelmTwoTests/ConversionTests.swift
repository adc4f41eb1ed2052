import ChartModel
package import Documents
import GoTime
import SwiftProtobuf
import Testing

@testable import HelmTwo
@testable import Shared
@testable import TillerRecords

/// What Helm 2's words and fields become in Helm 3.
@Suite struct ConversionTests {
    static func release(_ change: (inout TillerRelease) -> Void = { _ in }) throws -> [UInt8] {
        var release = TillerRelease()
        release.name = "app"
        release.namespace = "there"
        release.version = 3
        release.info.status.code = .deployed
        release.chart.metadata.name = "chart"
        change(&release)
        return try release.serializedBytes()
    }

    private static func converted(_ change: (inout TillerRelease) -> Void) throws -> Release {
        try ConvertedRevision(try release(change), revision: 3).release
    }

    static let statuses: [(TillerStatus.Code, String)] = [
        (.unknown, "unknown"), (.deployed, "deployed"), (.deleted, "uninstalled"), (.superseded, "superseded"),
        (.failed, "failed"), (.deleting, "uninstalling"), (.pendingInstall, "pending-install"),
        (.pendingUpgrade, "pending-upgrade"), (.pendingRollback, "pending-rollback"),
    ]

    @Test(arguments: 0..<9) func statusesGetHelmThreesWords(_ row: Int) throws {
        let (code, word) = Self.statuses[row]
        let release = try Self.converted { $0.info.status.code = code }
        #expect(release.info.status.rawValue == word)
    }

    static let events: [(TillerHook.Event, String)] = [
        (.unknown, "unknown"), (.preInstall, "pre-install"), (.postInstall, "post-install"), (.preDelete, "pre-delete"),
        (.postDelete, "post-delete"), (.preUpgrade, "pre-upgrade"), (.postUpgrade, "post-upgrade"),
        (.preRollback, "pre-rollback"), (.postRollback, "post-rollback"), (.releaseTestSuccess, "test"),
        (.releaseTestFailure, "test"), (.crdInstall, "crd-install"),
    ]

    @Test func hooksGetHelmThreesWords() throws {
        let release = try Self.converted { release in
            var hook = TillerHook()
            hook.name = "h"
            hook.weight = -7
            hook.events = Self.events.map(\.0)
            hook.deletePolicies = [.succeeded, .failed, .beforeHookCreation]
            release.hooks = [hook]
        }
        let hook = try #require(release.hooks.first)
        #expect(hook.events == Self.events.map(\.1))
        #expect(hook.weight == -7)
        #expect(hook.deletePolicies == ["hook-succeeded", "hook-failed", "before-hook-creation"])
        #expect(hook.lastRun.phase.isEmpty)
    }

    static let phases: [(TillerTestRun.Status, String)] = [
        (.unknown, "Unknown"), (.success, "Succeeded"), (.failure, "Failed"), (.running, "Running"),
    ]

    @Test(arguments: 0..<4) func theLastTestSaysHowAHookWent(_ row: Int) throws {
        let (status, phase) = Self.phases[row]
        let release = try Self.converted { release in
            release.hooks = ["one", "two"].map { name in
                var hook = TillerHook()
                hook.name = name
                return hook
            }
            var run = TillerTestRun()
            run.name = "two"
            run.status = status
            run.startedAt.seconds = 1_546_304_401
            release.info.status.lastTestSuiteRun.results = [run]
        }
        #expect(release.hooks[0].lastRun.phase.isEmpty)
        #expect(release.hooks[1].lastRun.phase == phase)
        #expect(release.hooks[1].lastRun.startedAt?.rfc3339Nano == "2019-01-01T01:00:01Z")
    }

    static let times: [(Int64, Int32, String?)] = [
        (1_546_300_800, 123_456_789, "2019-01-01T00:00:00.123456789Z"), (0, 0, "1970-01-01T00:00:00Z"),
        (253_402_300_799, 0, "9999-12-31T23:59:59Z"), (253_402_300_800, 0, nil), (.max, 0, nil), (.min, 0, nil),
        (0, -1, nil), (0, 1_000_000_000, nil), (-62_135_596_800, 0, nil),
    ]

    @Test(arguments: 0..<9) func timesThatHelmCantWriteAreLeftOut(_ row: Int) throws {
        let (seconds, nanos, text) = Self.times[row]
        let release = try Self.converted { release in
            release.info.lastDeployed.seconds = seconds
            release.info.lastDeployed.nanos = nanos
        }
        #expect(release.info.lastDeployed?.rfc3339Nano == text)
    }

    @Test func filesKeepTheirBytes() throws {
        let bytes = (0...255).map { UInt8($0) }
        let release = try Self.converted { release in
            var file = TillerFile()
            file.name = "grüße/☃.bin"
            file.data = .init(bytes)
            release.chart.files = [file]
            release.chart.templates = [file]
            var sub = TillerChart()
            sub.metadata.name = "sub"
            release.chart.dependencies = [sub]
        }
        #expect(release.chart?.files == [ChartFile(name: "grüße/☃.bin", data: bytes)])
        #expect(release.chart?.templates?.first?.data == bytes)
        #expect(release.chart?.metadata?.dependencies == nil)
        #expect(release.chart?.metadata?.type == "application")
    }

    @Test func valuesAreWhatHelmReads() throws {
        let release = try Self.converted { release in
            release.chart.values.raw = "a: 1\nb: {c: x}\nbig: 12345678901\nnone: ~\n"
            release.config.raw = "a: 2.50\n"
        }
        #expect(
            release.chart?.values
                == ["a": 1.0, "b": ["c": "x"], "big": 12_345_678_901.0, "none": nil] as Object)
        #expect(release.config == ["a": 2.5] as Object)
        let empty = try Self.converted { $0.chart.values.raw = "" }
        #expect(empty.chart?.values == Object())
        let none = try Self.converted { _ in }
        #expect(none.chart?.values == nil)
    }

    /// What a damaged record says.
    static let damages: [(String, @Sendable (inout TillerRelease) -> Void, String)] = [
        ("info", { $0.clearInfo() }, "it has no chart or info"),
        ("chart", { $0.clearChart() }, "it has no chart or info"),
        ("status", { $0.info.clearStatus() }, "it has no status"), ("name", { $0.name = "" }, "it names no release"),
        ("other name", { $0.name = "other" }, "it holds release \"other\""),
        ("version", { $0.version = 4 }, "it holds revision 4"),
        ("no version", { $0.version = 0 }, "it holds revision 0"),
        ("code", { $0.info.status.code = .UNRECOGNIZED(77) }, "status 77 isn't Helm 2's"),
        ("values", { $0.config.raw = "- a\n" }, "the user's values are no map"),
        ("yaml", { $0.chart.values.raw = "a: [\n" }, "the chart's values aren't YAML"),
    ]

    @Test(arguments: 0..<10) func aDamagedRecordSaysWhatIsWrong(_ row: Int) throws {
        let (_, change, words) = Self.damages[row]
        let record = try Self.release(change)
        let error = #expect(throws: TillerRecordError.self) { try ConvertedRevision(record, name: "app", revision: 3) }
        #expect(error?.message.hasPrefix(words) == true, "\(error?.message ?? "")")
    }

    /// What may become of a stored revision, and whether it still holds all that Tiller's record does.
    static let changes: [(String, @Sendable (inout Release) -> Void, Bool)] = [
        ("nothing", { _ in }, true), ("status", { $0.info.status = .superseded }, true),
        ("settled", { $0.info.description = "interrupted" }, true),
        ("tested", { $0.hooks[0].lastRun.phase = "Failed" }, true),
        ("run", { $0.hooks[0].deletePolicies = ["before-hook-creation"] }, true),
        ("numbers", { $0.config = Object([.init(key: "b", value: 1), .init(key: "a", value: 2)]) }, true),
        ("journal", { $0[extra: MigrationJournal.recordKey] = ["id": "x"] }, true),
        ("hook", { $0.hooks[0].manifest = "other" }, false), ("no hooks", { $0.hooks = [] }, false),
        ("template", { $0.chart?.templates = [ChartFile(name: "t", data: [2])] }, false),
        ("notes", { $0.info.notes = "other" }, false), ("manifest", { $0.manifest = "other" }, false),
        ("values", { $0.config = Object() }, false), ("time", { $0.info.firstDeployed = GoTime(seconds: 9) }, false),
    ]

    @Test(arguments: 0..<changes.count) func onlyTheWholeRevisionMakesUpForARecord(_ row: Int) throws {
        let (name, change, isWhole) = Self.changes[row]
        let made = try ConvertedRevision(
            try Self.release { old in
                old.config.raw = "a: 2\nb: 1\n"
                var (file, hook) = (TillerFile(), TillerHook())
                (file.name, file.data, hook.name) = ("t", .init([1]), "h")
                old.chart.templates = [file]
                old.hooks = [hook]
            }, revision: 3)
        var stored = made.release
        change(&stored)
        #expect(made.isWhole(in: stored) == isWhole, "\(name)")
    }
}

extension Object: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, Value)...) {
        self.init(elements.map { Object.Member(key: $0.0, value: $0.1) })
    }
}
