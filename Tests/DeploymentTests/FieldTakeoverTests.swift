import Documents
import Testing

@testable import Deployment

@Suite struct FieldTakeoverTests {
    private func takeover(earlier: [Value] = [], scaled: Bool = false, manual: Bool = true, first: Bool = false)
        -> FieldTakeover
    {
        FieldTakeover(
            policy: .init(removesManualChanges: manual, isFirstAdoption: first), earlier: earlier, isScaled: scaled)
    }

    /// What Helm 3 created becomes applied by us: the fields that its manifest had, no defaults of the server.
    @Test(arguments: Recorded.created)
    func takesWhatHelmThreeWrote(_ recorded: Recorded) throws {
        let desired = recorded.desired()
        let change = try #require(takeover(earlier: [desired]).change(live: recorded.live, desired: desired))
        #expect(change.managedFields.applied(by: "helm")?.fields == change.applied)
        #expect(!change.managedFields.entries.contains { $0.manager == "helm" && !$0.isApply })
        #expect(change.applied.owns(["metadata", "labels", "app.kubernetes.io/managed-by"]))
        #expect(change.applied.restricted(to: desired) == change.applied)
    }

    @Test func othersKeepTheirFields() throws {
        let recorded = try #require(Recorded.created.first { $0.kind == "Deployment" })
        let before = ManagedFields(of: recorded.live).entries.filter { $0.manager == "kube-controller-manager" }
        let change = try #require(takeover().change(live: recorded.live, desired: recorded.desired()))
        #expect(change.managedFields.entries.filter { $0.manager == "kube-controller-manager" } == before)
        #expect(before.count == 1)
    }

    @Test func aDroppedFieldStaysInTheSet() throws {
        let recorded = try #require(Recorded.created.first { $0.kind == "ConfigMap" })
        let earlier = recorded.desired()
        let desired = earlier.setting(["data", "b"], nil)
        let change = try #require(takeover(earlier: [earlier]).change(live: recorded.live, desired: desired))
        #expect(change.applied.owns(["data", "b"]))
    }

    @Test func defaultsAreLeftAlone() throws {
        let recorded = try #require(Recorded.created.first { $0.kind == "Deployment" })
        let earlier = recorded.desired().setting(["spec", "replicas"], nil)
        let change = try #require(takeover(earlier: [earlier]).change(live: recorded.live, desired: earlier))
        #expect(!change.applied.owns(["spec", "replicas"]))
        #expect(!change.applied.owns(["spec", "progressDeadlineSeconds"]))
        #expect(change.applied.owns(["spec", "template", "spec", "containers"]))
    }

    @Test func replicasOfAScaledObjectAreLetGo() throws {
        let recorded = try #require(Recorded.created.first { $0.kind == "Deployment" })
        let earlier = recorded.desired()
        let desired = earlier.setting(["spec", "replicas"], nil)
        let rule = takeover(earlier: [earlier])
        #expect(rule.wouldReleaseReplicas(live: recorded.live, desired: desired))
        #expect(!rule.wouldReleaseReplicas(live: recorded.live, desired: earlier))
        let plain = try #require(rule.change(live: recorded.live, desired: desired))
        #expect(plain.applied.owns(["spec", "replicas"]))
        let scaled = try #require(
            takeover(earlier: [earlier], scaled: true).change(live: recorded.live, desired: desired))
        #expect(!scaled.applied.owns(["spec", "replicas"]))
    }

    @Test func appliedReplicasAreLetGoAsWell() throws {
        let recorded = try #require(Recorded.applied.first { $0.kind == "Deployment" })
        let desired = recorded.desired().setting(["spec", "replicas"], nil)
        #expect(takeover().change(live: recorded.live, desired: desired) == nil)
        let change = try #require(takeover(scaled: true).change(live: recorded.live, desired: desired))
        #expect(!change.applied.owns(["spec", "replicas"]))
    }

    @Test func aDroppedServiceAccountGoesUnderBothNames() throws {
        let recorded = try #require(Recorded.applied.first { $0.kind == "Deployment" })
        let pod = ["spec", "template", "spec"]
        let desired = recorded.desired().setting(pod + ["serviceAccountName"], nil)
        let change = try #require(takeover().change(live: recorded.live, desired: desired))
        #expect(change.applied.owns(pod + ["serviceAccountName"]))
        #expect(change.applied.owns(pod + ["serviceAccount"]))
    }

    @Test(arguments: Recorded.applied)
    func nothingToTake(_ recorded: Recorded) {
        #expect(takeover().change(live: recorded.live, desired: recorded.desired()) == nil)
    }

    // Manager, operation, subresource; whether manual changes go, first adoption; whether it is taken.
    @Test(arguments: [
        ("helm", "Update", "", true, false, true),
        ("helm", "Update", "status", true, false, false),
        ("werf", "Apply", "", true, false, true),
        ("werf-something", "Update", "", true, false, true),
        ("kubectl-edit", "Update", "", true, false, true),
        ("kubectl-edit", "Update", "", false, false, false),
        ("kubectl-create", "Update", "", true, false, false),
        ("kubectl-create", "Update", "", true, true, true),
        ("kubectl-client-side-apply", "Update", "", true, true, true),
        ("kubectl-replace", "Update", "", true, true, true),
        ("kubectl-rollout", "Update", "", true, true, false),
        ("kubectl", "Apply", "", true, true, false),
        ("kube-controller-manager", "Update", "", true, true, false),
    ])
    func takesFromTheRightManagers(
        _ manager: String, _ operation: String, _ subresource: String, _ manual: Bool, _ first: Bool, _ taken: Bool
    ) {
        var entry: [String: Value] = [
            "manager": .string(manager), "operation": .string(operation), "apiVersion": "v1",
            "fieldsV1": ["f:data": ["f:k": [:]]],
        ]
        if !subresource.isEmpty { entry["subresource"] = .string(subresource) }
        let live: Value = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["managedFields": [entry.asValue]], "data": ["k": "v"],
        ]
        let desired: Value = ["apiVersion": "v1", "kind": "ConfigMap", "data": ["k": "v"]]
        let change = takeover(manual: manual, first: first).change(live: live, desired: desired)
        #expect((change != nil) == taken)
        if let change {
            #expect(change.applied == FieldSet(["f:data": ["f:k": [:]]]))
            #expect(change.managedFields.entries.count == 1)
        }
    }

    @Test func fieldsOfAnotherVersionStay() {
        let live: Value = [
            "metadata": [
                "managedFields": [
                    ["manager": "helm", "operation": "Apply", "apiVersion": "x/v2", "fieldsV1": ["f:a": [:]]],
                    ["manager": "helm", "operation": "Update", "apiVersion": "x/v1", "fieldsV1": ["f:b": [:]]],
                ]
            ]
        ]
        #expect(takeover().change(live: live, desired: ["apiVersion": "x/v2", "a": 1]) == nil)
    }

    @Test func aSetUnitesWithoutLosingOwnersOfBranches() {
        let whole = FieldSet(["f:a": [:]])
        let part = FieldSet(["f:a": ["f:b": [:]]])
        #expect(whole.union(part) == FieldSet(["f:a": [".": [:], "f:b": [:]]]))
        #expect(part.union(whole) == whole.union(part))
        #expect(part.union(FieldSet()) == part)
        #expect(part.removing(["a", "b"]).isEmpty)
        #expect(whole.inserting(["a", "b"]).owns(["a", "b"]))
    }
}
