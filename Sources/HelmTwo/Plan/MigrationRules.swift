package import GoTime
internal import Shared
internal import TillerRecords

/// Decides what a migration does: the same facts give the same plan.
package struct MigrationRules: Sendable {
    /// Records that can't be read stay behind, unless the newest is one.
    package var leavesDamaged: Bool
    /// Releases that are deleted, and whose namespace is gone, stay behind.
    package var leavesHomeless: Bool
    /// How long a pending revision is left to Tiller, in seconds.
    package var grace: Int64
    package var now: GoTime

    package init(
        leavesDamaged: Bool = false, leavesHomeless: Bool = false, grace: Int64 = 900, now: GoTime = .now()
    ) {
        self.leavesDamaged = leavesDamaged
        self.leavesHomeless = leavesHomeless
        self.grace = grace
        self.now = now
    }

    /// The plans of all releases that are migrated together.
    package func plans(_ facts: [MigrationFacts]) -> [MigrationPlan] {
        var plans = facts.map(plan)
        for (index, plan) in plans.enumerated() {
            for other in plans where other.name != plan.name && other.target == plan.target {
                plans[index].blockers.append(.sameTarget(other.name))
            }
        }
        return plans
    }

    /// The plan of one release.
    package func plan(_ facts: MigrationFacts) -> MigrationPlan {
        let stage = stage(facts)
        var plan = MigrationPlan(
            name: facts.name, target: facts.target, place: facts.place, stage: stage, rows: [], marked: [],
            journal: facts.journal, blockers: [], warnings: [])
        plan.isEnded = stage == .done && facts.history.isEmpty
        if leavesHomeless, facts.rehearsal.lacksNamespace, facts.chosen.first?.converted?.status == .uninstalled {
            plan.isLeftOut = true
            plan.rows = facts.entries.reversed().map { .init(entry: $0, verdict: .leftOut) }
            plan.warnings = [.homeless(facts.target.namespace)]
            return plan
        }
        plan.rows = facts.chosen.map { .init(entry: $0.entry, verdict: verdict($0, facts, stage)) }
        plan.rows += facts.entries.reversed().dropFirst(facts.chosen.count).map {
            .init(entry: $0, verdict: .leftOut)
        }
        // What is done already can't be in anybody's way.
        guard stage != .done else {
            let altered = facts.chosen.filter { $0.counterpart == .alike || $0.counterpart == .different }
            if !altered.isEmpty { plan.warnings = [.altered(altered.map(\.entry.revision))] }
            return plan
        }
        plan.blockers = nameBlockers(facts) + historyBlockers(facts) + revisionBlockers(facts) + objectBlockers(facts)
        plan.blockers += facts.rehearsal.refusals.map { .refused($0) }
        plan.warnings = warnings(facts) + facts.rehearsal.untried.map { .untried($0) }
        plan.marked = facts.objects.compactMap { object in
            guard case .live(let marks) = object.standing, marks.reserved == nil else { return nil }
            return marks.values == OwnerMarks(of: facts.target) ? nil : marks
        }
        return plan
    }

    /// A journal shows that the release was brought over, whatever records are left.
    ///
    /// Without one the newest revision does, if Helm 3 has it as Tiller had it. What Helm 3 has pruned since isn't
    /// written again.
    private func stage(_ facts: MigrationFacts) -> MigrationPlan.Stage {
        if let journal = facts.journal, journal.belongs(to: facts) {
            if !journal.isDone { return .unfinished }
            if let newest = facts.entries.last, newest.revision <= journal.highest { return .done }
        }
        return switch facts.chosen.first?.counterpart {
        case .same, .alike: .done
        case .none?, .different, nil: .new
        }
    }

    private func verdict(
        _ revision: RevisionFacts, _ facts: MigrationFacts, _ stage: MigrationPlan.Stage
    ) -> MigrationPlan.Verdict {
        if revision.counterpart == .same { return .alreadyThere }
        switch revision.reading {
        case .converted:
            if stage == .done { return isPruned(revision, facts) ? .alreadyThere : .leftOut }
            return revision.counterpart == .none ? .written : .blocked
        case .damaged:
            return stage == .done || leavesDamaged && revision.entry != facts.entries.last ? .leftOut : .blocked
        case .tooLarge: return stage == .done ? .leftOut : .blocked
        }
    }

    /// Helm 3 had the revision and has pruned it since.
    ///
    /// A release that was uninstalled and made anew has the same numbers, and never had what Tiller has: all that is
    /// left of the time before the migration must be what Tiller's records say.
    private func isPruned(_ revision: RevisionFacts, _ facts: MigrationFacts) -> Bool {
        guard revision.counterpart == .none, !facts.history.isEmpty, let journal = facts.journal,
            journal.revisions.contains(revision.entry.revision)
        else { return false }
        let same = Set(facts.chosen.filter { $0.counterpart == .same }.map(\.entry.revision))
        return facts.history.allSatisfy { $0.revision > journal.highest || same.contains($0.revision) }
    }
}

