import ChartModel
import Deployment
import Documents
import FoundationEssentials
import GoTime
import Gzip
import ProjectRendering
import Shared
import TestFolders
import Testing

@testable import ChartDeployment

@Suite struct PlanFileTests {
    private static let key = "11ac8312520b5ff037bae386ea2e8a07"

    private static func seal(_ key: String = key) throws -> SecretSeal { SecretSeal(try SecretKey(key)) }

    static func plan(
        made: GoTime = .now(), revision: Int = 3, notes: String = "hello", completed: Set<Stage> = []
    ) -> SavedPlan {
        let target = PlanInputs.Target(name: "app", namespace: "ns", revision: revision, kind: .upgrade)
        var change = PlannedChange(
            .update, ResourceIdentity(apiVersion: "v1", kind: "Secret", namespace: "ns", name: "s"), source: "t.yaml")
        change.before = ["kind": "Secret", "data": ["password": "b3BlbnNlc2FtZQ=="]]
        change.after = ["kind": "Secret", "data": ["password": "eHl6enk="]]
        change.stages = [.pre, .main]
        var release = Release(
            name: "app", namespace: "ns", version: revision,
            info: ReleaseInfo(firstDeployed: made, lastDeployed: made, status: .unknown, notes: notes))
        release.labels = ["team": "a"]
        release.config = Object([.init(key: "a", value: ["b": 1, "c": nil, "d": 1.5])])
        release.manifest = "---\n# Source: t.yaml\nkind: Secret\n"
        release.applyMethod = "ssa"
        release[extra: "mine"] = ["x": "y"]
        return SavedPlan(
            program: "0", made: Moment(time: made), storage: .init(driver: .configMap, namespace: "records"),
            createsNamespace: false, newest: .init(revision: revision - 1, uid: "u", status: .failed),
            request: .init(
                target: target, documents: [SourceDocument(source: "t.yaml", object: ["kind": "Secret"])], hooks: [],
                options: .init(), journal: DeployJournal(kind: .upgrade, completed: completed)),
            record: SavedRecord(release: release),
            overview: PlanOverview(
                target: target, changes: [change],
                kept: [.init(identity: change.identity, reason: "because")], unchangedCount: 4,
                records: ["mark revision 2 as superseded"], missingNamespaces: ["ns"], leftOut: ["files"],
                reasonForRevision: "the release values changed", warnings: ["beware"], explanation: "chart: c\n"))
    }

    private func withFile(_ body: (PlanFile) throws -> Void) throws {
        let folder = try TemporaryFolder()
        try body(PlanFile(path: "\(folder.path)/a.plan"))
        withExtendedLifetime(folder) {}
    }

