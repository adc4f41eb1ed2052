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
            !staying.contains(uid)
        else { return .nothing }
        // An uninstall waits also for what is on its way out: that is how one that was killed is run to its end.
        if live[path: ["metadata", "deletionTimestamp"]] != nil, target.kind != .uninstall { return .nothing }
        if let reason = protection(of: object, live: live) { return .kept(reason) }
        if !options.allowsCRDDelete, let reason = danger(of: object) { return .refused(reason) }
        return .delete(
            DroppedObject(
                identity: object.identity, type: type, uid: uid,
                propagation: object.life.propagation ?? options.propagation,
                isMarked: object.life.ownership == .release))
    }

    private func protection(of object: EarlierObject, live: Value) -> String? {
        if object.life.isKept { return "the chart's last revision marks it with a resource policy to keep it" }
        if Self.isKept(live) { return "a resource policy on the live object keeps it" }
        if object.identity.isNamespace, object.identity.name == target.namespace {
            return "it is the release's own namespace"
        }
        if object.life.ownership == .release {
            return target.ownership.owns(live) ? nil : "it isn't marked as this release's"
        }
        // A hook's object has no marks: it is told by its name alone.
        guard options.deletesHooks, object.life.isHook else { return "it belongs to no release" }
        return target.ownership.otherOwner(of: live).map(String.init(describing:))
    }

    private func danger(of object: EarlierObject) -> String? {
        let name = "\(object.identity.kind) \"\(object.identity.name)\""
        let title = target.kind == .uninstall ? "\(name) would be deleted" : "\(name) is dropped from the chart"
        let wayOut =
            "pass --allow-crd-delete to delete it, or annotate the live object with "
            + "helm.sh/resource-policy=keep to leave it"
        if object.identity.isNamespace { return "\(title), and everything in it would go; \(wayOut)" }
        guard object.identity.isDefinition, crdsInUse.contains(object.identity.object) else { return nil }
        return "\(title), and the objects of it that exist would go; \(wayOut)"
    }

    /// An annotation of the live object says that it stays; what isn't understood counts as that.
    static func isKept(_ live: Value) -> Bool { DeployAnnotations.readable(of: live).annotations.isKept }
}
