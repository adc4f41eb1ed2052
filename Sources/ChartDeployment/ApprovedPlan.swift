internal import Deployment
internal import PluginKit
internal import Shared

/// A kept plan that is to be run, and what must still be as it was.
struct ApprovedPlan: Sendable {
    let path: String
    let saved: SavedPlan

    private var target: PlanInputs.Target { saved.request.target }

    /// Refuses a release that went on since.
    func refuseLater(_ history: [RevisionEntry]) throws {
        let (planned, found) = (saved.newest, history.last)
        if planned?.revision == found?.revision, planned?.uid == found?.uid { return }
        let was = planned.map { "on revision \($0.revision)" } ?? "when there was no revision"
        let now =
            found.map { entry in
                let isOther = entry.revision == planned?.revision ? "another " : ""
                return "the newest is \(isOther)revision \(entry.revision) (\(entry.status)) now"
            } ?? "there is none now"
        throw drift(["it was made \(was), and \(now)"])
    }

    /// Refuses a release whose newest revision means something else than it did.
    func refuseOther(_ situation: ReleaseSituation) throws {
        try refuseLater(situation.history)
        if let planned = saved.newest, let found = situation.history.last, planned.status != found.status {
            // Pending, it counted as failed already.
            guard planned.status.isPending, found.status == .failed else {
                throw drift(["revision \(found.revision) was \(planned.status), and is \(found.status) now"])
            }
        }
        guard situation.nextRevision == target.revision, situation.converging == target.kind else {
            throw drift(["it would \(situation.converging) the release to revision \(situation.nextRevision) now"])
        }
    }

    /// Refuses a plan that changes something else than the kept one says.
    func refuseOther(_ found: PlanPreview) throws {
        let differences = PlanComparison.differences(approved: saved.overview.changes, now: found.changes)
        if differences.isEmpty { return }
        throw drift(
            differences.map { "\($0.identity.title(releaseNamespace: target.namespace)): \($0.reason)" })
    }

    private func drift(_ reasons: [String]) -> PlanDrift {
        PlanDrift(path: path, release: target.name, namespace: target.namespace, reasons: reasons)
    }
}

/// The cluster is no more as it was when a plan was made.
struct PlanDrift: ExplainedError {
    let path: String
    let release: String
    let namespace: String
    let reasons: [String]

    /// How many differences are named before they are only counted.
    private static let listed = 20

    var explanation: String {
        "plan \(path) isn't what a converge of release \"\(release)\" in namespace \"\(namespace)\" would do now: "
            + (reasons.first ?? "")
    }

    var advice: [String] {
        let others = reasons.dropFirst().prefix(Self.listed - 1).map { "  \($0)" }
        let more = reasons.count - Self.listed
        return (others.isEmpty ? [] : ["Besides:"] + others) + (more > 0 ? ["  … and \(more) more"] : [])
            + ["Nothing was changed.", SavedPlan.remedy(path)]
    }
}
