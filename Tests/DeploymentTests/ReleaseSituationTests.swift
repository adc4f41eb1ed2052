import Shared
import Testing

@testable import Deployment

@Suite struct ReleaseSituationTests {
    /// A history as its statuses, oldest first, and what follows from it.
    struct History: Sendable, CustomTestStringConvertible {
        var statuses: [ReleaseStatus]
        var isUpgrade: Bool
        var relevant: [Int]
        var superseded: [Int]

        var testDescription: String { statuses.map(\.rawValue).joined(separator: " ") }
    }

    static let histories = [
        History(statuses: [], isUpgrade: false, relevant: [], superseded: []),
        History(statuses: [.deployed], isUpgrade: true, relevant: [1], superseded: [1]),
        History(statuses: [.superseded, .deployed], isUpgrade: true, relevant: [2], superseded: [2]),
        History(statuses: [.failed], isUpgrade: false, relevant: [1], superseded: []),
        History(statuses: [.failed, .failed], isUpgrade: false, relevant: [2, 1], superseded: []),
        History(statuses: [.deployed, .failed, .failed], isUpgrade: true, relevant: [3, 2, 1], superseded: [1]),
        History(statuses: [.superseded, .failed], isUpgrade: true, relevant: [2, 1], superseded: []),
        History(statuses: [.deployed, .pendingUpgrade], isUpgrade: true, relevant: [2, 1], superseded: [1]),
        History(statuses: [.pendingInstall], isUpgrade: false, relevant: [1], superseded: []),
        History(statuses: [.superseded, .uninstalled], isUpgrade: false, relevant: [], superseded: [2]),
        History(statuses: [.uninstalled, .failed], isUpgrade: false, relevant: [2], superseded: []),
        History(statuses: [.superseded, .uninstalling], isUpgrade: false, relevant: [2, 1], superseded: [2]),
        History(
            statuses: [.deployed, .failed, .uninstalling], isUpgrade: false, relevant: [3, 2, 1], superseded: [1, 3]),
        History(statuses: [.deployed, .deployed], isUpgrade: true, relevant: [2], superseded: [2, 1]),
        History(
            statuses: [.pendingUpgrade, .deployed], isUpgrade: true, relevant: [2], superseded: [2]),
    ]

    private func entries(_ statuses: [ReleaseStatus]) -> [RevisionEntry] {
        statuses.enumerated().map { index, status in
            RevisionEntry(
                name: "app", namespace: "ns", revision: index + 1, status: status,
                objectName: "sh.helm.release.v1.app.v\(index + 1)", uid: "\(index)", resourceVersion: "1", labels: [:])
        }
    }

    @Test(arguments: histories)
    func tells(_ history: History) {
        let situation = ReleaseSituation(entries(history.statuses))
        #expect(situation.isUpgrade == history.isUpgrade)
        #expect(situation.nextRevision == history.statuses.count + 1)
        #expect(situation.relevant.map(\.revision) == history.relevant)
        #expect(situation.superseded.map(\.revision) == history.superseded)
    }
}
