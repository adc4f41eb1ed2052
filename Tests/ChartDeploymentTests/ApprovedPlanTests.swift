import ArgumentParser
import Deployment
import PluginKit
import Shared
import Testing

@testable import ChartDeployment

@Suite struct ApprovedPlanTests {
    private let approved = ApprovedPlan(path: "p", saved: PlanFileTests.plan())

    private func entry(_ revision: Int, _ status: ReleaseStatus, uid: String = "u") -> RevisionEntry {
        RevisionEntry(
            name: "app", namespace: "ns", revision: revision, status: status, objectName: "o", uid: uid,
            resourceVersion: "1", labels: [:])
    }

    private func reason(_ history: [RevisionEntry]) -> String? {
        do {
            try approved.refuseOther(ReleaseSituation(history))
            return nil
        } catch {
            return (error as? PlanDrift)?.reasons.first
        }
    }

    @Test func theReleaseMustBeWhereItWas() {
        let first = entry(1, .deployed, uid: "t")
        #expect(reason([first, entry(2, .failed)]) == nil)
        #expect(
            reason([first, entry(2, .failed), entry(3, .deployed, uid: "v")])
                == "it was made on revision 2, and the newest is revision 3 (deployed) now")
        #expect(
            reason([first, entry(2, .failed, uid: "v")])
                == "it was made on revision 2, and the newest is another revision 2 (failed) now")
        #expect(reason([]) == "it was made on revision 2, and there is none now")
        #expect(
            reason([first, entry(2, .deployed)]) == "revision 2 was failed, and is deployed now")
        #expect(reason([entry(2, .failed)]) == "it would install the release to revision 3 now")
    }

    /// A deploy that is gone on with keeps its revision while more of its hooks run.
    @Test func aKilledDeployMustBeWhereItWas() throws {
        func reason(_ planned: Set<Stage>, _ found: Set<Stage>) throws -> String? {
            let saved = PlanFileTests.plan(completed: planned)
            var (record, newest) = (saved.record.release, saved.record.release)
            newest[extra: DeployJournal.key] = DeployJournal(kind: .upgrade, completed: found).value
            do {
                let journal = try ApprovedPlan(path: "p", saved: saved).journal(&record, after: newest)
                #expect(journal.completed == found && DeployJournal(of: record) == journal)
                return nil
            } catch let error as PlanDrift {
                #expect(error.advice.contains("No object was changed."))
                return error.reasons.first
            }
        }
        #expect(try reason([], []) == nil && reason([.pre], [.pre]) == nil)
        #expect(
            try reason([.pre], [])
                == "the hooks of stage pre had run before when it was made, and those of no stage have now")
        #expect(try reason([], [.pre, .main])?.hasSuffix("those of stage pre, main have now") ?? false)
        var record = approved.saved.record.release
        #expect(try approved.journal(&record, after: nil).completed.isEmpty)
    }

    @Test func theFlagsAndVariablesForFiles() throws {
        func choice(_ words: [String], _ variables: [String: String] = [:]) throws -> String {
            switch try PlanKeepingFlags.parse(words).choice(PluginEnvironment(variables)) {
            case .save(let file): "save \(file.path)"
            case .show(let file): "show \(file.path)"
            case nil: ""
            }
        }
        #expect(try choice([]) == "")
        #expect(try choice(["--save-plan", "a"]) == "save a" && choice(["--show-plan", "a"]) == "show a")
        let both = ["WERF_SAVE_PLAN_PATH": "s", "WERF_SHOW_PLAN_PATH": "t"]
        #expect(try choice([], ["WERF_SAVE_PLAN_PATH": "s"]) == "save s")
        #expect(try choice([], ["WERF_SHOW_PLAN_PATH": "t"]) == "show t")
        #expect(try choice(["--save-plan", "a"], both) == "save a")
        #expect(throws: ValidationError.self) { try choice([], both) }
        #expect(throws: ValidationError.self) { try choice(["--save-plan", ""]) }
        let use = try PlanUseFlags.parse([])
        #expect(try use.file(PluginEnvironment(["WERF_USE_PLAN_PATH": "u"]))?.path == "u")
        #expect(try use.lifetime(PluginEnvironment([:])) == .seconds(7200))
        #expect(try use.lifetime(PluginEnvironment(["WERF_PLAN_LIFETIME": "30m"])) == .seconds(1800))
    }

    @Test func whatIsInThePlanIsRefusedBeforeTheFileIsRead() throws {
        let file = PlanFile(path: "/nowhere/p")
        func message(_ words: [String]) throws -> String {
            let flags = try DeployFlags.parse(words)
            do {
                _ = try flags.savedPlan(
                    in: file, "--use-plan", GivenFlags(of: DeployFlags.self, words), groups: [], PluginEnvironment([:]))
                return ""
            } catch let error as ValidationError {
                return error.message
            } catch {
                return (error as? PlanFileError)?.reason ?? "\(error)"
            }
        }
        #expect(
            try message(["chart"])
                == "--use-plan takes no chart (\"chart\"): what is deployed is in the plan /nowhere/p")
        // The parser is slow to describe so many flags: one line of each sort.
        for words in [["-fx"], ["--env", "prod"], ["--history-max", "3"], ["--allow-crd-delete"]] {
            #expect(try message(words).contains(" can't be given with --use-plan: what is deployed"), "\(words)")
        }
        // These say where the cluster and the key are.
        for words in [["--release", "app", "-n", "ns", "--secret-key", "00", "--context", "x", "-q"]] {
            #expect(try message(words).hasPrefix("it can't be read"), "\(words)")
        }
    }
}
