internal import KubernetesClient
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
    /// What wasn't begun, and waits that were given up.
    package var cancelled: [Operation]
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
        func named(_ identity: ResourceIdentity) -> String { identity.title(releaseNamespace: releaseNamespace) }
        return switch kind {
        case .startRevision: "store the revision"
        case .create(let object): "create \(named(object.identity))"
        case .update(let object, _): "update \(named(object.identity))"
        case .recreate(let object): "recreate \(named(object.identity))"
        case .awaitServed(let object): "wait for \(named(object.identity))"
        case .awaitReady(let object, _): "wait until \(named(object.identity)) is ready"
        case .awaitPresence(let reference):
            "wait for \(reference.title(releaseNamespace: releaseNamespace)) of somebody else"
        case .deleteAfterSuccess(let object): "delete \(named(object.identity)), which has done its work"
        case .delete(let object): "delete \(named(object.identity))"
        case .awaitAbsence(let object): "wait until \(named(object.identity)) is gone"
        case .barrier(let name): name
        case .recordStage(let stage, _): "record the end of stage \(stage.name)"
        case .finishRevision: "mark the revision as deployed"
        case .supersede(let revision): "mark revision \(revision) as superseded"
        case .prune(let limit): "keep \(limit) revision\(limit == 1 ? "" : "s")"
        case .markUninstalling: "mark the release as being uninstalled"
        case .markUninstalled: "mark the release as uninstalled"
        case .deleteRecords: "delete the revisions"
        }
    }
}

extension ObjectReference {
    fileprivate func title(releaseNamespace: String) -> String {
        let place = namespace.map { $0 == releaseNamespace ? "" : " (namespace \($0))" } ?? ""
        return "\(type.kind)/\(name)\(place)"
    }
}
