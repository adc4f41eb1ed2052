import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage

/// The cluster and the programs that the tests of behaviour need: scripts/test names them in the environment.
struct Lab: Sendable {
    let kubeconfig: String
    let peers: String
    let plugins: String
    /// A home of its own, so that no setting or cache of the user's is read or written.
    let home: String

    /// The lab, or an error that says what is missing: a missing tool fails a test.
    static func open() throws -> Lab {
        let environment = ProcessInfo.processInfo.environment
        func needed(_ name: String) throws -> String {
            guard let value = environment[name], !value.isEmpty else {
                throw LabError("\(name) isn't set: run these tests through scripts/test")
            }
            return value
        }
        let home = FileManager.default.temporaryDirectory.appending(path: "kubectl-werf-tests-\(getpid())").path
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        return Lab(
            kubeconfig: try needed("KW_TEST_KUBECONFIG"), peers: try needed("KW_PEERS"),
            plugins: try needed("KW_PLUGINS"), home: home)
    }

    /// Runs one of our plugins.
    func plugin(
        _ name: String, _ arguments: String..., environment: [String: String] = [:]
    ) async throws -> Outcome {
        try await run("\(plugins)/kubectl-werf-\(name)", arguments, environment)
    }

    /// Runs a real Helm.
    func helm(
        _ version: HelmVersion, _ arguments: String..., environment: [String: String] = [:]
    ) async throws -> Outcome {
        try await run("\(peers)/helm-\(version)/helm", arguments, environment)
    }

    /// Runs a real kubectl.
    func kubectl(_ arguments: String..., environment: [String: String] = [:]) async throws -> Outcome {
        try await run("\(peers)/kubectl-1.37.1/kubectl", arguments, environment)
    }

    /// Runs a program with nothing but what the tests mean it to see.
    ///
    /// One that hangs is killed after ten minutes, and with its status of 124 fails its test, not the whole run.
    func run(_ path: String, _ arguments: [String], _ extra: [String: String] = [:]) async throws -> Outcome {
        let limit = 64 << 20
        let result = try await Subprocess.run(
            .name("timeout"), arguments: Arguments(["--kill-after=10", "600", path] + arguments),
            environment: environment(extra),
            input: .none, output: .string(limit: limit), error: .string(limit: limit))
        return Outcome(
            command: ([path.split(separator: "/").last.map(String.init) ?? path] + arguments).joined(separator: " "),
            status: result.terminationStatus.shellStatus, output: result.standardOutput, errors: result.standardError)
    }

    /// The environment of every program here.
    func environment(_ extra: [String: String] = [:]) -> Environment {
        var variables: [Environment.Key: String] = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "HOME": home, "KUBECONFIG": kubeconfig, "TZ": "UTC",
            // Without a node nothing ever becomes ready; tests with one take this back.
            "WERF_NO_TRACK": "1",
        ]
        for (name, value) in extra { variables[Environment.Key(stringLiteral: name)] = value }
        return .custom(variables)
    }

    /// Runs `body` with a namespace of its own, which is removed afterwards.
    func withNamespace(_ hint: String, _ body: (String) async throws -> Void) async throws {
        let name = "\(hint)-\(UUID().uuidString.prefix(8).lowercased())"
        try await kubectl("create", "namespace", name).succeeded()
        do {
            try await body(name)
        } catch {
            _ = try? await kubectl("delete", "namespace", name, "--wait=false")
            throw error
        }
        try await kubectl("delete", "namespace", name, "--wait=false").succeeded()
    }

    /// The objects of some kinds that nobody is deleting, as `kind/name`.
    ///
    /// The controllers that end a deletion in the foreground may take minutes, and no command waits for them where
    /// nothing is tracked.
    func objects(_ kinds: String, in namespace: String) async throws -> [String] {
        let template = """
            {{range .items}}{{if not .metadata.deletionTimestamp}}{{.kind}}/{{.metadata.name}}{{"\\n"}}{{end}}{{end}}
            """
        let listed = try await kubectl("get", kinds, "-n", namespace, "-o", "go-template=\(template)").succeeded()
        return listed.output.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "/", maxSplits: 1)
            return parts.count == 2 ? "\(parts[0].lowercased())/\(parts[1])" : nil
        }
    }

    /// What lies at this path of the repository.
    func repository(_ path: String) -> String {
        var root = FilePath(#filePath)
        for _ in 0..<4 { root = root.removingLastComponent() }
        return root.appending(path).string
    }

    /// The folder of a chart in Fixtures.
    func chart(_ name: String) -> String {
        let here = FilePath(#filePath)
        return here.removingLastComponent().removingLastComponent().appending("Fixtures").appending(name).string
    }
}

extension TerminationStatus {
    /// The status as a shell gives it: 128 plus the number of a signal that ended the program.
    var shellStatus: Int {
        switch self {
        case .exited(let code): Int(code)
        case .signaled(let signal): 128 + Int(signal)
        }
    }
}
