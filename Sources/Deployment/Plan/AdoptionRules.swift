internal import Documents
internal import Shared

/// What a live object says about whose it is; two objects with equal marks are equally takeable.
package struct OwnerMarks: Hashable, Sendable {
    private let texts: [String?]

    init(of live: Value) {
        let metadata = live["metadata"]
        texts = [
            metadata?["labels"]?[Ownership.managerLabel]?.string,
            metadata?["annotations"]?[Ownership.nameAnnotation]?.string,
            metadata?["annotations"]?[Ownership.namespaceAnnotation]?.string,
        ]
    }
}

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
    let claims: [Claimant: Set<ObjectIdentity>]?

    func verdict(on desired: DesiredObject, live: Value) -> Verdict {
        guard let refusal = target.ownership.refusal(of: live, desired.identity) else { return .ours }
        let other = claimant(of: live)
        if earlier.lists(desired.identity), other == nil { return .restored }
        guard isForced else { return .refused(refusal) }
        if let reason = Self.untakeable(desired.identity, live) {
            return .refused("\(refusal); it can't be adopted: \(reason)")
        }
        if let other, let listed = claims?[other], listed.contains(desired.identity.object) {
            return .refused(
                "\(refusal); the newest revision of release \"\(other.release)\" in namespace "
                    + "\"\(other.namespace)\" lists it, so it can't be forced")
        }
        return .adopted
    }

    /// The other release that a live object names, by either annotation.
    func claimant(of live: Value) -> Claimant? {
        let annotations = live[path: ["metadata", "annotations"]]
        let name = annotations?[Ownership.nameAnnotation]?.string
        let namespace = annotations?[Ownership.namespaceAnnotation]?.string
        let claimant = Claimant(release: name ?? target.name, namespace: namespace ?? target.namespace)
        return claimant == Claimant(release: target.name, namespace: target.namespace) ? nil : claimant
    }

    /// Why an object belongs to the cluster itself; nil when it may be taken.
    static func untakeable(_ identity: ResourceIdentity, _ live: Value) -> String? {
        let owners = live[path: ["metadata", "ownerReferences"]]?.array ?? []
        if let owner = owners.first(where: { $0["controller"]?.bool ?? false }) {
            return "\(owner["kind"]?.string ?? "object") \"\(owner["name"]?.string ?? "")\" controls it"
        }
        let labels = live[path: ["metadata", "labels"]]
        switch (identity.group, identity.kind, identity.name) {
        case ("", "ConfigMap", "kube-root-ca.crt"), ("", "ServiceAccount", "default"):
            return "every namespace has its own from Kubernetes"
        case ("", "Namespace", "default"), ("", "Namespace", "kube-system"), ("", "Namespace", "kube-public"),
            ("", "Namespace", "kube-node-lease"):
            return "it is a system namespace"
        case ("", "Secret", _), ("", "ConfigMap", _):
            let isRecord = labels?["owner"] == "helm" && identity.name.hasPrefix("sh.helm.release.v1.")
            return isRecord ? "it is a release's record" : nil
        default:
            return nil
        }
    }
}
