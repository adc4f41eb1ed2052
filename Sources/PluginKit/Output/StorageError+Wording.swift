package import Shared

extension StorageError: ExplainedError {
    package var explanation: String {
        switch self {
        case .unknownDriver(let name): "unknown driver \"\(name)\": releases are kept in secret or configmap"
        case .releaseNotFound: "release: not found"
        case .revisionNotFound(let name, let revision): "release \"\(name)\" has no revision \(revision)"
        case .revisionExists(let name, let revision):
            "release: already exists: revision \(revision) of \"\(name)\" has just been made by someone else"
        case .conflict(let name, let revision):
            "revision \(revision) of release \"\(name)\" was changed by someone else meanwhile"
        case .unreadable(let entry, let reason):
            "revision \(entry.revision) of release \"\(entry.name)\" can't be read (\(entry.objectName)): \(reason)"
        case .pending: "another operation (install/upgrade/rollback) is in progress"
        case .tooLarge(let name, let bytes, let limit, _):
            "the record of release \"\(name)\" is too large to be stored: \(bytes) bytes, \(limit) is the most"
        case .storedElsewhere(let name, let driver, let namespace):
            "release \"\(name)\" has its history in \(driver.plural) of namespace \"\(namespace)\""
        case .foreignRecord(let name, let storage, let namespace):
            "namespace \"\(storage)\" holds the history of another release \"\(name)\", of namespace \"\(namespace)\""
        case .invalidName(let name) where name.isEmpty: "no name provided"
        case .invalidName(let name):
            "release name \"\(name)\": invalid release name, must match regex \(ReleaseName.pattern) "
                + "and the length must not be longer than \(ReleaseName.longest)"
        case .unwritable(let name, let revision, let reason):
            "revision \(revision) of release \"\(name)\" can't be stored: \(reason)"
        case .server(_, let cause): ErrorWording.plain(cause)
        }
    }

    package var advice: [String] {
        switch self {
        case .releaseNotFound(let name, let namespace):
            ["No revision of \"\(name)\" is in namespace \"\(namespace)\"; `kubectl werf list -A` shows what is where."]
        case .pending(let entry): pendingAdvice(entry)
        case .tooLarge(_, _, _, let parts):
            ["Its largest parts, before packing:"] + parts.map { "  \($0.bytes)\t\($0.name)" }
        case .storedElsewhere(_, let driver, let namespace):
            ["Use --release-storage=\(driver.rawValue) --release-storage-namespace=\(namespace) to work on it."]
        case .foreignRecord:
            ["Choose another name or another --release-storage-namespace."]
        case .unreadable(let entry, _): unreadableAdvice(entry)
        case .server(let doing, _): ["(while \(doing))"]
        default: []
        }
    }

    /// The way out when whoever began a revision is gone.
    private func pendingAdvice(_ entry: RevisionEntry) -> [String] {
        var advice = [
            "Revision \(entry.revision) of release \"\(entry.name)\" (\(entry.objectName)) is \(entry.status). Wait until whoever "
                + "works on it is done.",
            "If nobody does any more, go on with --pending-grace 0: it is marked as failed then, and what it made is known",
        ]
        advice[1] += entry.revision > 1 ? ", or go back with: helm rollback \(entry.name) -n \(entry.namespace)" : "."
        return advice
    }

    /// The way on when the newest record is damaged.
    private func unreadableAdvice(_ entry: RevisionEntry) -> [String] {
        var advice = ["It is left as it is, since it may name objects that nothing else knows."]
        if entry.revision > 1 { advice.append("`kubectl werf get` shows an earlier revision with --revision.") }
        advice.append(
            "To deploy without it, keep a copy of the object \(entry.objectName) in namespace \(entry.namespace), "
                + "and delete it.")
        return advice
    }
}
