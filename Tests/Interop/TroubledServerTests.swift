import Documents
import Synchronization
import Testing

/// A converge whose server is slow, falls silent, breaks off or answers nonsense: what can be got over is, and the rest
/// is a clear error with a history that Helm and we go on with.
@Suite struct TroubledServerTests {
    typealias Treatment = @Sendable (MiddleMan.Request) -> MiddleMan.Treatment

    /// Converges three ConfigMaps through a middle man.
    func converge(
        _ treat: @escaping Treatment, _ flags: [String] = [],
        check: @Sendable (Lab, String, Outcome) async throws -> Void
    ) async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("kube-trouble") { namespace in
            try await lab.withMiddleMan(treat) { middleMan in
                let outcome = try await lab.run(
                    "\(lab.plugins)/kubectl-werf-converge",
                    [lab.chart("slow"), "--release", "app", "-n", namespace, "--set", "count=3"] + middleMan.flags
                        + flags)
                try await check(lab, namespace, outcome)
            }
        }
    }

    /// Helm and we read the same statuses; then both deploy.
    static func expectHistory(
        _ statuses: [String], _ lab: Lab, _ namespace: String, _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let ours = try await lab.plugin("history", "app", "-n", namespace, "-o", "json")
        let theirs = try await lab.helm(.three, "history", "app", "-n", namespace, "-o", "json")
        for outcome in [ours, theirs] {
            let found = try statuses.isEmpty && outcome.status == 1 ? [] : outcome.succeeded().json().array
            #expect(found?.compactMap { $0["status"]?.string } == statuses, sourceLocation: location)
        }
        guard statuses.last?.hasPrefix("pending") != true else { return }
        let chart = lab.chart("slow")
        try await lab.plugin("converge", chart, "--release", "app", "-n", namespace, "--set", "count=3").succeeded()
        try await lab.helm(.three, "upgrade", "app", chart, "-n", namespace, "--set", "count=2").succeeded()
        let left = try await lab.objects("configmaps", in: namespace)
        #expect(left.count { $0.contains("/app-") } == 2, sourceLocation: location)
    }

    /// An error in a sentence that names what it must, and nothing on stdout.
    static func expectRefusal(
        _ outcome: Outcome, _ words: String..., location: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.status == 1, "\(outcome.errors)", sourceLocation: location)
        #expect(outcome.output == "", sourceLocation: location)
        #expect(outcome.errors.contains("Error: "), "\(outcome.errors)", sourceLocation: location)
        for word in words {
            #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: location)
        }
    }

    @Test func aSlowServerIsWaitedFor() async throws {
        try await converge({ _ in .slow(60) }) { lab, namespace, outcome in
            #expect(outcome.status == 0, "\(outcome.errors)")
            try await Self.expectHistory(["deployed"], lab, namespace)
        }
    }

    @Test func aServerSlowerThanTheRequestTimeoutIsNotWaitedFor() async throws {
        try await converge({ _ in .slow(1_000) }, ["--request-timeout", "500ms"]) { lab, namespace, outcome in
            Self.expectRefusal(outcome, "context deadline exceeded")
            try await Self.expectHistory([], lab, namespace)
        }
    }

    /// What only reads, and what may be made twice, is made again; what is written once is looked for.
    @Test(arguments: ["GET", "PATCH", "POST", "PUT"])
    func answersThatBreakOffAreGotOver(_ method: String) async throws {
        for treatment in [MiddleMan.Treatment.half, .lost] {
            let broken = Mutex<Set<String>>([])
            let treat: Treatment = { request in
                // The first answer of each path.
                let isFirst = broken.withLock { $0.insert("\(request.method) \(request.target)").inserted }
                return request.method == method && isFirst ? treatment : .pass
            }
            try await converge(treat) { lab, namespace, outcome in
                // A create that may have met somebody else's object isn't repeated blindly.
                let isCreate = method == "PATCH"
                #expect(outcome.status == (isCreate ? 1 : 0), "\(outcome.errors)")
                try await Self.expectHistory([isCreate ? "failed" : "deployed"], lab, namespace)
            }
        }
    }

    @Test func silenceInTheMiddleOfAnAnswerEndsWithTheRequestTimeout() async throws {
        let treat: Treatment = { request in
            request.method == "PATCH" && request.target.contains("/app-1") ? .headThenSilence : .pass
        }
        try await converge(treat, ["--request-timeout", "2s"]) { lab, namespace, outcome in
            Self.expectRefusal(outcome, "ConfigMap \"app-1\"", "context deadline exceeded")
            try await Self.expectHistory(["failed"], lab, namespace)
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 18\r\n\r\n<html>login</html>",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", "SSH-2.0-OpenSSH_9.2\r\n", "\u{0}\u{1}\u{2}",
    ])
    func nonsenseInsteadOfAnAPIServer(_ text: String) async throws {
        try await converge({ _ in .instead(text) }) { lab, namespace, outcome in
            Self.expectRefusal(outcome)
            try await Self.expectHistory([], lab, namespace)
        }
    }

    @Test func nonsenseInTheMiddle() async throws {
        let text = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"kind\":\"Conf"
        let treat: Treatment = { request in
            request.method == "PATCH" && request.target.contains("/app-1") ? .instead(text) : .pass
        }
        try await converge(treat) { lab, namespace, outcome in
            Self.expectRefusal(outcome, "ConfigMap \"app-1\"", "JSON")
            try await Self.expectHistory(["failed"], lab, namespace)
        }
    }

    /// The record can't be settled any more: it stays what it was, and the error says so.
    @Test func aServerThatIsGoneForGoodLeavesAPendingRecord() async throws {
        let isGone = Mutex(false)
        let treat: Treatment = { request in
            if request.method == "PATCH", request.target.contains("/app-") { isGone.withLock { $0 = true } }
            return isGone.withLock { $0 } ? .unreached : .pass
        }
        try await converge(treat) { lab, namespace, outcome in
            Self.expectRefusal(outcome, "app")
            try await Self.expectHistory(["pending-install"], lab, namespace)
        }
    }
}
