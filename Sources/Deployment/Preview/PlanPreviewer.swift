internal import Documents
internal import Shared

/// Finds out what a plan makes of each object it changes.
struct PlanPreviewer {
    let inputs: PlanInputs
    let answers: PlanAnswers

    func preview(_ plan: DeployPlan) -> PlanPreview {
        var changes: [PlannedChange] = []
        var places: [ObjectIdentity: Int] = [:]
        for operation in plan.operations {
            guard let change = change(operation.kind, plan) else { continue }
            if let place = places[change.identity.object] {
                changes[place].later.append(change.action)
            } else {
                places[change.identity.object] = changes.count
                changes.append(change)
            }
        }
        var preview = PlanPreview(plan: plan, changes: changes)
        if let warning { preview.plan.notices.append(.warning(warning)) }
        return preview
    }

    /// One sentence for all the objects that the user may not try to apply.
    private var warning: String? {
        let reasons = answers.dryRuns.values.compactMap { answer in
            if case .untried(let reason) = answer { reason } else { nil }
        }
        guard let first = reasons.min() else { return nil }
        let count = reasons.count == 1 ? "1 object is" : "\(reasons.count) objects are"
        return
            "\(count) compared without the server, which refuses a trial: \(first); what it would default, change or "
            + "refuse isn't known"
    }

    private func change(_ kind: Operation.Kind, _ plan: DeployPlan) -> PlannedChange? {
        switch kind {
        case .create(let desired): return created(desired)
        case .recreate(let desired): return recreated(desired)
        case .update(let desired, let takeover):
            var change = updated(desired, takeover)
            change.isServiceOnly = plan.serviceOnly.contains(desired.identity)
            return change
        case .delete(let dropped): return deleted(dropped)
        case .deleteAfterSuccess(let desired):
            var change = change(.delete, desired)
            (change.before, change.runs) = (inputs.live[desired.identity], false)
            return change
        default: return nil
        }
    }

    private func change(_ action: PlannedChange.Action, _ desired: DesiredObject) -> PlannedChange {
        var change = PlannedChange(action, desired.identity, source: desired.source)
        change.isHook = desired.life.isHook
        change.stages = desired.stages
        change.runs = desired.identity.runsOnce && (action == .create || action == .recreate)
        return change
    }

    private func created(_ desired: DesiredObject) -> PlannedChange {
        var change = change(.create, desired)
        change.after = desired.object
        return change
    }

    /// What the server filled in would hide what changes: the last revision's object is the one to compare with.
    private func recreated(_ desired: DesiredObject) -> PlannedChange {
        var change = change(.recreate, desired)
        change.after = desired.object
        change.replaced = inputs.live[desired.identity].map(ServerComparison.essence)
        guard var before = inputs.earlier.asked(desired.identity) else { return change }
        if desired.ownership == .release { inputs.target.ownership.mark(&before) }
        change.before = before
        return change
    }

    private func updated(_ desired: DesiredObject, _ takeover: Operation.Takeover?) -> PlannedChange {
        var change = change(.update, desired)
        guard let live = inputs.live[desired.identity] else {
            change.after = desired.object
            return change
        }
        change.before = live
        switch answers.dryRuns[desired.identity] {
        case .result(let result):
            change.after =
                takeover.map { FieldRemoval($0.change).applied(to: result, desired: desired.object) } ?? result
        case .untried(let reason), .impossible(let reason), .refused(let reason):
            change.after = LocalApply.result(of: desired.object, on: live, takeover: takeover?.change)
            change.untried = reason
        case nil: change.after = desired.object
        }
        return change
    }

    private func deleted(_ dropped: DroppedObject) -> PlannedChange {
        let earlier = inputs.earlier.objects(dropped.identity).first
        var change = PlannedChange(.delete, dropped.identity, source: earlier?.source ?? "")
        change.before = inputs.liveDropped[dropped.identity]
        return change
    }
}

extension EarlierRevisions {
    /// The object as the newest revision that lists it asked for it, hooks included.
    func asked(_ identity: ResourceIdentity) -> Value? {
        for revision in revisions {
            let listed = (revision.objects + revision.hooks).first { $0.identity.object == identity.object }
            if let listed { return listed.object }
        }
        return nil
    }
}
