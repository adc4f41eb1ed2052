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
        ownScalers = Scalers.targets(of: inputs.participants.map(\.object))
    }

    /// What must be known beyond what was read.
    ///
    /// - Throws: `foreign` when objects are in the way, whatever the answers would be.
    package func questions() throws(DeploymentError) -> PlanQuestions {
        if !inputs.options.forcesAdoption { try refuseForeign(PlanAnswers()) }
        var questions = PlanQuestions()
        for desired in inputs.participants {
            if let live = inputs.live[desired.identity] { ask(about: desired, live: live, &questions) }
        }
        questions.crds += inputs.dropped.filter { $0.identity.isDefinition && inputs.liveDropped[$0.identity] != nil }
        return questions
    }

    private func ask(about desired: DesiredObject, live: Value, _ questions: inout PlanQuestions) {
        let isScaled = ownScalers.contains(desired.identity.object)
        let comparison = LiveComparison(desired, live: live, inputs: inputs, isScaled: isScaled)
        let isServed = inputs.types.isServed(desired.type.groupVersionKind)
        let isReplaced = inputs.replacementRules(crdsInUse: []).verdict(on: desired, live: live) == .replaced
        if !comparison.isUnchanged, isServed, !isReplaced { questions.dryRuns.append(desired) }
        if !isScaled, comparison.rule.wouldReleaseReplicas(live: live, desired: desired.object) {
            questions.scalerNamespaces.insert(desired.identity.namespace)
        }
        if inputs.options.forcesAdoption, desired.ownership == .release,
            let other = inputs.target.ownership.otherRelease(of: live)
        {
            questions.claimants.insert(other)
        }
        if desired.identity.isDefinition, !desired.life.deletePolicies.isEmpty {
            questions.crds.append(EarlierObject(desired))
        }
    }

    /// The plan.
    ///
    /// - Throws: `foreign`, `manifest` or `refused`, with everything that speaks against the deploy.
    package func plan(_ answers: PlanAnswers) throws(DeploymentError) -> DeployPlan {
        try refuseForeign(answers)
        let dependencies = DependencyRules(target: inputs.target, types: inputs.types)
        let rules = StepRules(
            inputs: inputs, answers: answers, scaled: ownScalers.union(Scalers.targets(of: answers.scalers)),
            awaited: dependencies.awaited(inputs.participants))
        var (steps, faults) = rules.steps()
        let checked = dependencies.check(inputs)
        var plan = DeployPlan(target: inputs.target, propagation: inputs.options.propagation)
        let oddities = inputs.desired.flatMap(\.oddities)
        plan.notices = steps.compactMap(\.notice) + (oddities + checked.warnings).map { .warning($0) }
        let drops = dropped(answers, plan: &plan, faults: &faults)
        faults += checked.faults
        guard faults.isEmpty else {
            throw DeploymentError(.refused, faults: faults, advice: "Nothing was changed.")
        }
        plan.serviceOnly = Set(steps.filter(\.isServiceOnly).map(\.desired.identity))
        plan.unchanged = steps.filter { !$0.changesObject }.map(\.desired.identity)
        var graph = PlanGraph(inputs, steps: steps, drops: drops)
        plan.operations = try graph.operations()
        return plan
    }

    // MARK: Objects that are in the way

    private func adoptionRules(_ claims: [Ownership: Set<ObjectIdentity>]?) -> AdoptionRules {
        AdoptionRules(
            target: inputs.target, earlier: inputs.earlier, isForced: inputs.options.forcesAdoption, claims: claims)
    }

    private func refuseForeign(_ answers: PlanAnswers) throws(DeploymentError) {
        let rules = adoptionRules(answers.claims)
        var (refusals, offenders) = ([String](), [AdoptionAdvice.Offender]())
        for desired in inputs.participants {
            guard desired.ownership == .release, let live = inputs.live[desired.identity],
                case .refused(let sentence) = rules.verdict(on: desired, live: live)
            else { continue }
            refusals.append(sentence)
            offenders.append(AdoptionAdvice.Offender(desired: desired, live: live))
        }
        guard !refusals.isEmpty else { return }
        throw DeploymentError(
            .foreign, faults: refusals,
            prefix: Ownership.refusalPrefix(isUpgrade: inputs.target.kind != .install),
            advice: AdoptionAdvice(
                offenders, release: inputs.target.ownership, isForced: inputs.options.forcesAdoption
            ).text)
    }

    // MARK: Objects that are dropped

    private func dropped(
        _ answers: PlanAnswers, plan: inout DeployPlan, faults: inout [String]
    ) -> [PlanGraph.Drop] {
        var uids = Set(inputs.live.values.compactMap { $0[path: ["metadata", "uid"]]?.string })
        let rules = DropRules(
            target: inputs.target, options: inputs.options, staying: uids, crdsInUse: answers.crdsInUse)
        let collisions = TakenClaims(inputs)
        var drops: [PlanGraph.Drop] = []
        for object in inputs.dropped {
            if object.type == nil, inputs.types.isUnanswered(object.identity) {
                // Its record would go, and nobody would know of the object any more.
                faults.append(
                    "\(object.identity.title(releaseNamespace: inputs.target.namespace)) can't be looked at: the API "
                        + "service of \(object.identity.apiVersion) doesn't answer")
                continue
            }
            if object.type == nil {
                plan.notices.append(.kept(object.identity, reason: "the server doesn't serve its kind any more"))
            }
            switch rules.verdict(on: object, live: inputs.liveDropped[object.identity]) {
            case .delete(var dropped):
                guard uids.insert(dropped.uid).inserted else { continue }
                dropped.isInTheWay = collisions.isInTheWay(object)
                drops.append(
                    PlanGraph.Drop(
                        object: dropped, dependencies: object.life.dependencies.filter { $0.state == .absent }))
            case .kept(let reason): plan.notices.append(.kept(object.identity, reason: reason))
            case .refused(let reason): faults.append(reason)
            case .nothing: break
            }
        }
        return drops
    }
}

/// What the objects of the chart take for themselves, so that nothing that goes may have it still.
private struct TakenClaims {
    private let single: Set<String>
    private let taken: Set<String>

    init(_ inputs: PlanInputs) {
        let earlier = inputs.earlier.revisions.flatMap(\.objects).map { ($0.identity, $0.object) }
        let single = Collisions.singleUserClaims(in: inputs.desired.map { ($0.identity, $0.object) } + earlier)
        self.single = single
        taken = inputs.participants.reduce(into: []) { claims, desired in
            claims.formUnion(Collisions.claims(of: desired.object, desired.identity, singleUserClaims: single))
        }
    }

    func isInTheWay(_ object: EarlierObject) -> Bool {
        let claims = Collisions.claims(of: object.object, object.identity, singleUserClaims: single)
        return !claims.isDisjoint(with: taken)
    }
}

extension EarlierObject {
    /// A desired object, as what is there of it.
    fileprivate init(_ desired: DesiredObject) {
        self.init(
            identity: desired.identity, type: desired.type, object: desired.object, source: desired.source,
            life: desired.life)
    }
}
