/// A call to the cluster that didn't succeed.
package struct ClientError: Error, Hashable, Sendable {
    /// What went wrong.
    package enum Kind: Hashable, Sendable {
        /// The server answered, and refused.
        case status(Status)
        /// No answer: the connection couldn't be made, or was lost.
        case connection(ConnectionFailure)
        /// The request timeout ran out.
        case timeout
        /// The task was cancelled; the server may or may not have carried the request out.
        case cancelled
        /// Credentials couldn't be had (exec plugin, token file).
        case credentials(String)
        /// The answer isn't what the API answers.
        case unreadable(String)
        /// The server has no such type, as the text says.
        case unknownType(String)
    }

    /// Why there was no answer.
    package struct ConnectionFailure: Hashable, Sendable {
        /// The sorts of failure that callers tell apart.
        package enum Reason: Hashable, Sendable {
            case refused, nameNotFound, unreachable, connectTimeout, certificate, tls, proxy, lost, other
        }
        package var reason: Reason
        /// `host:port`, as the kubeconfig names the server.
        package var server: String
        /// What the network or TLS said, without credentials.
        package var message: String

        package init(reason: Reason, server: String, message: String) {
            self.reason = reason
            self.server = server
            self.message = message
        }
    }

    /// What was asked of the server.
    package struct Request: Hashable, Sendable {
        /// The API verb: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`.
        package var verb: String
        /// The type with its group (`deployments.apps`), or the path of a request without a type.
        package var resource: String
        package var namespace: String?
        package var name: String?

        package init(verb: String, resource: String, namespace: String? = nil, name: String? = nil) {
            self.verb = verb
            self.resource = resource
            self.namespace = namespace
            self.name = name
        }
    }

    package var kind: Kind
    package var request: Request?
    /// How an earlier attempt of the same request ended, when it was tried more than once.
    package var previousAttempt: String?

    package init(_ kind: Kind, request: Request? = nil, previousAttempt: String? = nil) {
        self.kind = kind
        self.request = request
        self.previousAttempt = previousAttempt
    }
}

extension ClientError {
    /// The server's answer, if there was one.
    package var status: Status? {
        if case .status(let status) = kind { status } else { nil }
    }

    package var isNotFound: Bool { status?.reason == "NotFound" }
    package var isAlreadyExists: Bool { status?.reason == "AlreadyExists" }
    /// The object changed meanwhile, or fields belong to another manager (`conflicts` tells which).
    package var isConflict: Bool { status?.reason == "Conflict" }
    package var isForbidden: Bool { status?.reason == "Forbidden" }
    package var isUnauthorized: Bool { status?.reason == "Unauthorized" }
    package var isInvalid: Bool { status?.reason == "Invalid" }
    /// A list token or a resource version that the server no longer knows (410).
    package var isExpired: Bool {
        status.map { $0.code == 410 || $0.reason == "Expired" || $0.reason == "Gone" } ?? false
    }
    package var isCancelled: Bool { kind == .cancelled }
    /// A field that can't be changed, in the words that servers use for it.
    package var isImmutableField: Bool {
        guard let status, status.reason == "Invalid" else { return false }
        return status.message.utf8.contains("field is immutable".utf8)
            || status.details.causes.contains { $0.message.utf8.contains("field is immutable".utf8) }
    }
    /// The conflicts of a server-side apply: field and manager of each; empty for other errors.
    package var conflicts: [Status.Cause] {
        isConflict ? status?.details.causes.filter { $0.reason == "FieldManagerConflict" } ?? [] : []
    }
}
