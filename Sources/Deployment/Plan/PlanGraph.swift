internal import Shared

/// Draws the whole graph of a deploy from what becomes of each object.
struct PlanGraph {
    /// A dropped object.
    struct Drop {
        var object: DroppedObject
        /// What must be gone before.
        var dependencies: [DependencyAnnotation]
    }

    let inputs: PlanInputs
    let rules: DependencyRules
    private let steps: [StageGraph.Numbered]
    private let drops: [Drop]
    private var draft = GraphDraft()
    private var nodes: [Int: StageGraph.Nodes] = [:]
    private var absences: [ResourceIdentity: Int] = [:]
    private var deletions: [ResourceIdentity: Int] = [:]

    init(_ inputs: PlanInputs, steps: [ObjectStep], drops: [Drop]) {
        self.inputs = inputs
        self.steps = steps.enumerated().map { (number: $0, step: $1) }
        self.drops = drops
        rules = DependencyRules(target: inputs.target, types: inputs.types)
    }

    /// The operations, each after those it waits for.
    ///
    /// - Throws: `manifest` when annotations make objects wait for each other.
    mutating func operations() throws(DeploymentError) -> [Operation] {
        let isUninstall = inputs.target.kind == .uninstall
        var done = [draft.add(isUninstall ? .markUninstalling : .startRevision, after: [])]
        done = add(drops.filter(\.object.isInTheWay), after: done, awaitsAbsence: true)
        for stage in [Stage.crds, .pre, .main] { done = add(stage, after: done) }
        for barrier in KindBarrier.allCases.reversed() {
            let group = drops.filter { !$0.object.isInTheWay && KindBarrier(kind: $0.object.identity.kind) == barrier }
            done = add(group, after: done, awaitsAbsence: isUninstall)
        }
        done = add(.post, after: done)
        if isUninstall { done = addRemovals(steps.map(\.step).filter(goesWithTheRelease), after: done) }
        addEnd(after: done)
        connectDrops()
        connectSteps()
        do throws(GraphDraft.Cycle) {
            return try draft.sorted()
        } catch {
            throw CycleWording.error(error, releaseNamespace: inputs.target.namespace)
        }
    }

    // MARK: Stages

    private mutating func add(_ stage: Stage, after entry: [Int]) -> [Int] {
        let all = steps.filter { $0.step.stage == stage }
        let active = all.filter { $0.step.changesObject || $0.step.isTracked }
        var done = entry
        if !active.isEmpty {
            var graph = StageGraph(stage, rules: rules, neededCRDs: neededCRDs)
            done = graph.add(active, after: entry, to: &draft)
            nodes.merge(graph.nodes) { $1 }
            let ranHooks = active.contains(where: \.step.desired.life.isHook)
            if ranHooks || isFollowed(stage) {
                done = [draft.add(.recordStage(stage, ranHooks: ranHooks), after: done)]
            }
        }
        return addRemovals(all.map(\.step).filter(\.isRemovedAfterSuccess), after: done)
    }

    /// Objects are changed after this stage as well.
    private func isFollowed(_ stage: Stage) -> Bool {
        steps.contains { $0.step.stage > stage && ($0.step.changesObject || $0.step.isTracked) }
            || stage < .post && drops.contains { !$0.object.isInTheWay }
    }

    private mutating func addRemovals(_ steps: [ObjectStep], after entry: [Int]) -> [Int] {
        guard !steps.isEmpty else { return entry }
        let base = StageGraph.joined(entry, before: steps.count, "succeeded", &draft)
        return steps.map { draft.add(.deleteAfterSuccess($0.desired), after: base) }
    }

    /// What an uninstall has made for itself and must not leave behind.
    private func goesWithTheRelease(_ step: ObjectStep) -> Bool {
        let (life, live) = (step.desired.life, step.live)
        guard step.leavesObject, !step.isRemovedAfterSuccess, !life.isKept, !(live.map(DropRules.isKept) ?? false)
        else { return false }
        return life.ownership == .release || (life.isHook && inputs.options.deletesHooks)
    }

    /// The CRDs of this deploy without which the server doesn't know the kinds of other objects of it.
    private var neededCRDs: Set<String> {
        Set(
            inputs.participants.compactMap { desired in
                let kind = desired.type.groupVersionKind
                return inputs.types.isServed(kind) ? nil : inputs.types.declaringCRD(of: kind)
            })
    }

    // MARK: Objects that are dropped

