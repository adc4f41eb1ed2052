internal import KubernetesClient
internal import Shared

/// Draws the operations of one stage: weights one after another, kinds in barriers inside a weight, hooks in a row.
struct StageGraph {
    /// The operations of one step.
    struct Nodes {
        var first: Int
        /// The object is as wanted.
        var applied: Int?
        /// The object is ready.
        var ready: Int?

        var last: Int { ready ?? applied ?? first }
    }

    let stage: Stage
    let rules: DependencyRules
    /// The CRDs without which the server doesn't know the kinds of other objects.
    let neededCRDs: Set<String>
    /// By the step's number.
    private(set) var nodes: [Int: Nodes] = [:]
    private var presences: [ObjectReference: Int] = [:]

    init(_ stage: Stage, rules: DependencyRules, neededCRDs: Set<String>) {
        self.stage = stage
        self.rules = rules
        self.neededCRDs = neededCRDs
    }

    typealias Numbered = (number: Int, step: ObjectStep)

    /// Adds the steps after `entry`, and returns the operations after which all of them are done.
    mutating func add(_ steps: [Numbered], after entry: [Int], to draft: inout GraphDraft) -> [Int] {
        let entry = Self.joined(entry, before: steps.count, "begin \(stage.name)", &draft)
        var done = entry
        let weights = Set(steps.compactMap(\.step.desired.life.weight)).sorted()
        for weight in weights {
            let group = steps.filter { $0.step.desired.life.weight == weight }
            done = Self.joined(done, before: group.count, "\(stage.name) up to weight \(weight)", &draft)
            done = add(group: group, after: done, to: &draft)
        }
        let free = steps.filter { $0.step.desired.life.weight == nil }
        let ends = free.map { add($0, after: entry, to: &draft).last }
        return weights.isEmpty ? ends : done + ends
    }

    /// The steps of one weight.
    private mutating func add(group: [Numbered], after entry: [Int], to draft: inout GraphDraft) -> [Int] {
        var (applied, ends, base) = (entry, [Int](), entry)
        let parallel = group.filter { !$0.step.desired.life.isSerial }
        for barrier in KindBarrier.allCases {
            let members = parallel.filter { KindBarrier(kind: $0.step.desired.identity.kind) == barrier }
            if !members.isEmpty {
                applied = Self.joined(applied, before: members.count, "\(stage.name), next kinds", &draft)
                let added = members.map { add($0, after: applied, to: &draft) }
                ends += added.compactMap(\.ready)
                let now = added.compactMap(\.applied)
                if !now.isEmpty { applied = now }
            }
            if barrier == .surroundings { base = applied }
        }
        let readied = Set(nodes.values.filter { $0.ready != nil }.compactMap(\.applied))
        ends += applied.filter { !readied.contains($0) }
        let serial = group.filter(\.step.desired.life.isSerial).sorted { $0.step.desired.runsBefore($1.step.desired) }
        for item in serial { base = [add(item, after: base, to: &draft).last] }
        return serial.isEmpty ? ends : ends.filter { !entry.contains($0) } + base
    }

    /// The operations of one step.
    private mutating func add(_ item: Numbered, after entry: [Int], to draft: inout GraphDraft) -> Nodes {
        let desired = item.step.desired
        var done = entry
        var nodes: Nodes?
        if let operation = item.step.operation {
            let awaited = desired.life.dependencies.filter(\.isExternal).compactMap(rules.reference)
            let found = awaited.map { presence(of: $0, after: entry, in: &draft) }
            var applied = draft.add(operation, after: found.isEmpty ? done : found + done)
            nodes = Nodes(first: applied, applied: applied)
            if desired.identity.isDefinition, neededCRDs.contains(desired.identity.name) {
                applied = draft.add(.awaitServed(desired), after: [applied])
                nodes?.applied = applied
            }
            done = [applied]
        }
        if item.step.isTracked {
            let live = item.step.changesObject ? nil : item.step.live
            let ready = draft.add(.awaitReady(desired, live: live), after: done)
            nodes = Nodes(first: nodes?.first ?? ready, applied: nodes?.applied, ready: ready)
        }
        // A step that only removes something leaves nothing to wait for.
        let all = nodes ?? Nodes(first: draft.add(.barrier(desired.identity.name), after: done))
        self.nodes[item.number] = all
        return all
    }

    private mutating func presence(
        of reference: ObjectReference, after entry: [Int], in draft: inout GraphDraft
    ) -> Int {
        if let known = presences[reference] { return known }
        let added = draft.add(.awaitPresence(reference), after: entry)
        presences[reference] = added
        return added
    }

    /// Ties many operations together where many others wait for them.
    static func joined(_ done: [Int], before count: Int, _ name: String, _ draft: inout GraphDraft) -> [Int] {
        guard done.count > 1, count > 1 else { return done }
        return [draft.add(.barrier(name), after: done)]
    }
}

extension DesiredObject {
    /// Helm's order among hooks of one weight.
    fileprivate func runsBefore(_ other: DesiredObject) -> Bool {
        identity.name.utf8.lexicographicallyPrecedes(other.identity.name.utf8)
    }
}
