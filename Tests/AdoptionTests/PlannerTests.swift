import Documents
import KubernetesClient
import Shared
import Testing

@testable import Adoption

@Suite struct PlannerTests {
    static let helm = [Ownership.managerLabel: "Helm"]
    static let argo = ["argocd.argoproj.io/tracking-id": "shop:/ConfigMap:ns/a"]
    static let stale = Sample.live(of: Sample.other)

    /// A live object, what the other release lists, from whom may be taken; what it is and whether it is written.
    struct Case: Sendable {
        var live: Value?
        var isListed = false
        var consent = Consent()
        var isNamed = true
        var standing: String
        var outcome: Outcome
    }

    enum Outcome: Sendable { case adopted, left, refused }

    static let cases = [
        Case(live: nil, standing: "absent", outcome: .refused),
        Case(live: nil, isNamed: false, standing: "absent", outcome: .left),
        Case(live: Sample.live(), standing: "unowned", outcome: .adopted),
        Case(live: Sample.live(labels: helm), standing: "unowned", outcome: .adopted),
        Case(live: Sample.live(of: Sample.release), standing: "ours already", outcome: .left),
        Case(
            live: stale, standing: "owned by release old in namespace ns (Helm, which doesn't list it)",
            outcome: .refused),
        Case(
            live: stale, consent: Consent(objects: [Sample.wanted().identity.object]),
            standing: "owned by release old in namespace ns (Helm, which doesn't list it)", outcome: .adopted),
        Case(
            live: stale, consent: Consent(owners: ["OLD"]),
            standing: "owned by release old in namespace ns (Helm, which doesn't list it)", outcome: .adopted),
        Case(
            live: stale, consent: Consent(owners: ["old"]), isNamed: false,
            standing: "owned by release old in namespace ns (Helm, which doesn't list it)", outcome: .refused),
        Case(
            live: stale, isListed: true, consent: Consent(objects: [Sample.wanted().identity.object]),
            standing: "owned by release old in namespace ns (Helm)", outcome: .refused),
        Case(
            live: stale, isListed: true, consent: Consent(handingOver: Sample.other),
            standing: "owned by release old in namespace ns (Helm)", outcome: .adopted),
        Case(live: Sample.live(annotations: argo), standing: "owned by Argo CD (shop)", outcome: .refused),
        Case(
            live: Sample.live(annotations: argo), consent: Consent(owners: ["argocd"]),
            standing: "owned by Argo CD (shop)", outcome: .adopted),
        Case(
            live: Sample.live(annotations: argo), consent: Consent(owners: ["flux"]),
            standing: "owned by Argo CD (shop)", outcome: .refused),
        Case(
            live: Sample.live(labels: [Ownership.managerLabel: "kustomize"]), standing: "owned by kustomize",
            outcome: .refused),
        Case(
            live: Sample.live(extra: ["ownerReferences": [["kind": "X", "name": "x", "controller": true]]]),
            consent: Consent(objects: [Sample.wanted().identity.object]),
            standing: "not adoptable: X \"x\" controls it", outcome: .refused),
        Case(
            live: Sample.live(extra: ["deletionTimestamp": "2026-01-01T00:00:00Z"]),
            standing: "not adoptable: it is being deleted", outcome: .refused),
    ]

    @Test(arguments: cases.indices)
    func saysWhoseItIsAndWhatIsDone(_ index: Int) throws {
        let item = Self.cases[index]
        let wanted = Sample.wanted(isNamed: item.isNamed)
        let plan = Sample.plan(
            [wanted], item.live.map { [$0] } ?? [],
            claims: [Sample.other: item.isListed ? [wanted.identity.object] : []], consent: item.consent)
        let row = try #require(plan.rows.first)
        #expect(row.standing.description == item.standing)
        let outcome: Outcome = row.refusal != nil ? .refused : row.change != nil ? .adopted : .left
        #expect(outcome == item.outcome)
        #expect((plan.error != nil) == (item.outcome == .refused))
    }

