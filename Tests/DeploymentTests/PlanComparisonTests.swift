import Deployment
import Documents
import Shared
import Testing

@Suite struct PlanComparisonTests {
    private static func change(
        _ action: PlannedChange.Action, _ name: String = "cm", _ before: Value? = Value?.none,
        _ after: Value? = Value?.none
    ) -> PlannedChange {
        var change = PlannedChange(
            action, ResourceIdentity(apiVersion: "v1", kind: "ConfigMap", namespace: "ns", name: name), source: "t")
        (change.before, change.after) = (before, after)
        return change
    }

    private static func object(_ data: Value, uid: String = "u", version: Int64 = 1) -> Value {
        [
            "kind": "ConfigMap",
            "metadata": ["uid": .string(uid), "resourceVersion": .integer(version), "managedFields": []],
            "data": data, "status": ["seen": .integer(version)],
        ]
    }

    private func reasons(_ approved: [PlannedChange], _ now: [PlannedChange]) -> [String] {
        PlanComparison.differences(approved: approved, now: now).map { "\($0.identity.name): \($0.reason)" }
    }

    @Test func whatMovesByItselfDoesNotCount() {
        let approved = Self.change(.update, "cm", Self.object(["a": "1"]), Self.object(["a": "2"]))
        let later = Self.change(
            .update, "cm", Self.object(["a": "1"], version: 9), Self.object(["a": "2"], version: 9))
        #expect(reasons([approved], [later]).isEmpty)
        // An autoscaler's replicas, or a neighbour's field, stay as they are before and after.
        let neighbour = Self.change(
            .update, "cm", Self.object(["a": "1", "b": 5]), Self.object(["a": "2", "b": 5.0]))
        #expect(reasons([approved], [neighbour]).isEmpty)
    }

    @Test func whatWouldChangeOtherwiseIsNamed() {
        let approved = Self.change(.update, "cm", Self.object(["a": "1"]), Self.object(["a": "2"]))
        let byHand = Self.change(.update, "cm", Self.object(["a": "9"]), Self.object(["a": "2"]))
        #expect(reasons([approved], [byHand]) == ["cm: data.a would not change as was shown"])
        let more = Self.change(.update, "cm", Self.object(["a": "1", "b.c": "1"]), Self.object(["a": "2"]))
        #expect(reasons([approved], [more]) == ["cm: data[\"b.c\"] would not change as was shown"])
        let other = Self.change(
            .update, "cm", Self.object(["a": "1"], uid: "v"), Self.object(["a": "2"], uid: "v"))
        #expect(reasons([approved], [other]) == ["cm: another object has its name now"])
    }

    @Test func objectsThatComeAndGoAreNamed() {
        let update = Self.change(.update, "cm", Self.object([:]), Self.object(["a": "2"]))
        let create = Self.change(.create, "cm", Value?.none, Self.object(["a": "2"]))
        #expect(reasons([update], [create]) == ["cm: it was to be updated, and would be created now"])
        #expect(reasons([update], []) == ["cm: it was to be updated, and needs no change any more"])
        #expect(reasons([], [create]) == ["cm: it would be created now, which the plan didn't say"])
        var hook = create
        hook.later = [.delete]
        #expect(
            reasons([create], [hook]) == ["cm: it was to be created, and would be created and then deleted now"])
        // Of what is deleted everything counts: somebody may have put something into it.
        let delete = Self.change(.delete, "cm", Self.object(["a": "1"]))
        let fuller = Self.change(.delete, "cm", Self.object(["a": "1", "b": "2"]))
        #expect(reasons([delete], [delete]).isEmpty)
        #expect(reasons([delete], [fuller]) == ["cm: all of it would not change as was shown"])
    }

    @Test func ofWhatNobodyCouldTryTheStateBeforeCounts() {
        var approved = Self.change(.update, "cm", Self.object(["a": "1"]), Self.object(["a": "2"]))
        approved.untried = "no rights"
        let tried = Self.change(.update, "cm", Self.object(["a": "1"]), Self.object(["a": "2", "default": "x"]))
        #expect(reasons([approved], [tried]).isEmpty)
        let moved = Self.change(.update, "cm", Self.object(["a": "3"]), Self.object(["a": "2"]))
        #expect(reasons([approved], [moved]) == ["cm: it has been changed since"])
    }
}
