internal import ChartDeployment
internal import Deployment
internal import Documents
internal import Shared

/// What is shown of a plan.
struct ShownPlan {
    let plan: PlanOverview
    let options: ObjectDiff.Options

    var target: PlanInputs.Target { plan.target }

    /// The changes that are shown: what only says which deploy an object comes from is counted apart.
    var shown: [PlannedChange] { options.showsInsignificant ? plan.changes : plan.counted }

    var serviceOnly: [PlannedChange] { plan.changes.filter(\.isServiceOnly) }

    /// Jobs and other objects that would run, hooks among them.
    var runs: [PlannedChange] { plan.counted.filter { $0.runs || ($0.isHook && $0.action != .delete) } }

    func count(_ action: PlannedChange.Action) -> Int { plan.counted.filter { $0.action == action }.count }

    /// 2 when objects would change, 3 when nothing but a new revision would come of it, 0 when that would repeat the
    /// newest.
    var exitStatus: Int32 {
        if !plan.counted.isEmpty { return 2 }
        return plan.reasonForRevision == nil ? 0 : 3
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
            plan.kept.map { item in
                var object = Self.names(item.identity)
                object["reason"] = .string(item.reason)
                return .object(object)
            })
        root["runs"] = .array(runs.map { .object(Self.names($0.identity)) })
        root["records"] = .array(plan.records.map(Value.string))
        root["createsNamespaces"] = .array(plan.missingNamespaces.map(Value.string))
        if !plan.leftOut.isEmpty { root["leftOutOfRecord"] = .array(plan.leftOut.map(Value.string)) }
        root["reasonForRevision"] = plan.reasonForRevision.map(Value.string)
        root["summary"] = summary
        return .object(root)
    }

    private var summary: Value {
        var summary = Object()
        for action in PlannedChange.Action.allCases { summary[action.rawValue] = .integer(Int64(count(action))) }
        summary["kept"] = .integer(Int64(plan.kept.count))
        summary["serviceAnnotationsOnly"] = .integer(Int64(serviceOnly.count))
        summary["unchanged"] = .integer(Int64(plan.unchangedCount))
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
