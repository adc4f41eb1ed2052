import Documents
import FoundationEssentials
import Subprocess
import SystemPackage
import Testing

/// Stopped before it has begun to deploy, or while it reads, a command leaves nothing behind.
@Suite struct StoppedWaitTests {
    private static let signals: [(Signal, Int)] = [(.interrupt, 130), (.terminate, 143)]

    /// The annotation of werf's lock on `release/app`.
    private static let key = "lockgate.io/ea52bc36ac2b3f6517f2be8b874ec59a5f98cdc2ce97391ef4824d79"

    private func program(_ lab: Lab, _ plugin: String) -> String { "\(lab.plugins)/kubectl-werf-\(plugin)" }

    private func arguments(_ lab: Lab, _ namespace: String, _ flags: String...) -> [String] {
        [lab.chart("slow"), "--release", "app", "-n", namespace, "--set", "count=1"] + flags
    }

    private func annotations(_ lab: Lab, _ namespace: String) async throws -> Object {
        let object = try await lab.kubectl("get", "configmap", "werf-synchronization", "-n", namespace, "-o", "json")
            .succeeded().json()
        return object[path: ["metadata", "annotations"]]?.object ?? Object()
    }

    /// Every object that a converge could have made, apart from the lock's.
    private func left(_ lab: Lab, _ namespace: String) async throws -> [String] {
        let records = try await lab.kubectl(
            "get", "secrets,configmaps", "-n", namespace, "-l", "owner=helm", "-o", "name"
        ).succeeded().output
        let maps = try await lab.objects("configmaps", in: namespace).filter { $0.hasPrefix("configmap/app-") }
        return records.split(separator: "\n").map(String.init) + maps
    }

    @Test(arguments: signals)
    func whileItWaitsForTheLock(_ signal: Signal, _ status: Int) async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("lock-stopped") { namespace in
            let expiry = Int(Date().timeIntervalSince1970) + 10
            let lease =
                #"{"uuid":"5b0c-werf","lockName":"release/app","ExpireAtTimestamp":\#(expiry),"SharedHoldersCount":1,"#
                + #""IsShared":false,"QueueMembers":{}}"#
            try await lab.kubectl("create", "configmap", "werf-synchronization", "-n", namespace).succeeded()
            try await lab.kubectl(
                "annotate", "configmap", "werf-synchronization", "-n", namespace, "\(Self.key)=\(lease)"
            ).succeeded()
            let outcome = try await lab.run(
                program(lab, "converge"), arguments(lab, namespace), endedBy: signal
            ) { $0.contains("waiting for the lock \"release/app\"") }
            #expect(outcome.status == status, "\(outcome.errors)")
            #expect(outcome.output == "")
            // The lock is theirs still, and nobody else stands there.
            let annotations = try await annotations(lab, namespace)
            #expect(annotations[Self.key]?.string == lease)
            #expect(annotations.keys == [Self.key])
            #expect(try await left(lab, namespace) == [])
        }
    }

    @Test(arguments: signals)
    func whileItWaitsForAPendingRevisionOfHelm(_ signal: Signal, _ status: Int) async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("pending-stopped") { namespace in
            let chart = lab.chart("slow")
            try await lab.helm(.three, "install", "app", chart, "-n", namespace, "--set", "count=1").succeeded()
            let record = try await lab.kubectl(
                "get", "secret", "sh.helm.release.v1.app.v1", "-n", namespace, "-o", "json"
            ).succeeded().json()
            try await withFile(try PendingRecord(made: record, revision: 2).json) { path in
                try await lab.kubectl("create", "-f", path, "-n", namespace).succeeded()
            }
            let outcome = try await lab.run(
                program(lab, "converge"), arguments(lab, namespace), endedBy: signal
            ) { $0.contains("waiting for revision 2, which is pending-upgrade") }
            #expect(outcome.status == status, "\(outcome.errors)")
            let history = try await lab.helm(.three, "history", "app", "-n", namespace, "-o", "json").json()
            #expect(history.array?.compactMap { $0["status"]?.string } == ["deployed", "pending-upgrade"])
            #expect(try await annotations(lab, namespace).isEmpty, "the lock stays taken")
        }
    }

    /// The server takes the request for its kinds and never answers.
    @Test(arguments: signals)
    func beforeThereIsARecord(_ signal: Signal, _ status: Int) async throws {
        let lab = try Lab.open()
        let isDiscovery: @Sendable (MiddleMan.Request) -> Bool = { request in
            let path = request.target.prefix { $0 != "?" }
            return ["/api", "/apis", "/version"].contains(path)
        }
        try await lab.withNamespace("discovery-stopped") { namespace in
            try await lab.withMiddleMan({ isDiscovery($0) ? .headThenSilence : .pass }) { middleMan in
                let outcome = try await lab.run(
                    program(lab, "converge"), arguments(lab, namespace) + middleMan.flags, endedBy: signal
                ) { _ in middleMan.requests.contains(where: isDiscovery) }
                #expect(outcome.status == status, "\(outcome.errors)")
                #expect(outcome.output == "")
                #expect(try await left(lab, namespace) == [])
            }
            let next = try await lab.run(program(lab, "converge"), arguments(lab, namespace, "--lock-wait", "0"))
            #expect(next.status == 0, "\(next.errors)")
        }
    }

    /// The server begins an answer and doesn't end it.
    @Test(arguments: [["list"], ["history", "app"], ["get", "manifest", "app"]], signals)
    func whileItReads(_ words: [String], _ signal: (Signal, Int)) async throws {
        let lab = try Lab.open()
        let isList: @Sendable (MiddleMan.Request) -> Bool = { $0.target.contains("/secrets") }
        try await lab.withMiddleMan({ isList($0) ? .headThenSilence : .pass }) { middleMan in
            let outcome = try await lab.run(
                program(lab, words[0]), Array(words.dropFirst()) + ["-n", "default"] + middleMan.flags,
                endedBy: signal.0
            ) { _ in middleMan.requests.contains(where: isList) }
            #expect(outcome.status == signal.1, "\(outcome.errors)")
            #expect(outcome.output == "")
        }
    }
}
