internal import Documents
internal import Shared

/// What becomes of an object that the chart has no more.
struct DropRules {
    enum Verdict: Equatable {
        case delete(DroppedObject)
        case kept(String)
        /// It isn't there, or it is going already, or another name of an object that stays.
        case nothing
        case refused(String)
    }

    let target: PlanInputs.Target
    let options: PlanInputs.Options
    /// The UIDs of the live objects that the plan applies or leaves in place.
    let staying: Set<String>
    let crdsInUse: Set<ObjectIdentity>

    func verdict(on object: EarlierObject, live: Value?) -> Verdict {
        guard let live, let type = object.type, let uid = live[path: ["metadata", "uid"]]?.string,
            !staying.contains(uid), live[path: ["metadata", "deletionTimestamp"]] == nil
        else { return .nothing }
        if let reason = protection(of: object, live: live) { return .kept(reason) }
        if !options.allowsCRDDelete, let reason = danger(of: object) { return .refused(reason) }
        return .delete(
            DroppedObject(identity: object.identity, type: type, uid: uid, propagation: propagation(object.object)))
    }

    private func protection(of object: EarlierObject, live: Value) -> String? {
        if Self.isKept(object.object) { return "the chart's last revision marks it with a resource policy to keep it" }
        if Self.isKept(live) { return "a resource policy on the live object keeps it" }
        if Self.annotation("werf.io/ownership", of: object.object) == "anyone" { return "it belongs to no release" }
        if !target.ownership.owns(live) { return "it isn't marked as this release's" }
        if object.identity.kind == "Namespace", object.identity.group.isEmpty, object.identity.name == target.namespace
        {
            return "it is the release's own namespace"
        }
        return nil
    }

    private func danger(of object: EarlierObject) -> String? {
        let title = "\(object.identity.kind) \"\(object.identity.name)\" is dropped from the chart"
        let wayOut =
            "pass --allow-crd-delete to delete it, or annotate the live object with "
            + "helm.sh/resource-policy=keep to leave it"
        switch (object.identity.group, object.identity.kind) {
        case ("", "Namespace"):
            return "\(title), and everything in it would go; \(wayOut)"
        case ("apiextensions.k8s.io", "CustomResourceDefinition") where crdsInUse.contains(object.identity.object):
            return "\(title), and the objects of it that exist would go; \(wayOut)"
        default:
            return nil
        }
    }

    /// Either policy annotation says that the object stays; what isn't understood counts as that.
    static func isKept(_ object: Value) -> Bool {
        if let policy = annotation("helm.sh/resource-policy", of: object), !policy.isEmpty { return true }
        let harmless: Set<String> = ["", "skip-create", "skip-update", "skip-recreate"]
        let policies = annotation("werf.io/resource-policy", of: object)?.split(separator: ",") ?? []
        return policies.contains { !harmless.contains(trimmed(String($0))) }
    }

    private func propagation(_ object: Value) -> Propagation {
        Self.annotation("werf.io/delete-propagation", of: object).flatMap(Propagation.init) ?? options.propagation
    }

    private static func annotation(_ key: String, of object: Value) -> String? {
        (object[path: ["metadata", "annotations", key]]?.string).map(trimmed)
    }

    private static func trimmed(_ text: String) -> String {
        let blanks = " \t\r\n".utf8
        let kept = text.utf8.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed()
        return String(decoding: Array(kept), as: UTF8.self)
    }
}
