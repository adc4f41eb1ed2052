import Documents
import Synchronization
import Testing

/// A server that has too much to do, or is in trouble, and says so.
extension TroubledServerTests {
    /// An answer of the API server's, with what it asks for.
    private static func answer(_ code: Int, _ reason: String, retryAfter: Int? = nil) -> String {
        let body = """
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"in trouble for a test",\
            "reason":"\(reason)","code":\(code)}
            """
        let wait = retryAfter.map { "Retry-After: \($0)\r\n" } ?? ""
        return "HTTP/1.1 \(code) X\r\nContent-Type: application/json\r\n\(wait)Content-Length: \(body.utf8.count)\r\n"
            + "Connection: close\r\n\r\n\(body)"
    }

    private static func isApply(_ request: MiddleMan.Request, of name: String) -> Bool {
        request.method == "PATCH" && request.target.contains("/configmaps/\(name)?")
    }

    private static func isRecord(_ request: MiddleMan.Request) -> Bool {
        request.method != "GET" && request.target.contains("/secrets")
    }

    static let troubles = [(429, "TooManyRequests"), (500, "InternalError")]

    /// Whatever is asked, the first answer is that it is to be asked again.
    @Test(arguments: troubles)
    func whoAsksToBeAskedAgainIsAskedAgain(_ code: Int, _ reason: String) async throws {
        let met = Mutex<Set<String>>([])
        let treat: Treatment = { request in
            let isFirst = met.withLock { $0.insert("\(request.method) \(request.target)").inserted }
            return isFirst ? .refused(Self.answer(code, reason, retryAfter: 0)) : .pass
        }
        try await converge(treat) { lab, namespace, outcome in
            #expect(outcome.status == 0, "\(outcome.errors)")
            try await Self.expectHistory(["deployed"], lab, namespace)
        }
        for method in ["GET", "POST", "PUT", "PATCH"] {
            #expect(met.withLock { $0.contains { $0.hasPrefix("\(method) ") } }, "\(method) was never refused")
        }
    }

    /// An object that is refused for good fails the revision, and only that.
    @Test(arguments: troubles)
    func aRefusalThatStaysFailsTheRevision(_ code: Int, _ reason: String) async throws {
        let treat: Treatment = { request in
            Self.isApply(request, of: "app-1") ? .refused(Self.answer(code, reason)) : .pass
        }
        try await converge(treat) { lab, namespace, outcome in
            Self.expectRefusal(outcome, "ConfigMap \"app-1\"", "in trouble for a test")
            try await Self.expectHistory(["failed"], lab, namespace)
        }
    }

    /// The server has applied the object and says it hasn't.
    @Test func aRefusalThatIsntTrueIsPutRightByTheNext() async throws {
        let treat: Treatment = { request in
            Self.isApply(request, of: "app-1") ? .instead(Self.answer(504, "Timeout")) : .pass
        }
        try await converge(treat) { lab, namespace, outcome in
            Self.expectRefusal(outcome, "ConfigMap \"app-1\"", "in trouble for a test")
            try await Self.expectHistory(["failed"], lab, namespace)
        }
    }

    /// Nothing is deployed while there is no record of it.
    @Test(arguments: troubles)
    func aRecordThatIsRefusedMeansThatNothingIsDeployed(_ code: Int, _ reason: String) async throws {
        let applied = Mutex(0)
        let treat: Treatment = { request in
            if request.target.contains("/configmaps/app-"), request.method != "GET" { applied.withLock { $0 += 1 } }
            return Self.isRecord(request) ? .refused(Self.answer(code, reason)) : .pass
        }
        try await converge(treat) { lab, namespace, outcome in
            Self.expectRefusal(outcome, "in trouble for a test")
            let maps = try await lab.objects("configmaps", in: namespace)
            #expect(!maps.contains { $0.contains("/app-") }, "\(maps)")
            try await Self.expectHistory([], lab, namespace)
        }
        #expect(applied.withLock { $0 } == 0)
    }

    /// The deploy is done, and its record is written once the server is well again.
    @Test func aRecordIsSettledWhenTheServerIsWellAgain() async throws {
        let refusals = Mutex(0)
        let treat: Treatment = { request in
            guard request.method == "PUT", Self.isRecord(request) else { return .pass }
            let number = refusals.withLock { count in
                count += 1
                return count
            }
            return number <= 2 ? .refused(Self.answer(503, "ServiceUnavailable")) : .pass
        }
        try await converge(treat) { lab, namespace, outcome in
            #expect(outcome.status == 0, "\(outcome.errors)")
            try await Self.expectHistory(["deployed"], lab, namespace)
        }
        #expect(refusals.withLock { $0 } > 2)
    }
}
