import Documents
import FoundationEssentials
import Testing

/// A namespace with objects of nobody's, a folder for undo files, and a chart that wants the objects.
struct AdoptionUnderTest: Sendable {
    let lab: Lab
    let namespace: String
    /// The folder that holds `chart`, and is there for other files.
    let folder: String

    /// Runs `body` with a chart of one template.
    static func with(_ template: String, _ body: (AdoptionUnderTest) async throws -> Void) async throws {
        let lab = try Lab.open()
        let files = [
            "chart/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "chart/templates/all.yaml": template,
        ]
        try await withFolder(files) { folder in
            try await lab.withNamespace("adopt") { namespace in
                try await body(AdoptionUnderTest(lab: lab, namespace: namespace, folder: folder))
            }
        }
    }

    var chart: String { "\(folder)/chart" }

    func adopt(_ arguments: [String], _ environment: [String: String] = [:]) async throws -> Outcome {
        try await lab.run("\(lab.plugins)/kubectl-werf-adopt", arguments + ["-n", namespace], environment)
    }

    func converge(_ release: String, _ flags: [String] = []) async throws -> Outcome {
        try await lab.run(
            "\(lab.plugins)/kubectl-werf-converge", [chart, "--release", release, "-n", namespace] + flags)
    }

    func kubectl(_ arguments: String...) async throws -> Outcome {
        try await lab.run("\(lab.peers)/kubectl-1.37.1/kubectl", arguments + ["-n", namespace])
    }

    func helm(_ version: HelmVersion, _ arguments: String...) async throws -> Outcome {
        try await lab.run("\(lab.peers)/helm-\(version)/helm", arguments + ["-n", namespace])
    }

    /// Makes objects as `kubectl create` makes them.
    func create(_ manifests: String) async throws {
        let file = "\(folder)/\(UUID().uuidString).yaml"
        try Data(manifests.utf8).write(to: URL(filePath: file))
        try await kubectl("create", "-f", file).succeeded()
    }

    /// Makes ConfigMaps that differ in their labels and annotations.
    func createMaps(_ count: Int) async throws {
        let maps = (0..<count).map { number in
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: cm-\(number)
              labels: {set: maps}
              \(number % 2 == 0 ? "annotations: {note: \"\(number)\"}" : "")
            data: {i: "\(number)"}

            """
        }
        try await create(maps.joined(separator: "---\n"))
    }

    func object(_ kind: String, _ name: String) async throws -> Value {
        try await kubectl("get", kind, name, "-o", "json", "--show-managed-fields").succeeded().json()
    }

    /// The bytes of the ConfigMaps with the label, without versions and managed fields.
    func maps() async throws -> [String] {
        let list = try await kubectl("get", "configmaps", "-l", "set=maps", "-o", "json").succeeded().json()
        return (list["items"]?.array ?? []).map { item in
            var object = item.object ?? Object()
            var metadata = object["metadata"]?.object ?? Object()
            metadata["resourceVersion"] = nil
            metadata["managedFields"] = nil
            object["metadata"] = .object(metadata)
            return String(decoding: JSON.write(.object(object)), as: UTF8.self)
        }
    }

    /// The release that each of the ConfigMaps is marked for.
    func owners() async throws -> [String: String] {
        let list = try await kubectl("get", "configmaps", "-l", "set=maps", "-o", "json").succeeded().json()
        var owners: [String: String] = [:]
        for item in list["items"]?.array ?? [] {
            let annotations = item[path: ["metadata", "annotations"]]
            guard let name = item[path: ["metadata", "name"]]?.string else { continue }
            owners[name] = annotations?["meta.helm.sh/release-name"]?.string
        }
        return owners
    }
}
