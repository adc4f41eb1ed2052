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
        #expect(
            reasons([approved], [byHand])
                == ["cm: data.a would change otherwise than was shown (\"1\" → \"2\" then, \"9\" → \"2\" now)"])
        let more = Self.change(.update, "cm", Self.object(["a": "1", "b.c": "1"]), Self.object(["a": "2"]))
        #expect(
            reasons([approved], [more])
                == ["cm: data[\"b.c\"] would change too, which wasn't shown (\"1\" → nothing)"])
        let scaled = Self.change(
            .update, "cm", Self.object(["a": "9", "n": 5]), Self.object(["a": "2", "n": 1]))
        #expect(
            reasons(
                [Self.change(.update, "cm", Self.object(["a": "9", "n": 1]), Self.object(["a": "2", "n": 1]))], [scaled]
            )
                == ["cm: data.n would change too, which wasn't shown (5 → 1)"])
        #expect(reasons([approved], [scaled]).first?.hasSuffix(" now), and 1 more") ?? false)
        let done = Self.change(.update, "cm", Self.object(["a": "2", "b": "1"]), Self.object(["a": "2", "b": "2"]))
        let both = Self.change(.update, "cm", Self.object(["a": "1", "b": "1"]), Self.object(["a": "2", "b": "2"]))
        #expect(reasons([both], [done]) == ["cm: data.a would not change any more (\"1\" → \"2\" then)"])
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
        #expect(reasons([delete], [fuller]) == ["cm: data.b has been changed since (nothing → \"2\")"])
    }

    /// The last revision's object, which people are shown, says nothing of the one that is there.
    @Test func whatIsMadeAnewMustBeTheSame() {
        func recreate(_ live: Value) -> PlannedChange {
            var change = Self.change(.recreate, "cm", ["data": ["a": "1"]], ["data": ["a": "2"]])
            change.replaced = live
            return change
        }
        let approved = recreate(Self.object(["a": "1"]))
        #expect(reasons([approved], [recreate(Self.object(["a": "1"], version: 9))]).isEmpty)
        #expect(
            reasons([approved], [recreate(Self.object(["a": "9"]))])
                == ["cm: data.a has been changed since (\"1\" → \"9\")"])
        #expect(
            reasons([approved], [recreate(Self.object(["a": "1"], uid: "v"))]) == [
                "cm: another object has its name now"
            ])
    }

    @Test func secretsAreNotTold() {
        func secret(_ data: Value, _ annotations: Value = [:]) -> Value {
            let metadata: Value = ["uid": "u", "annotations": annotations]
            return ["apiVersion": "v1", "kind": "Secret", "metadata": metadata, "data": data]
        }
        func update(_ before: Value, _ after: Value) -> PlannedChange { Self.change(.update, "s", before, after) }
        let approved = update(secret(["p": "one"]), secret(["p": "two"]))
        let otherwise = reasons([approved], [update(secret(["p": "six"]), secret(["p": "two"]))])
        #expect(otherwise == ["s: data.p would change otherwise than was shown"])
        let added = reasons([approved], [update(secret(["p": "one", "q": "six"]), secret(["p": "two"]))])
        #expect(added == ["s: data.q would change too, which wasn't shown"])
        let deleted = reasons(
            [Self.change(.delete, "s", secret(["p": "one"]))], [Self.change(.delete, "s", secret(["p": "two"]))])
        #expect(deleted == ["s: data.p has been changed since"])
        // What either state wants hidden is hidden in all of them.
        let hidden = secret(["p": "six"], ["werf.io/sensitive": "true"])
        #expect(
            reasons([approved], [update(hidden, hidden)]) == ["s: a hidden part would not change any more"])
        let whole = secret(["p": ["x": "six"]], ["werf.io/sensitive-paths": "data.p"])
        let plain = secret(["p": ["x": "one"]], ["werf.io/sensitive-paths": "data.p"])
        #expect(
            reasons([update(plain, plain)], [update(plain, whole)])
                == ["s: data.p would change too, which wasn't shown"])
    }

    @Test func longValuesAreCut() {
        let long = String(repeating: "x", count: 500)
        let approved = Self.change(.update, "cm", Self.object(["a": "1"]), Self.object(["a": "1"]))
        let now = Self.change(.update, "cm", Self.object(["a": "1"]), Self.object(["a": .string(long)]))
        let text = reasons([approved], [now]).joined()
        #expect(text.count < 200 && text.hasSuffix("xxx…)"), "\(text)")
    }

    @Test func ofWhatNobodyCouldTryTheStateBeforeCounts() {
        var approved = Self.change(.update, "cm", Self.object(["a": "1"]), Self.object(["a": "2"]))
        approved.untried = "no rights"
        let tried = Self.change(.update, "cm", Self.object(["a": "1"]), Self.object(["a": "2", "default": "x"]))
        #expect(reasons([approved], [tried]).isEmpty)
        let moved = Self.change(.update, "cm", Self.object(["a": "3"]), Self.object(["a": "2"]))
        #expect(reasons([approved], [moved]) == ["cm: data.a has been changed since (\"1\" → \"3\")"])
    }

    /// Who may try it finds that the server would change nothing, so that nothing is written.
    @Test func whatNobodyCouldTryMayTurnOutToBeNothing() {
        var approved = Self.change(.update, "cm", Self.object(["a": "1"]), Self.object(["a": "2"]))
        #expect(!reasons([approved], []).isEmpty)
        approved.untried = "no rights"
        #expect(reasons([approved], []).isEmpty)
        approved.later = [.delete]
        #expect(!reasons([approved], []).isEmpty)
    }
}
