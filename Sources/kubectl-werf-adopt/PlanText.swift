internal import Adoption
internal import Deployment
internal import PluginKit
internal import Shared

/// A plan as people read it.
enum PlanText {
    static func text(of plan: AdoptionPlan) -> String {
        let namespace = plan.release.releaseNamespace
        var table = Table(["OBJECT", "IS", "WILL BE"])
        for row in plan.rows {
            table.append([
                row.wanted.identity.title(releaseNamespace: namespace), row.standing.description, outcome(row),
            ])
        }
        var text = plan.rows.isEmpty ? "no object is selected\n" : table.text
        for row in plan.rows {
            guard let remark = row.remark else { continue }
            text += "\(row.wanted.identity.title(releaseNamespace: namespace)): \(remark)\n"
        }
        if let handOver = plan.handOver, let next = handOver.next {
            text +=
                "release \"\(handOver.from.releaseName)\" in namespace \"\(handOver.from.releaseNamespace)\" gets "
                + "revision \(next.version), without \(handOver.leaving.count) "
                + "object\(handOver.leaving.count == 1 ? "" : "s")\n"
        }
        return text
    }

    private static func outcome(_ row: AdoptionPlan.Row) -> String {
        if row.refusal != nil { return "refused" }
        if row.change != nil { return "adopted" }
        return row.standing == .absent ? "left out" : "as it is"
    }

    static func text(of plan: UndoPlan) -> String {
        var table = Table(["OBJECT", "WILL BE"])
        for row in plan.rows {
            table.append([row.identity.title(releaseNamespace: plan.release.releaseNamespace), row.text])
        }
        return table.text
    }
}
