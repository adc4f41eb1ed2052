internal import DeployCommands
internal import Deployment
internal import PluginKit
internal import Shared

/// A plan for people: a block for each object, then what it comes to.
struct PlanText {
    private let shown: ShownPlan

    init(_ shown: ShownPlan) { self.shown = shown }

    private var target: PlanInputs.Target { shown.target }

    var text: String {
        var text = "\n" + shown.shown.map { block($0) + "\n" }.joined()
        for item in shown.plan.kept { text += "keep \(title(item.identity)): \(item.reason)\n" }
        if !shown.plan.kept.isEmpty { text += "\n" }
        return text + runs + summary
    }

    // MARK: One object

    private func block(_ change: PlannedChange) -> String {
        var text = Console.emphasized(heading(change), .bold) + origin(change) + "\n"
        text += change.diff(shown.options).shown
        if let reason = change.untried {
            text += "  " + Console.emphasized("<reckoned without the server: \(reason)>", .faint) + "\n"
        }
        return text
    }

    private func heading(_ change: PlannedChange) -> String {
        let later = change.later.map { ", then \($0.rawValue)" }.joined()
        return "\(change.action.rawValue) \(title(change.identity))\(later)"
    }

    private func origin(_ change: PlannedChange) -> String {
        var parts = change.source.isEmpty ? [] : [change.source]
        if change.isHook { parts.append("hook, stage \(change.stages.map(\.name).joined(separator: ", "))") }
        return parts.isEmpty ? "" : "  " + Console.emphasized("(\(parts.joined(separator: "; ")))", .faint)
    }

    private func title(_ identity: ResourceIdentity) -> String {
        identity.title(releaseNamespace: target.namespace)
    }

    // MARK: What it comes to

    private var runs: String {
        let names = shown.runs.map { change in
            change.isHook ? "\(title(change.identity)) (hook)" : title(change.identity)
        }
        return names.isEmpty ? "" : "would run: \(names.joined(separator: ", "))\n\n"
    }

    private var summary: String {
        let release = "release \"\(target.name)\" in namespace \"\(target.namespace)\""
        var text = Console.emphasized("\(release): \(outcome)", .bold) + "\n"
        for name in shown.plan.missingNamespaces { text += "  create Namespace/\(name)\n" }
        text += "  \(counts)\n"
        let annotated = shown.serviceOnly.count
        if annotated > 0 {
            let objects = annotated == 1 ? "1 object is" : "\(annotated) objects are"
            text += "  \(objects) told which deploy it was, which counts as no change\n"
        }
        text += "  records: \(records.joined(separator: "; "))\n"
        if !shown.plan.leftOut.isEmpty {
            text +=
                "  left out of the record, which would be too large: \(shown.plan.leftOut.joined(separator: ", "))\n"
        }
        return text
    }

    private var outcome: String {
        let action = target.kind == .install ? "would be installed" : "would be upgraded"
        if !shown.plan.counted.isEmpty { return "\(action) as revision \(target.revision)" }
        guard let reason = shown.plan.reasonForRevision else {
            return "no changes; revision \(target.revision) would repeat the newest"
        }
        return "no object would change; revision \(target.revision) would be made because \(reason)"
    }

    private var counts: String {
        let actions: [PlannedChange.Action] = [.create, .update, .recreate, .delete]
        let parts = actions.map { "\(shown.count($0)) to \($0.rawValue)" }
        return (parts + ["\(shown.plan.kept.count) kept", "\(shown.plan.unchangedCount) unchanged"])
            .joined(separator: ", ")
    }

    private var records: [String] {
        ["store revision \(target.revision)"] + shown.plan.records
    }
}
