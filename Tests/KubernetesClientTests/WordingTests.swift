import Documents
import Testing

@testable import KubernetesClient

/// Errors in kubectl's words, and what is read from the server's.
@Suite struct WordingTests {
    func status(_ json: String) throws -> Status { try #require(Status(JSON.read(json))) }

    @Test(arguments: [
        (
            #"{"kind":"Status","code":404,"reason":"NotFound","message":"configmaps \"nope\" not found"}"#,
            #"Error from server (NotFound): configmaps "nope" not found"#
        ),
        (
            #"{"kind":"Status","code":401,"reason":"Unauthorized","message":"Unauthorized"}"#,
            "error: You must be logged in to the server (Unauthorized)"
        ),
        (
            #"{"kind":"Status","code":500,"message":"boom"}"#, "Error from server: boom"
        ),
        (
            #"{"kind":"Status","code":422,"reason":"Invalid","message":"m","details":{"name":"x","kind":"Pod","causes":[{"field":"spec.a","message":"Required value"}]}}"#,
            #"The Pod "x" is invalid: spec.a: Required value"#
        ),
        (
            #"{"kind":"Status","code":422,"reason":"Invalid","message":"m","details":{"name":"x","kind":"Pod","causes":[{"field":"a","message":"b"},{"field":"c","message":"d"},{"field":"a","message":"b"}]}}"#,
            "The Pod \"x\" is invalid: \n* a: b\n* c: d"
        ),
    ])
    func wordsARefusalAsKubectl(json: String, expected: String) throws {
        #expect(ClientError(.status(try status(json))).description == expected)
    }

    @Test func tellsHowAnEarlierAttemptEnded() {
        var error = ClientError(.timeout)
        error.previousAttempt = "reset"
        #expect(
            error.description
                == "Unable to connect to the server: context deadline exceeded - error from a previous attempt: reset")
    }

    @Test func namesTheManagersOfAConflict() throws {
        let status = try status(
            #"{"kind":"Status","code":409,"reason":"Conflict","details":{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"kubectl\" using v1","field":".data.k"}]}}"#
        )
        let conflicts = ClientError(.status(status)).conflicts
        #expect(conflicts.map(\.field) == [".data.k"])
        #expect(conflicts.map(\.conflictingManager) == ["kubectl"])
    }

    @Test(arguments: [
        (404, "create", "NotFound"), (409, "create", "AlreadyExists"), (409, "update", "Conflict"), (502, "get", ""),
        (422, "create", "Invalid"), (400, "update", "BadRequest"), (403, "get", "Forbidden"),
    ])
    func namesWhatAProxyAnswers(code: Int, verb: String, reason: String) {
        var head = ResponseHead()
        head.status = code
        let response = HTTPResponse(head: head, body: Array("<html>\u{1b}[31m\u{9b}31m\r</html>".utf8))
        let request = ClientError.Request(verb: verb, resource: "pods", namespace: "a", name: "b")
        let status = Status.answer(response, to: request)
        #expect(status.reason == reason)
        #expect(status.message.hasSuffix("(\(verb) pods a/b)"))
        let shown = status.message + ClientError(.status(status)).description
        #expect(!shown.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
    }

