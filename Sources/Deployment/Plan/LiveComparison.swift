internal import Documents
internal import Shared

/// Compares a desired object with the live one, as far as that can be told without asking the server.
struct LiveComparison {
    /// How the fields that others wrote in our stead are taken over.
    let rule: FieldTakeover
    let change: FieldTakeover.Change?
    /// Applying the object is sure to change nothing.
    let isUnchanged: Bool

    init(_ desired: DesiredObject, live: Value, inputs: PlanInputs, isScaled: Bool) {
        let earlier = inputs.earlier.objects(desired.identity).map(\.object)
        let adoption = AdoptionRules(target: inputs.target, earlier: inputs.earlier, isForced: false, claims: nil)
        let isFirst = desired.ownership == .release && earlier.isEmpty && adoption.isNew(live)
        rule = FieldTakeover(
            manager: DeployPlanner.fieldManager,
            policy: FieldTakeover.Policy(
                removesManualChanges: inputs.options.removesManualChanges, isFirstAdoption: isFirst),
            // Replicas that were given at creation only are nobody's to take away afterwards.
            earlier: earlier, isScaled: isScaled || desired.life.replicasOnCreation != nil)
        change = rule.change(live: live, desired: desired.object)
        isUnchanged = change == nil && Self.isUnchanged(desired, live, inputs)
    }

    private static func isUnchanged(_ desired: DesiredObject, _ live: Value, _ inputs: PlanInputs) -> Bool {
        guard let applied = ManagedFields(of: live).applied(by: DeployPlanner.fieldManager),
            applied.apiVersion == desired.identity.apiVersion
        else { return false }
        return AppliedComparison.isUnchanged(
            desired: desired.object, live: live, fields: applied.fields,
            lastApplied: inputs.earlier.lastApplied(desired.identity))
    }

    /// The change of managed fields that must come before an apply.
    func takeover(of live: Value) -> Operation.Takeover? {
        guard let change else { return nil }
        return Operation.Takeover(
            rule: rule, change: change,
            resourceVersion: live[path: ["metadata", "resourceVersion"]]?.string ?? "", marks: OwnerMarks(of: live))
    }
}

extension AdoptionRules {
    /// The object doesn't belong to the release yet, or was only marked for it and never applied by us.
    func isNew(_ live: Value) -> Bool {
        !target.ownership.owns(live)
            || !ManagedFields(of: live).entries.contains { $0.manager == DeployPlanner.fieldManager }
    }
}
