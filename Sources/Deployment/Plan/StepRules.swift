internal import Documents
internal import Shared

/// The decision table: what is done to each desired object, from the live one, its policies and the dry runs.
struct StepRules {
    let inputs: PlanInputs
    let answers: PlanAnswers
    /// Objects whose replicas something else drives.
    let scaled: Set<ObjectIdentity>
    /// Objects on whose readiness others depend.
    let awaited: Set<ResourceIdentity>

    struct Refusal: Error {
        var text: String
    }

    /// The steps in the order of stages, and every reason why one can't be done.
    func steps() -> (steps: [ObjectStep], faults: [String]) {
        var (steps, faults, last): ([ObjectStep], [String], [ObjectIdentity: ObjectStep]) = ([], [], [:])
        for stage in Stage.allCases {
            for desired in inputs.participants where desired.stages.contains(stage) {
                switch step(desired, stage, after: last[desired.identity.object]) {
                case .success(let step):
                    last[desired.identity.object] = step
                    steps.append(step)
                case .failure(let refusal): faults.append(refusal.text)
                }
            }
        }
        return (steps, faults)
    }

    private func step(
        _ desired: DesiredObject, _ stage: Stage, after last: ObjectStep?
    ) -> Result<ObjectStep, Refusal> {
        if let last { return .success(tracked(again(desired, stage, after: last))) }
        let live = inputs.live[desired.identity]
        if desired.life.isHook, inputs.completedStages.contains(stage) {
            var step = ObjectStep(desired: desired, stage: stage, action: .skipped, live: live)
            step.isRemovedAfterSuccess = live.map { isRemovable(desired, $0) } ?? false
            return .success(step)
        }
        guard let live else {
            let isSkipped = desired.life.policies.contains(.skipCreate)
            let step = tracked(ObjectStep(desired: desired, stage: stage, action: isSkipped ? .skipped : .create))
            return failure(step).map(Result.failure) ?? .success(step)
        }
        var planned = desired
        planned.uid = live[path: ["metadata", "uid"]]?.string
        return action(planned, live).flatMap { action, notice in
            let step = tracked(
                ObjectStep(desired: planned, stage: stage, action: action, live: live, notice: notice))
            return failure(step).map(Result.failure) ?? .success(step)
        }
    }

    /// The same object in a later stage of the same deploy.
    private func again(_ desired: DesiredObject, _ stage: Stage, after last: ObjectStep) -> ObjectStep {
        var step = ObjectStep(desired: desired, stage: stage, action: .none, live: last.live)
        if last.isSkipped {
            step.action = .skipped
        } else if last.isRemovedAfterSuccess {
            (step.action, step.live) = (.create, nil)
        } else if desired.life.deletePolicies.contains(.beforeCreation), !isKept(desired, last.live) {
            step.action = .recreate
        } else if desired.object != last.desired.object {
            step.action = .update(nil)
        }
        return step
    }

    private func isKept(_ desired: DesiredObject, _ live: Value?) -> Bool {
        desired.life.isKept || live.map(DropRules.isKept) ?? false
    }

    // MARK: One live object

    private typealias Decision = (action: ObjectStep.Action, notice: DeployPlan.Notice?)

    var replacement: ReplacementRules { inputs.replacementRules(crdsInUse: answers.crdsInUse) }

    private func action(_ desired: DesiredObject, _ live: Value) -> Result<Decision, Refusal> {
        switch replacement.verdict(on: desired, live: live) {
        case .replaced: return .success((.recreate, nil))
        case .skipped: return .success((.skipped, nil))
        case .refused(let reason): return .failure(Refusal(text: reason))
        case .stays: break
        }
        let comparison = LiveComparison(
            desired, live: live, inputs: inputs, isScaled: scaled.contains(desired.identity.object))
        if comparison.isUnchanged { return .success((.none, nil)) }
        if desired.identity.isDefinition, let fault = CRDRules.fault(changing: live, to: desired) {
            return .failure(Refusal(text: fault))
        }
        return update(desired, live, comparison)
    }

    private func update(
        _ desired: DesiredObject, _ live: Value, _ comparison: LiveComparison
    ) -> Result<Decision, Refusal> {
        let title = desired.title(releaseNamespace: inputs.target.namespace)
        let isSkipped = desired.life.policies.contains(.skipUpdate)
        let update = ObjectStep.Action.update(comparison.takeover(of: live))
        switch answers.dryRuns[desired.identity] {
        case .result(let result)
        where comparison.change == nil
            && ServerComparison.isSame(live, result, manager: DeployPlanner.fieldManager):
            return .success((.none, nil))
        case .untried where comparison.change == nil && isSameHere(desired, live): return .success((.none, nil))
        case .result, .untried, nil: return .success((isSkipped ? .skipped : update, nil))
        case .impossible(let reason):
            let notice = "\(title) is applied without a trial, which the server can't do: \(reason)"
            return .success(isSkipped ? (.skipped, nil) : (update, .warning(notice)))
        case .refused(let reason):
            if ImmutableFields.areNamed(in: reason) { return replaced(desired, live, reason) }
            if isSkipped || desired.life.policies.contains(.skipCreate) { return .success((.skipped, nil)) }
            return .failure(Refusal(text: "\(title) (\(desired.source)) can't be updated: \(reason)"))
        }
    }

