internal import Deployment
internal import Documents
internal import Shared

/// Everything that is shown of a plan.
struct ShownPlan {
    let preview: PlanPreview
    /// Namespaces that the deploy would create.
    let missingNamespaces: [String]
    /// The parts of the chart for which the record has no room.
    let leftOut: [String]
    /// Why a new revision would say something new; nil when it would repeat the newest.
    let reasonForRevision: String?
    let options: ObjectDiff.Options

    var plan: DeployPlan { preview.plan }
    var target: PlanInputs.Target { plan.target }

    /// The changes that are shown: what only says which deploy an object comes from is counted apart.
    var shown: [PlannedChange] { options.showsInsignificant ? preview.changes : preview.counted }

    var serviceOnly: [PlannedChange] { preview.changes.filter(\.isServiceOnly) }

    /// Objects that stay although the chart has them no more.
    var kept: [(identity: ResourceIdentity, reason: String)] {
        plan.notices.compactMap { notice in
            if case .kept(let identity, let reason) = notice { (identity, reason) } else { nil }
        }
    }

    /// Jobs and other objects that would run, hooks among them.
    var runs: [PlannedChange] { preview.counted.filter { $0.runs || ($0.isHook && $0.action != .delete) } }

    /// What becomes of the stored revisions.
    var records: [String] {
        plan.operations.filter(\.tidiesRecords).map { $0.title(releaseNamespace: target.namespace) }
    }

    func count(_ action: PlannedChange.Action) -> Int { preview.counted.filter { $0.action == action }.count }

    /// 2 when objects would change, 3 when nothing but a new revision would come of it, 0 when that would repeat the
    /// newest.
    var exitStatus: Int32 {
        if !preview.counted.isEmpty { return 2 }
        return reasonForRevision == nil ? 0 : 3
    }
}

extension Operation {
    fileprivate var tidiesRecords: Bool {
        switch kind {
        case .supersede, .prune: true
        default: false
        }
    }
}

extension ShownPlan {
    /// The plan as a document for programs.
    var document: Value {
        var root = Object()
        root["release"] = .string(target.name)
        root["namespace"] = .string(target.namespace)
        root["revision"] = .integer(Int64(target.revision))
        root["action"] = .string(target.kind.rawValue)
        root["changes"] = .array(shown.map(document))
        root["kept"] = .array(
            kept.map { item in
                var object = Self.names(item.identity)
                object["reason"] = .string(item.reason)
                return .object(object)
            })
        root["runs"] = .array(runs.map { .object(Self.names($0.identity)) })
        root["records"] = .array(records.map(Value.string))
        root["createsNamespaces"] = .array(missingNamespaces.map(Value.string))
        if !leftOut.isEmpty { root["leftOutOfRecord"] = .array(leftOut.map(Value.string)) }
        root["reasonForRevision"] = reasonForRevision.map(Value.string)
        root["summary"] = summary
        return .object(root)
    }

    private var summary: Value {
        var summary = Object()
        for action in PlannedChange.Action.allCases { summary[action.rawValue] = .integer(Int64(count(action))) }
        summary["kept"] = .integer(Int64(kept.count))
        summary["serviceAnnotationsOnly"] = .integer(Int64(serviceOnly.count))
        summary["unchanged"] = .integer(Int64(plan.unchanged.count))
        return .object(summary)
    }

    private func document(_ change: PlannedChange) -> Value {
        var object = Object()
        object["action"] = .string(change.action.rawValue)
        for member in Self.names(change.identity) { object[member.key] = member.value }
        if !change.source.isEmpty { object["source"] = .string(change.source) }
        if change.isHook { object["hook"] = true }
        if !change.stages.isEmpty { object["stages"] = .array(change.stages.map { .string($0.name) }) }
        if !change.later.isEmpty { object["then"] = .array(change.later.map { .string($0.rawValue) }) }
        object["untried"] = change.untried.map(Value.string)
        let diff = change.diff(options)
        if let placeholder = diff.placeholder {
            object["hidden"] = .string(placeholder)
        } else {
            object["diff"] = .string(diff.text)
        }
        return .object(object)
    }

    private static func names(_ identity: ResourceIdentity) -> Object {
        var object = Object()
        object["apiVersion"] = .string(identity.apiVersion)
        object["kind"] = .string(identity.kind)
        if !identity.namespace.isEmpty { object["namespace"] = .string(identity.namespace) }
        object["name"] = .string(identity.name)
        return object
    }
}
