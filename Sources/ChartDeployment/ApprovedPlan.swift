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

    /// The journal with which a converge would begin now; refuses a killed deploy that got elsewhere than it had.
    ///
    /// Its record keeps its revision and UID while it goes on.
    ///
    /// - Parameters:
    ///   - record: the record of the deploy to begin; it gets the journal.
    ///   - newest: the newest record there is.
    func journal(_ record: inout Release, after newest: Release?) throws -> DeployJournal {
        let found = DeployJournal.begin(target.kind, &record, after: newest)
        guard found == saved.request.journal else {
            let then = Self.wording(saved.request.journal)
            throw drift([
                "the hooks of \(then) had run before when it was made, and those of \(Self.wording(found)) have now"
            ])
        }
        return found
    }

    private static func wording(_ journal: DeployJournal?) -> String {
        guard let completed = journal?.completed, !completed.isEmpty else { return "no stage" }
        return "stage " + completed.sorted().map(\.name).joined(separator: ", ")
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
            + ["No object was changed.", SavedPlan.remedy(path)]
    }
}
