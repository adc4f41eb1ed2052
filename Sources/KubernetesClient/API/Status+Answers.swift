internal import Documents

extension Status {
    /// Reads the body of a refused request; one that isn't the API's is worded from the HTTP status.
    static func answer(_ response: HTTPResponse, to request: ClientError.Request) -> Status {
        if let value = try? JSON.read(response.body), var status = Status(value) {
            if status.code == 0 { status.code = response.head.status }
            // A server's own fault without a reason is printed without one, as kubectl does.
            if status.reason.isEmpty, status.code < 500 { status.reason = knownReason(status.code, verb: request.verb) }
            return status
        }
        return synthesized(response, request)
    }

    /// Bytes of a foreign body that are kept.
    private static let keptBytes = 2048

    private static func synthesized(_ response: HTTPResponse, _ request: ClientError.Request) -> Status {
        let code = response.head.status
        let body = String(decoding: response.body.prefix(keptBytes), as: UTF8.self)
        var details = Details()
        details.name = request.name ?? ""
        details.retryAfterSeconds = response.head.retryAfter ?? 0
        details.causes = [Cause(reason: "UnexpectedServerResponse", message: body.harmless(keepsLines: true))]
        let message = "\(sentence(code, body: body)) (\(request.text))"
        return Status(code: code, reason: knownReason(code, verb: request.verb), message: message, details: details)
    }

    /// The API's name for an HTTP status; empty for those that it has no name for.
    private static func knownReason(_ code: Int, verb: String) -> String {
        switch code {
        case 400: "BadRequest"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "NotFound"
        case 405: "MethodNotAllowed"
        case 406: "NotAcceptable"
        case 409: verb == "create" ? "AlreadyExists" : "Conflict"
        case 410: "Gone"
        case 413: "RequestEntityTooLarge"
        case 415: "UnsupportedMediaType"
        case 422: "Invalid"
        case 429: "TooManyRequests"
        case 500: "InternalError"
        case 503: "ServiceUnavailable"
        case 504: "Timeout"
        default: ""
        }
    }

    private static func sentence(_ code: Int, body: String) -> String {
        switch code {
        case 400, 422: "the server rejected our request: \(quoted(body))"
        case 401: "the server has asked for the client to provide credentials"
        case 403: "the server does not allow this request: \(quoted(body))"
        case 404: "the server could not find the requested resource"
        case 405: "the server does not allow this method on the requested resource"
        case 409: "the server reported a conflict"
        case 429: "the server has received too many requests and has asked us to try again later"
        case 503: "the server is currently unable to handle the request"
        case 504: "the server was unable to return a response in the time allotted"
        case 500...: "an error on the server (\(quoted(body))) has prevented the request from succeeding"
        default: "the server responded with the status code \(code) but did not return more information"
        }
    }

    /// A foreign text on one line, without control characters.
    private static func quoted(_ text: String) -> String { "\"\(text.harmless(keepsLines: false))\"" }
}