extension MigrationRules {
    private func nameBlockers(_ facts: MigrationFacts) -> [MigrationBlocker] {
        var blockers: [MigrationBlocker] = []
        if !ReleaseName.isValid(facts.target.name) { blockers.append(.invalidName(facts.target.name)) }
        blockers += facts.rivals.map { $0.isReadable ? .rival($0.place) : .unreadableRival($0.place) }
        if let expected = facts.expectedNamespace { blockers.append(.notHere(expected)) }
        guard let former = facts.chosen.lazy.compactMap(\.converted).first?.namespace, former != facts.target.namespace
        else { return blockers }
        let bound = facts.objects.filter { !$0.isPlaced }.map(\.identity)
        if !bound.isEmpty { blockers.append(.otherNamespace(former, objects: bound)) }
        return blockers
    }

    private func historyBlockers(_ facts: MigrationFacts) -> [MigrationBlocker] {
        if let journal = facts.journal {
            guard journal.belongs(to: facts) else { return [.foreignJournal(journal)] }
            let newer = facts.entries.map(\.revision).filter { $0 > journal.highest }
            if journal.isDone { return [.goneOn(newer)] }
        }
        if let elsewhere = facts.elsewhere { return [.storedElsewhere(elsewhere)] }
        var strange = facts.chosen.filter { $0.counterpart == .different || $0.counterpart == .alike }
            .map(\.entry.revision)
        // Unless a migration is under way, a revision that isn't Tiller's can't have come from there.
        if facts.journal == nil {
            let known = Set(facts.chosen.filter { $0.counterpart == .same }.map(\.entry.revision))
            strange = facts.history.map(\.revision).filter { !known.contains($0) }
        }
        return strange.isEmpty ? [] : [.foreignHistory(strange.sorted())]
    }

    private func revisionBlockers(_ facts: MigrationFacts) -> [MigrationBlocker] {
        var blockers: [MigrationBlocker] = []
        for revision in facts.chosen where revision.counterpart != .same {
            switch revision.reading {
            case .converted: break
            case .damaged(let reason):
                let isNewest = revision.entry == facts.entries.last
                guard isNewest || !leavesDamaged else { continue }
                blockers.append(.damaged(revision.entry, reason: reason, isNewest: isNewest))
            case .tooLarge(let bytes, let limit, let parts):
                blockers.append(.tooLarge(revision.entry, bytes: bytes, limit: limit, parts: parts))
            }
        }
        if let newest = facts.chosen.first, let converted = newest.converted, isUnderWay(converted) {
            blockers.append(.underWay(newest.entry))
        }
        return blockers
    }

    /// Tiller keeps no lock: a pending revision that is young is one it may be at work on.
    private func isUnderWay(_ revision: RevisionFacts.Converted) -> Bool {
        guard revision.status.isPending || revision.status == .uninstalling, let began = revision.lastDeployed else {
            return false
        }
        return now.seconds &- began < grace
    }

    private func objectBlockers(_ facts: MigrationFacts) -> [MigrationBlocker] {
        facts.objects.compactMap { object in
            guard case .live(let marks) = object.standing else { return nil }
            if let claimant = marks.values.claimant(besides: facts.target) {
                return .owned(object.identity, by: claimant)
            }
            // What isn't marked as the release's stays theirs.
            guard marks.reserved == nil, let other = marks.managers.first(where: { !object.ownManagers.contains($0) })
            else { return nil }
            return .managed(object.identity, by: other)
        }
    }

    private func warnings(_ facts: MigrationFacts) -> [MigrationWarning] {
        var warnings = facts.objects.flatMap(objectWarnings)
        for revision in facts.chosen {
            if case .damaged(let reason) = revision.reading, leavesDamaged, revision.entry != facts.entries.last {
                warnings.append(.damaged(revision.entry, reason: reason))
            }
            guard let converted = revision.converted, !converted.dropped.isEmpty else { continue }
            warnings.append(.dropped(revision: revision.entry.revision, parts: converted.dropped))
        }
        if let newest = facts.chosen.first, let converted = newest.converted {
            if !converted.crdHooks.isEmpty { warnings.append(.crdHooks(converted.crdHooks)) }
            if converted.status.isPending || converted.status == .uninstalling {
                warnings.append(.pending(revision: newest.entry.revision, status: converted.status))
            }
        }
        let older = facts.entries.count - facts.chosen.count
        if older > 0 { warnings.append(.older(count: older)) }
        return warnings
    }

    private func objectWarnings(_ object: ObjectFacts) -> [MigrationWarning] {
        var warnings: [MigrationWarning] = object.isVersionGone ? [.removedVersion(object.identity)] : []
        switch object.standing {
        case .absent: warnings.append(.absent(object.identity))
        case .unknownKind: if !object.isVersionGone { warnings.append(.removedVersion(object.identity)) }
        case .live(let marks):
            if let reason = marks.reserved { warnings.append(.reserved(object.identity, reason: reason)) }
        }
        return warnings
    }
}

extension MigrationJournal {
    /// The journal is of this very migration: the same release of the same Tiller.
    func belongs(to facts: MigrationFacts) -> Bool {
        formerName == facts.name && place == facts.place && target == facts.target
    }
}
