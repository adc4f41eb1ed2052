import Deployment
import Documents
import GoTime
import KubernetesClient
import Shared
import Testing

@testable import Adoption

@Suite struct HandOverTests {
    static let manifest = """
        ---
        # Source: c/templates/a.yaml
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: a # a comment that stays
        ---
        # Source: c/templates/list.yaml
        apiVersion: v1
        kind: List
        items:
        - apiVersion: v1
          kind: ConfigMap
          metadata: {name: b}
        - apiVersion: v1
          kind: ConfigMap
          metadata: {name: c, namespace: there}
        ---
        # Source: c/templates/role.yaml
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: r

        """

    static func object(_ kind: String, _ name: String, _ namespace: String, group: String = "") -> ObjectIdentity {
        ResourceIdentity(group: group, version: "v1", kind: kind, namespace: namespace, name: name).object
    }

    static func release(_ status: ReleaseStatus = .deployed, version: Int = 4) -> Release {
        var release = Release(name: "old", namespace: "ns", version: version, info: ReleaseInfo(status: status))
        release.manifest = manifest
        release.applyMethod = "ssa"
        return release
    }

    @Test func documentsLeaveTheManifestAndTheOthersStayAsTheyAre() throws {
        let (text, removed) = StoredManifest(Self.manifest).removing([Self.object("ConfigMap", "a", "ns")], in: "ns")
        #expect(removed.map(\.name) == ["a"])
        let kept = try #require(Self.manifest.firstRange(of: "---\n# Source: c/templates/list"))
        #expect(text == String(Self.manifest[kept.lowerBound...]))
    }

    @Test func itemsLeaveAList() throws {
        let going: Set = [
            Self.object("ConfigMap", "c", "there"),
            Self.object("ClusterRole", "r", "", group: "rbac.authorization.k8s.io"),
        ]
        let (text, removed) = StoredManifest(Self.manifest).removing(going, in: "ns")
        #expect(removed.map(\.name) == ["c", "r"])
        let left = SourceDocument.documents(ofManifest: text).flatMap(\.objects)
        #expect(left.map { $0.object[path: ["metadata", "name"]] } == ["a", "b"])
        #expect(left.map(\.source) == ["c/templates/a.yaml", "c/templates/list.yaml"])
    }

    @Test func nothingLeavesForObjectsOfOtherPlaces() {
        let (text, removed) = StoredManifest(Self.manifest).removing(
            [Self.object("ConfigMap", "a", "there"), Self.object("ConfigMap", "c", "ns")], in: "ns")
        #expect(removed.isEmpty && text == Self.manifest)
    }

    @Test func theNextRevisionListsWhatStaysAndSaysWhereTheRestWent() throws {
        let handOver = try HandOver(from: Sample.other, to: Sample.release, newest: Self.release())
        let plan = Sample.plan(
            [Sample.wanted("a"), Sample.wanted("b", isNamed: false)], [Sample.live("a", of: Sample.other)],
            consent: Consent(handingOver: Sample.other), handOver: handOver)
        let next = try #require(plan.handOver?.next)
        #expect(next.version == 5 && next.info.status == .deployed && next.applyMethod == "ssa")
        #expect(!next.manifest.contains("name: a") && next.manifest.contains("name: b"))
        #expect(next.info.description == "Handed 1 object over to release \"app\" in namespace \"ns\"")
        let journal = try #require(HandOverJournal(of: next))
        #expect(journal.to == Sample.release && journal.former == 4 && journal.objects.map(\.name) == ["a"])
        #expect(HandOverJournal(of: Self.release()) == nil)
    }

    @Test func whatIsRefusedStaysInTheRecord() throws {
        let handOver = try HandOver(from: Sample.other, to: Sample.release, newest: Self.release())
        let third = Ownership(releaseName: "third", releaseNamespace: "ns")
        let plan = Sample.plan(
            [Sample.wanted("a")], [Sample.live("a", of: third)], consent: Consent(handingOver: Sample.other),
            handOver: handOver)
        #expect(plan.error != nil && plan.handOver?.next == nil)
    }

    @Test func aKilledHandOverIsGoneOnWith() throws {
        let first = try HandOver(from: Sample.other, to: Sample.release, newest: Self.release())
        let wanted = [Sample.wanted("a", isNamed: false)]
        let live = [Sample.live("a", of: Sample.other)]
        let consent = Consent(handingOver: Sample.other)
        let next = Sample.plan(wanted, live, consent: consent, handOver: first).handOver?.next
        let again = try HandOver(from: Sample.other, to: Sample.release, newest: next)
        #expect(again.listed.contains { $0.name == "a" })
        let plan = Sample.plan(wanted, live, consent: consent, handOver: again)
        #expect(plan.handOver?.next == nil && plan.changes.count == 1)
        let place = StoragePlace(driver: .secret, namespace: "ns")
        let undo = UndoDocument(plan, revision: 0, deployed: nil, storage: place, handingOverFrom: place)
        #expect(undo.handedOver?.former == 4 && undo.handedOver?.made == 5)
        // To another release it is none of this one's.
        #expect(try HandOver(from: Sample.other, to: Sample.other, newest: next).journal == nil)
    }

    @Test(arguments: [ReleaseStatus.failed, .pendingUpgrade, .uninstalling, .superseded])
    func onlyADeployedReleaseHandsOver(_ status: ReleaseStatus) {
        #expect(throws: AdoptionError.self) {
            try HandOver(from: Sample.other, to: Sample.release, newest: Self.release(status))
        }
    }

    @Test func anUninstalledReleaseHasNothingToLose() throws {
        let handOver = try HandOver(from: Sample.other, to: Sample.release, newest: Self.release(.uninstalled))
        #expect(handOver.newest == nil && handOver.listed.isEmpty)
    }
}