    private mutating func add(_ drops: [Drop], after entry: [Int], awaitsAbsence: Bool) -> [Int] {
        guard !drops.isEmpty else { return entry }
        let base = StageGraph.joined(entry, before: drops.count, "next kinds to delete", &draft)
        return drops.map { drop in
            let deleted = draft.add(.delete(drop.object), after: base)
            deletions[drop.object.identity] = deleted
            guard awaitsAbsence || isAwaited(drop.object.identity) else { return deleted }
            let absent = draft.add(.awaitAbsence(drop.object), after: [deleted])
            absences[drop.object.identity] = absent
            return awaitsAbsence ? absent : deleted
        }
    }

    private func isAwaited(_ identity: ResourceIdentity) -> Bool {
        drops.contains { drop in drop.dependencies.contains { rules.matches($0, identity) } }
    }

    private mutating func connectDrops() {
        for drop in drops where !drop.dependencies.isEmpty {
            guard let deleted = deletions[drop.object.identity] else { continue }
            for (identity, absent) in absences.sorted(by: { $0.value < $1.value })
            where identity != drop.object.identity && drop.dependencies.contains(where: { rules.matches($0, identity) })
            {
                draft.connect(absent, before: deleted)
            }
        }
    }

    // MARK: Dependencies between objects of a stage

    private mutating func connectSteps() {
        for (number, step) in steps {
            guard let node = nodes[number] else { continue }
            for dependency in step.desired.life.dependencies where !dependency.isExternal && dependency.state != .absent
            {
                for target in neighbours(of: number, step.stage) where rules.matches(dependency, target.identity) {
                    let earlier = dependency.state == .ready ? target.nodes.ready : nil
                    draft.connect(earlier ?? target.nodes.applied ?? target.nodes.last, before: node.first)
                }
            }
        }
        for (number, step) in steps where step.changesObject { connectAutomatically(number, step) }
    }

    private mutating func connectAutomatically(_ number: Int, _ step: ObjectStep) {
        let needs = AutomaticDependencies.needs(of: step.desired.object, step.desired.identity)
        guard !needs.isEmpty, let node = nodes[number] else { return }
        for target in neighbours(of: number, step.stage) where needs.contains(target.identity.object) {
            guard let applied = target.nodes.applied, !isInOrder(target.step, before: step) else { continue }
            // What annotations say about the order counts more.
            draft.connectIfPossible(applied, before: node.first)
        }
    }

    /// The kinds' barriers see to it already.
    private func isInOrder(_ one: ObjectStep, before other: ObjectStep) -> Bool {
        guard let weight = one.desired.life.weight, let next = other.desired.life.weight, !one.desired.life.isSerial
        else { return false }
        let barriers = (KindBarrier(kind: one.desired.identity.kind), KindBarrier(kind: other.desired.identity.kind))
        return weight < next || (weight == next && barriers.0 < barriers.1)
    }

    private typealias Neighbour = (identity: ResourceIdentity, step: ObjectStep, nodes: StageGraph.Nodes)

    private func neighbours(of number: Int, _ stage: Stage) -> [Neighbour] {
        steps.compactMap { item in
            guard item.number != number, item.step.stage == stage, let found = nodes[item.number] else { return nil }
            return (item.step.desired.identity, item.step, found)
        }
    }

    // MARK: The end

    private mutating func addEnd(after entry: [Int]) {
        let done = StageGraph.joined(entry, before: 2, "all done", &draft)
        guard inputs.target.kind != .uninstall else {
            _ = draft.add(inputs.options.keepsHistory ? .markUninstalled : .deleteRecords, after: done)
            return
        }
        let finished = draft.add(.finishRevision, after: done)
        let superseded = inputs.superseded.map { draft.add(.supersede(revision: $0), after: [finished]) }
        let limit = inputs.options.historyLimit
        if limit > 0, inputs.storedCount + 1 > limit {
            _ = draft.add(.prune(limit: limit), after: superseded.isEmpty ? [finished] : superseded)
        }
    }
}

/// Words for operations that wait for each other.
enum CycleWording {
    static func error(_ cycle: GraphDraft.Cycle, releaseNamespace: String) -> DeploymentError {
        let named = cycle.kinds.compactMap { kind -> String? in
            if case .barrier = kind { return nil }
            return Operation(id: 0, kind: kind, after: []).title(releaseNamespace: releaseNamespace)
        }
        let path = (named + named.prefix(1)).joined(separator: " → ")
        return DeploymentError(
            .manifest, "weights and dependencies contradict each other, so nothing could begin: \(path)",
            advice: "Nothing was changed.")
    }
}
