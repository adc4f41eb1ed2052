import Documents
import FoundationEssentials

/// A release called `app` whose chart lies in a folder that a test may change.
struct PlannedRelease: Sendable {
    let lab: Lab
    let chart: String
    var namespace: String

    func converge(_ flags: String..., environment: [String: String] = [:]) async throws -> Outcome {
        try await run("converge", [chart, "--release", "app"] + flags, environment)
    }

    func plan(_ flags: String..., environment: [String: String] = [:]) async throws -> Outcome {
        try await run("plan", [chart, "--release", "app"] + flags, environment)
    }

    /// Runs a plugin in this release's namespace.
    func ours(_ plugin: String, _ arguments: [String]) async throws -> Outcome { try await run(plugin, arguments, [:]) }

    private func run(_ plugin: String, _ arguments: [String], _ environment: [String: String]) async throws -> Outcome {
        try await lab.run("\(lab.plugins)/kubectl-werf-\(plugin)", arguments + ["-n", namespace], environment)
    }

    func write(_ path: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(chart)/\(path)"))
    }

    func read(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(chart)/\(path)")), as: UTF8.self)
    }

    /// Who may do what with a file, in octal.
    func permissions(_ path: String) async throws -> String {
        let outcome = try await lab.run("/usr/bin/stat", ["-c", "%a", "\(chart)/\(path)"]).succeeded()
        return String(outcome.output.prefix { $0 != "\n" })
    }

    func object(_ kind: String, _ name: String) async throws -> Value {
        try await lab.kubectl("get", kind, name, "-n", namespace, "-o", "json").succeeded().json()
    }

    /// Every object of the namespace that a deploy could write, with its version.
    func everything() async throws -> [String] {
        let kinds = "configmap,secret,service,deployment,job"
        let listed = try await lab.kubectl(
            "get", kinds, "-n", namespace, "-o",
            "jsonpath={range .items[*]}{.kind}/{.metadata.name}@{.metadata.resourceVersion}{'\\n'}{end}")
        return try listed.succeeded().output.split(separator: "\n").map(String.init)
    }

    func revisions() async throws -> Int {
        let history = try await ours("history", ["app", "-o", "json"]).succeeded().json()
        return history.array?.count ?? 0
    }

    /// A user who may look at everything in the namespace and change nothing.
    func reader() async throws -> String {
        let name = "reader-of-\(namespace)"
        try await lab.kubectl(
            "create", "role", "reader", "-n", namespace, "--verb=get,list,watch", "--resource=configmaps,secrets"
        ).succeeded()
        try await lab.kubectl(
            "create", "rolebinding", "reader", "-n", namespace, "--role=reader", "--user=\(name)"
        ).succeeded()
        return name
    }
}
