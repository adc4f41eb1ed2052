package import Deployment
internal import PluginKit
internal import Shared
internal import Synchronization

/// Tells people what a converge does: a line for each change on stderr, the summary at the end.
package final class DeployReport: Sendable {
    private struct Counts {
        var created = 0
        var updated = 0
        var deleted = 0
    }

    private let namespace: String
    private let counts = Mutex(Counts())

    package init(namespace: String) { self.namespace = namespace }

    /// Tells one thing that was done.
    package func tell(_ event: ProgressEvent) {
        switch event {
        case .created(let identity):
            counts.withLock { $0.created += 1 }
            line("created", identity)
        case .updated(let identity):
            counts.withLock { $0.updated += 1 }
            line("updated", identity)
        case .deleted(let identity):
            counts.withLock { $0.deleted += 1 }
            line("deleted", identity)
        case .served(let identity), .ready(let identity): line("ready", identity)
        case .waiting(let identity, let reason): line("waiting", identity, reason)
        case .trackingFailed(let failure): tell(failure)
        case .logLine(let pod, let container, let place, let text):
            let prefix = place == namespace ? "" : "\(place) "
            Console.tell("\(prefix)po/\(pod) \(container): \(text)\n")
        case .serviceMessage(let identity, let text): line("event", identity, text)
        case .namespaceCreated(let name): Console.tell("created   Namespace/\(name)\n")
        case .warning(let text): Console.warn(text)
        }
    }

    private func line(_ verb: String, _ identity: ResourceIdentity, _ remark: String? = nil) {
        let padding = String(repeating: " ", count: max(1, 10 - verb.utf8.count))
        let end = remark.map { ": \($0)" } ?? ""
        Console.tell("\(verb)\(padding)\(identity.title(releaseNamespace: namespace))\(end)\n")
    }

    /// Tells a failure at once, with what was read about it: a rollback may remove the traces.
    private func tell(_ failure: TrackingFailure) {
        Console.writeError("failed    \(failure.identity.title(releaseNamespace: namespace)): \(failure.reason)\n")
        for detail in failure.details { Console.writeError("  \(detail)\n") }
    }

    /// Tells what stays although the chart has it no more, and what may surprise.
    package func tell(_ notices: [DeployPlan.Notice]) {
        for notice in notices {
            switch notice {
            case .kept(let identity, let reason):
                Console.tell("kept      \(identity.title(releaseNamespace: namespace)): \(reason)\n")
            case .warning(let text): Console.warn(text)
            }
        }
    }

    /// The last line of a deploy that succeeded.
    ///
    /// - Parameter restored: the revision that a rollback went back to.
    package func finish(_ plan: DeployPlan, restored: Int) {
        let (counts, target) = (counts.withLock { $0 }, plan.target)
        let release = "release \"\(target.name)\" in namespace \"\(target.namespace)\""
        guard target.kind != .uninstall else {
            return Console.tell("\(release): uninstalled; \(counts.deleted) deleted\n")
        }
        let origin = target.kind == .rollback ? ", which is revision \(restored) again" : ""
        Console.tell(
            "\(release): revision \(target.revision) deployed\(origin); \(counts.created) created, \(counts.updated) updated, "
                + "\(counts.deleted) deleted, \(plan.unchanged.count) unchanged\n")
    }

    /// What a deploy would do, for stdout.
    ///
    /// - Parameters:
    ///   - creating: namespaces that are missing and would be created.
    ///   - leftOut: the parts of the chart for which the record has no room.
    ///   - restored: the revision that a rollback goes back to.
    package static func text(
        of plan: DeployPlan, creating: [String] = [], leavingOut leftOut: [String] = [], restoring restored: Int = 0
    ) -> String {
        let target = plan.target
        var text = "release \"\(target.name)\" in namespace \"\(target.namespace)\" would be "
        let end =
            switch target.kind {
            case .install: "installed as revision \(target.revision)\n"
            case .upgrade: "upgraded to revision \(target.revision)\n"
            case .rollback: "rolled back to revision \(restored), as revision \(target.revision)\n"
            case .uninstall: "uninstalled\n"
            }
        text += end
        for name in creating { text += "  create Namespace/\(name)\n" }
        for operation in plan.operations where operation.changesObject || operation.tidiesRecords {
            text += "  \(operation.title(releaseNamespace: target.namespace))\n"
        }
        for case .kept(let identity, let reason) in plan.notices {
            text += "  keep \(identity.title(releaseNamespace: target.namespace)): \(reason)\n"
        }
        if !leftOut.isEmpty {
            text += "  leave out of the record, which would be too large: \(leftOut.joined(separator: ", "))\n"
        }
        return target.kind == .uninstall ? text : text + "  \(plan.unchanged.count) unchanged\n"
    }
}

extension Operation {
    /// It changes the records of earlier revisions.
    fileprivate var tidiesRecords: Bool {
        switch kind {
        case .supersede, .prune, .markUninstalled, .deleteRecords: true
        default: false
        }
    }
}

/// A deploy that failed or was stopped, with everything that was and wasn't done.
package struct FailedDeploy: ExplainedError {
    let plan: DeployPlan
    let result: ExecutionReport

    package var explanation: String {
        let target = plan.target
        let verb =
            switch target.kind {
            case .install: "INSTALLATION"
            case .upgrade: "UPGRADE"
            case .rollback: "ROLLBACK"
            case .uninstall: "UNINSTALLATION"
            }
        return "\(verb) FAILED: release \"\(target.name)\" in namespace \"\(target.namespace)\", revision "
            + "\(target.revision): \(result.reason)"
    }

    package var advice: [String] {
        list("completed", result.completed) + list("failed", result.failed.map(\.operation))
            + list("not started", result.cancelled)
            + ["Run it again when the cause is removed: what is done already is left as it is."]
    }

    private func list(_ title: String, _ operations: [Operation]) -> [String] {
        let changes = operations.filter(\.changesObject)
        if changes.isEmpty { return [] }
        let shown = changes.prefix(Self.listed).map { "  \($0.title(releaseNamespace: plan.target.namespace))" }
        let more = changes.count - shown.count
        return ["\(title) (\(changes.count)):"] + shown + (more > 0 ? ["  … and \(more) more"] : [])
    }

    /// How many operations are named before they are only counted.
    private static let listed = 20
}
