import GoTime
import KubernetesClient
import Testing

@testable import HelmTwo
@testable import Shared
@testable import TillerRecords

/// What follows from what was read: the same facts, the same plan.
@Suite struct MigrationRulesTests {
    private static let now = GoTime(seconds: 1_700_000_000)
    private let rules = MigrationRules(now: now)
    private static let target = ConvertedRevision.Target(name: "app", namespace: "there")
    private static let place = TillerPlace(namespace: "kube-system", driver: .configMap)

    private static func entry(_ revision: Int, _ status: String = "SUPERSEDED") -> TillerEntry {
        TillerEntry(
            name: "app", revision: revision, status: status, place: place, objectName: "app.v\(revision)",
            uid: "uid-\(revision)", resourceVersion: "1")
    }

    private static func stored(_ revision: Int) -> RevisionEntry {
        RevisionEntry(
            name: "app", namespace: "there", revision: revision, status: .superseded,
            objectName: "sh.helm.release.v1.app.v\(revision)", uid: "", resourceVersion: "", labels: [:])
    }

    private static func converted(
        _ status: ReleaseStatus = .deployed, namespace: String = "there", age: Int64 = 100_000,
        dropped: [String] = [], crdHooks: [String] = []
    ) -> RevisionFacts.Reading {
        .converted(
            .init(
                namespace: namespace, status: status, lastDeployed: now.seconds - age, dropped: dropped,
                crdHooks: crdHooks))
    }

    /// Facts of a release with three good revisions and nothing in its way.
    private static func facts(_ change: (inout MigrationFacts) -> Void = { _ in }) -> MigrationFacts {
        var facts = MigrationFacts(name: "app", target: target, place: place)
        facts.entries = [entry(1), entry(2), entry(3, "DEPLOYED")]
        facts.chosen = facts.entries.reversed().map {
            RevisionFacts($0, converted($0.status == "DEPLOYED" ? .deployed : .superseded))
        }
        change(&facts)
        return facts
    }

    private static func object(
        _ name: String, isPlaced: Bool = true, isVersionGone: Bool = false, _ standing: ObjectFacts.Standing
    ) -> ObjectFacts {
        let identity = ResourceIdentity(group: "", version: "v1", kind: "ConfigMap", namespace: "there", name: name)
        return ObjectFacts(identity, isPlaced: isPlaced, isVersionGone: isVersionGone, standing: standing)
    }

    private static func live(
        _ name: String, _ values: OwnerMarks = OwnerMarks([:]), reserved: String? = nil, managers: [OtherManager] = []
    ) -> ObjectFacts {
        object(
            name,
            .live(
                LiveMarks(
                    reference: ObjectReference(type: .configMaps, namespace: "there", name: name), uid: "u-\(name)",
                    resourceVersion: "7", values: values, reserved: reserved, managers: managers)))
    }

    private static let argo = OtherManager(tool: "Argo CD", subject: "shop")

    private static func journal(isDone: Bool, _ revisions: [Int] = [3, 2, 1]) -> MigrationJournal {
        MigrationJournal(
            id: "id", target: target, formerName: "app", place: place, driver: .secret, revisions: revisions,
            objects: [], isDone: isDone)
    }

    @Test func aGoodReleaseIsWrittenNewestFirst() {
        let plan = rules.plan(
            Self.facts { $0.objects = [Self.live("a"), Self.live("b", OwnerMarks(of: Self.target))] })
        #expect(plan.stage == .new)
        #expect(plan.written.map(\.revision) == [3, 2, 1])
        #expect(plan.blockers.isEmpty)
        #expect(plan.warnings.isEmpty)
        #expect(plan.marked.map(\.reference.name) == ["a"])
    }

    /// Facts, and a word of the one blocker that follows.
    struct Blocked: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var change: @Sendable (inout MigrationFacts) -> Void
        var expected: String