    private func reason(_ file: PlanFile, _ seal: SecretSeal? = nil) throws -> String {
        let error = #expect(throws: PlanFileError.self) {
            _ = try file.read(seal: { seal }, places: { ["\"$WERF_SECRET_KEY\"", "\"/x\""] })
        }
        return error?.reason ?? ""
    }

    private func contents(_ file: PlanFile) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: file.path))) }

    private func put(_ bytes: [UInt8], _ file: PlanFile) throws { try Data(bytes).write(to: URL(filePath: file.path)) }

    /// Every member comes back, whatever is added to a plan: texts of both show all that they hold.
    @Test(arguments: [nil, key]) func aPlanIsReadAsItWasWritten(_ key: String?) throws {
        try withFile { file in
            let (plan, seal) = (Self.plan(), try key.map(Self.seal))
            // An older file, readable for others, is replaced.
            try put([], file)
            try file.write(plan, seal: seal)
            let read = try file.read(seal: { seal }, places: { [] })
            #expect(try Value(encoding: read) == Value(encoding: plan))
            #expect(read.request == plan.request && read.overview.changes == plan.overview.changes)
            #expect(read.newest == plan.newest && read.storage == plan.storage && !read.createsNamespace)
            let (record, written) = (read.record.release, plan.record.release)
            #expect(ReleaseCodec.document(of: record) == ReleaseCodec.document(of: written))
            #expect(record.labels == ["team": "a"] && record[extra: "mine"] == ["x": "y"])
            #expect(read.made.time.isSameInstant(as: plan.made.time))
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let names = try FileManager.default.contentsOfDirectory(atPath: String(file.path.dropLast("/a.plan".count)))
            #expect(names == ["a.plan"])
        }
    }

    @Test func nothingOfAnEncryptedPlanIsReadable() throws {
        try withFile { file in
            try file.write(Self.plan(), seal: try Self.seal())
            let text = String(decoding: try Gzip.decompress(contents(file), limit: 1 << 20), as: UTF8.self)
            for secret in ["b3BlbnNlc2FtZQ", "eHl6enk", "app", "Secret", "hello"] { #expect(!text.contains(secret)) }
            #expect(
                try reason(file)
                    == "the plan is encrypted, and no secret key was found: looked in \"$WERF_SECRET_KEY\", \"/x\"")
            let other = try Self.seal("00112233445566778899aabbccddeeff")
            #expect(try reason(file, other).hasPrefix("the secret key isn't the one it was encrypted with"))
        }
    }

    @Test(arguments: [false, true]) func aDamagedFileIsRefused(_ isEncrypted: Bool) throws {
        try withFile { file in
            let seal = isEncrypted ? try Self.seal() : nil
            try file.write(Self.plan(), seal: seal)
            let whole = try contents(file)
            for length in [0, 1, 5, 20, whole.count / 2, whole.count - 1] {
                try put(Array(whole[..<length]), file)
                #expect(try !reason(file, seal).isEmpty)
            }
            for at in stride(from: 10, to: whole.count, by: 7) {
                var changed = whole
                changed[at] ^= 0x10
                // Bits that fill up the last byte mean nothing.
                if try Gzip.decompress(whole, limit: 1 << 20) == (try? Gzip.decompress(changed, limit: 1 << 20)) {
                    continue
                }
                try put(changed, file)
                #expect(try !reason(file, seal).isEmpty)
            }
            // Somebody who packs it again.
            var root = try #require(try JSON.read(Gzip.decompress(whole, limit: 1 << 20)).object)
            let data = try #require(root["data"]?.string)
            root["data"] = .string(
                isEncrypted
                    ? (data.hasPrefix("0") ? "1" : "0") + data.dropFirst() : data.replacing("\"app\"", with: "\"apq\""))
            try put(Gzip.compress(JSON.write(.object(root))), file)
            #expect(try reason(file, seal).contains("changed"))
            root["encrypted"] = .bool(!isEncrypted)
            try put(Gzip.compress(JSON.write(.object(root))), file)
            #expect(try !reason(file, try Self.seal()).isEmpty)
        }
    }

    /// A plan whose digest is right and whose content isn't.
    private func forge(_ file: PlanFile, _ change: (inout Object) -> Void) throws {
        var content = try #require(try Value(encoding: Self.plan()).object)
        change(&content)
        let text = JSON.write(.object(content))
        let root: Value = [
            "apiVersion": "kubectl-werf/v1", "kind": "Plan", "encrypted": false,
            "digest": .string(String(decoding: SecretSeal.digest(text), as: UTF8.self)),
            "data": .string(String(decoding: text, as: UTF8.self)),
        ]
        try put(Gzip.compress(JSON.write(root)), file)
    }

    @Test func whereAKeyIsFoundAPlanMustBeSealed() throws {
        try withFile { file in
            try forge(file) { _ in }
            let error = #expect(throws: PlanFileError.self) {
                _ = try file.read(seal: { try Self.seal() }, places: { [] })
            }
            #expect(error?.reason.hasPrefix("the plan isn't sealed by the project's key") ?? false)
            #expect(error?.advice == [SavedPlan.remedy(file.path)])
        }
    }

    /// What compresses well is small in the file, and must be no larger than what is read from it.
    @Test func whatIsTooLargeToReadIsNotWritten() throws {
        try withFile { file in
            let (plan, seal) = (Self.plan(notes: String(repeating: "n", count: 100_000)), try Self.seal())
            let size = JSON.write(try Value(encoding: plan)).count
            let exact = PlanFile(path: file.path, largest: size)
            let smaller = PlanFile(path: file.path, largest: size - 1)
            // Around a plan in the open the document is the larger part.
            for (file, seal) in [(smaller, seal), (exact, nil)] {
                let error = #expect(throws: PlanFileError.self) { try file.write(plan, seal: seal) }
                #expect(error?.reason.hasPrefix("the plan is too large for a file") ?? false)
            }
            #expect(!FileManager.default.fileExists(atPath: file.path))
            try exact.write(plan, seal: seal)
            #expect(try exact.read(seal: { seal }, places: { [] }).record.release.info.notes.count == 100_000)
            #expect(try reason(smaller, seal).contains("longer than \(size - 1) bytes"))
        }
    }

    @Test func forgedContentIsRefused() throws {
        try withFile { file in
            try forge(file) { _ in }
            #expect(throws: Never.self) { try file.read(seal: { nil }, places: { [] }) }
            try forge(file) { $0["request"] = [:] }
            #expect(try reason(file).hasPrefix("it was made by version 0, which this one ("))
            try forge(file) { ($0["request"], $0["program"]) = (Value.object(Object()), nil) }
            #expect(try reason(file).hasPrefix("it is damaged at "))
            try forge(file) { $0["made"] = "yesterday" }
            #expect(try !reason(file).isEmpty)
            try forge(file) { content in
                for part in ["request", "overview"] {
                    var members = content[part]?.object
                    members?["target"] = ["name": "../x", "namespace": "ns", "revision": 3, "kind": "upgrade"]
                    content[part] = members.map(Value.object)
                }
            }
            #expect(try reason(file) == "it is damaged: it names no release")
            for kind in ["rollback", "upgrade"] {
                try forge(file) { content in
                    var request = content["request"]?.object
                    request?["target"] = [
                        "name": "app", "namespace": "ns", "revision": .integer(.max), "kind": .string(kind),
                    ]
                    content["request"] = request.map(Value.object)
                }
                #expect(try reason(file) == "it is damaged: its parts are of different releases")
            }
        }
    }

    @Test func foreignFilesAreRefused() throws {
        try withFile { file in
            let missing = try reason(file)
            #expect(missing.hasPrefix("it can't be read: ") && missing.contains("no such file"))
            for text in ["", "hello", "{}"] {
                try put(Array(text.utf8), file)
                #expect(try reason(file) == "it is no plan of kubectl werf plan")
                try put(Gzip.compress(Array(text.utf8)), file)
                #expect(try reason(file) == "it is no plan of kubectl werf plan")
            }
            try put(Gzip.compress(Array(#"{"apiVersion": "v1", "dataRaw": "{}", "encrypted": false}"#.utf8)), file)
            #expect(try reason(file) == "werf plan made it, whose plans only werf can run")
            try put(Gzip.compress(Array(#"{"apiVersion": "kubectl-werf/v2", "kind": "Plan"}"#.utf8)), file)
            #expect(try reason(file).hasPrefix("it has the form kubectl-werf/v2"))
            try put(Gzip.compress([UInt8](repeating: 32, count: 300 << 20), level: 1), file)
            #expect(try reason(file).contains("longer than"))
        }
    }

    @Test func anOldPlanHasExpired() throws {
        let made = GoTime(seconds: 1_700_000_000)
        let plan = Self.plan(made: made)
        func refuse(after seconds: Int64, _ lifetime: Duration) throws {
            try plan.refuseOld("p", lifetime: lifetime, now: GoTime(seconds: made.seconds + seconds))
        }
        #expect(throws: Never.self) { try refuse(after: 7200, .seconds(7200)) }
        #expect(throws: Never.self) { try refuse(after: 1 << 40, .seconds(Int64.max)) }
        #expect(throws: Never.self) { try refuse(after: -60, .zero) }
        let error = #expect(throws: PlanFileError.self) { try refuse(after: 7201, .seconds(7200)) }
        #expect(
            error?.reason
                == "it has expired: it was made 2023-11-14T22:13:20Z, 2h0m1s ago, and --plan-lifetime is 2h0m0s")
        #expect(error?.advice == ["Make the plan anew: kubectl werf plan … --save-plan p"])
        #expect(throws: PlanFileError.self) { try refuse(after: 1, .zero) }
        #expect(throws: PlanFileError.self) { try refuse(after: -3600, .seconds(7200)) }
    }
}
