import Documents
import Subprocess
import SystemPackage
import Testing

/// Stopped while it deploys, a converge leaves a history that Helm and we can go on with.
@Suite struct InterruptionTests {
    @Test(arguments: [(Signal.interrupt, 130), (.terminate, 143)])
    func signalRecordsAFailedRevision(_ signal: Signal, _ status: Int) async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("interrupted") { namespace in
            let outcome = try await converge(lab, namespace, endedBy: signal)
            #expect(outcome.status == status, "\(outcome.errors)")
            let history = try await lab.helm(.three, "history", "app", "-n", namespace, "-o", "json").json()
            #expect(history.array?.compactMap { $0["status"]?.string } == ["failed"])
            let description = history[0]?["description"]?.string ?? ""
            #expect(description.contains("interrupted"), "\(description)")
            // Both go on from there.
            let chart = lab.chart("slow")
            try await lab.plugin("converge", chart, "--release", "app", "-n", namespace, "--set", "count=3").succeeded()
            try await lab.helm(.three, "upgrade", "app", chart, "-n", namespace, "--set", "count=2").succeeded()
            let left = try await lab.objects("configmaps", in: namespace)
            #expect(left.count { $0.contains("/app-") } == 2)
        }
    }

    /// Starts a converge of many objects, one at a time, and sends it a signal once its revision is stored.
    private func converge(_ lab: Lab, _ namespace: String, endedBy signal: Signal) async throws -> Outcome {
        let arguments = [
            lab.chart("slow"), "--release", "app", "-n", namespace, "--network-parallelism", "1",
        ]
        let result = try await Subprocess.run(
            .path(FilePath("\(lab.plugins)/kubectl-werf-converge")), arguments: Arguments(arguments),
            environment: lab.environment(),
            input: .none, output: .discarded, error: .string(limit: 1 << 20)
        ) { execution in
            while try await !hasObject(lab, namespace) {}
            try execution.send(signal: signal)
        }
        return Outcome(
            command: "kubectl-werf-converge", status: result.terminationStatus.shellStatus, output: "",
            errors: result.standardError)
    }

    /// The first object of the chart has been applied: the run is in its middle.
    private func hasObject(_ lab: Lab, _ namespace: String) async throws -> Bool {
        let found = try await lab.kubectl("get", "configmap", "app-0", "-n", namespace, "--ignore-not-found")
        return try !found.succeeded().output.isEmpty
    }
}
