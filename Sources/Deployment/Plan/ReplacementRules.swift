internal import Documents
internal import Shared

/// Whether an object that exists is deleted and made anew instead of being updated.
struct ReplacementRules {
    enum Verdict: Equatable {
        /// It stays, and is updated if it differs.
        case stays
        case replaced
        /// A resource policy leaves it alone.
        case skipped
        case refused(String)
    }

    let target: PlanInputs.Target
    let options: PlanInputs.Options
    /// The revisions after the last good one: what they left behind is an unfinished deploy's.
    let attempts: Set<Int>
    let crdsInUse: Set<ObjectIdentity>

    /// What the object's policies say, before anything is compared.
    func verdict(on desired: DesiredObject, live: Value) -> Verdict {
        if live[path: ["metadata", "deletionTimestamp"]] != nil {
            let isSkipped = !desired.life.policies.isDisjoint(with: [.skipRecreate, .skipCreate])
            return isSkipped ? .skipped : .replaced
        }
        guard isWanted(desired, live) else { return leftover(desired, live) }
        return verdict(replacing: desired, live)
    }

    /// What is done about an update that the server refuses because of fields that can't change.
    func verdictOnImmutable(_ desired: DesiredObject, live: Value, reason: String) -> Verdict {
        if desired.life.policies.contains(.skipRecreate) { return .skipped }
        let title = desired.title(releaseNamespace: target.namespace)
        guard !isKept(desired, live) else {
            return .refused(
                "\(title) (\(desired.source)) can't be updated, and a resource policy to keep it lets it not be made "
                    + "anew: \(reason)")
        }
        guard desired.life.deletePolicies.contains(.beforeCreationIfImmutable) else {
            return .refused(
                "\(title) (\(desired.source)) can't be updated: \(reason); the annotation "
                    + "\"werf.io/delete-policy\": \"before-creation-if-immutable\" lets it be deleted and made anew")
        }
        return verdict(replacing: desired, live)
    }

    private func verdict(replacing desired: DesiredObject, _ live: Value) -> Verdict {
        if desired.life.policies.contains(.skipRecreate) { return .skipped }
        if isKept(desired, live) { return .stays }
        return danger(desired, live).map(Verdict.refused) ?? .replaced
    }

    private func isKept(_ desired: DesiredObject, _ live: Value) -> Bool {
        desired.life.isKept || DropRules.isKept(live)
    }

    private func isWanted(_ desired: DesiredObject, _ live: Value) -> Bool {
        let policies = desired.life.deletePolicies
        if policies.contains(.beforeCreation) { return true }
        if policies.contains(.failed), LiveOutcome(of: live) == .failed { return true }
        // What an unfinished deploy left of a hook isn't what this one asks for.
        return isOnceOnlyHook(desired) && revision(of: live).map(attempts.contains) ?? false
    }

    /// A hook that has run before, and that nothing lets run again, would count as done without having been.
    private func leftover(_ desired: DesiredObject, _ live: Value) -> Verdict {
        guard isOnceOnlyHook(desired), !isKept(desired, live) else { return .stays }
        let origin = revision(of: live).map { "revision \($0)" } ?? "an earlier deploy"
        return .refused(
            "\(desired.title(releaseNamespace: target.namespace)) (\(desired.source)) is left over from \(origin), and "
                + "the hook's delete policy (\(policyWords(desired))) doesn't let it be replaced; add "
                + "before-hook-creation to \"helm.sh/hook-delete-policy\", or delete the object")
    }

    private func isOnceOnlyHook(_ desired: DesiredObject) -> Bool {
        desired.life.isHook && desired.identity.runsOnce
            && !desired.life.deletePolicies.contains(.beforeCreationIfImmutable)
    }

    private func policyWords(_ desired: DesiredObject) -> String {
        let words = desired.life.deletePolicies.map(\.rawValue).sorted()
        return words.isEmpty ? "none" : words.joined(separator: ", ")
    }

    private func revision(of live: Value) -> Int? {
        live[path: ["metadata", "annotations", DesiredObject.revisionAnnotation]]?.string.flatMap { Int($0) }
    }

    /// Why the live object mustn't be deleted for the sake of a delete policy.
    func danger(_ desired: DesiredObject, _ live: Value) -> String? {
        let title = "\(desired.title(releaseNamespace: target.namespace)) (\(desired.source))"
        if let owner = target.ownership.otherOwner(of: live) {
            return "\(title) would be deleted by its delete policy, but \(owner)"
        }
        guard !options.allowsCRDDelete else { return nil }
        if desired.identity.isNamespace {
            return "\(title) would be deleted by its delete policy, and everything in it; pass --allow-crd-delete"
        }
        guard desired.identity.isDefinition, crdsInUse.contains(desired.identity.object) else { return nil }
        return "\(title) would be deleted by its delete policy, and the objects of it that exist; pass "
            + "--allow-crd-delete"
    }
}

/// How an object that runs once has ended.
enum LiveOutcome: Equatable {
    case running, succeeded, failed

    init(of live: Value) {
        switch live["kind"]?.string {
        case "Job":
            let conditions = live[path: ["status", "conditions"]]?.array ?? []
            func holds(_ type: Value) -> Bool { conditions.contains { $0["type"] == type && $0["status"] == "True" } }
            self = holds("Failed") ? .failed : holds("Complete") ? .succeeded : .running
        case "Pod":
            let phase = live[path: ["status", "phase"]]
            self = phase == "Failed" ? .failed : phase == "Succeeded" ? .succeeded : .running
        default: self = .running
        }
    }
}
