import Documents
import Synchronization
import Testing

/// Killed at any of its writes, a command leaves what its next run puts right: a selection of what
/// scripts/kill-points tries in full.
@Suite struct KillTests {
    /// A command that is killed, and those that come before it.
    struct Scenario: Sendable, CustomTestStringConvertible {
        var name: String
        var before: [[String]]
        var killed: [String]

        var testDescription: String { name }
    }

    private static func converge(_ step: Int) -> [String] {
        ["converge", "--release", "life", "--set", "step=\(step)"]
    }

    static let scenarios = [
        Scenario(name: "install", before: [], killed: converge(1)),
        Scenario(name: "upgrade", before: [converge(1)], killed: converge(2)),
        Scenario(name: "rollback", before: [converge(1), converge(2)], killed: ["rollback", "life", "1"]),
        Scenario(name: "dismiss", before: [converge(1), converge(2)], killed: ["dismiss", "life"]),
    ]

    /// Every seventh write, each before or after the server has seen it.
    @Test(arguments: scenarios)
    func theNextRunPutsItRight(_ scenario: Scenario) async throws {
        let lab = try Lab.open()
        let wanted = Mutex<[String]>([])
        let writes = Mutex(0)
        try await lab.withNamespace("lock-kill") { namespace in
            let count = try await run(scenario, lab, namespace, killedAt: nil)
            let state = try await state(lab, namespace)
            wanted.withLock { $0 = state }
            writes.withLock { $0 = count }
        }
        let count = writes.withLock { $0 }
        #expect(count >= 10)
        for number in stride(from: 1, through: count, by: 7) {
            for isSeen in [false, true] {
                try await lab.withNamespace("lock-kill") { namespace in
                    let reached = try await run(
                        scenario, lab, namespace, killedAt: KillPoint(number: number, isSeen: isSeen))
                    #expect(reached >= number)
                    let again = try await lab.run(program(scenario, lab), arguments(scenario.killed, lab, namespace))
                    let point = "\(scenario.name), write \(number), seen: \(isSeen)"
                    #expect(again.status == 0, "\(point): \(again.errors)")
                    let state = try await state(lab, namespace)
                    #expect(state == wanted.withLock { $0 }, "\(point)")
                    try await expectHistory(scenario, lab, namespace, point)
                }
            }
        }
    }

    private func program(_ scenario: Scenario, _ lab: Lab) -> String {
        "\(lab.plugins)/kubectl-werf-\(scenario.killed[0])"
    }

    private func arguments(_ words: [String], _ lab: Lab, _ namespace: String) -> [String] {
        // In the background: while other tests make and remove kinds, the garbage collector of 1.20 stands still.
        words.dropFirst() + (words[0] == "converge" ? [lab.chart("life")] : [])
            + ["-n", namespace, "--delete-propagation", "Background"]
    }

    /// Runs a scenario through a middle man; how many writes there were.
    private func run(
        _ scenario: Scenario, _ lab: Lab, _ namespace: String, killedAt point: KillPoint?
    ) async throws -> Int {
        for words in scenario.before {
            try await lab.run("\(lab.plugins)/kubectl-werf-\(words[0])", arguments(words, lab, namespace)).succeeded()
        }
        return try await lab.run(
            program(scenario, lab), arguments(scenario.killed, lab, namespace), killedAt: point
        ) { request in
            // How often the lock is renewed depends on how long the run takes.
            request.method != "GET" && !request.target.contains("dryRun=")
                && !request.target.contains("werf-synchronization")
        }
    }

    /// The objects of the namespace, without what differs from run to run.
    private func state(_ lab: Lab, _ namespace: String) async throws -> [String] {
        let list = try await lab.kubectl("get", "configmaps,secrets,services", "-n", namespace, "-o", "json")
            .succeeded().json()
        return (list["items"]?.array ?? []).compactMap { object in
            let metadata = object["metadata"]
            let kind = object["type"]?.string ?? ""
            guard kind != "helm.sh/release.v1", kind != "kubernetes.io/service-account-token",
                metadata?["name"] != "kube-root-ca.crt"
            else { return nil }
            var annotations = metadata?["annotations"]?.object ?? Object()
            annotations["werf.io/release-revision"] = nil
            annotations["meta.helm.sh/release-namespace"] = nil
            let told: [Value?] = [
                object["kind"], metadata?["name"], metadata?["labels"], .object(annotations), object["data"],
                metadata?["deletionTimestamp"].map { _ in "going" },
            ]
            return String(
                decoding: JSON.write(.array(told.map { $0 ?? .null }), .plain, sortedKeys: true), as: UTF8.self)
        }.sorted()
    }

    private func expectHistory(
        _ scenario: Scenario, _ lab: Lab, _ namespace: String, _ point: String
    ) async throws {
        for helm in [HelmVersion.three, .four] {
            let history = try await lab.helm(helm, "history", "life", "-n", namespace, "-o", "json")
            guard scenario.name != "dismiss" else {
                #expect(history.errors.contains("release: not found"), "\(point): \(history.output)")
                continue
            }
            let statuses = try history.succeeded().json().array?.compactMap { $0["status"]?.string } ?? []
            #expect(statuses.last == "deployed", "\(point): \(statuses)")
            #expect(statuses.count { $0 == "deployed" } == 1, "\(point): \(statuses)")
            #expect(!statuses.contains { $0.hasPrefix("pending") }, "\(point): \(statuses)")
        }
    }
}
