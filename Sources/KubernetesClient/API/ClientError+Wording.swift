extension ClientError: CustomStringConvertible {
    /// The error as kubectl prints it.
    package var description: String {
        switch kind {
        case .status(let status): Self.describe(status, message: message)
        case .connection(let failure) where failure.reason == .refused:
            "The connection to the server \(failure.server) was refused - did you specify the right host or port?"
        case .connection, .timeout, .credentials: "Unable to connect to the server: \(message)"
        case .cancelled, .unreadable, .unknownType: "error: \(message)"
        }
    }

    /// What went wrong, without the words before it, for use inside another sentence.
    package var message: String {
        let text =
            switch kind {
            case .status(let status): status.message
            case .connection(let failure): failure.message
            case .timeout: "context deadline exceeded"
            case .cancelled: "cancelled"
            case .credentials(let text): "getting credentials: \(text)"
            case .unreadable(let text): text
            case .unknownType(let text): text
            }
        return previousAttempt.map { "\(text) - error from a previous attempt: \($0)" } ?? text
    }

    private static func describe(_ status: Status, message: String) -> String {
        switch status.reason {
        case "Unauthorized": "error: You must be logged in to the server (\(message))"
        case "Invalid": invalid(status, message: message)
        case "": "Error from server: \(message)"
        default: "Error from server (\(status.reason)): \(message)"
        }
    }

    /// What is wrong with an object: its causes, each once, one on the line or several below it.
    private static func invalid(_ status: Status, message: String) -> String {
        let details = status.details
        guard !details.kind.isEmpty || !details.causes.isEmpty else { return "The request is invalid: \(message)" }
        let subject = "The \(details.kind) \"\(details.name)\" is invalid"
        var causes: [String] = []
        for cause in details.causes {
            let text = "\(cause.field): \(cause.message)"
            if !causes.contains(text) { causes.append(text) }
        }
        return switch causes.count {
        case 0: "\(subject): \(message)"
        case 1: "\(subject): \(causes[0])"
        default: "\(subject): \n" + causes.map { "* \($0)" }.joined(separator: "\n")
        }
    }
}

extension ClientError.Request {
    /// The request in brackets behind a message of our own making: `get configmaps shop/settings`.
    var text: String {
        let object = [namespace, name].compactMap { $0 }.joined(separator: "/")
        return [verb, resource, object].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
