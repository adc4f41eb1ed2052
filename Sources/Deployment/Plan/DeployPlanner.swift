internal import Documents
internal import Shared

/// Decides what a deploy does, purely: equal inputs and answers give the equal plan.
///
/// First ask ``questions()`` and have them answered, then ``plan(_:)``. Both refuse what must not be done, with every
/// offender named, before anything is changed.
package struct DeployPlanner {
    /// The field manager that applies: Helm 4 goes on with the same.
    package static let fieldManager = "helm"

    private let inputs: PlanInputs
    private let ownScalers: Set<ObjectIdentity>

    package init(_ inputs: PlanInputs) {
        self.inputs = inputs
        ownScalers = Scalers.targets(of: inputs.desired.map(\.object))
    }

    /// What must be known beyond what was read.
    ///
    /// - Throws: `foreign` when objects are in the way, whatever the answers would be.
    package func questions() throws(DeploymentError) -> PlanQuestions {
        if !inputs.options.forcesAdoption { try refuseForeign(PlanAnswers()) }
        var questions = PlanQuestions()
        let rules = adoptionRules(nil)
        for desired in inputs.desired {
            guard let live = inputs.live[desired.identity] else { continue }
            let state = state(of: desired, live: live, scaled: ownScalers)
            let isServed = inputs.types.isServed(desired.type.groupVersionKind)
            if state.comparison != .unchanged, isServed { questions.dryRuns.append(desired) }
            if !ownScalers.contains(desired.identity.object),
                state.rule.wouldReleaseReplicas(live: live, desired: desired.object)
            {
                questions.scalerNamespaces.insert(desired.identity.namespace)
            }
            if inputs.options.forcesAdoption, desired.ownership == .release, let other = rules.claimant(of: live) {
                questions.claimants.insert(other)
            }
        }
        questions.crds = inputs.earlier.dropped(from: inputs.desired).filter {
            $0.identity.kind == "CustomResourceDefinition" && inputs.liveDropped[$0.identity] != nil
        }
        return questions
    }

    /// The plan.
    package func plan(_ answers: PlanAnswers) throws(DeploymentError) -> DeployPlan {
        try refuseForeign(answers)
        let scaled = ownScalers.union(Scalers.targets(of: answers.scalers))
        var plan = DeployPlan(target: inputs.target)
        var changes: [Change] = []
        var faults: [String] = []
        for desired in inputs.desired {
            switch change(to: desired, answers: answers, scaled: scaled) {
            case .success(let change?):
                changes.append(change)
                if let notice = change.notice { plan.notices.append(notice) }
            case .success(nil): plan.unchanged.append(desired.identity)
            case .failure(let refusal): faults.append(refusal.text)
            }
        }
        let drops = dropped(answers, plan: &plan, faults: &faults)
        guard faults.isEmpty else {
            throw DeploymentError(.refused, faults: faults, advice: "Nothing was changed.")
        }
        order(changes, drops, into: &plan)
        return plan
    }

    // MARK: Objects of the chart

    private enum Comparison {
        case unchanged, unsure
    }

    private struct State {
        var rule: FieldTakeover
        var takeover: FieldTakeover.Change?
        var comparison: Comparison
    }

    private struct Change {
        var kind: Operation.Kind
        var desired: DesiredObject
        var notice: DeployPlan.Notice?
    }

    private struct Refusal: Error {
        var text: String
    }

    private func state(of desired: DesiredObject, live: Value, scaled: Set<ObjectIdentity>) -> State {
        let earlier = inputs.earlier.objects(desired.identity).map(\.object)
        let isFirst = desired.ownership == .release && earlier.isEmpty && adoptionRules(nil).isNew(live)
        let rule = FieldTakeover(
            manager: Self.fieldManager,
            policy: FieldTakeover.Policy(
                removesManualChanges: inputs.options.removesManualChanges, isFirstAdoption: isFirst),
            earlier: earlier, isScaled: scaled.contains(desired.identity.object))
        let takeover = rule.change(live: live, desired: desired.object)
        var state = State(rule: rule, takeover: takeover, comparison: .unsure)
        if takeover == nil, let applied = ManagedFields(of: live).applied(by: Self.fieldManager),
            applied.apiVersion == desired.identity.apiVersion,
            AppliedComparison.isUnchanged(
                desired: desired.object, live: live, fields: applied.fields,
                lastApplied: inputs.earlier.lastApplied(desired.identity))
        {
            state.comparison = .unchanged
        }
        return state
    }

    /// What has to be done to an object; nil for nothing.
    private func change(
        to desired: DesiredObject, answers: PlanAnswers, scaled: Set<ObjectIdentity>
    ) -> Result<Change?, Refusal> {
        guard let live = inputs.live[desired.identity] else {
            return .success(Change(kind: .create(desired), desired: desired))
        }
        let state = state(of: desired, live: live, scaled: scaled)
        if state.comparison == .unchanged { return .success(nil) }
        if desired.isCRD, let fault = CRDRules.fault(changing: live, to: desired) {
            return .failure(Refusal(text: fault))
        }
        var planned = desired
        planned.uid = live[path: ["metadata", "uid"]]?.string
        var change = Change(kind: .update(planned, takeover: takeover(state, live: live)), desired: desired)
        switch answers.dryRuns[desired.identity] {
        case .result(let result):
            let isSame = state.takeover == nil && ServerComparison.isSame(live, result, manager: Self.fieldManager)
            return .success(isSame ? nil : change)
        case .refused(let reason):
            let title = desired.title(releaseNamespace: inputs.target.namespace)
            return .failure(Refusal(text: "\(title) (\(desired.source)) can't be updated: \(reason)"))
        case .impossible(let reason):
            let title = desired.title(releaseNamespace: inputs.target.namespace)
            change.notice = .warning("\(title) is applied without a trial, which the server can't do: \(reason)")
            return .success(change)
        case nil:
            return .success(change)
        }
    }

    private func takeover(_ state: State, live: Value) -> Operation.Takeover? {
        guard let change = state.takeover else { return nil }
        return Operation.Takeover(
            rule: state.rule, change: change,
            resourceVersion: live[path: ["metadata", "resourceVersion"]]?.string ?? "", marks: OwnerMarks(of: live))
    }

    // MARK: Objects that are in the way

    private func adoptionRules(_ claims: [Claimant: Set<ObjectIdentity>]?) -> AdoptionRules {
        AdoptionRules(
            target: inputs.target, earlier: inputs.earlier, isForced: inputs.options.forcesAdoption, claims: claims)
    }

    private func refuseForeign(_ answers: PlanAnswers) throws(DeploymentError) {
        let rules = adoptionRules(answers.claims)
        let refusals = inputs.desired.compactMap { desired -> String? in
            guard desired.ownership == .release, let live = inputs.live[desired.identity],
                case .refused(let sentence) = rules.verdict(on: desired, live: live)
            else { return nil }
            return sentence
        }
        guard !refusals.isEmpty else { return }
        let release = inputs.target.name
        throw DeploymentError(
            .foreign, faults: refusals, prefix: Ownership.refusalPrefix(isUpgrade: inputs.target.isUpgrade),
            advice: inputs.options.forcesAdoption
                ? "Nothing was changed."
                : "Nothing was changed. To take existing objects into the release: kubectl werf-adopt \(release), "
                    + "or converge with --force-adoption.")
    }

    // MARK: Objects that are dropped

    private struct Drop {
        var object: DroppedObject
        var goesFirst: Bool
    }

    private func dropped(_ answers: PlanAnswers, plan: inout DeployPlan, faults: inout [String]) -> [Drop] {
        let staying = Set(inputs.live.values.compactMap { $0[path: ["metadata", "uid"]]?.string })
        let rules = DropRules(
            target: inputs.target, options: inputs.options, staying: staying, crdsInUse: answers.crdsInUse)
        let taken = takenClaims()
        var drops: [Drop] = []
        var uids = staying
        for object in inputs.earlier.dropped(from: inputs.desired) {
            if object.type == nil {
                plan.notices.append(.kept(object.identity, reason: "the server doesn't serve its kind any more"))
            }
            switch rules.verdict(on: object, live: inputs.liveDropped[object.identity]) {
            case .delete(let dropped):
                guard uids.insert(dropped.uid).inserted else { continue }
                let claims = Collisions.claims(
                    of: object.object, object.identity, singleUserClaims: singleUserClaims)
                drops.append(Drop(object: dropped, goesFirst: !claims.isDisjoint(with: taken)))
            case .kept(let reason): plan.notices.append(.kept(object.identity, reason: reason))
            case .refused(let reason): faults.append(reason)
            case .nothing: break
            }
        }
        return drops
    }

    private var singleUserClaims: Set<String> {
        let earlier = inputs.earlier.revisions.flatMap(\.objects).map { ($0.identity, $0.object) }
        return Collisions.singleUserClaims(in: inputs.desired.map { ($0.identity, $0.object) } + earlier)
    }

    private func takenClaims() -> Set<String> {
        let single = singleUserClaims
        return inputs.desired.reduce(into: []) { claims, desired in
            claims.formUnion(Collisions.claims(of: desired.object, desired.identity, singleUserClaims: single))
        }
    }

    // MARK: The graph

    private func order(_ changes: [Change], _ drops: [Drop], into plan: inout DeployPlan) {
        var done = [plan.add(.startRevision, after: [])]
        let first = drops.filter(\.goesFirst).map { drop in
            plan.add(.awaitAbsence(drop.object), after: [plan.add(.delete(drop.object), after: done)])
        }
        if !first.isEmpty { done = first }
        add(changes.filter(\.desired.isFromCRDFolder), after: &done, to: &plan)
        let others = changes.filter { !$0.desired.isFromCRDFolder }
        for barrier in KindBarrier.allCases {
            add(others.filter { KindBarrier(kind: $0.desired.identity.kind) == barrier }, after: &done, to: &plan)
        }
        for barrier in KindBarrier.allCases.reversed() {
            let group = drops.filter { !$0.goesFirst && KindBarrier(kind: $0.object.identity.kind) == barrier }
            join(&done, before: group.count, in: &plan)
            let deleted = group.map { plan.add(.delete($0.object), after: done) }
            if !deleted.isEmpty { done = deleted }
        }
        join(&done, before: 2, in: &plan)
        let finished = plan.add(.finishRevision, after: done)
        let superseded = inputs.superseded.map { plan.add(.supersede(revision: $0), after: [finished]) }
        let limit = inputs.options.historyLimit
        if limit > 0, inputs.storedCount + 1 > limit {
            _ = plan.add(.prune(limit: limit), after: superseded.isEmpty ? [finished] : superseded)
        }
    }

    private func add(_ group: [Change], after done: inout [Int], to plan: inout DeployPlan) {
        guard !group.isEmpty else { return }
        join(&done, before: group.count, in: &plan)
        let needed = neededCRDs
        done = group.map { change in
            let applied = plan.add(change.kind, after: done)
            guard change.desired.isCRD, needed.contains(change.desired.identity.name) else { return applied }
            return plan.add(.awaitServed(change.desired), after: [applied])
        }
    }

    /// The CRDs of this deploy without which the server doesn't know the kinds of other objects of it.
    private var neededCRDs: Set<String> {
        Set(
            inputs.desired.compactMap { desired in
                let kind = desired.type.groupVersionKind
                return inputs.types.isServed(kind) ? nil : inputs.types.declaringCRD(of: kind)
            })
    }

    /// Ties many operations together where many others wait for them.
    private func join(_ done: inout [Int], before count: Int, in plan: inout DeployPlan) {
        guard done.count > 1, count > 1 else { return }
        done = [plan.add(.barrier("step"), after: done)]
    }
}

extension AdoptionRules {
    /// The object doesn't belong to the release yet, or was only marked for it and never applied by us.
    func isNew(_ live: Value) -> Bool {
        !target.ownership.owns(live)
            || !ManagedFields(of: live).entries.contains { $0.manager == DeployPlanner.fieldManager }
    }
}