    /// A webhook may say anything, and a name or a field may hold anything.
    @Test func takesWhatSteersATerminalOutOfAStatus() throws {
        let evil = "a\\u001b[31m\\u009b31m\\rb"
        let invalid = try status(
            """
            {"kind":"Status","code":422,"reason":"Invalid","message":"\(evil)","details":{"name":"\(evil)",\
            "kind":"\(evil)","causes":[{"field":"\(evil)","message":"one\\n\(evil)"},{"field":"\(evil)"}]}}
            """)
        let denied = try status(#"{"kind":"Status","code":403,"message":"x\u009b31m"}"#)
        let texts = [invalid.message, ClientError(.status(invalid)).description, ClientError(.status(denied)).message]
        for text in texts {
            #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
        }
        #expect(texts[1].contains("one\na[31m31mb"))
    }

    @Test func knowsAnImmutableField() throws {
        let invalid = try status(
            #"{"kind":"Status","code":422,"reason":"Invalid","message":"m","details":{"causes":[{"message":"Invalid value: field is immutable"}]}}"#
        )
        #expect(ClientError(.status(invalid)).isImmutableField)
        #expect(!ClientError(.status(try status(#"{"kind":"Status","code":422,"reason":"Invalid"}"#))).isImmutableField)
    }

    // MARK: Headers

    func head(_ lines: [String]) -> (ResponseHead, Bool) {
        var head = ResponseHead()
        var isComplete = false
        for line in lines { isComplete = Array("\(line)\r\n".utf8).withUnsafeBytes { head.read(line: $0) } }
        return (head, isComplete)
    }

    @Test func readsAHead() {
        let (head, isComplete) = head([
            "HTTP/2 429", "content-type: application/json", "Retry-After:  5 ", "AUDIT-ID: x", "warning: 199 - \"no\"",
            "Warning: 299 - \"a\u{1b}\u{9b} \\\"b\\\"\"", "",
        ])
        #expect(isComplete)
        #expect(head.status == 429)
        #expect(head.retryAfter == 5)
        #expect(head.contentType == "application/json")
        #expect(head.auditID == "x")
        #expect(head.warnings == ["a \"b\""])
    }

    /// Whoever stands between may join headers of one name.
    @Test(arguments: [
        (#"299 - "a", 299 - "b, c" , 299 kube "d \"e\", f""#, ["a", "b, c", "d \"e\", f"]),
        (#"199 - "no", 299 - "yes""#, ["yes"]), (#"299 - "a" "Sat, 25 Aug 2012 23:34:45 GMT", 299 - "b""#, ["a", "b"]),
        (#"299 - "open"#, ["open"]), ("299 - none", []), ("", []),
    ])
    func readsWarningsThatWereJoined(value: String, expected: [String]) {
        #expect(head(["HTTP/2 200", "Warning: \(value)", ""]).0.warnings == expected)
    }

    @Test func passesOverInformationalHeads() {
        let (early, isComplete) = head(["HTTP/1.1 100 Continue", "Retry-After: 5", ""])
        #expect(!isComplete)
        #expect(early.status == 100)
        let (final, _) = head(["HTTP/1.1 100 Continue", "Retry-After: 5", "", "HTTP/1.1 200 OK", ""])
        #expect(final.status == 200)
        #expect(final.retryAfter == nil)
    }

    @Test(arguments: ["Wed, 21 Oct", "-1", "1.5", ""])
    func ignoresOtherTimesToRetry(text: String) {
        #expect(head(["HTTP/2 503", "Retry-After: \(text)", ""]).0.retryAfter == nil)
    }

    // MARK: Targets

    @Test func buildsTargets() {
        let deployments = ResourceType(
            group: "apps", version: "v1", plural: "deployments", kind: "Deployment", isNamespaced: true)
        #expect(RequestTarget(deployments, namespace: "a b").text == "/apis/apps/v1/namespaces/a%20b/deployments")
        #expect(RequestTarget(deployments, namespace: nil).text == "/apis/apps/v1/deployments")
        #expect(RequestTarget(.namespaces, namespace: "x").text == "/api/v1/namespaces")
        var target = RequestTarget(ObjectReference(type: .secrets, namespace: "n", name: "../x"))
        target.add("a", "=&")
        target.add("b", nil)
        target.add("c", "1")
        #expect(target.text == "/api/v1/namespaces/n/secrets/..%2Fx?a=%3D%26&c=1")
    }

    @Test func takesVersionsApart() {
        #expect(
            GroupVersionKind(apiVersion: "apps/v1", kind: "X")
                == GroupVersionKind(group: "apps", version: "v1", kind: "X"))
        #expect(GroupVersionKind(apiVersion: "v1", kind: "X").group == "")
        #expect(GroupVersionKind(group: "", version: "v1", kind: "X").apiVersion == "v1")
    }
}
