package import Deployment
package import Shared

/// Everything that people are shown of a plan.
package struct PlanOverview: Codable, Sendable {
    /// An object that stays although the chart has it no more.
    package struct Kept: Codable, Sendable {
        package var identity: ResourceIdentity
        package var reason: String
    }

    package var target: PlanInputs.Target
    /// The changed objects, each once, in the order of the plan.
    package var changes: [PlannedChange]
    package var kept: [Kept]
    /// How many objects are as they should be.
    package var unchangedCount: Int
    /// What becomes of the stored revisions.
    package var records: [String]
    /// Namespaces that the deploy would create.
    package var missingNamespaces: [String]
    /// The parts of the chart for which the record has no room.
    package var leftOut: [String]
    /// Why a new revision would say something new; nil when it would repeat the newest.
    package var reasonForRevision: String?
    package var warnings: [String]
    /// What is used, and where it comes from.
    package var explanation: String
}

extension PlanOverview {
    /// - Throws: when the cluster can't be asked which namespaces are missing.
    package init(_ prepared: PreparedDeploy, _ preview: PlanPreview) async throws {
        let plan = preview.plan
        var (kept, warnings): ([Kept], [String]) = ([], [])
        for notice in plan.notices {
            switch notice {
            case .kept(let identity, let reason): kept.append(Kept(identity: identity, reason: reason))
            case .warning(let text): warnings.append(text)
            }
        }
        let records = plan.operations.filter(\.tidiesRecords)
        self.init(
            target: plan.target, changes: preview.changes, kept: kept, unchangedCount: plan.unchanged.count,
            records: records.map { $0.title(releaseNamespace: plan.target.namespace) },
            missingNamespaces: try await prepared.missingNamespaces(), leftOut: prepared.leftOut,
            reasonForRevision: prepared.reasonForRevision, warnings: warnings, explanation: prepared.explanation)
    }

    /// What counts as a change of the release's objects.
    package var counted: [PlannedChange] { changes.filter { !$0.isServiceOnly } }
}

extension Operation {
    fileprivate var tidiesRecords: Bool {
        switch kind {
        case .supersede, .prune: true
        default: false
        }
    }
}
