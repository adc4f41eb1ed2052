import Documents
import FoundationEssentials
import Subprocess
import SystemPackage

/// A release whose chart a test writes, in a namespace of its own.
struct LifeRelease: Sendable {
    let lab: Lab
    let namespace: String
    /// The chart's folder.
    let chart: String
    /// Added to the environment of our plugins.
    var environment: [String: String] = [:]

    /// Runs `body` with a release of a chart with this template; objects are waited for when there is a node.
    static func with(
        _ template: String, _ hint: String, files: [String: String] = [:], waits: Bool = false,
        _ body: (LifeRelease) async throws -> Void
    ) async throws {
        let lab = try Lab.open()
        var all = ["Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "templates/all.yaml": template]
        all.merge(files) { $1 }
        try await withFolder(all) { folder in
            try await lab.withNamespace(hint) { namespace in
                var release = LifeRelease(lab: lab, namespace: namespace, chart: folder)
                if waits { release.environment["WERF_NO_TRACK"] = "0" }
                try await body(release)
            }
        }
    }

    func converge(_ values: String = "a=b", _ flags: String...) async throws -> Outcome {
        try await ours("converge", [chart, "--release", "app", "--set", values] + flags)
    }

    func rollback(_ flags: String...) async throws -> Outcome { try await ours("rollback", ["app"] + flags) }

    func dismiss(_ flags: String...) async throws -> Outcome { try await ours("dismiss", ["app"] + flags) }

    func ours(_ plugin: String, _ arguments: [String]) async throws -> Outcome {
        try await lab.run("\(lab.plugins)/kubectl-werf-\(plugin)", arguments + ["-n", namespace], environment)
    }

    /// The live object, or nil.
    func object(_ kind: String, _ name: String) async throws -> Value? {
        let found = try await lab.kubectl("get", kind, name, "-n", namespace, "--ignore-not-found", "-o", "json")
        guard try !found.succeeded().output.isEmpty else { return nil }
        return try found.json()
    }

    func exists(_ kind: String, _ name: String) async throws -> Bool {
        guard let object = try await object(kind, name) else { return false }
        return object[path: ["metadata", "deletionTimestamp"]]?.string == nil
    }

    func uid(_ kind: String, _ name: String) async throws -> String? {
        try await object(kind, name)?[path: ["metadata", "uid"]]?.string
    }

    /// The names of the objects of some kinds that nobody is deleting, as `kind/name`, apart from what every namespace
    /// has.
    func names(_ kinds: String) async throws -> [String] {
        try await lab.objects(kinds, in: namespace).filter { name in
            !["configmap/kube-root-ca.crt", "configmap/werf-synchronization"].contains(name)
        }.sorted()
    }

    /// Whether there is any object of this kind, also one that is being deleted.
    func hasAny(_ kind: String) async throws -> Bool {
        try await !lab.kubectl("get", kind, "-n", namespace, "-o", "name").succeeded().output.isEmpty
    }

    /// The data of every ConfigMap with this label of its chart.
    func data(_ field: String) async throws -> [String: String] {
        let list = try await lab.kubectl("get", "configmaps", "-n", namespace, "-o", "json").succeeded().json()
        var found: [String: String] = [:]
        for item in list["items"]?.array ?? [] {
            guard let name = item[path: ["metadata", "name"]]?.string, let text = item[path: ["data", field]]?.string
            else { continue }
            found[name] = text
        }
        return found
    }

    /// The statuses of all revisions, oldest first, as Helm shows them.
    func statuses() async throws -> [String] {
        let history = try await lab.helm(.three, "history", "app", "-n", namespace, "-o", "json").succeeded().json()
        return history.array?.compactMap { $0["status"]?.string } ?? []
    }

    /// Starts a converge and kills it once `isTime` says so.
    func killedConverge(_ values: String, when isTime: @Sendable () async throws -> Bool) async throws {
        let arguments = [chart, "--release", "app", "-n", namespace, "--set", values]
        _ = try await Subprocess.run(
            .path(FilePath("\(lab.plugins)/kubectl-werf-converge")), arguments: Arguments(arguments),
            environment: lab.environment(environment), input: .none, output: .discarded,
            error: .string(limit: 1 << 20)
        ) { execution in
            while try await !isTime() { try await Task.sleep(for: .milliseconds(20)) }
            try execution.send(signal: .kill)
        }
    }
}
