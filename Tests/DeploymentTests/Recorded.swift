import Documents
import Glibc
import KubernetesClient
import Shared
import Testing

@testable import Deployment

/// An object of a chart as the cluster stored it (Kubernetes 1.20.2), written by a Helm.
struct Recorded: Sendable, CustomTestStringConvertible {
    var manifest: Value
    var live: Value

    var testDescription: String { kind }
    var kind: String { manifest["kind"]?.string ?? "" }

    static let applied = read("applied-by-helm-4.json", namespace: "deploy-ssa")
    static let created = read("created-by-helm-3.json", namespace: "deploy-rec")

    /// The object as a deploy of the same chart applies it.
    func desired(_ change: (inout Value) -> Void = { _ in }) -> Value {
        var manifest = manifest
        change(&manifest)
        let namespace = live[path: ["metadata", "namespace"]]?.string ?? ""
        var object = ApplyForm(server: .old).object(manifest, namespace: namespace)
        Ownership(releaseName: "rec", releaseNamespace: namespace).mark(&object)
        return object
    }

    private static func read(_ name: String, namespace: String) -> [Recorded] {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let cases = (try? JSON.read(bytes(of: "/\(folder)/Fixtures/\(name)")))?.array ?? []
        return cases.compactMap { item in
            guard let manifest = item["manifest"], let live = item["live"] else { return nil }
            return Recorded(manifest: manifest, live: live)
        }
    }

    private static func bytes(of path: String) -> [UInt8] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return bytes
    }
}

extension ServerVersion {
    static let old = ServerVersion(gitVersion: "v1.20.2", major: "1", minor: "20")
    static let new = ServerVersion(gitVersion: "v1.33.1", major: "1", minor: "33")
}

extension Value {
    /// The value with the member at `path` set; nil removes it.
    func setting(_ path: [String], _ value: Value?) -> Value {
        guard let name = path.first, var members = object else { return self }
        let rest = Array(path.dropFirst())
        members[name] = rest.isEmpty ? value : (members[name] ?? [:]).setting(rest, value)
        return .object(members)
    }
}