        init(_ name: String, _ expected: String, _ change: @escaping @Sendable (inout MigrationFacts) -> Void) {
            (testDescription, self.expected, self.change) = (name, expected, change)
        }
    }

    static let blocked = [
        Blocked("upper case", "invalidName") { $0.target.name = "App" },
        Blocked("underscore", "invalidName") { $0.target.name = "my_app" },
        Blocked("a strange history", "foreignHistory([7])") { $0.history = [stored(7)] },
        Blocked("the same number, another revision", "foreignHistory([2])") {
            $0.history = [stored(2)]
            $0.chosen[1].counterpart = .different
        },
        Blocked("another storage", "storedElsewhere") {
            $0.elsewhere = .storedElsewhere(name: "app", driver: .configMap, namespace: "there")
        },
        Blocked("another Tiller", "rival") {
            $0.rivals = [.init(place: TillerPlace(namespace: "t2", driver: .secret), newest: 1)]
        },
        Blocked("another Tiller's, unreadable", "unreadableRival") {
            $0.rivals = [.init(place: TillerPlace(namespace: "t2", driver: .secret), newest: 1, isReadable: false)]
        },
        Blocked("not in this namespace", "notHere(\"here\")") { $0.expectedNamespace = "here" },
        Blocked("another tool's object", "managed") { $0.objects = [live("a", managers: [argo])] },
        Blocked("another namespace", "otherNamespace(\"old\"") {
            $0.chosen = $0.chosen.map { RevisionFacts($0.entry, converted(namespace: "old")) }
            $0.objects = [object("a", isPlaced: false, .absent)]
        },
        Blocked("another's object", "owned") {
            $0.objects = [live("a", OwnerMarks([.manager: "Helm", .releaseName: "other", .releaseNamespace: "there"]))]
        },
        Blocked("half another's object", "owned") { $0.objects = [live("a", OwnerMarks([.releaseNamespace: "away"]))] },
        Blocked("damaged", "isNewest: false") { $0.chosen[1].reading = .damaged("it ends too early") },
        Blocked("damaged newest", "isNewest: true") { $0.chosen[0].reading = .damaged("it ends too early") },
        Blocked("too large", "tooLarge") { $0.chosen[2].reading = .tooLarge(2_000_000, limit: 1_000_000, parts: []) },
        Blocked("at work", "underWay") { $0.chosen[0].reading = converted(.pendingUpgrade, age: 10) },
        Blocked("being deleted", "underWay") { $0.chosen[0].reading = converted(.uninstalling, age: 10) },
        Blocked("another's journal", "foreignJournal") {
            $0.journal = journal(isDone: false)
            $0.journal?.formerName = "other"
        },
        Blocked("refused", "refused(\"no\")") { $0.rehearsal.refusals = ["no"] },
    ]

    @Test(arguments: blocked) func thisBlocks(_ row: Blocked) {
        let plan = rules.plan(Self.facts(row.change))
        #expect(plan.blockers.count == 1)
        #expect(plan.blockers.first.map { "\($0)".contains(row.expected) } == true, "\(plan.blockers)")
    }

    @Test func twoReleasesOfOneNameBlockEachOther() {
        var other = Self.facts()
        other.name = "App"
        let plans = rules.plans([Self.facts(), other])
        #expect(plans.allSatisfy { $0.blockers.count == 1 })
        other.target.namespace = "elsewhere"
        #expect(rules.plans([Self.facts(), other]).allSatisfy { $0.blockers.isEmpty })
    }

    @Test func whatTheManifestSaysIsNoOthersMark() {
        let plan = rules.plan(
            Self.facts { facts in
                facts.objects = [
                    Self.live("a", managers: [Self.argo]), Self.live("b", reserved: "x", managers: [Self.argo]),
                ]
                facts.objects[0].ownManagers = [Self.argo]
            })
        #expect(plan.blockers.isEmpty)
        #expect(plan.marked.map(\.reference.name) == ["a"])
    }

    /// Whether `--all` leaves releases without a namespace, the newest status, and whether this one is left out.
    static let homeless: [(Bool, ReleaseStatus, Bool)] = [
        (true, .uninstalled, true), (true, .deployed, false), (false, .uninstalled, false),
    ]

    @Test(arguments: 0..<homeless.count) func onlyADeletedReleaseIsLeftWithItsNamespace(_ row: Int) {
        let (leaves, status, isLeftOut) = Self.homeless[row]
        var rules = rules
        rules.leavesHomeless = leaves
        let plan = rules.plan(
            Self.facts { facts in
                facts.chosen[0].reading = Self.converted(status)
                facts.rehearsal.lacksNamespace = true
                facts.rehearsal.refusals = ["namespaces \"there\" not found"]
            })
        #expect(plan.isLeftOut == isLeftOut)
        #expect(plan.isDue(deletesRecords: true) == !isLeftOut)
        #expect(plan.blockers.isEmpty == isLeftOut)
        #expect(plan.warnings == (isLeftOut ? [.homeless("there")] : []))
        #expect(isLeftOut == (plan.rows.map(\.verdict) == [.leftOut, .leftOut, .leftOut]))
    }

    @Test func damagedOnesMayStayBehind() {
        var rules = rules
        rules.leavesDamaged = true
        let plan = rules.plan(Self.facts { $0.chosen[1].reading = .damaged("no") })
        #expect(plan.blockers.isEmpty)
        #expect(plan.rows.map(\.verdict) == [.written, .leftOut, .written])
        #expect(plan.warnings == [.damaged(Self.entry(2), reason: "no")])
        let newest = rules.plan(Self.facts { $0.chosen[0].reading = .damaged("no") })
        #expect(newest.blockers.count == 1)
    }

    @Test func whatHelmThreeHasIsDone() {
        // As another tool left it, with older revisions pruned since and newer ones made.
        let plan = rules.plan(
            Self.facts { facts in
                facts.history = [Self.stored(3), Self.stored(4)]
                facts.chosen[0].counterpart = .same
                facts.objects = [Self.live("a")]
            })
        #expect(plan.stage == .done)
        #expect(plan.written.isEmpty)
        #expect(plan.marked.isEmpty)
        #expect(plan.blockers.isEmpty)
        #expect(plan.rows.map(\.verdict) == [.alreadyThere, .leftOut, .leftOut])
    }

    @Test func aJournalSaysWhatWasDone() {
        let plan = rules.plan(
            Self.facts { facts in
                facts.journal = Self.journal(isDone: true)
                facts.history = [Self.stored(12)]
            })
        #expect(plan.stage == .done)
        #expect(plan.brought.map(\.revision) == [3, 2, 1])
        // Helm 2 went on after the migration: that is a clash, not a migration that is done.
        let later = rules.plan(
            Self.facts { facts in
                facts.journal = Self.journal(isDone: true, [2, 1])
                facts.history = [Self.stored(1), Self.stored(2)]
                for index in [1, 2] { facts.chosen[index].counterpart = .same }
            })
        #expect(later.stage == .new)
        #expect(later.blockers.map { "\($0)" } == ["goneOn([3])"])
    }

    /// What Helm 3 has of revisions 1, 2, 3 after a migration, and which of Tiller's records it makes up for.
    static let since: [(counterparts: [RevisionFacts.Counterpart], history: [Int], brought: [Int])] = [
        ([.same, .same, .same], [1, 2, 3], [3, 2, 1]),
        ([.same, .alike, .same], [1, 2, 3], [3, 1]),
        ([.same, .different, .same], [1, 2, 3], [3, 1]),
        // Pruned by Helm 3, which has gone on.
        ([.none, .none, .same], [3, 4], [3, 2, 1]),
        ([.none, .none, .none], [4, 5], [3, 2, 1]),
        // Uninstalled and made anew: these are other revisions, and 3 never was one of theirs.
        ([.different, .different, .none], [1, 2], []),
        ([.same, .different, .none], [1, 2], [1]),
        ([.same, .same, .alike], [1, 2, 3], [2, 1]),
    ]

    @Test(arguments: 0..<since.count) func onlyWhatHelmThreeHasMakesUpForARecord(_ row: Int) {
        let (counterparts, history, brought) = Self.since[row]
        let plan = rules.plan(
            Self.facts { facts in
                facts.journal = Self.journal(isDone: true)
                facts.history = history.map(Self.stored)
                for (index, counterpart) in counterparts.reversed().enumerated() {
                    facts.chosen[index].counterpart = counterpart
                }
            })
        #expect(plan.stage == .done)
        #expect(plan.brought.map(\.revision) == brought)
        #expect(plan.warnings.isEmpty == !counterparts.contains { $0 == .alike || $0 == .different })
    }

    @Test func recordsThatAreLeftBehindAreDealtWith() {
        // Revisions 2 and 3 came over, and their records are deleted: 1 is all that is left.
        let plan = rules.plan(
            Self.facts { facts in
                facts.entries.removeLast(2)
                facts.chosen.removeFirst(2)
                facts.journal = Self.journal(isDone: true, [3, 2])
                facts.history = [Self.stored(2), Self.stored(3)]
            })
        #expect(plan.stage == .done)
        #expect(plan.blockers.isEmpty)
        #expect(plan.brought.isEmpty)
    }

    @Test func whatIsTooLargeIsntCalledLeftOut() {
        var rules = rules
        rules.leavesDamaged = true
        let plan = rules.plan(Self.facts { $0.chosen[2].reading = .tooLarge(2, limit: 1, parts: []) })
        #expect(plan.rows.map(\.verdict) == [.written, .written, .blocked])
        #expect(plan.blockers.count == 1)
    }

    @Test func whatWasUninstalledSinceIsNotBroughtBack() {
        let plan = rules.plan(Self.facts { $0.journal = Self.journal(isDone: true) })
        #expect(plan.stage == .done)
        #expect(plan.isEnded)
        // Helm 2's records are all there is: none of them counts as brought over.
        #expect(plan.brought.isEmpty)
    }

    @Test func aBrokenRunGoesOnWhereItStopped() {
        let plan = rules.plan(
            Self.facts { facts in
                facts.journal = Self.journal(isDone: false)
                facts.history = [Self.stored(3), Self.stored(4)]
                facts.chosen[0].counterpart = .same
            })
        #expect(plan.stage == .unfinished)
        #expect(plan.blockers.isEmpty)
        #expect(plan.rows.map(\.verdict) == [.alreadyThere, .written, .written])
    }

    @Test func theNewestOnesMayDo() {
        let plan = rules.plan(Self.facts { $0.chosen.removeLast(2) })
        #expect(plan.written.map(\.revision) == [3])
        #expect(plan.rows.map(\.verdict) == [.written, .leftOut, .leftOut])
        #expect(plan.warnings == [.older(count: 2)])
    }

    @Test func whatOnlyWarns() {
        let plan = rules.plan(
            Self.facts { facts in
                facts.objects = [
                    Self.object("gone", .absent), Self.object("old", isVersionGone: true, .absent),
                    Self.object("odd", .unknownKind), Self.live("pod", reserved: "ReplicaSet \"x\" controls it"),
                ]
                facts.chosen[0].reading = Self.converted(.pendingUpgrade, crdHooks: ["CustomResourceDefinition/x"])
                facts.chosen[1].reading = Self.converted(.superseded, dropped: ["chart.files"])
            })
        #expect(plan.blockers.isEmpty)
        let warnings = plan.warnings.map { "\($0)".prefix { $0 != "(" } }
        #expect(
            warnings.sorted() == [
                "absent", "absent", "crdHooks", "dropped", "pending", "removedVersion", "removedVersion", "reserved",
            ])
        #expect(plan.marked.isEmpty)
    }
}
