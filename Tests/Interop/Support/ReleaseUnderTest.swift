import Documents
import Testing

/// A release of the chart `ten` that Helm and we take turns on.
struct ReleaseUnderTest: Sendable {
    let lab: Lab
    let name: String
    let namespace: String
    /// Added to the environment of both programs.
    var environment: [String: String] = [:]
    /// Added to the arguments of our plugins.
    var flags: [String] = []

    init(lab: Lab, name: String, namespace: String) {
        self.lab = lab
        self.name = name
        self.namespace = namespace
    }

    var chart: String { lab.chart("ten") }

    func converge(_ values: String) async throws {
        try await ours("converge", [chart, "--release", name, "--set", values]).succeeded()
    }

    func upgrade(_ helm: HelmVersion, _ values: String) async throws {
        try await theirs(helm, ["upgrade", name, chart, "--set", values]).succeeded()
    }

    /// Runs a plugin on this release's namespace.
    func ours(_ plugin: String, _ arguments: [String]) async throws -> Outcome {
        try await lab.run(
            "\(lab.plugins)/kubectl-werf-\(plugin)", arguments + ["-n", namespace] + flags, environment)
    }

    /// Runs a Helm on this release's namespace.
    func theirs(_ helm: HelmVersion, _ arguments: [String]) async throws -> Outcome {
        try await lab.run("\(lab.peers)/helm-\(helm)/helm", arguments + ["-n", namespace], environment)
    }

    func objectExists(_ kind: String, _ name: String) async throws -> Bool {
        let found = try await lab.kubectl("get", kind, name, "-n", namespace, "--ignore-not-found", "-o", "json")
        guard !(try found.succeeded().output.isEmpty) else { return false }
        return try found.json()[path: ["metadata", "deletionTimestamp"]] == nil
    }

    /// The value `level` has arrived where the chart puts it: in the ConfigMap and in the Deployment.
    func expectLevel(_ level: String, _ location: SourceLocation = #_sourceLocation) async throws {
        let map = try await lab.kubectl("get", "configmap", name, "-n", namespace, "-o", "json").succeeded().json()
        #expect(map[path: ["data", "level"]]?.string == level, sourceLocation: location)
        let deployment = try await lab.kubectl("get", "deployment", name, "-n", namespace, "-o", "json")
            .succeeded().json()
        let container = deployment[path: ["spec", "template", "spec", "containers"]]?[0]
        #expect(container?["env"]?[0]?["value"]?.string == level, sourceLocation: location)
    }

    /// The statuses of all revisions, oldest first, as we show them.
    func expectStatuses(_ statuses: [String], _ location: SourceLocation = #_sourceLocation) async throws {
        let history = try await ours("history", [name, "-o", "json"]).succeeded().json()
        #expect(history.array?.compactMap { $0["status"]?.string } == statuses, sourceLocation: location)
    }

    /// `helm` and we show the same release: list, history and everything that get shows.
    func expectSameViews(_ helm: HelmVersion, _ location: SourceLocation = #_sourceLocation) async throws {
        for arguments in [["list", "-o", "json"], ["list", "-o", "yaml"], ["list"], ["history", name]] {
            let ours = try await ours(arguments[0], Array(arguments.dropFirst())).succeeded()
            let theirs = try await theirs(helm, arguments).succeeded()
            #expect(ours.output == theirs.output, "\(arguments)", sourceLocation: location)
        }
        let history = try await ours("history", [name, "-o", "json"]).succeeded().json()
        let theirHistory = try await theirs(helm, ["history", name, "-o", "json"]).succeeded().json()
        #expect(history == theirHistory.withoutMember("rollback_revision"), sourceLocation: location)
        var views = [["manifest"], ["hooks"], ["notes"], ["values"], ["values", "-o", "json"]]
        // Helm 4 computes values by rules of its own; the user's are the same everywhere.
        if helm == .three { views += [["values", "-a"], ["values", "-a", "-o", "json"], ["all"]] }
        for view in views {
            let arguments = ["get", view[0], name] + view.dropFirst()
            let ours = try await ours("get", Array(arguments.dropFirst())).succeeded()
            let theirs = try await theirs(helm, arguments).succeeded()
            #expect(ours.output == theirs.output, "\(arguments)", sourceLocation: location)
        }
        let status = try await theirs(helm, ["status", name, "-o", "json"]).succeeded().json()
        let newest = try await ours("history", [name, "-o", "json", "--max", "1"]).succeeded().json()[0]
        #expect(status["version"] == newest?["revision"], sourceLocation: location)
        #expect(status[path: ["info", "status"]] == newest?["status"], sourceLocation: location)
        #expect(status[path: ["info", "description"]] == newest?["description"], sourceLocation: location)
    }
}

extension Value {
    /// The list with a member left out of its objects: Helm 4.3 says of a rollback where it went, which Helm 3 doesn't.
    fileprivate func withoutMember(_ key: String) -> Value {
        guard let array else { return self }
        return .array(
            array.map { element in
                guard case .object(var object) = element else { return element }
                object[key] = nil
                return .object(object)
            })
    }
}
