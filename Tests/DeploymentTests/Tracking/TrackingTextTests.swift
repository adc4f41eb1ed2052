import Documents
import Testing

@testable import Deployment

/// Texts from elsewhere: log lines, messages of events, and which pods belong to a revision.
@Suite struct TrackingTextTests {
    @Test func cutsLogsIntoLines() {
        var lines = LogLines()
        func texts(_ piece: String) -> [String] {
            lines.take(Array(piece.utf8)).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(texts("a\nb") == ["a"])
        #expect(texts("c\r\n\n") == ["bc", ""])
        #expect(texts("rest") == [])
        #expect(lines.finish() == Array("rest".utf8))
        #expect(lines.finish() == nil)
    }

    /// A line of any length takes a bounded place.
    @Test func boundsLines() {
        var lines = LogLines()
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        for _ in 0..<8 { #expect(lines.take(piece).isEmpty) }
        let line = lines.take(Array("\nnext\n".utf8))
        #expect(line.map(\.count) == [LogLines.limit + 4, 4])
    }

    @Test func keepsTheLastLines() {
        let tail = LogTail()
        for number in 1...50 { tail.append(Array("\(number)".utf8)) }
        #expect(tail.texts == (31...50).map { "\($0)" })
    }

    @Test(arguments: [
        ("pulling image", "pulling image"),
        ("Get \"https://user:pass@host/v2/\": denied", "Get \"https://***@host/v2/\": denied"),
        ("oci://a@b:1 and https://c:d@e", "oci://***@b:1 and https://***@e"),
        ("https://host/path@1", "https://host/path@1"),
        ("two\nlines", "two lines"),
        (
            "toomanyrequests: You have reached your pull rate limit. You may increase it by paying",
            "toomanyrequests: You have reached your pull rate limit"
        ),
    ])
    func cleansMessages(message: String, expected: String) {
        #expect(ClusterEvent.shortened(message) == expected)
    }

    /// A workload, its pods' labels, and whether they are of its newest revision.
    private static let revisions: [(String, String, String, Bool)] = [
        ("StatefulSet", "{status: {observedGeneration: 1, updateRevision: b}}", "controller-revision-hash: b", true),
        ("StatefulSet", "{status: {observedGeneration: 1, updateRevision: b}}", "controller-revision-hash: a", false),
        ("StatefulSet", "{status: {updateRevision: b}}", "controller-revision-hash: b", false),
        (
            "DaemonSet", "{metadata: {annotations: {deprecated.daemonset.template.generation: '3'}}}",
            "pod-template-generation: '3'", true
        ),
        (
            "DaemonSet", "{metadata: {annotations: {deprecated.daemonset.template.generation: '3'}}}",
            "pod-template-generation: '2'", false
        ),
        ("DaemonSet", "{}", "pod-template-generation: '1'", true),
        ("Job", "{}", "a: b", true),
    ]

    @Test(arguments: revisions)
    func knowsNewPods(_ example: (String, String, String, Bool)) throws {
        let (kind, object, label, isNew) = example
        let rule = ReadinessRule(for: Objects.type(kind == "Job" ? "batch/v1" : "apps/v1", kind))
        let workload = try Objects.make(kind, object)
        let pod = PodStatus(
            try Objects.pod(owner: "u1", container: "state: {}", more: ", labels: {\(label)}"))
        let revision = PodRevision(of: workload, rule: rule, replicaSets: [])
        #expect((revision?.includes(pod) ?? false) == isNew)
    }

    @Test func knowsPodsOfDeployments() throws {
        let workload = try Objects.deployment(Objects.readyDeployment)
        let sets = [
            PodRevision.ReplicaSet(try Objects.replicaSet(uid: "old", revision: "0")),
            PodRevision.ReplicaSet(try Objects.replicaSet(uid: "foreign", owner: "u2")),
            PodRevision.ReplicaSet(try Objects.replicaSet(uid: "new")),
        ]
        #expect(PodRevision(of: workload, rule: .deployment, replicaSets: sets)?.owner == "new")
        #expect(PodRevision(of: workload, rule: .deployment, replicaSets: sets.dropLast()) == nil)
    }
}
