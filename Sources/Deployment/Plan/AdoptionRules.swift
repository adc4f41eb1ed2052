internal import Documents
internal import Shared

/// Whether an existing object may become part of the release.
struct AdoptionRules {
    enum Verdict: Equatable {
        /// It is the release's already.
        case ours
        /// An own revision lists it, its marks were lost: they are written again.
        case restored
        /// It is nobody's and may be taken in.
        case adopted
        /// It stays what it is.
        case refused(String)
    }

    let target: PlanInputs.Target
    let earlier: EarlierRevisions
    let isForced: Bool
    /// What the newest revisions of other releases list; nil before that was asked.
    let claims: [Ownership: Set<ObjectIdentity>]?

    func verdict(on desired: DesiredObject, live: Value) -> Verdict {
        guard let refusal = target.ownership.refusal(of: live, desired.identity) else { return .ours }
        let other = target.ownership.otherRelease(of: live)
        if earlier.lists(desired.identity), other == nil { return .restored }
        if let reason = ReservedObjects.reason(desired.identity, live) {
            return .refused("\(refusal); it can't be adopted: \(reason)")
        }
        guard isForced else { return .refused(refusal) }
        if let other, let listed = claims?[other], listed.contains(desired.identity.object) {
            return .refused(
                "\(refusal); the newest revision of release \"\(other.releaseName)\" in namespace "
                    + "\"\(other.releaseNamespace)\" lists it, so it can't be forced")
        }
        return .adopted
    }
}
