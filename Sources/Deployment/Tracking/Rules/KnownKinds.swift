internal import Documents

/// Custom resources of well-known projects: which field tells about them, and with which words.
struct KnownKind: Sendable {
    private enum Field: Sendable {
        case condition(String)
        case path([String])
    }

    private let group: String
    private let kinds: [String]
    private let field: Field
    private let ready: [String]
    private let failed: [String]

    /// The rule for a kind, if it is among the known ones.
    static func named(_ kind: String, group: String) -> KnownKind? {
        all.first { $0.group == group && $0.kinds.contains(kind) }
    }

    /// Any other word, or none, means that it isn't ready yet.
    func readiness(of object: Value) -> Readiness {
        let status = ObjectStatus(object)
        let (word, message, name): (String?, String, String)
        switch field {
        case .condition(let type):
            let condition = status.condition(type)
            (word, message, name) = (condition?.status, condition?.words ?? "", type)
        case .path(let path):
            let text = object[path: ["status"] + path]?.string
            (word, message, name) = (text, "", (["status"] + path).joined(separator: "."))
        }
        guard let word else { return .waiting("it has no \(name) yet") }
        if ready.contains(word) { return .ready }
        if failed.contains(word) { return .failed(reason: "\(name) is \(word)", message: message) }
        return .waiting(["\(name) is \(word)", message].filter { !$0.isEmpty }.joined(separator: ": "))
    }

    private static let isTrue = ["True"]
    private static let all = [
        KnownKind(
            group: "acid.zalan.do", kinds: ["postgresql"], field: .path(["PostgresClusterStatus"]),
            ready: ["Running"], failed: ["CreateFailed", "UpdateFailed", "DeleteFailed"]),
        KnownKind(
            group: "external-secrets.io", kinds: ["ExternalSecret"], field: .condition("Ready"), ready: isTrue,
            failed: ["False"]),
        KnownKind(
            group: "bitnami.com", kinds: ["SealedSecret"], field: .condition("Synced"), ready: isTrue, failed: []),
        KnownKind(
            group: "kyverno.io", kinds: ["Policy", "ClusterPolicy"], field: .condition("Ready"), ready: isTrue,
            failed: []),
        KnownKind(
            group: "argoproj.io", kinds: ["Application"], field: .path(["health", "status"]), ready: ["Healthy"],
            failed: ["Degraded"]),
        KnownKind(
            group: "argoproj.io", kinds: ["ApplicationSet"], field: .condition("ResourcesUpToDate"), ready: isTrue,
            failed: []),
        KnownKind(
            group: "cert-manager.io", kinds: ["Certificate"], field: .condition("Ready"), ready: isTrue, failed: []),
        KnownKind(
            group: "helm.toolkit.fluxcd.io", kinds: ["HelmRelease"], field: .condition("Ready"), ready: isTrue,
            failed: []),
        KnownKind(
            group: "kustomize.toolkit.fluxcd.io", kinds: ["Kustomization"], field: .condition("Ready"),
            ready: isTrue, failed: []),
        KnownKind(
            group: "monitoring.coreos.com", kinds: ["Prometheus", "Alertmanager", "ThanosRuler"],
            field: .condition("Available"), ready: isTrue, failed: []),
        KnownKind(
            group: "longhorn.io", kinds: ["Volume"], field: .path(["state"]), ready: ["attached", "detached"],
            failed: []),
        KnownKind(
            group: "longhorn.io", kinds: ["Backup"], field: .path(["state"]), ready: ["Completed"],
            failed: ["Error"]),
    ]
}