    private func isSameHere(_ desired: DesiredObject, _ live: Value) -> Bool {
        ServerComparison.isSame(live, LocalApply.result(of: desired.object, on: live))
    }

    /// An update that writes only which deploy it comes from: nothing starts anew for it.
    private func isServiceOnly(_ step: ObjectStep) -> Bool {
        guard case .update(nil) = step.action, let live = step.live else { return false }
        return switch answers.dryRuns[step.desired.identity] {
        case .result(let result): ServerComparison.differsInServiceOnly(live, result)
        case .untried:
            ServerComparison.differsInServiceOnly(live, LocalApply.result(of: step.desired.object, on: live))
        case .refused, .impossible, nil: false
        }
    }

    private func replaced(_ desired: DesiredObject, _ live: Value, _ reason: String) -> Result<Decision, Refusal> {
        switch replacement.verdictOnImmutable(desired, live: live, reason: reason) {
        case .replaced: .success((.recreate, nil))
        case .skipped, .stays: .success((.skipped, nil))
        case .refused(let text): .failure(Refusal(text: text))
        }
    }

    // MARK: What follows from it

    private func isRemovable(_ desired: DesiredObject, _ live: Value?) -> Bool {
        desired.life.deletePolicies.contains(.succeeded) && !isKept(desired, live)
    }

    private func tracked(_ step: ObjectStep) -> ObjectStep {
        var step = step
        guard !step.isSkipped else { return step }
        step.isServiceOnly = isServiceOnly(step)
        step.isRemovedAfterSuccess = step.leavesObject && isRemovable(step.desired, step.live)
        step.isTracked = isTracked(step)
        return step
    }

    private func isTracked(_ step: ObjectStep) -> Bool {
        let (desired, life) = (step.desired, step.desired.life)
        guard step.leavesObject, !desired.identity.isDefinition, TrackedKinds.becomesReady(desired.identity) else {
            return false
        }
        if step.isRemovedAfterSuccess || awaited.contains(desired.identity) { return true }
        // Without tracking, hooks are still waited for: as by Helm without --wait.
        if !inputs.options.tracks, !life.isHook { return false }
        if !step.changesObject || step.isServiceOnly { return inputs.hasFailedBefore }
        return true
    }

    /// Why the step would do harm, or would fail for certain.
    private func failure(_ step: ObjectStep) -> Refusal? {
        let identity = step.desired.identity
        if step.isRemovedAfterSuccess, identity.isDefinition || identity.isNamespace,
            let danger = replacement.danger(step.desired, step.live ?? .null)
        {
            return Refusal(text: danger)
        }
        return repeatedFailure(step)
    }

    /// A run that has failed and that nothing lets run again would fail this deploy as well.
    private func repeatedFailure(_ step: ObjectStep) -> Refusal? {
        guard step.isTracked, step.desired.identity.runsOnce, let live = step.live, LiveOutcome(of: live) == .failed,
            step.desired.life.tracking.failMode == .failWholeDeployProcessImmediately,
            !step.desired.life.tracking.isNonBlocking
        else { return nil }
        if case .recreate = step.action { return nil }
        let title = step.desired.title(releaseNamespace: inputs.target.namespace)
        return Refusal(
            text: "\(title) (\(step.desired.source)) has failed in an earlier deploy and can't run again as it is; the "
                + "annotation \"werf.io/delete-policy\": \"before-creation\" lets it be deleted and made anew")
    }
}

/// Refusals of changes to what can't be changed.
enum ImmutableFields {
    private static let wordings = [
        "field is immutable", "spec is immutable after creation", "updates to statefulset spec for fields other than",
        "pod updates may not change fields other than",
    ]

    static func areNamed(in reason: String) -> Bool {
        wordings.contains { reason.utf8.contains($0.utf8) }
    }
}

extension PlanInputs {
    func replacementRules(crdsInUse: Set<ObjectIdentity>) -> ReplacementRules {
        ReplacementRules(target: target, options: options, attempts: earlier.attempts, crdsInUse: crdsInUse)
    }
}
