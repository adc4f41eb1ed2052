import Documents
import FoundationEssentials
import KubernetesClient
import Shared
import Testing

@testable import Adoption

@Suite struct UndoTests {
    static let place = StoragePlace(driver: .secret, namespace: "ns")

    static func document(_ live: [Value], revision: Int = 3) -> UndoDocument {
        let wanted = live.compactMap { $0[path: ["metadata", "name"]]?.string }.map { Sample.wanted($0) }
        let consent = Consent(objects: Set(wanted.map(\.identity.object)))
        return UndoDocument(
            Sample.plan(wanted, live, consent: consent), revision: revision, deployed: "2026-01-01T00:00:00Z",
            storage: place,
            handingOverFrom: place)
    }

    static func plan(_ document: UndoDocument, _ live: Value?) throws -> UndoPlan.Row {
        let identity = Sample.wanted().identity
        let plan = UndoPlanner(document).plan(
            live: live.map { [identity: $0] } ?? [:], types: [identity: ResourceType.configMaps])
        return try #require(plan.rows.first)
    }

    static let adopted = Sample.live(
        labels: [Ownership.managerLabel: "Helm"],
        annotations: [Ownership.nameAnnotation: "app", Ownership.namespaceAnnotation: "ns"], version: "9")

    @Test func theDocumentComesBackFromItsText() throws {
        var document = Self.document([
            Sample.live(labels: [Ownership.managerLabel: "kustomize"]), Sample.live("b", of: Sample.other, uid: "u-b"),
        ])
        document.handedOver = UndoDocument.HandedOver(from: Sample.other, storage: Self.place, former: 4, made: 5)
        #expect(try UndoDocument(reading: document.text) == document)
    }

    @Test(arguments: [
        "", "{", "[]", "{\"format\":\"other\"}", "{\"format\":\"kubectl-werf-adopt/1\"}",
        "{\"format\":\"kubectl-werf-adopt/1\",\"release\":{\"name\":\"a\",\"namespace\":\"b\"},\"storage\":"
            + "{\"driver\":\"secret\",\"namespace\":\"b\"},\"revision\":1,\"objects\":[{}]}",
    ])
    func anythingElseIsRefused(_ text: String) {
        #expect(throws: AdoptionError.self) { try UndoDocument(reading: Array(text.utf8)) }
    }

    @Test func onlyTheKeysThatAreSetAreInIt() throws {
        let live = Sample.live(
            labels: ["team": "secret-team"], annotations: ["password": "hunter2"], extra: ["finalizers": ["x"]])
        let text = String(decoding: Self.document([live]).text, as: UTF8.self)
        for foreign in ["team", "hunter2", "password", "finalizers"] { #expect(!text.contains(foreign)) }
    }

    @Test func whatWasAbsentIsTakenAwayWithItsMap() throws {
        let change = try #require(try Self.plan(Self.document([Sample.live()]), Self.adopted).change)
        #expect(
            change.patch == [
                "metadata": ["uid": "u-a", "resourceVersion": "9", "labels": nil, "annotations": nil]
            ])
    }

    @Test func aMapThatHoldsMoreStays() throws {
        var live = Self.adopted
        live = Sample.live(
            labels: [Ownership.managerLabel: "Helm", "x": "y"],
            annotations: [Ownership.nameAnnotation: "app", Ownership.namespaceAnnotation: "ns"], version: "9")
        let change = try #require(try Self.plan(Self.document([Sample.live(labels: ["x": "y"])]), live).change)
        #expect(change.patch[path: ["metadata", "labels"]] == ["app.kubernetes.io/managed-by": nil])
    }

    @Test func formerValuesComeBack() throws {
        let change = try #require(try Self.plan(Self.document([Sample.live(of: Sample.other)]), Self.adopted).change)
        #expect(change.patch[path: ["metadata", "annotations"]] == ["meta.helm.sh/release-name": "old"])
        #expect(change.patch[path: ["metadata", "labels"]] == nil)
    }

    static let cases: [(live: Value?, text: String, isRefused: Bool)] = [
        (nil, "gone", false),
        (Sample.live(), "as it was already", false),
        (Sample.live(of: Sample.release, uid: "u-x"), "another object of this name: it stays as it is", false),
        (Sample.live(of: Sample.other), "changed since", true),
        (adopted, "restored", false),
    ]

    @Test(arguments: cases.indices)
    func onlyWhatIsAsItWasAdoptedIsRestored(_ index: Int) throws {
        let item = Self.cases[index]
        let row = try Self.plan(Self.document([Sample.live()]), item.live)
        #expect(row.text == item.text)
        #expect((row.refusal != nil) == item.isRefused)
        #expect((row.change != nil) == (item.text == "restored"))
    }

    /// A release that was uninstalled and installed again counts from 1 anew.
    @Test(
        arguments: [
            (3, "2026-01-01T00:00:00Z", true), (0, nil, true), (4, "2026-01-02T00:00:00Z", false),
            (1, "2026-01-02T00:00:00Z", false), (3, "2026-01-02T00:00:00Z", false),
        ] as [(Int, String?, Bool)])
    func whatWasDeployedSinceForbidsIt(_ newest: Int, _ deployed: String?, _ isAllowed: Bool) throws {
        let planner = UndoPlanner(Self.document([Sample.live()]))
        if isAllowed { return try planner.refuseLater(newest, deployed: deployed) }
        #expect(throws: AdoptionError.self) { try planner.refuseLater(newest, deployed: deployed) }
    }

    @Test func aFileThatIsNotThereIsSaid() throws {
        #expect(throws: AdoptionError.self) { try InputFile.read("/nowhere/undo") }
    }
}