    @Test func whatWerfDeployedIsCalledWerfs() throws {
        var live = Sample.live(of: Sample.other)
        live = Sample.live(
            labels: Self.helm,
            annotations: [
                Ownership.nameAnnotation: "old", Ownership.namespaceAnnotation: "ns", "werf.io/version": "2.10",
            ])
        let row = try #require(Sample.plan([Sample.wanted()], [live]).rows.first)
        #expect(row.standing.description.contains("(werf, which doesn't list it)"))
    }

    @Test func aListedObjectIsHandedOverNotTaken() throws {
        let plan = Sample.plan(
            [Sample.wanted()], [Self.stale], claims: [Sample.other: [Sample.wanted().identity.object]])
        #expect(plan.error?.advice.last?.contains("--from-release old") ?? false)
        #expect(plan.error?.advice.last?.contains("--from-namespace") == false)
    }

    @Test func everyRefusedObjectIsNamed() throws {
        let plan = Sample.plan([Sample.wanted("a"), Sample.wanted("b"), Sample.wanted("c")], [Sample.live("b")])
        #expect(
            plan.error?.message == "ConfigMap/a: configmaps \"a\" not found\nConfigMap/c: configmaps \"c\" not found")
        #expect(plan.changes.map(\.identity.name) == ["b"])
    }

    @Test func anObjectThatIsSelectedTwiceIsOne() {
        let plan = Sample.plan([Sample.wanted("a", isNamed: false), Sample.wanted("a")], [])
        #expect(plan.rows.count == 1)
        #expect(plan.rows.first?.wanted.isNamed ?? false)
    }

    // MARK: What is written

    @Test func onlyMarksThatDifferAreWritten() throws {
        let live = Sample.live(labels: Self.helm, annotations: ["note": "stays"])
        let change = try #require(Sample.plan([Sample.wanted()], [live]).changes.first)
        #expect(
            change.patch == [
                "metadata": [
                    "uid": "u-a", "resourceVersion": "1",
                    "annotations": [
                        "meta.helm.sh/release-name": "app", "meta.helm.sh/release-namespace": "ns",
                    ],
                ]
            ])
        #expect(change.former == [.releaseName: nil, .releaseNamespace: nil])
    }

    @Test func theFormerValuesAreKept() throws {
        let consent = Consent(objects: [Sample.wanted().identity.object])
        let change = try #require(Sample.plan([Sample.wanted()], [Self.stale], consent: consent).changes.first)
        #expect(change.former == [.releaseName: "old"])
    }

    // MARK: The same plan once more

    static let differences: [(before: Value?, after: Value?, fault: String?)] = [
        (Sample.live(), Sample.live(version: "2"), nil),
        (
            Sample.live(),
            Sample.live(
                extra: ["managedFields": [["manager": "c", "fieldsV1": ["f:status": ["f:x": [:]]]]]]), nil
        ),
        (Sample.live(), nil, "it is gone"),
        (Sample.live(), Sample.live(uid: "u-b"), "another object took its place"),
        (Sample.live(), Sample.live(of: Sample.release), "it was unowned and is ours already"),
        (Sample.live(), Sample.live(annotations: ["x": "y"]), "it was changed"),
        (
            Sample.live(), Sample.live(extra: ["managedFields": [["manager": "m", "fieldsV1": ["f:data": [:]]]]]),
            "it was changed"
        ),
    ]

    @Test(arguments: differences.indices)
    func aPlanThatDoesNotHoldAnyMoreIsRefused(_ index: Int) throws {
        let (before, after, fault) = Self.differences[index]
        let shown = Sample.plan([Sample.wanted()], before.map { [$0] } ?? [])
        let now = Sample.plan([Sample.wanted()], after.map { [$0] } ?? [])
        guard let fault else { return try now.refuseDifference(from: shown) }
        let error = try #require(throws: AdoptionError.self) { try now.refuseDifference(from: shown) }
        #expect(error.kind == .changed)
        #expect(error.message.hasSuffix("ConfigMap/a: \(fault)"))
    }

    @Test func whatASelectorFindsLaterIsRefused() {
        let shown = Sample.plan([Sample.wanted()], [Sample.live()])
        let now = Sample.plan([Sample.wanted(), Sample.wanted("b")], [Sample.live(), Sample.live("b", uid: "u-b")])
        #expect(throws: AdoptionError.self) { try now.refuseDifference(from: shown) }
    }
}
