internal import HelmTwo
internal import PluginKit
internal import Shared
internal import TillerRecords

/// Shows what a migration would do.
struct MigrationReport {
    /// What Helm 3's revisions are kept in.
    let driver: StorageDriver
    let deletesRecords: Bool

    /// A release's plan: where it goes, what becomes of each revision, what stands in the way.
    func text(of plan: MigrationPlan) -> String {
        var lines = [heading(plan)] + table(plan)
        if plan.stage == .done {
            lines.append(
                plan.isEnded
                    ? "  it was migrated before, and Helm 3 has uninstalled it since; --undo forgets that"
                    : "  Helm 3 has it already")
        } else if plan.blockers.isEmpty, !plan.isLeftOut {
            lines.append("  mark     \(Wording.count(plan.marked.count, "object")) as the release's")
            lines += plan.marked.prefix(Self.mostNamed).map { "           \($0.reference.title)" }
            let rest = plan.marked.count - Self.mostNamed
            if rest > 0 { lines.append("           … and \(rest) more") }
        }
        if deletesRecords, plan.blockers.isEmpty, !plan.isLeftOut {
            lines.append("  delete   \(Wording.count(plan.brought.count, "record")) of Helm 2")
        }
        lines += plan.warnings.map { "  warning  \(MigrationWording.text(of: $0))" }
        lines += plan.blockers.map { "  blocked  \(MigrationWording.text(of: $0))" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let mostNamed = 20

    private func heading(_ plan: MigrationPlan) -> String {
        let going = plan.stage == .unfinished ? ", begun before" : ""
        return "Helm 2's release \"\(plan.name)\" (\(plan.place.driver.plural) of \(plan.place.namespace)) becomes "
            + "\"\(plan.target.name)\" in namespace \"\(plan.target.namespace)\" (\(driver.plural))\(going)"
    }

    /// A line for each run of revisions that fare alike.
    private func table(_ plan: MigrationPlan) -> [String] {
        var groups: [(status: String, verdict: MigrationPlan.Verdict, revisions: [Int])] = []
        for row in plan.rows {
            if let last = groups.last, last.status == row.entry.status, last.verdict == row.verdict {
                groups[groups.count - 1].revisions.append(row.entry.revision)
            } else {
                groups.append((row.entry.status, row.verdict, [row.entry.revision]))
            }
        }
        return groups.map { group in
            let words = group.revisions.count == 1 ? "revision" : "revisions"
            return "  \(Self.word(group.verdict)) \(words) \(Wording.ranges(group.revisions)) (\(group.status))"
        }
    }

    private static func word(_ verdict: MigrationPlan.Verdict) -> String {
        switch verdict {
        case .written: "write   "
        case .alreadyThere: "has     "
        case .leftOut: "leave   "
        case .blocked: "blocked "
        }
    }
}
