import Documents
import KubernetesClient
import Testing

@testable import HelmTwo
@testable import Shared
@testable import TillerRecords

/// What a migration leaves in the cluster for whoever goes on or goes back.
@Suite struct MigrationJournalTests {
    static let journal = MigrationJournal(
        id: "one", target: .init(name: "app", namespace: "there"), formerName: "App",
        place: TillerPlace(namespace: "t", driver: .secret), driver: .configMap, revisions: [3, 2],
        objects: [
            .init(
                reference: ObjectReference(type: .configMaps, namespace: "there", name: "cm"), uid: "u1",
                former: OwnerMarks([.manager: "Tiller"])),
            .init(
                reference: ObjectReference(type: .namespaces, namespace: nil, name: "ns"), uid: "u2",
                former: OwnerMarks([.manager: "Helm", .releaseName: "app", .releaseNamespace: "x"])),
        ])

    @Test func itIsReadAsItWasWritten() throws {
        let object = Self.journal.object(namespace: "there")
        #expect(object["metadata"]?["name"]?.string == "kubectl-werf.migration.app")
        #expect(MigrationJournal(of: object) == Self.journal)
        var done = Self.journal
        done.isDone = true
        let replaced = done.object(namespace: "there", resourceVersion: "9")
        #expect(replaced["metadata"]?["resourceVersion"] == "9")
        #expect(MigrationJournal(of: replaced) == done)
    }

    static let others: [Value] = [
        [:], ["data": [:]], ["data": ["journal": "no JSON"]], ["data": ["journal": "{}"]],
        ["data": ["journal": "{\"id\":\"a\",\"release\":7}"]],
    ]

    @Test(arguments: others) func whatIsNoneIsNone(_ object: Value) { #expect(MigrationJournal(of: object) == nil) }

    @Test func goingOnKeepsWhatObjectsSaidFirst() {
        var plan = MigrationPlan(
            name: "App", target: Self.journal.target, place: Self.journal.place, stage: .unfinished, rows: [],
            marked: [], journal: Self.journal, blockers: [], warnings: [])
        plan.marked = ["cm", "new"].map { name in
            LiveMarks(
                reference: ObjectReference(type: .configMaps, namespace: "there", name: name), uid: "u",
                resourceVersion: "1", values: OwnerMarks([.manager: "someone"]))
        }
        let joined = Self.journal.joined(with: plan)
        #expect(joined.objects.count == 3)
        #expect(joined.objects[0].former.values[.manager] == "Tiller")
        #expect(joined.objects[2].reference.name == "new")
        #expect(joined.id == "one")
    }

    @Test func marksAreSetAndTakenAwayByAPatch() {
        let set = OwnerMarks(of: ConvertedRevision.Target(name: "app", namespace: "there")).patch(
            uid: "u", resourceVersion: "7")
        #expect(
            set == [
                "metadata": [
                    "uid": "u", "resourceVersion": "7", "labels": ["app.kubernetes.io/managed-by": "Helm"],
                    "annotations": ["meta.helm.sh/release-name": "app", "meta.helm.sh/release-namespace": "there"],
                ]
            ])
        let former = OwnerMarks([.manager: "Tiller"]).patch(uid: "u", resourceVersion: "8")
        #expect(former["metadata"]?["labels"]?["app.kubernetes.io/managed-by"] == "Tiller")
        #expect(former["metadata"]?["annotations"]?["meta.helm.sh/release-name"] == .some(.null))
    }
}
