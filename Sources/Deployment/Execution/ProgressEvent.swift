package import Shared

/// Something a running deploy has just done.
package enum ProgressEvent: Hashable, Sendable {
    case created(ResourceIdentity)
    case updated(ResourceIdentity)
    case deleted(ResourceIdentity)
    case namespaceCreated(String)
    /// The types that a CRD declares are served.
    case served(ResourceIdentity)
    /// What an object that isn't ready yet waits for; told again only when that has changed.
    case waiting(ResourceIdentity, String)
    case ready(ResourceIdentity)
    /// An object won't become ready; told as soon as that is known, with events and log lines.
    case trackingFailed(TrackingFailure)
    /// A line of a container's log.
    case logLine(pod: String, container: String, namespace: String, text: String)
    /// A Kubernetes event of an object that shows its service messages, or of one of its pods.
    case serviceMessage(ResourceIdentity, String)
    /// Something that may surprise, or that failed without failing the deploy.
    case warning(String)
}

/// What became of a plan.
package struct ExecutionReport: Sendable {
    package var completed: [Operation]
    package var failed: [(operation: Operation, reason: String)]
    package var notStarted: [Operation]
    /// The signal that stopped it.
    package var signal: String?
    /// The record says that the revision is deployed.
    package var isDeployed: Bool

    /// The record decides: what comes after it is only tidying up.
    package var isSuccess: Bool { isDeployed }
}

extension ExecutionReport {
    /// Why the deploy failed, the reasons of several operations joined as Helm joins them.
    package var reason: String {
        var reasons = failed.map(\.reason)
        if let signal { reasons.append("interrupted by \(signal)") }
        return reasons.joined(separator: " && ")
    }
}

extension Operation {
    /// What the operation does, in a few words.
    package func title(releaseNamespace: String) -> String {
        switch kind {
        case .startRevision: "store the revision"
        case .create(let object): "create \(object.title(releaseNamespace: releaseNamespace))"
        case .update(let object, _): "update \(object.title(releaseNamespace: releaseNamespace))"
        case .awaitServed(let object): "wait for \(object.title(releaseNamespace: releaseNamespace))"
        case .delete(let object): "delete \(object.identity.title(releaseNamespace: releaseNamespace))"
        case .awaitAbsence(let object):
            "wait until \(object.identity.title(releaseNamespace: releaseNamespace)) is gone"
        case .barrier: "step"
        case .finishRevision: "mark the revision as deployed"
        case .supersede(let revision): "mark revision \(revision) as superseded"
        case .prune(let limit): "keep \(limit) revision\(limit == 1 ? "" : "s")"
        }
    }
}
